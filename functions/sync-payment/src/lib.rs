//! Queue `payment-syncs`: asks the provider for the state of an order's payment, or its disputes, and syncs the order with it.

use app_context::{AppContext, Clock, StartError};
use aws::Queue;
use domain::{
    orders::{Order, ReviewReason, State},
    payments::{DisputeSync, Intent, IntentId, IntentStatus, ParkedEvent, ProviderError, SyncRequest},
};
use lambda::{JobError, QueueFunction};
use workflows::PaymentService;

/// The function.
#[derive(Debug)]
pub struct SyncPayment {
    payments: PaymentService,
    parked: Queue,
    clock: Clock,
}

impl QueueFunction for SyncPayment {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            payments: PaymentService::new(context).await?,
            parked: Queue::named_by(context, "PARKED_QUEUE_URL")?,
            clock: context.clock.clone(),
        })
    }

    async fn handle(&self, body: &str) -> Result<(), JobError> {
        if let Ok(dispute) = serde_json::from_str::<DisputeSync>(body) {
            return Box::pin(self.sync_dispute(dispute)).await;
        }
        let SyncRequest { buyer_id: buyer, order_id: id, payment_intent: intent, event, .. } = read(body)?;
        let Some(order) = self.payments.orders.get(&buyer, &id).await? else {
            return self.park("unknown_order", intent, event).await;
        };
        if order.intent.as_ref() != Some(&intent) {
            return self.handle_foreign_intent(order, intent, event).await;
        }
        if order.state == State::Refunded {
            return Ok(self.payments.check_refunded(&order, &intent).await?);
        }
        let now = self.clock.now();
        match self.payments.provider.look_up(&intent).await {
            Ok(truth) => {
                let order = self.payments.sync(order, &truth, now).await?;
                if has_unread_refund(&order, &truth) {
                    return Err(JobError("the provider's refunds could not be looked at".to_owned()));
                }
                if is_unexpected_money(&order, &truth) {
                    return self.park("paid_in_review", intent, event).await;
                }
            }
            Err(ProviderError::UnknownIntent) => {
                self.payments.flag_for_review(order, ReviewReason::UnknownIntent, now).await?;
            }
            // No deadline leads the sweep to the order: this message is all that remembers.
            Err(error) if order.due.is_none() => return Err(JobError(error.to_string())),
            // The deadline carries the order on: no message is worn out by an outage.
            Err(error) => {
                tracing::warn!(order = order.id.as_str(), %error, "the payment will be looked at by the sweep");
                self.payments.schedule_retry(&order, now).await?;
            }
        }
        Ok(())
    }
}

impl SyncPayment {
    /// Handles an intent that names the order, but is not the attached one. If it is unpaid or refunded, nothing is to
    /// be done. If it is paid, the shop did not ask for that money, and an operator has to look.
    async fn handle_foreign_intent(
        &self,
        order: Order,
        intent: IntentId,
        event: Option<String>,
    ) -> Result<(), JobError> {
        match self.payments.provider.look_up(&intent).await {
            Ok(truth) if truth.received_minor <= truth.refunded_minor => Ok(()),
            Ok(_) => {
                self.payments.flag_for_review(order, ReviewReason::OtherIntent, self.clock.now()).await?;
                self.park("other_intent", intent, event).await
            }
            Err(ProviderError::UnknownIntent) => self.park("unknown_intent", intent, event).await,
            Err(error) => Err(JobError(error.to_string())),
        }
    }

    /// Notes on the order what its buyer disputes. The provider says which order that is, and how it stands.
    async fn sync_dispute(&self, asked: DisputeSync) -> Result<(), JobError> {
        let DisputeSync { version, disputed_intent: intent, event } = asked;
        if version != DisputeSync::VERSION {
            return Err(JobError("not a request to sync a dispute: its version is unknown".to_owned()));
        }
        let unanswered = |error: ProviderError| JobError(error.to_string());
        let owner = match self.payments.provider.order_of(&intent).await {
            Ok(owner) => owner,
            Err(ProviderError::UnknownIntent) => return self.park("unknown_intent", intent, event).await,
            Err(error) => return Err(unanswered(error)),
        };
        let Some((buyer, id)) = owner else { return self.park("no_order", intent, event).await };
        let Some(order) = self.payments.orders.get(&buyer, &id).await? else {
            return self.park("unknown_order", intent, event).await;
        };
        if order.intent.as_ref() != Some(&intent) {
            return self.park("other_intent", intent, event).await;
        }
        let shown = self.payments.provider.disputes(&intent).await.map_err(unanswered)?;
        self.payments.note_disputes(order, &shown).await?;
        Ok(())
    }

    async fn park(&self, reason: &str, intent: IntentId, event: Option<String>) -> Result<(), JobError> {
        tracing::error!(
            intent = intent.as_str(),
            reason,
            alarm = "event_parked",
            "an event was parked for an operator"
        );
        Ok(self.parked.send(&ParkedEvent::new(reason, event, Some(intent.to_string()))).await?)
    }
}

/// Whether the order's own intent was paid although the order could not take the money, because it was in review already.
fn is_unexpected_money(order: &Order, truth: &Intent) -> bool {
    let was_never_paid = order.state == State::NeedsReview && order.receipt.is_none();
    was_never_paid && truth.status == IntentStatus::Succeeded && truth.received_minor > truth.refunded_minor
}

/// Whether money was given back at the provider that the order does not know of, because the provider did not say what it was for.
fn has_unread_refund(order: &Order, truth: &Intent) -> bool {
    let is_open = matches!(order.state, State::Paid | State::Refunding) && order.due.is_none();
    is_open && truth.refunded_minor > order.requested_minor()
}

fn read(body: &str) -> Result<SyncRequest, JobError> {
    let bad = |reason: &str| JobError(format!("not a request to sync a payment: {reason}"));
    let message: SyncRequest = serde_json::from_str(body).map_err(|_| bad("it is not the JSON expected"))?;
    if message.version == SyncRequest::VERSION { Ok(message) } else { Err(bad("its version is unknown")) }
}
