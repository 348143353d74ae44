//! Giving a paid order's money back, in parts or whole: the order notes the refund first, then the provider gives back, and only then
//! the units return to stock.

use app_context::Retry;
use aws::{AuditRow, AwsError, Transition};
use domain::{
    kernel::Timestamp,
    notifications::Notification,
    orders::{
        Order, PENDING_REFUND_RETRY_SECONDS, PlannedRefund, Refund, RefundRefusal, RefundRequest, RefundStep, State,
        UNREACHED_RETRY_SECONDS,
    },
    payments::{Intent, IntentId, ProviderError, ProviderRefund, ProviderRefundId, RefundStatus},
};

use super::{
    PaymentService, PaymentServiceError,
    payment_service::{RECEIPT_RETRY_SECONDS, report_refusal},
};

/// Steps that one look at the provider may ask for: each refund is taken over and settled.
const STEPS: usize = 200;

/// How a merchant's request for a refund ended.
#[derive(Debug)]
pub struct RefundAnswer {
    /// The order.
    pub order: Order,
    /// The refund, as it is now.
    pub refund: Refund,
    /// Whether the same request had recorded it before.
    pub is_replay: bool,
}

impl PaymentService {
    /// Gives back what `request` asks for, as far as that can be done now: the sweep does the rest. Who asks is recorded with the
    /// refund, by `record`.
    pub async fn refund(
        &self,
        order: Order,
        request: &RefundRequest,
        record: &AuditRow,
        now: Timestamp,
    ) -> Result<Result<RefundAnswer, RefundRefusal>, AwsError> {
        // The order may not know yet what somebody gave back at the provider.
        let is_new = order.state == State::Paid && order.refunds.iter().all(|known| known.id != request.id);
        let (order, shown) = match (&order.intent, is_new) {
            (Some(intent), true) => self.look(order.clone(), intent, now).await?,
            _ => (order, Shown::Unasked),
        };
        let (order, is_replay) = match self.add_refund(order, request, record, now).await? {
            Ok(added) => added,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let order = match shown {
            Shown::Unasked if order.has_pending_refund() => Box::pin(self.finish_refunds(order, now)).await?,
            // A provider that does not answer now is not asked for more.
            Shown::Unasked | Shown::Unreachable => order,
            Shown::Refunds(shown) => self.ask_for_refunds(order, shown, now).await?,
        };
        let refund = order.refunds.iter().find(|known| known.id == request.id).cloned();
        let refund = refund.ok_or_else(|| AwsError::because("orders.add_refund", "the refund is not on the order"))?;
        Ok(Ok(RefundAnswer { order, refund, is_replay }))
    }

    /// Adds the refund to the order, if the order has not got it yet and there is so much left. Whether it had.
    async fn add_refund(
        &self,
        order: Order,
        request: &RefundRequest,
        record: &AuditRow,
        now: Timestamp,
    ) -> Result<Result<(Order, bool), RefundRefusal>, AwsError> {
        let due = now.plus_seconds(UNREACHED_RETRY_SECONDS);
        let mut order = order;
        for attempt in Retry::REFUND.tries() {
            let refund = match order.plan_refund(request) {
                // What a lost answer has left behind is no replay.
                Ok(PlannedRefund::Known(_)) => return Ok(Ok((order, attempt == 0))),
                Ok(PlannedRefund::New(refund)) => refund,
                Err(refusal) => return Ok(Err(refusal)),
            };
            match self.orders.add_refund(&order, &refund, due, Some(record)).await? {
                Transition::Applied(order) => {
                    let (id, by) = (refund.id.as_str(), request.by.as_str());
                    tracing::info!(order = order.id.as_str(), refund = id, by, "a refund was recorded");
                    return Ok(Ok((order, false)));
                }
                Transition::Stale(current) => order = current,
            }
        }
        Err(AwsError::because("orders.add_refund", "the order changed faster than a refund could be added"))
    }

    /// Brings an order in line with the provider's refunds before something is asked of it. A provider that does not answer makes no
    /// difference yet.
    async fn look(&self, order: Order, intent: &IntentId, now: Timestamp) -> Result<(Order, Shown), AwsError> {
        match self.provider.refunds(intent).await {
            Ok(shown) => Ok((self.apply(order, &shown, now).await?, Shown::Refunds(shown))),
            Err(error) => {
                tracing::warn!(order = order.id.as_str(), %error, "the provider's refunds could not be looked at");
                Ok((order, Shown::Unreachable))
            }
        }
    }

    /// Brings an order's refunds as far as they can be brought now: those that are done at the provider are done, those that nobody
    /// has asked for are asked for. What is left, the sweep looks at again.
    pub(super) async fn finish_refunds(&self, order: Order, now: Timestamp) -> Result<Order, AwsError> {
        let Some(intent) = order.intent.clone() else { return Ok(order) };
        match self.provider.refunds(&intent).await {
            Ok(shown) => {
                let order = self.apply(order, &shown, now).await?;
                self.ask_for_refunds(order, shown, now).await
            }
            Err(error) => self.refunds_unanswered(order, &error, now).await,
        }
    }

    /// Asks the provider for the refunds of the order that it does not show, one after the other.
    async fn ask_for_refunds(
        &self,
        order: Order,
        mut shown: Vec<ProviderRefund>,
        now: Timestamp,
    ) -> Result<Order, AwsError> {
        let Some(intent) = order.intent.clone() else { return Ok(order) };
        let mut order = order;
        while let Some(refund) = order.first_unasked_refund(&shown) {
            match self.provider.refund(&order, &intent, &refund).await {
                Ok(made) => {
                    shown.insert(0, made);
                    order = self.apply(order, &shown, now).await?;
                }
                Err(ProviderError::RefundRefused(reason)) => {
                    tracing::error!(order = order.id.as_str(), reason, "the provider refuses a refund");
                    order = self.settle_refund(order, &refund, RefundStatus::Failed, None, now).await?;
                }
                Err(error) => return self.refunds_unanswered(order, &error, now).await,
            }
        }
        if !order.has_pending_refund() {
            return Ok(order);
        }
        let due = now.plus_seconds(PENDING_REFUND_RETRY_SECONDS);
        Ok(self.orders.reschedule(&order, due).await?.order())
    }

    /// The provider does not answer, or refuses whatever it is asked: the sweep asks again.
    async fn refunds_unanswered(&self, order: Order, error: &ProviderError, now: Timestamp) -> Result<Order, AwsError> {
        match error {
            ProviderError::Refused(refusal) => report_refusal(&order, refusal),
            error => tracing::warn!(order = order.id.as_str(), %error, "the refunds will be finished by the sweep"),
        }
        if !order.has_pending_refund() {
            return Ok(order);
        }
        Ok(self.orders.reschedule(&order, now.plus_seconds(UNREACHED_RETRY_SECONDS)).await?.order())
    }

    /// Takes the steps that bring the order in line with what the provider shows.
    async fn apply(&self, order: Order, shown: &[ProviderRefund], now: Timestamp) -> Result<Order, AwsError> {
        let due = now.plus_seconds(UNREACHED_RETRY_SECONDS);
        let mut order = order;
        for _ in 0..STEPS {
            order = match order.next_refund_step(shown) {
                None => return Ok(order),
                Some(RefundStep::TakeOver(refund)) => {
                    let (id, provider) =
                        (refund.id.as_str(), refund.provider_id.as_ref().map(ProviderRefundId::as_str));
                    tracing::info!(
                        order = order.id.as_str(),
                        refund = id,
                        provider,
                        "a refund at the provider is taken over"
                    );
                    self.orders.add_refund(&order, &refund, due, None).await?.order()
                }
                Some(RefundStep::Settle { refund, end, provider_id }) => {
                    self.settle_refund(order, &refund, end, provider_id.as_ref(), now).await?
                }
            };
        }
        Err(AwsError::because("orders.settle_refund", "the order's refunds do not come to rest"))
    }

    /// Notes how a refund ended. The buyer's mail is asked for before the order says that the money was given back: one that is asked
    /// for and not due is not sent, and one that is due cannot be lost. The operator is told of one that failed.
    async fn settle_refund(
        &self,
        order: Order,
        refund: &Refund,
        end: RefundStatus,
        provider_id: Option<&ProviderRefundId>,
        now: Timestamp,
    ) -> Result<Order, AwsError> {
        if end == RefundStatus::Succeeded {
            let message = Notification::refunded(&order, refund);
            self.notifications.send_after(&message, Notification::UNTIL_CERTAIN_SECONDS).await?;
        }
        let settled = refund.settled(end, provider_id, now);
        let soon = if order.pending_refunds().any(|other| other.id != refund.id) {
            UNREACHED_RETRY_SECONDS
        } else {
            RECEIPT_RETRY_SECONDS
        };
        match self.orders.settle_refund(&order, &settled, now.plus_seconds(soon)).await? {
            Transition::Applied(order) => {
                tell(&order, &settled);
                Ok(order)
            }
            Transition::Stale(current) => Ok(current),
        }
    }

    /// What somebody gave back at the provider is taken over, and what the shop asked for goes on.
    pub(super) async fn sync_refunds(&self, order: Order, intent: &Intent, now: Timestamp) -> Result<Order, AwsError> {
        let is_known = intent.refunded_minor == order.requested_minor() && !order.has_pending_refund();
        if is_known || !matches!(order.state, State::Paid | State::Refunding) {
            return Ok(order);
        }
        Box::pin(self.finish_refunds(order, now)).await
    }

    /// Looks whether the money of a refunded order is still given back: a bank may refuse it weeks later. The order has ended by
    /// then, and the reconciliation shows the money, so the order stays; the operator is told.
    pub async fn check_refunded(&self, order: &Order, intent: &IntentId) -> Result<(), PaymentServiceError> {
        let shown = self.provider.refunds(intent).await?;
        let given_back = shown.iter().filter(|made| made.status == RefundStatus::Succeeded);
        if given_back.map(|made| made.amount_minor).sum::<u64>() < order.paid_minor() {
            let reason = "the money of a refunded order came back to the shop";
            tracing::error!(order = order.id.as_str(), reason, alarm = "order_review", "an order needs review");
        }
        Ok(())
    }
}

/// What the provider said about an order's refunds.
enum Shown {
    /// It was not asked.
    Unasked,
    /// It did not answer.
    Unreachable,
    /// These are all.
    Refunds(Vec<ProviderRefund>),
}

/// Says in the log how a refund ended; of one that the shop had asked for and that failed, where an alarm listens.
fn tell(order: &Order, refund: &Refund) {
    let (id, state, refund_id) = (order.id.as_str(), order.state.as_str(), refund.id.as_str());
    if refund.status == RefundStatus::Succeeded {
        tracing::info!(order = id, state, refund = refund_id, "money of an order was given back");
    } else if refund.is_own() || refund.is_restocked {
        let reason = "a refund failed: its money is with the shop";
        tracing::error!(order = id, refund = refund_id, reason, alarm = "order_review", "an order needs review");
    } else {
        tracing::warn!(order = id, state, refund = refund_id, "a refund at the provider failed");
    }
}
