//! Takes an unfinished order its next steps. The sweep calls it for every order that is due; it is idempotent.

use aws::{AuditRow, AwsError};
use domain::{
    kernel::Timestamp,
    orders::{AddressNeed, CancelReason, Order, Receipt, ReviewReason, State, UNREACHED_RETRY_SECONDS},
    payments::{Intent, ProviderError},
};

use super::{PaymentService, PaymentServiceError, payment_service::report_refusal};

impl PaymentService {
    /// Takes the next steps of an order that is due, as far as they can be taken now. Safe at any time, in any state,
    /// by any number of callers at once. The order as it is then.
    pub async fn advance(&self, order: Order, now: Timestamp) -> Result<Order, PaymentServiceError> {
        match order.state {
            State::Pending if now >= order.expires => {
                Box::pin(self.begin_cancellation(order, CancelReason::Expired, None, now)).await
            }
            State::Pending => Box::pin(self.recheck_pending(order, now)).await,
            State::Processing => Box::pin(self.recheck_processing(order, now)).await,
            State::Expiring => Box::pin(self.finish_cancellation(order, CancelReason::Expired, now)).await,
            State::Cancelling => Box::pin(self.finish_cancellation(order, CancelReason::Cancelled, now)).await,
            State::Paid | State::Refunding if order.has_pending_refund() => {
                if receipt_is_owed(&order, now) {
                    self.enqueue_receipt(&order).await;
                }
                Ok(Box::pin(self.finish_refunds(order, now)).await?)
            }
            State::Paid | State::Refunded | State::NeedsReview if receipt_is_owed(&order, now) => {
                Ok(self.retry_receipt(order, now).await?)
            }
            State::Paid | State::Refunded | State::Expired | State::Cancelled
                if order.forgets_buyer() && !order.receipt_is_open() =>
            {
                Ok(self.forget_buyer(order, now).await?)
            }
            State::Paid
            | State::Refunding
            | State::Refunded
            | State::NeedsReview
            | State::Expired
            | State::Cancelled => Ok(order),
        }
    }

    /// Erases the address of an order of a guest, or of a buyer who has left, once it is needed no longer. What was never sent in all that time, a person
    /// has to send or give back.
    async fn forget_buyer(&self, order: Order, now: Timestamp) -> Result<Order, AwsError> {
        let Some(returns) = self.returns else { return Ok(order) };
        let need = order.address_need(returns, now);
        let Some(due) = need.look_again(returns, now) else {
            let order = self.orders.forget_buyer(&order).await?.order();
            tracing::info!(order = order.id.as_str(), "the buyer of an order is forgotten");
            return Ok(order);
        };
        if need == AddressNeed::ToBeSent && order.has_waited(returns, now) {
            let reason = "its buyer is to be forgotten, and not all of it was sent";
            tracing::error!(order = order.id.as_str(), reason, alarm = "order_review", "an order needs review");
        }
        Ok(self.orders.reschedule(&order, due).await?.order())
    }

    /// Gives an order up for `end`, then goes on to that end. An order whose state does not allow it is left as it is.
    pub async fn begin_cancellation(
        &self,
        order: Order,
        end: CancelReason,
        record: Option<&AuditRow>,
        now: Timestamp,
    ) -> Result<Order, PaymentServiceError> {
        let due = now.plus_seconds(UNREACHED_RETRY_SECONDS);
        let order = self.orders.begin_cancellation(&order, end, due, record).await?.order();
        match order.state.cancel_reason() {
            Some(end) => Box::pin(self.finish_cancellation(order, end, now)).await,
            None => Ok(order),
        }
    }

    /// Asks about the intent of a pending order that is due before it expires, because the provider did not answer
    /// earlier. Then the deadline is the end of the payment window again.
    async fn recheck_pending(&self, order: Order, now: Timestamp) -> Result<Order, PaymentServiceError> {
        let order = match &order.intent {
            Some(intent) => match self.provider.look_up(intent).await {
                Ok(intent) => self.sync(order, &intent, now).await?,
                Err(error) => return self.provider_failed(order, error, now).await,
            },
            None => order,
        };
        if order.state != State::Pending {
            return Ok(order);
        }
        Ok(self.orders.reschedule(&order, order.expires).await?.order())
    }

    /// Asks about a payment that the provider works on for days. One that has failed after the window's end ends the order.
    async fn recheck_processing(&self, order: Order, now: Timestamp) -> Result<Order, PaymentServiceError> {
        let Some(id) = &order.intent else {
            return Ok(self.flag_for_review(order, ReviewReason::NoIntent, now).await?);
        };
        let order = match self.provider.look_up(id).await {
            Ok(intent) => self.sync(order, &intent, now).await?,
            Err(error) => return self.provider_failed(order, error, now).await,
        };
        match order.state.cancel_reason() {
            Some(end) => Box::pin(self.finish_cancellation(order, end, now)).await,
            None => Ok(order),
        }
    }

    /// Ends an order that is being cancelled or expires, once the provider says that its intent can never be paid.
    async fn finish_cancellation(
        &self,
        order: Order,
        end: CancelReason,
        now: Timestamp,
    ) -> Result<Order, PaymentServiceError> {
        let Some(id) = &order.intent else { return Ok(self.orders.release(&order, end).await?.order()) };
        let intent: Intent = match self.provider.cancel(id).await {
            Ok(intent) => intent,
            Err(error) => return self.provider_failed(order, error, now).await,
        };
        let order = self.sync(order, &intent, now).await?;
        if order.state.cancel_reason().is_some() {
            // It is neither cancelled nor paid nor being paid, for whatever reason: it is asked again.
            return Ok(self.schedule_retry(&order, now).await?);
        }
        Ok(order)
    }

    /// A provider that does not answer is asked again later, and so is one that refuses, once the operator has been told.
    /// An intent that the provider does not know is a case for the operator alone.
    async fn provider_failed(
        &self,
        order: Order,
        error: ProviderError,
        now: Timestamp,
    ) -> Result<Order, PaymentServiceError> {
        match &error {
            ProviderError::UnknownIntent => {
                return Ok(self.flag_for_review(order, ReviewReason::UnknownIntent, now).await?);
            }
            ProviderError::Refused(refusal) => report_refusal(&order, refusal),
            _ => {}
        }
        self.schedule_retry(&order, now).await?;
        Err(error.into())
    }
}

fn receipt_is_owed(order: &Order, now: Timestamp) -> bool {
    match order.receipt {
        Some(Receipt::Due) => true,
        Some(Receipt::Sending(lease)) => lease <= now,
        Some(Receipt::Sent | Receipt::Undeliverable) | None => false,
    }
}
