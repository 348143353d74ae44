//! Reconciles a shop that goes on working meanwhile.
//!
//! Nothing can be read at one instant, so a difference may be a change that was caught halfway. A pass reads the stock,
//! then the provider's record, then the orders, then the stock again. A SKU whose stock is the same both times was
//! neither taken nor given back in between; one that moved is left out of this pass. The provider is read before the
//! orders that follow it. A difference counts when a later pass, a pause after the first, finds the same again: orders
//! only move forward, so none is caught twice at the same step.

use std::{
    collections::{BTreeSet, HashSet},
    time::Duration,
};

use app_context::Clock;
use aws::{AwsError, DeskTable, OrdersTable, StockTable};
use domain::{
    kernel::Sku,
    payments::ProviderError,
    reconciliation::{DeskSnapshot, Difference, Snapshot, Subject, Warning, When},
};
use stripe::Stripe;

/// The most passes. A SKU that sells all the time is then not judged.
const PASSES: u32 = 3;

/// Compares orders, stock and the provider's record.
#[derive(Debug)]
pub struct Reconciler {
    /// The stock.
    pub stock: StockTable,
    /// The orders.
    pub orders: OrdersTable,
    /// The order desk, if it is to be compared.
    pub desk: Option<DeskTable>,
    /// The provider.
    pub provider: Stripe,
    /// The time.
    pub clock: Clock,
}

/// How to reconcile.
#[derive(Clone, Copy, Debug)]
pub struct ReconciliationOptions {
    /// Whether everything is quiet: then every order must have ended.
    pub at_rest: bool,
    /// Whether another program uses the same Stripe account: an intent that names no order is then ignored.
    pub shared_account: bool,
    /// How long to wait before another pass.
    pub pause: Duration,
}

/// How far a reconciliation is.
#[derive(Clone, Copy, Debug)]
pub struct ReconciliationProgress {
    /// Which pass it is, from 1.
    pub pass: u32,
    /// What is being read.
    pub reading: &'static str,
    /// How many of them were read.
    pub count: usize,
}

/// What a reconciliation found.
#[derive(Clone, Debug)]
pub struct ReconciliationReport {
    /// How many stock rows were compared.
    pub stock_rows: usize,
    /// How many orders.
    pub orders: usize,
    /// How many intents.
    pub intents: usize,
    /// How many passes it took.
    pub passes: u32,
    /// What differs, and did so in an earlier pass.
    pub differences: Vec<Difference>,
    /// What breaks no rule, but is worth a pass.
    pub warnings: Vec<Warning>,
    /// SKUs that could not be judged: they moved whenever they were looked at.
    pub not_judged: BTreeSet<Sku>,
}

/// Why there was no audit.
#[derive(Debug, thiserror::Error)]
pub enum ReconciliationError {
    /// A call to AWS failed.
    #[error(transparent)]
    AwsError(#[from] AwsError),
    /// A call to the provider failed.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

impl Reconciler {
    /// Looks once, and again where the first pass found something. `progress` hears of each page that was read.
    pub async fn reconcile(
        &self,
        terms: ReconciliationOptions,
        progress: &mut (dyn FnMut(ReconciliationProgress) + Send),
    ) -> Result<ReconciliationReport, ReconciliationError> {
        let mut seen: HashSet<Difference> = HashSet::new();
        let mut not_judged: Option<BTreeSet<Sku>> = None;
        let mut pass = 1;
        loop {
            let mut snapshot = self.pass(pass, progress).await?;
            if terms.shared_account {
                snapshot.intents.retain(|intent| intent.order.is_some());
            }
            let now = self.clock.now();
            let when = if terms.at_rest { When::AtRest { now } } else { When::Open { now } };
            let (again, new): (Vec<_>, Vec<_>) =
                snapshot.differences(when).into_iter().partition(|difference| seen.contains(difference));
            let unconfirmed = unconfirmed(&snapshot, &new);
            let open = match not_judged.take() {
                Some(open) => open.intersection(&unconfirmed).cloned().collect(),
                None => unconfirmed,
            };
            let nothing_to_confirm = pass > 1 || new.is_empty();
            if pass == PASSES || (open.is_empty() && nothing_to_confirm) {
                return Ok(ReconciliationReport {
                    stock_rows: snapshot.stock.len(),
                    orders: snapshot.orders.len(),
                    intents: snapshot.intents.len(),
                    passes: pass,
                    warnings: snapshot.warnings(),
                    differences: again,
                    not_judged: open,
                });
            }
            not_judged = Some(open);
            seen.extend(new);
            pass += 1;
            tokio::time::sleep(terms.pause).await;
        }
    }

    /// Reads everything once, the stock twice.
    async fn pass(
        &self,
        pass: u32,
        progress: &mut (dyn FnMut(ReconciliationProgress) + Send),
    ) -> Result<Snapshot, ReconciliationError> {
        let mut snapshot = Snapshot::default();
        let mut step = |reading, count| progress(ReconciliationProgress { pass, reading, count });
        self.stock.read_all(&mut snapshot, |count| step("stock rows", count)).await?;
        self.provider.read_all(&mut snapshot, |count| step("intents", count)).await?;
        self.orders.read_all(&mut snapshot, |count| step("order rows", count)).await?;
        if let Some(desk) = &self.desk {
            snapshot.desk = Some(DeskSnapshot::default());
            desk.read_all(&mut snapshot, |count| step("desk rows", count)).await?;
        }
        let mut later = Snapshot::default();
        self.stock.read_all(&mut later, |count| step("stock rows once more", count)).await?;
        snapshot.note_moving(&later);
        Ok(snapshot)
    }
}

/// The SKUs about which this pass alone says nothing: those that moved, and those that differ for the first time.
fn unconfirmed(snapshot: &Snapshot, new: &[Difference]) -> BTreeSet<Sku> {
    let differing = new.iter().filter_map(|difference| match &difference.subject {
        Subject::Sku { id, .. } => Some(id.clone()),
        Subject::Order { .. } | Subject::Intent(_) | Subject::Row(_) => None,
    });
    snapshot.moving.iter().cloned().chain(differing).collect()
}
