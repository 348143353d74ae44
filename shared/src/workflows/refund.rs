//! Giving a paid order's money back: the order says so first, then the provider gives back, and only then the stock returns.

use super::{Cashier, CashierError, cashier::RECEIPT_RETRY_SECONDS};
use crate::{
    aws::Unavailable,
    kernel::Timestamp,
    orders::{
        Order, PENDING_REFUND_RETRY_SECONDS, RefundEnd, RefundVerdict, State, UNREACHED_RETRY_SECONDS, judge_refunds,
    },
    payments::{Intent, IntentId, ProviderError},
    planted,
};

impl Cashier {
    /// Gives a paid order's money back, all that is left of it, as far as that can be done now: the sweep does the rest.
    /// An order that is not paid is left as it is.
    pub async fn refund(&self, order: Order, now: Timestamp) -> Result<Order, Unavailable> {
        let due = now.plus_seconds(UNREACHED_RETRY_SECONDS);
        let order = self.orders.begin_refund(&order, due).await?.order();
        if order.state == State::Refunding { self.finish_refund(order, now).await } else { Ok(order) }
    }

    /// Brings an order whose money is being given back to its end: only once the provider says which one it is. Where
    /// the provider has nothing to say yet, the sweep asks again.
    pub(super) async fn finish_refund(&self, order: Order, now: Timestamp) -> Result<Order, Unavailable> {
        planted::if_planted!(ReturnedBeforeRefund, {
            self.end_refund(&order, RefundEnd::GivenBack, now).await?;
        });
        let Some(intent) = &order.intent else { return self.leave_to_a_person(order, "it has no intent", now).await };
        match self.ask_for_refund(&order, intent).await {
            Ok(RefundVerdict::GivenBack) => self.end_refund(&order, RefundEnd::GivenBack, now).await,
            Ok(RefundVerdict::Failed) => self.leave_to_a_person(order, "the provider could not give back", now).await,
            Ok(RefundVerdict::Underway) => {
                let due = now.plus_seconds(PENDING_REFUND_RETRY_SECONDS);
                Ok(self.orders.postpone(&order, due).await?.order())
            }
            Ok(RefundVerdict::Unasked) => self.try_later(&order, now).await,
            Err(ProviderError::Silent(reason)) => {
                tracing::warn!(order = order.id.as_str(), reason, "the refund will be finished by the sweep");
                self.try_later(&order, now).await
            }
            Err(error) => {
                tracing::error!(order = order.id.as_str(), %error, "the refund was refused");
                self.leave_to_a_person(order, "the provider refuses to give back", now).await
            }
        }
    }

    /// Looks first: the answer kept under an idempotency key tells what a refund was when it was made, not what it is.
    async fn ask_for_refund(&self, order: &Order, intent: &IntentId) -> Result<RefundVerdict, ProviderError> {
        let known = self.provider.refunds(intent).await?;
        match judge_refunds(order, known) {
            RefundVerdict::Unasked => Ok(judge_refunds(order, self.provider.refund(order, intent, known).await?)),
            verdict => Ok(verdict),
        }
    }

    async fn end_refund(&self, order: &Order, end: RefundEnd, now: Timestamp) -> Result<Order, Unavailable> {
        Ok(self.orders.end_refund(order, end, now.plus_seconds(RECEIPT_RETRY_SECONDS)).await?.order())
    }

    /// The money stays with the shop, and the goods stay sold, until somebody has decided.
    async fn leave_to_a_person(
        &self,
        order: Order,
        reason: &'static str,
        now: Timestamp,
    ) -> Result<Order, Unavailable> {
        tracing::error!(order = order.id.as_str(), reason, "an order needs review: its refund failed");
        self.end_refund(&order, RefundEnd::Failed, now).await
    }

    /// What was given back at the provider, by whomever, means for a paid order what a merchant's refund means. A part
    /// changes nothing: the shop has no word for it.
    pub(super) async fn settle_refund(
        &self,
        order: Order,
        intent: &Intent,
        now: Timestamp,
    ) -> Result<Order, Unavailable> {
        match (order.state, intent.refunded_minor) {
            (State::Refunding, _) => self.finish_refund(order, now).await,
            (State::Paid, 0) => Ok(order),
            (State::Paid, refunded) if refunded >= order.total.amount_minor => self.refund(order, now).await,
            (State::Paid, refunded_minor) => {
                tracing::warn!(order = order.id.as_str(), refunded_minor, "a paid order was refunded in part");
                Ok(order)
            }
            _ => Ok(order),
        }
    }

    /// Looks whether the money of a refunded order is still given back: a bank may refuse it weeks later. The stock has
    /// returned by then, and the audit shows the money, so the order stays; somebody is told.
    pub async fn check_refunded(&self, order: &Order, intent: &IntentId) -> Result<(), CashierError> {
        if judge_refunds(order, self.provider.refunds(intent).await?) != RefundVerdict::GivenBack {
            let reason = "the money of a refunded order came back to the shop";
            tracing::error!(order = order.id.as_str(), reason, "needs a person");
        }
        Ok(())
    }
}
