//! Giving a paid order's money back: the order says so first, then the provider gives back, and only then the stock returns.

use aws::{AwsError, Transition};
use domain::{
    kernel::{Timestamp, UserId},
    orders::{
        Order, PENDING_REFUND_RETRY_SECONDS, RefundCheck, RefundOutcome, RefundRequest, State, UNREACHED_RETRY_SECONDS,
        check_refunds,
    },
    payments::{Intent, IntentId, ProviderError},
};

use super::{
    PaymentService, PaymentServiceError,
    payment_service::{RECEIPT_RETRY_SECONDS, report_refusal},
};

impl PaymentService {
    /// Gives a paid order's money back, all that is left of it, as far as that can be done now: the sweep does the rest.
    /// An order that is not paid is left as it is. `by` is the merchant who asks; none where an operator refunded at the
    /// provider.
    pub async fn refund(&self, order: Order, by: Option<UserId>, now: Timestamp) -> Result<Order, AwsError> {
        let due = now.plus_seconds(UNREACHED_RETRY_SECONDS);
        let request = by.map(|by| RefundRequest { by, at: now });
        let order = match self.orders.begin_refund(&order, request.as_ref(), due).await? {
            Transition::Applied(order) => {
                let by = request.as_ref().map_or("the provider", |request| request.by.as_str());
                tracing::info!(order = order.id.as_str(), by, "an order is being refunded");
                order
            }
            Transition::Stale(order) => order,
        };
        if order.state == State::Refunding { self.finish_refund(order, now).await } else { Ok(order) }
    }

    /// Brings an order whose money is being given back to its end: only once the provider says which one it is. Where
    /// the provider has nothing to say yet, the sweep asks again.
    pub(super) async fn finish_refund(&self, order: Order, now: Timestamp) -> Result<Order, AwsError> {
        let Some(intent) = &order.intent else {
            return self.flag_refund_for_review(order, "it has no intent", now).await;
        };
        match self.ask_for_refund(&order, intent).await {
            Ok(RefundCheck::Refunded) => self.end_refund(&order, RefundOutcome::Refunded, now).await,
            Ok(RefundCheck::Failed) => {
                self.flag_refund_for_review(order, "the provider could not give back", now).await
            }
            Ok(RefundCheck::Pending) => {
                let due = now.plus_seconds(PENDING_REFUND_RETRY_SECONDS);
                Ok(self.orders.reschedule(&order, due).await?.order())
            }
            Ok(RefundCheck::NotRequested) => self.schedule_retry(&order, now).await,
            Err(ProviderError::Unreachable(reason)) => {
                tracing::warn!(order = order.id.as_str(), reason, "the refund will be finished by the sweep");
                self.schedule_retry(&order, now).await
            }
            Err(ProviderError::Refused(refusal)) => {
                report_refusal(&order, &refusal);
                self.schedule_retry(&order, now).await
            }
            Err(error) => {
                tracing::error!(order = order.id.as_str(), %error, "the refund was refused");
                self.flag_refund_for_review(order, "the provider refuses to give back", now).await
            }
        }
    }

    /// Looks first: the answer kept under an idempotency key tells what a refund was when it was made, not what it is.
    async fn ask_for_refund(&self, order: &Order, intent: &IntentId) -> Result<RefundCheck, ProviderError> {
        let known = self.provider.refunds(intent).await?;
        match check_refunds(order, known) {
            RefundCheck::NotRequested => Ok(check_refunds(order, self.provider.refund(order, intent, known).await?)),
            check => Ok(check),
        }
    }

    async fn end_refund(&self, order: &Order, end: RefundOutcome, now: Timestamp) -> Result<Order, AwsError> {
        Ok(self.orders.end_refund(order, end, now.plus_seconds(RECEIPT_RETRY_SECONDS)).await?.order())
    }

    /// The money stays with the shop, and the goods stay sold, until an operator has decided.
    async fn flag_refund_for_review(
        &self,
        order: Order,
        reason: &'static str,
        now: Timestamp,
    ) -> Result<Order, AwsError> {
        let id = order.id.as_str();
        tracing::error!(order = id, reason, alarm = "order_review", "an order needs review: its refund failed");
        self.end_refund(&order, RefundOutcome::Failed, now).await
    }

    /// A whole refund at the provider, by anybody, has the effect of a merchant's refund. A partial one changes
    /// nothing: the shop does not support partial refunds.
    pub(super) async fn sync_refund(&self, order: Order, intent: &Intent, now: Timestamp) -> Result<Order, AwsError> {
        match (order.state, intent.refunded_minor) {
            (State::Refunding, _) => self.finish_refund(order, now).await,
            (State::Paid, 0) => Ok(order),
            (State::Paid, refunded) if refunded >= order.total.amount_minor => self.refund(order, None, now).await,
            (State::Paid, refunded_minor) => {
                tracing::warn!(order = order.id.as_str(), refunded_minor, "a paid order was refunded in part");
                Ok(order)
            }
            _ => Ok(order),
        }
    }

    /// Looks whether the money of a refunded order is still given back: a bank may refuse it weeks later. The stock has
    /// returned by then, and the reconciliation shows the money, so the order stays; the operator is told.
    pub async fn check_refunded(&self, order: &Order, intent: &IntentId) -> Result<(), PaymentServiceError> {
        if check_refunds(order, self.provider.refunds(intent).await?) != RefundCheck::Refunded {
            let reason = "the money of a refunded order came back to the shop";
            tracing::error!(order = order.id.as_str(), reason, alarm = "order_review", "an order needs review");
        }
        Ok(())
    }
}
