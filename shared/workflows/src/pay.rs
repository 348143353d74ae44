//! Paying an order: create the intent, link it to the order, and only then let it be confirmed.
//!
//! An intent that was cancelled at the provider is replaced by a new one, while the order can be paid.

use aws::Transition;
use domain::{
    kernel::{Secret, Timestamp},
    orders::{CancelReason, Order, PaymentRefusal, State},
    payments::{Confirmation, Intent, IntentId, IntentStatus, PaymentMethodId, ProviderError, ProviderRefusal},
};

use super::{PaymentService, PaymentServiceError, payment_service::report_refusal};

/// What the buyer is told about the payment.
#[derive(Debug)]
pub enum PaymentAnswer {
    /// The order is paid.
    Paid(Order),
    /// The buyer's browser has to go on with the intent: to give a payment method, or to authenticate.
    Continue {
        /// The order.
        order: Order,
        /// The intent, which is linked to the order.
        intent: Intent,
    },
    /// The provider works on it, perhaps for days, or did not answer: it will be finished without the buyer.
    Processing(Order, IntentId),
}

impl PaymentService {
    /// Pays `order` with `method`, or without one returns the intent for the browser to pay.
    pub async fn pay(
        &self,
        order: Order,
        method: Option<&PaymentMethodId>,
        now: Timestamp,
    ) -> Result<Result<PaymentAnswer, PaymentRefusal>, PaymentServiceError> {
        match Box::pin(self.try_to_pay(order.clone(), method, now)).await {
            Err(PaymentServiceError::Provider(ProviderError::Refused(refusal))) => {
                Ok(Err(Box::pin(self.payment_refused(order, &refusal, now)).await?))
            }
            outcome => outcome,
        }
    }

    async fn try_to_pay(
        &self,
        order: Order,
        method: Option<&PaymentMethodId>,
        now: Timestamp,
    ) -> Result<Result<PaymentAnswer, PaymentRefusal>, PaymentServiceError> {
        if order.state == State::Paid {
            return Ok(Ok(PaymentAnswer::Paid(order)));
        }
        if let (State::Processing, Some(intent)) = (order.state, &order.intent) {
            let intent = self.provider.look_up(intent).await?;
            return Box::pin(self.conclude(order, intent, now)).await;
        }
        if !order.is_payable(now) {
            return Ok(Err(PaymentRefusal::NotPayable(order.state)));
        }
        let (order, intent) = match self.linked_intent(order, now).await? {
            Ok(linked) => linked,
            Err(order) if order.state == State::Paid => return Ok(Ok(PaymentAnswer::Paid(order))),
            Err(order) => return Ok(Err(PaymentRefusal::NotPayable(order.state))),
        };
        match method {
            Some(method) if may_be_confirmed(&intent) => Box::pin(self.confirm(order, intent, method, now)).await,
            _ => Box::pin(self.conclude(order, intent, now)).await,
        }
    }

    /// The provider refuses for good. The operator is told; an order that can never be paid ends, and its stock returns.
    async fn payment_refused(
        &self,
        order: Order,
        refusal: &ProviderRefusal,
        now: Timestamp,
    ) -> Result<PaymentRefusal, PaymentServiceError> {
        report_refusal(&order, refusal);
        if !refusal.is_unpayable {
            return Ok(PaymentRefusal::Unavailable(order.state));
        }
        let ended = Box::pin(self.begin_cancellation(order, CancelReason::Cancelled, None, now)).await?;
        Ok(PaymentRefusal::Unavailable(ended.state))
    }

