//! The cashier: whoever handles an order's payment needs the same few things, and keeps the same few rules.

use crate::{
    aws::{Moved, OrdersTable, Parameters, Queue, Unavailable},
    http::Problem,
    kernel::{Seconds, Timestamp},
    lambda::WorkError,
    notifications::Notification,
    orders::{Order, State, UNREACHED_RETRY_SECONDS, Verdict, judge},
    payments::{Intent, ProviderError},
    stripe::Stripe,
    world::{StartError, World},
};

/// After so long, the sweep asks for a receipt again.
pub(super) const RECEIPT_RETRY_SECONDS: Seconds = 180;

/// Orders, the provider, and the queue of notifications.
#[derive(Debug)]
pub struct Cashier {
    /// The orders.
    pub orders: OrdersTable,
    /// The payment provider.
    pub provider: Stripe,
    notifications: Queue,
}

/// Why the cashier could not finish. The order's deadline stays, so the sweep will.
#[derive(Debug, thiserror::Error)]
pub enum CashierError {
    /// AWS did not do what was asked.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The provider did not do what was asked.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

impl Cashier {
    /// From the environment: tables, the queue of notifications, the provider's address and key.
    pub async fn new(world: &World) -> Result<Self, StartError> {
        let orders = OrdersTable::with_stock(world)?;
        let notifications = Queue::named_by(world, "NOTIFICATIONS_QUEUE_URL")?;
        let secret_key = Parameters::new(world).secret_named_by(world, "STRIPE_SECRET_KEY_PARAMETER").await?;
        Ok(Self { orders, provider: Stripe::new(world, secret_key)?, notifications })
    }

    /// Brings the order in line with what the provider's record says. The order as it is then.
    pub async fn settle(&self, order: Order, intent: &Intent, now: Timestamp) -> Result<Order, Unavailable> {
        match judge(&order, intent) {
            Verdict::Paid => {
                let order = self.settle_paid(order, intent, now).await?;
                self.settle_refund(order, intent, now).await
            }
            Verdict::Differs => self.put_aside(order, "the provider's record is not this order's").await,
            Verdict::GivenUp => self.settle_given_up(order).await,
            Verdict::Open => Ok(order),
        }
    }

    async fn settle_paid(&self, order: Order, intent: &Intent, now: Timestamp) -> Result<Order, Unavailable> {
        if matches!(order.state, State::Paid | State::Refunding | State::Refunded) {
            return Ok(order);
        }
        let soon = now.plus_seconds(RECEIPT_RETRY_SECONDS);
        // A deadline that is not past stays: to move it would write its index row twice, and receipts hardly ever wait for it.
        let due = order.due.filter(|due| *due >= soon).unwrap_or(soon);
        match self.orders.mark_paid(&order, &intent.id, due).await? {
            Moved::Done(paid) => {
                let asked = self.ask_for_receipt(&paid).await;
                Ok(if asked || due == soon { paid } else { self.have_receipt_asked_for(paid, soon).await })
            }
            // Somebody else was first, or our own write's answer was lost: paid is paid.
            Moved::Otherwise(current) => match current.state {
                State::Paid | State::Refunding | State::Refunded | State::NeedsReview => Ok(current),
                _ => self.put_aside(current, "money came in for an order that had ended").await,
            },
        }
    }

    /// The intent can never be paid: what is being given up may end. A pending order stays, until its deadline.
    async fn settle_given_up(&self, order: Order) -> Result<Order, Unavailable> {
        match order.state.giving_up() {
            Some(end) => Ok(self.orders.release(&order, end).await?.order()),
            None => Ok(order),
        }
    }

    /// Leaves the order to a person, and says so where an alarm listens. One that has ended stays as it is: its stock is
    /// sold or back already, and the audit shows the money.
    pub async fn put_aside(&self, order: Order, reason: &'static str) -> Result<Order, Unavailable> {
        if !matches!(order.state, State::Pending | State::Expiring | State::Cancelling) {
            tracing::error!(order = order.id.as_str(), state = order.state.as_str(), reason, "needs a person");
            return Ok(order);
        }
        tracing::error!(order = order.id.as_str(), reason, "an order needs review");
        Ok(self.orders.mark_for_review(&order).await?.order())
    }

    /// Asks for a paid order's receipt. Whether the queue took the message; when it did not, the order's deadline stands.
    pub async fn ask_for_receipt(&self, order: &Order) -> bool {
        let message = Notification::Receipt {
            version: Notification::VERSION,
            buyer_id: order.buyer.to_string(),
            order_id: order.id.to_string(),
        };
        let sent = self.notifications.send(&message).await;
        if let Err(error) = &sent {
            tracing::warn!(order = order.id.as_str(), %error, "the receipt will be asked for by the sweep");
        }
        sent.is_ok()
    }

    /// Has the sweep ask for a paid order's receipt at `soon`. Should that fail too, it asks at the order's own deadline.
    async fn have_receipt_asked_for(&self, paid: Order, soon: Timestamp) -> Order {
        match self.orders.postpone(&paid, soon).await {
            Ok(moved) => moved.order(),
            Err(error) => {
                tracing::warn!(order = paid.id.as_str(), %error, "the receipt will be asked for at the order's deadline");
                paid
            }
        }
    }

    /// Asks for an overdue receipt once more, and has the sweep look again later.
    pub(super) async fn ask_again_for_receipt(&self, order: Order, now: Timestamp) -> Result<Order, Unavailable> {
        self.ask_for_receipt(&order).await;
        Ok(self.orders.postpone(&order, now.plus_seconds(RECEIPT_RETRY_SECONDS)).await?.order())
    }

    /// Has the sweep look again soon, because the provider did not answer now.
    pub async fn try_later(&self, order: &Order, now: Timestamp) -> Result<Order, Unavailable> {
        Ok(self.orders.postpone(order, now.plus_seconds(UNREACHED_RETRY_SECONDS)).await?.order())
    }
}

impl From<CashierError> for Problem {
    fn from(error: CashierError) -> Self {
        Self::unavailable(error)
    }
}

impl From<CashierError> for WorkError {
    fn from(error: CashierError) -> Self {
        Self(error.to_string())
    }
}
