//! The payment service: shared payment operations on orders, and syncing an order with the provider's record.

use app_context::{AppContext, StartError};
use aws::{AwsError, OrdersTable, Parameters, Queue, Transition};
use domain::{
    kernel::{Seconds, Secret, Timestamp},
    notifications::Notification,
    orders::{
        IntentCheck, Order, ReturnsTime, ReviewReason, State, UNREACHED_RETRY_SECONDS, check_intent, next_question,
    },
    payments::{Intent, ProviderError, ProviderRefusal},
};
use stripe::Stripe;

/// How long the sweep waits before it asks for a receipt again.
pub(super) const RECEIPT_RETRY_SECONDS: Seconds = 180;

/// The variable with the returns time.
const RETURNS_DAYS: &str = "RETURNS_DAYS";

/// Orders, the provider, and the queue of notifications.
#[derive(Debug)]
pub struct PaymentService {
    /// The orders.
    pub orders: OrdersTable,
    /// The payment provider.
    pub provider: Stripe,
    pub(super) notifications: Queue,
    /// Known to the function that forgets buyers.
    pub(super) returns: Option<ReturnsTime>,
}

/// Why the payments could not finish. The order's deadline stays, so the sweep will.
#[derive(Debug, thiserror::Error)]
pub enum PaymentServiceError {
    /// A call to AWS failed.
    #[error(transparent)]
    AwsError(#[from] AwsError),
    /// A call to the provider failed.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

impl PaymentService {
    /// From the environment: tables, the queue of notifications, the provider's address and key.
    pub async fn new(context: &AppContext) -> Result<Self, StartError> {
        let secret_key = Parameters::new(context).secret_named_by(context, "STRIPE_SECRET_KEY_PARAMETER").await?;
        Self::with_key(context, secret_key)
    }

    /// The same, with the provider's key from elsewhere.
    pub fn with_key(context: &AppContext, secret_key: Secret) -> Result<Self, StartError> {
        let orders = OrdersTable::with_stock(context)?;
        let notifications = Queue::named_by(context, "NOTIFICATIONS_QUEUE_URL")?;
        let returns = context.environment.optional(RETURNS_DAYS).map(|_| returns_time(context)).transpose()?;
        Ok(Self { orders, provider: Stripe::new(context, secret_key)?, notifications, returns })
    }

    /// Brings the order in line with what the provider's record says. The order as it is then.
    pub async fn sync(&self, order: Order, intent: &Intent, now: Timestamp) -> Result<Order, AwsError> {
        match check_intent(&order, intent) {
            IntentCheck::Paid => {
                let order = self.sync_paid(order, intent, now).await?;
                self.sync_refunds(order, intent, now).await
            }
            IntentCheck::Mismatch => self.flag_for_review(order, ReviewReason::RecordDiffers, now).await,
            IntentCheck::Canceled => self.sync_canceled(order, now).await,
            IntentCheck::Processing => self.sync_processing(order, intent, now).await,
            IntentCheck::Open if order.state == State::Processing => self.sync_failed(order, now).await,
            IntentCheck::Open => Ok(order),
        }
    }

    async fn sync_paid(&self, order: Order, intent: &Intent, now: Timestamp) -> Result<Order, AwsError> {
        if matches!(order.state, State::Paid | State::Refunding | State::Refunded) {
            return Ok(order);
        }
        let soon = now.plus_seconds(RECEIPT_RETRY_SECONDS);
        // A deadline that is not past stays: to move it would write its index row twice, and receipts hardly ever wait for
        // it. One that is days away, because the payment took days, would keep a lost receipt waiting.
        let due = order.due.filter(|due| *due >= soon && order.state != State::Processing).unwrap_or(soon);
        match self.orders.mark_paid(&order, &intent.id, due).await? {
            Transition::Applied(paid) => {
                let asked = self.enqueue_receipt(&paid).await;
                Ok(if asked || due == soon { paid } else { self.reschedule_receipt(paid, soon).await })
            }
            // Another function was first, or our own write's answer was lost: paid is paid.
            Transition::Stale(current) if current.receipt.is_some() || current.was_paid() => Ok(current),
            Transition::Stale(current) => self.flag_for_review(current, ReviewReason::UnexpectedMoney, now).await,
        }
    }

    /// The intent can never be paid, so an order that is being cancelled or expires may end. An order whose window is
    /// open stays, and gets a new intent when its buyer pays.
    async fn sync_canceled(&self, order: Order, now: Timestamp) -> Result<Order, AwsError> {
        if order.state == State::Processing {
            return self.sync_failed(order, now).await;
        }
        match order.state.cancel_reason() {
            Some(end) => Ok(self.orders.release(&order, end).await?.order()),
            None => Ok(order),
        }
    }

    /// The provider works on a payment that takes days. The order keeps its stock and is asked about in growing pauses; an
    /// event tells sooner.
    async fn sync_processing(&self, order: Order, intent: &Intent, now: Timestamp) -> Result<Order, AwsError> {
        let since = order.processing_since.filter(|_| order.state == State::Processing);
        match next_question(since.unwrap_or(now), now) {
            None => self.flag_for_review(order, ReviewReason::ProcessingTooLong, now).await,
            Some(due) if since.is_some() => Ok(self.orders.reschedule(&order, due).await?.order()),
            Some(due) if order.state.can_become(State::Processing) => {
                Ok(self.orders.start_processing(&order, &intent.id, now, due).await?.order())
            }
            Some(_) => Ok(order),
        }
    }

    /// A delayed payment has failed. The buyer's mail is asked for before the order says so: a mail that is asked for and not
    /// due is not sent, and one that is due cannot be lost.
    async fn sync_failed(&self, order: Order, now: Timestamp) -> Result<Order, AwsError> {
        let message = Notification::payment_failed(&order);
        self.notifications.send_after(&message, Notification::UNTIL_CERTAIN_SECONDS).await?;
        let order = self.orders.fail_payment(&order, now).await?.order();
        tracing::info!(order = order.id.as_str(), state = order.state.as_str(), "a delayed payment failed");
        Ok(order)
    }

    /// Leaves the order to a person, and says so where an alarm listens. One that has ended stays as it is: its stock is
    /// sold or back already, and the reconciliation shows the money.
    pub async fn flag_for_review(&self, order: Order, reason: ReviewReason, now: Timestamp) -> Result<Order, AwsError> {
        let (id, state) = (order.id.as_str(), order.state.as_str());
        tracing::error!(order = id, state, reason = reason.words(), alarm = "order_review", "an order needs review");
        Ok(self.orders.mark_for_review(&order, reason, now).await?.order())
    }

    /// Asks for a paid order's receipt. Whether the queue took the message; when it did not, the order's deadline stands.
    pub async fn enqueue_receipt(&self, order: &Order) -> bool {
        let message = Notification::Receipt {
            version: Notification::VERSION,
            buyer_id: order.buyer.clone(),
            order_id: order.id.clone(),
        };
        let sent = self.notifications.send(&message).await;
        if let Err(error) = &sent {
            tracing::warn!(order = order.id.as_str(), %error, "the receipt will be asked for by the sweep");
        }
        sent.is_ok()
    }

    /// Has the sweep ask for a paid order's receipt at `soon`. Should that fail too, it asks at the order's own deadline.
    async fn reschedule_receipt(&self, paid: Order, soon: Timestamp) -> Order {
        match self.orders.reschedule(&paid, soon).await {
            Ok(moved) => moved.order(),
            Err(error) => {
                tracing::warn!(order = paid.id.as_str(), %error, "the receipt will be asked for at the order's deadline");
                paid
            }
        }
    }

    /// Asks for an overdue receipt once more, and has the sweep look again later.
    pub(super) async fn retry_receipt(&self, order: Order, now: Timestamp) -> Result<Order, AwsError> {
        self.enqueue_receipt(&order).await;
        Ok(self.orders.reschedule(&order, now.plus_seconds(RECEIPT_RETRY_SECONDS)).await?.order())
    }

    /// Has the sweep look again, because the provider did not answer now: soon, or after the next pause where the provider
    /// works on a payment.
    pub async fn schedule_retry(&self, order: &Order, now: Timestamp) -> Result<Order, AwsError> {
        let next = order.processing_since.and_then(|since| next_question(since, now));
        let due = next.unwrap_or_else(|| now.plus_seconds(UNREACHED_RETRY_SECONDS));
        Ok(self.orders.reschedule(order, due).await?.order())
    }
}

/// The days in `RETURNS_DAYS`.
pub fn returns_time(context: &AppContext) -> Result<ReturnsTime, StartError> {
    let days = context.environment.required(RETURNS_DAYS)?;
    let days = days.parse().ok().and_then(ReturnsTime::of_days);
    days.ok_or_else(|| StartError::Invalid {
        name: RETURNS_DAYS.to_owned(),
        reason: "it must be a number of days from 0 to 365",
    })
}

/// Tells the operator that the provider refuses what the shop asks about `order`, and would refuse it again.
pub(super) fn report_refusal(order: &Order, refusal: &ProviderRefusal) {
    let (id, reason) = (order.id.as_str(), refusal.reason.as_str());
    tracing::error!(order = id, reason, alarm = "payment_refused", "the payment provider refuses for good");
}
