//! `backroom orders decide`: decides about an order in review, in the name of one of the staff.

use std::process::ExitCode;

use aws::{AccountsTable, AuditTable, OrdersTable};
use clap::Args;
use domain::{
    accounts::{Identity, Permission},
    audit::{AuditAction, AuditEntry, AuditResource},
    kernel::{OrderId, SessionId, Timestamp, UserId},
    orders::{Decision, DecisionOutcome, DecisionRefusal, DecisionRequest, Order, SeenPayment},
    payments::IntentId,
};
use workflows::{PaymentService, PaymentServiceError};

use crate::{
    Failure, context,
    reconcile::{SECRET_KEY, SECRET_KEY_PARAMETER, secret_key},
};

const EXAMPLE: &str = "\
Examples:
  backroom orders decide ord_mfrggzdfmztwq2lknnwg23tpob accept --intent pi_sample --received 1295 \\
    --by usr_mfrggzdfmztwq2lknnwg23tpob
  backroom orders decide ord_mfrggzdfmztwq2lknnwg23tpob cancel --by usr_mfrggzdfmztwq2lknnwg23tpob";

/// Decides about an order that is `needs_review`: its payment and the order differ.
///
/// `accept`: it is paid with what came in by the intent. `refund`: all of that is given back, then its units return to stock.
/// `cancel`: nothing came in, or nothing of it is left; its intent is cancelled, and its units return.
///
/// Look at the payment at Stripe first, and say what came in: where it is another amount by now, nothing is decided. The same
/// decision may be repeated. It is recorded in the audit log in the name of a member of staff who may refund orders.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Decide {
    /// The order.
    order: OrderId,
    /// `accept`, `refund` or `cancel`.
    outcome: DecisionOutcome,
    /// The payment intent that it is about; none for `cancel`.
    #[arg(long, required_if_eq_any([("outcome", "accept"), ("outcome", "refund")]))]
    intent: Option<IntentId>,
    /// What that received, in minor units.
    #[arg(long, requires = "intent", required_if_eq_any([("outcome", "accept"), ("outcome", "refund")]))]
    received: Option<u64>,
    /// Who of the staff decides.
    #[arg(long)]
    by: UserId,
    /// The order's buyer. Without one, the whole table is read to find the order.
    #[arg(long)]
    buyer: Option<UserId>,
    /// The orders table.
    #[arg(long, env = "ORDERS_TABLE")]
    orders_table: String,
    /// The stock table.
    #[arg(long, env = "STOCK_TABLE")]
    stock_table: String,
    /// The accounts table.
    #[arg(long, env = "ACCOUNTS_TABLE")]
    accounts_table: String,
    /// The audit table.
    #[arg(long, env = "AUDIT_TABLE")]
    audit_table: String,
    /// The queue of mails.
    #[arg(long, env = "NOTIFICATIONS_QUEUE_URL")]
    notifications_queue_url: String,
    /// Where Stripe answers.
    #[arg(long, env = "STRIPE_API_URL", default_value = "https://api.stripe.com")]
    stripe_api_url: String,
    /// The parameter that holds Stripe's secret key; without it `STRIPE_SECRET_KEY` is read.
    #[arg(long, env = "STRIPE_SECRET_KEY_PARAMETER")]
    stripe_secret_key_parameter: Option<String>,
}

impl Decide {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let mut named = vec![
            ("ORDERS_TABLE", self.orders_table.as_str()),
            ("STOCK_TABLE", self.stock_table.as_str()),
            ("ACCOUNTS_TABLE", self.accounts_table.as_str()),
            ("AUDIT_TABLE", self.audit_table.as_str()),
            ("NOTIFICATIONS_QUEUE_URL", self.notifications_queue_url.as_str()),
            ("STRIPE_API_URL", self.stripe_api_url.as_str()),
        ];
        named.extend(self.stripe_secret_key_parameter.as_deref().map(|name| (SECRET_KEY_PARAMETER, name)));
        let context = context::world_with(&named, &[SECRET_KEY]).await?;
        let now = context.clock.now();
        let request = self.request(now)?;
        let profile = AccountsTable::new(&context)?.profile(&self.by).await?;
        let role = profile.map(|profile| profile.role).filter(|role| role.may(Permission::OrdersRefund));
        let role = role.ok_or_else(|| Failure::Usage(format!("{} is nobody who may refund orders", self.by)))?;
        let payments = PaymentService::with_key(&context, secret_key(&context).await?)?;
        let order = self.find(&payments.orders).await?;
        let by = Identity { user: self.by.clone(), session: SessionId::from_digest(&context.random.digest()), role };
        let (resource, change) = (AuditResource::order(&order.id), order.decision_change(&request));
        let entry = AuditEntry::new(&by, now, AuditAction::OrderDecided, resource, change);
        let record = AuditTable::new(&context)?.row(&entry)?;
        let answer = payments.decide(order, &request, &record, now).await.map_err(unanswered)?;
        let answer = answer.map_err(|refusal| Failure::Failed(words(&refusal)))?;
        let before = if answer.is_replay { "It was decided so before. " } else { "" };
        println!("{before}{} is {}.", answer.order.id, answer.order.state.as_str().replace('_', " "));
        Ok(ExitCode::SUCCESS)
    }

    fn request(&self, at: Timestamp) -> Result<DecisionRequest, Failure> {
        let seen = match (self.outcome, &self.intent, self.received) {
            (DecisionOutcome::Cancel, None, None) => None,
            (DecisionOutcome::Accept | DecisionOutcome::Refund, Some(intent), Some(received_minor)) => {
                Some(SeenPayment { intent: intent.clone(), received_minor })
            }
            _ => {
                return Err(Failure::Usage(
                    "accept and refund take --intent and --received; cancel takes neither".into(),
                ));
            }
        };
        let (outcome, by) = (self.outcome, self.by.clone());
        Ok(DecisionRequest { decision: Decision { outcome, by, at }, seen })
    }

    async fn find(&self, orders: &OrdersTable) -> Result<Order, Failure> {
        let order = match &self.buyer {
            Some(buyer) => orders.get(buyer, &self.order).await?,
            None => orders.find(&self.order).await?,
        };
        order.ok_or_else(|| Failure::Failed(format!("there is no order {}", self.order)))
    }
}

fn unanswered(error: PaymentServiceError) -> Failure {
    match error {
        PaymentServiceError::AwsError(error) => error.into(),
        PaymentServiceError::Provider(error) => {
            Failure::Failed(format!("nothing was decided, or it goes on by itself: {error}"))
        }
    }
}

fn words(refusal: &DecisionRefusal) -> String {
    match refusal {
        DecisionRefusal::NotInReview(state) => format!("the order is {}: it waits for no decision", state.as_str()),
        DecisionRefusal::Decided(outcome) => format!("it was decided otherwise: {}", outcome.as_str()),
        DecisionRefusal::Unusable => {
            "the payment cannot be this order's: see its state, its currency and its metadata at Stripe".to_owned()
        }
        DecisionRefusal::ReceivedDiffers(received) => format!("{received} came in: look at the payment again"),
        DecisionRefusal::MoneyHeld(intent, kept) => {
            format!("{kept} came in by {intent} and were not given back: accept it, or give it back")
        }
        DecisionRefusal::PaymentOpen(intent) => {
            format!("{intent} may still be paid: wait until Stripe says how it ended")
        }
    }
}
