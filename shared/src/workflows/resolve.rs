//! Finishing what is unfinished: the one completer, whatever it was that lagged.

use super::{Cashier, CashierError};
use crate::{
    kernel::Timestamp,
    orders::{End, Order, Receipt, State, UNREACHED_RETRY_SECONDS},
    payments::{Intent, IntentStatus, ProviderError},
    planted,
};

impl Cashier {
    /// Takes the next steps of an order that is due, as far as they can be taken now. Safe at any time, in any state,
    /// by any number of callers at once. The order as it is then.
    pub async fn resolve(&self, order: Order, now: Timestamp) -> Result<Order, CashierError> {
        match order.state {
            State::Pending if now >= order.expires => self.give_up(order, End::Expired, now).await,
            State::Pending => self.look_after(order, now).await,
            State::Expiring => self.finish(order, End::Expired, now).await,
            State::Cancelling => self.finish(order, End::Cancelled, now).await,
            State::Refunding => {
                if receipt_is_owed(&order, now) {
                    self.ask_for_receipt(&order).await;
                }
                Ok(self.finish_refund(order, now).await?)
            }
            State::Paid | State::Refunded | State::NeedsReview if receipt_is_owed(&order, now) => {
                Ok(self.ask_again_for_receipt(order, now).await?)
            }
            State::Paid | State::Refunded | State::NeedsReview | State::Expired | State::Cancelled => Ok(order),
        }
    }

    /// Gives a pending order up for `end`, then goes on to that end. An order in another state is left as it is.
    pub async fn give_up(&self, order: Order, end: End, now: Timestamp) -> Result<Order, CashierError> {
        let order = self.orders.give_up(&order, end, now.plus_seconds(UNREACHED_RETRY_SECONDS)).await?.order();
        match order.state.giving_up() {
            Some(end) => self.finish(order, end, now).await,
            None => Ok(order),
        }
    }

    /// A pending order that is due before it expires: somebody asked for it to be looked at. Afterwards its deadline is
    /// the window's end again.
    async fn look_after(&self, order: Order, now: Timestamp) -> Result<Order, CashierError> {
        let order = match &order.intent {
            Some(intent) => match self.provider.look_up(intent).await {
                Ok(intent) => self.settle(order, &intent, now).await?,
                Err(error) => return self.provider_failed(order, error, now).await,
            },
            None => order,
        };
        if order.state != State::Pending {
            return Ok(order);
        }
        Ok(self.orders.postpone(&order, order.expires).await?.order())
    }

    /// Brings an order that is being given up to its end: only once the provider says that its intent can never be paid.
    async fn finish(&self, order: Order, end: End, now: Timestamp) -> Result<Order, CashierError> {
        let Some(id) = &order.intent else { return Ok(self.orders.release(&order, end).await?.order()) };
        planted::if_planted!(ReleasedBeforeCancel, {
            self.orders.release(&order, end).await?;
        });
        let intent: Intent = match self.provider.cancel(id).await {
            Ok(intent) => intent,
            Err(error) => return self.provider_failed(order, error, now).await,
        };
        if !matches!(intent.status, IntentStatus::Canceled | IntentStatus::Succeeded) {
            // The provider is still at work on it, and will say later which way it went.
            return Ok(self.try_later(&order, now).await?);
        }
        Ok(self.settle(order, &intent, now).await?)
    }

    /// A silent provider is asked again later; one that does not know the intent is a case for a person.
    async fn provider_failed(&self, order: Order, error: ProviderError, now: Timestamp) -> Result<Order, CashierError> {
        if matches!(error, ProviderError::UnknownIntent) {
            return Ok(self.put_aside(order, "the provider knows no such intent").await?);
        }
        self.try_later(&order, now).await?;
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