    /// The order with its one intent that can be paid; or the order alone when it ceased to be payable meanwhile.
    async fn linked_intent(
        &self,
        order: Order,
        now: Timestamp,
    ) -> Result<Result<(Order, Intent), Order>, PaymentServiceError> {
        if let Some(id) = &order.intent {
            let intent = self.provider.look_up(id).await?;
            if intent.status != IntentStatus::Canceled {
                return Ok(Ok((order, intent)));
            }
        }
        let intent = self.provider.create(&order).await?;
        let current = match self.orders.attach_intent(&order, &intent.id, now).await? {
            Transition::Applied(order) => return Ok(Ok((order, intent))),
            Transition::Stale(current) => current,
        };
        let is_linked = current.intent.as_ref() == Some(&intent.id);
        if !is_linked {
            self.drop_orphan(&intent).await;
        }
        match &current.intent {
            Some(_) if !current.is_payable(now) => Ok(Err(current)),
            Some(_) if is_linked => Ok(Ok((current, intent))),
            Some(id) => {
                let intent = self.provider.look_up(id).await?;
                Ok(Ok((current, intent)))
            }
            None => Ok(Err(current)),
        }
    }

    /// Cancels an intent that was not attached. Nobody was given its secret, so a failure does no harm.
    async fn drop_orphan(&self, intent: &Intent) {
        if let Err(error) = self.provider.cancel(&intent.id).await {
            tracing::warn!(intent = intent.id.as_str(), %error, "an unlinked intent was not cancelled");
        }
    }

    async fn confirm(
        &self,
        order: Order,
        intent: Intent,
        method: &PaymentMethodId,
        now: Timestamp,
    ) -> Result<Result<PaymentAnswer, PaymentRefusal>, PaymentServiceError> {
        match self.provider.confirm(&order.id, &intent.id, method).await {
            Ok(Confirmation::Taken(intent)) => Box::pin(self.conclude(order, intent, now)).await,
            Ok(Confirmation::Declined(reason)) => Ok(Err(PaymentRefusal::Declined(reason))),
            Ok(Confirmation::Busy(reason)) => Err(ProviderError::Unreachable(reason).into()),
            Err(ProviderError::BadPaymentMethod(_)) => Ok(Err(PaymentRefusal::NoSuchMethod)),
            Err(ProviderError::Unreachable(reason)) => {
                tracing::warn!(order = order.id.as_str(), reason, "a confirmation was not answered");
                Ok(Ok(PaymentAnswer::Processing(order, intent.id)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What the intent's status means for the buyer, after the order was brought in line with it.
    async fn conclude(
        &self,
        order: Order,
        intent: Intent,
        now: Timestamp,
    ) -> Result<Result<PaymentAnswer, PaymentRefusal>, PaymentServiceError> {
        let order = self.sync(order, &intent, now).await?;
        let answer = match (order.state, intent.status) {
            (State::Paid, _) => PaymentAnswer::Paid(order),
            (State::Processing, _) | (State::Pending, IntentStatus::Processing) => {
                PaymentAnswer::Processing(order, intent.id)
            }
            (State::Pending, IntentStatus::Canceled) => return Ok(Err(PaymentRefusal::NotPayable(order.state))),
            (State::Pending, _) => PaymentAnswer::Continue { order, intent },
            (state, _) => return Ok(Err(PaymentRefusal::NotPayable(state))),
        };
        Ok(Ok(answer))
    }
}

/// Whether giving the intent a payment method makes sense.
fn may_be_confirmed(intent: &Intent) -> bool {
    matches!(
        intent.status,
        IntentStatus::RequiresPaymentMethod | IntentStatus::RequiresConfirmation | IntentStatus::RequiresAction
    )
}

impl PaymentAnswer {
    /// The word for it in answers.
    #[must_use]
    pub fn state(&self) -> &'static str {
        match self {
            Self::Paid(_) => "paid",
            Self::Processing(..) => "processing",
            Self::Continue { intent, .. } if intent.status == IntentStatus::RequiresAction => "requires_action",
            Self::Continue { .. } => "requires_payment_method",
        }
    }

    /// The order that it is about.
    #[must_use]
    pub fn order(&self) -> &Order {
        match self {
            Self::Paid(order) | Self::Processing(order, _) | Self::Continue { order, .. } => order,
        }
    }

    /// The secret with which the buyer's browser goes on, if it has to.
    #[must_use]
    pub fn client_secret(&self) -> Option<&Secret> {
        match self {
            Self::Continue { intent, .. } => intent.client_secret.as_ref(),
            Self::Paid(_) | Self::Processing(..) => None,
        }
    }
}
