//! Auditing a shop that goes on working meanwhile.
//!
//! Nothing can be read at one instant, so a difference may be a change that was caught halfway. A look reads the stock,
//! then the provider's record, then the orders, then the stock again. A product whose stock is the same both times was
//! neither taken nor given back in between; one that moved is left out of this look. The provider is read before the
//! orders that follow it. A difference counts when a later look, a pause after the first, finds the same again: orders
//! only move forward, so none is caught twice at the same step.

use std::{
    collections::{BTreeSet, HashSet},
    time::Duration,
};

use crate::{
    audit::{Books, Difference, Note, Subject, When},
    aws::{OrdersTable, StockTable, Unavailable},
    kernel::ProductId,
    payments::ProviderError,
    stripe::Stripe,
    world::Clock,
};

/// Looks at most: a product that sells all the time is not waited for.
const LOOKS: u32 = 3;

/// Whoever compares orders, stock and the provider's record.
#[derive(Debug)]
pub struct Auditor {
    /// The stock.
    pub stock: StockTable,
    /// The orders.
    pub orders: OrdersTable,
    /// The provider.
    pub provider: Stripe,
    /// The time.
    pub clock: Clock,
}

/// How to audit.
#[derive(Clone, Copy, Debug)]
pub struct AuditTerms {
    /// Whether everything is quiet: then every order must have ended.
    pub at_rest: bool,
    /// Whether somebody else takes money through the same account: then an intent that names no order is theirs.
    pub shared_account: bool,
    /// How long to wait before another look.
    pub pause: Duration,
}

/// How far an audit is.
#[derive(Clone, Copy, Debug)]
pub struct AuditStep {
    /// Which look it is, from 1.
    pub look: u32,
    /// What is being read.
    pub reading: &'static str,
    /// How many of them were read.
    pub count: usize,
}

/// What an audit found.
#[derive(Clone, Debug)]
pub struct Audit {
    /// How many stock rows were compared.
    pub stock_rows: usize,
    /// How many orders.
    pub orders: usize,
    /// How many intents.
    pub intents: usize,
    /// How many looks it took.
    pub looks: u32,
    /// What differs, and did so in an earlier look.
    pub differences: Vec<Difference>,
    /// What breaks no rule, but is worth a look.
    pub notes: Vec<Note>,
    /// Products that could not be judged: they moved whenever they were looked at.
    pub not_judged: BTreeSet<ProductId>,
}

/// Why there was no audit.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// AWS did not do what was asked.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The provider did not do what was asked.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

impl Auditor {
    /// Looks once, and again where the first look found something. `progress` hears of each page that was read.
    pub async fn audit(
        &self,
        terms: AuditTerms,
        progress: &mut (dyn FnMut(AuditStep) + Send),
    ) -> Result<Audit, AuditError> {
        let mut seen: HashSet<Difference> = HashSet::new();
        let mut not_judged: Option<BTreeSet<ProductId>> = None;
        let mut look = 1;
        loop {
            let mut books = self.look(look, progress).await?;
            if terms.shared_account {
                books.intents.retain(|intent| intent.order.is_some());
            }
            let now = self.clock.now();
            let when = if terms.at_rest { When::AtRest { now } } else { When::Open { now } };
            let (again, new): (Vec<_>, Vec<_>) =
                books.differences(when).into_iter().partition(|difference| seen.contains(difference));
            let doubtful = doubtful(&books, &new);
            let open = match not_judged.take() {
                Some(open) => open.intersection(&doubtful).cloned().collect(),
                None => doubtful,
            };
            let nothing_to_confirm = look > 1 || new.is_empty();
            if look == LOOKS || (open.is_empty() && nothing_to_confirm) {
                return Ok(Audit {
                    stock_rows: books.stock.len(),
                    orders: books.orders.len(),
                    intents: books.intents.len(),
                    looks: look,
                    notes: books.notes(),
                    differences: again,
                    not_judged: open,
                });
            }
            not_judged = Some(open);
            seen.extend(new);
            look += 1;
            tokio::time::sleep(terms.pause).await;
        }
    }

    /// Reads everything once, the stock twice.
    async fn look(&self, look: u32, progress: &mut (dyn FnMut(AuditStep) + Send)) -> Result<Books, AuditError> {
        let mut books = Books::default();
        let mut step = |reading, count| progress(AuditStep { look, reading, count });
        self.stock.read_all(&mut books, |count| step("stock rows", count)).await?;
        self.provider.read_all(&mut books, |count| step("intents", count)).await?;
        self.orders.read_all(&mut books, |count| step("order rows", count)).await?;
        let mut later = Books::default();
        self.stock.read_all(&mut later, |count| step("stock rows once more", count)).await?;
        books.note_moving(&later);
        Ok(books)
    }
}

/// The products about which this look alone says nothing: those that moved, and those that differ for the first time.
fn doubtful(books: &Books, new: &[Difference]) -> BTreeSet<ProductId> {
    let differing = new.iter().filter_map(|difference| match &difference.subject {
        Subject::Product { id, .. } => Some(id.clone()),
        Subject::Order { .. } | Subject::Intent(_) | Subject::Row(_) => None,
    });
    books.moving.iter().cloned().chain(differing).collect()
}
