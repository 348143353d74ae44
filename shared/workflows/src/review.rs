//! Deciding about an order in review: the provider is asked how its payment stands, and only then the order goes on.

use aws::{AuditRow, Transition};
use domain::{
    kernel::Timestamp,
    orders::{DecisionOutcome, DecisionRefusal, DecisionRequest, Order, State, UNREACHED_RETRY_SECONDS},
    payments::{IntentId, ProviderError},
};

use super::{PaymentService, PaymentServiceError, payment_service::RECEIPT_RETRY_SECONDS};

/// How a decision ended.
#[derive(Debug)]
pub struct DecisionAnswer {
    /// The order as it is now.
    pub order: Order,
    /// Whether it had been decided so before.
    pub is_replay: bool,
}

impl PaymentService {
    /// Takes a decision about `order`, if its payment is what whoever decides has seen. A provider that does not answer is no reason to
    /// guess: nothing changes then. Who decides is recorded with it, by `record`.
    pub async fn decide(
        &self,
        order: Order,
        request: &DecisionRequest,
        record: &AuditRow,
        now: Timestamp,
    ) -> Result<Result<DecisionAnswer, DecisionRefusal>, PaymentServiceError> {
        match order.check_decision(request) {
            Ok(true) => return Ok(Ok(DecisionAnswer { order, is_replay: true })),
            Ok(false) => {}
            Err(refusal) => return Ok(Err(refusal)),
        }
        let after = match self.decided(&order, request, now).await? {
            Ok(after) => after,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match self.orders.decide(&order, &after, record).await? {
            Transition::Applied(order) => {
                let (id, by) = (order.id.as_str(), request.decision.by.as_str());
                tracing::info!(order = id, outcome = request.decision.outcome.as_str(), by, "an order was decided");
                let order = self.begin(order, now).await?;
                Ok(Ok(DecisionAnswer { order, is_replay: false }))
            }
            Transition::Stale(current) => match current.check_decision(request) {
                Ok(true) => Ok(Ok(DecisionAnswer { order: current, is_replay: true })),
                Ok(false) => Ok(Err(DecisionRefusal::NotInReview(current.state))),
                Err(refusal) => Ok(Err(refusal)),
            },
        }
    }

    /// The order as the decision makes it.
    async fn decided(
        &self,
        order: &Order,
        request: &DecisionRequest,
        now: Timestamp,
    ) -> Result<Result<Order, DecisionRefusal>, PaymentServiceError> {
        let seen = request.seen.as_ref().map(|seen| &seen.intent);
        // An intent that is not the payment must leave nothing behind: nobody looks after it any more.
        for other in order.intent.iter().filter(|own| Some(*own) != seen || is_cancellation(request)) {
            if let Err(refusal) = self.forsake(order, other).await? {
                return Ok(Err(refusal));
            }
        }
        if is_cancellation(request) {
            let (state, decision) = (State::Cancelled, Some(request.decision.clone()));
            return Ok(Ok(Order { state, decision, due: order.due_unsold(), ..order.clone() }));
        }
        let Some(seen) = seen else { return Ok(Err(DecisionRefusal::Unusable)) };
        match self.provider.look_up(seen).await {
            Ok(intent) => {
                let soon = match request.decision.outcome {
                    DecisionOutcome::Refund => UNREACHED_RETRY_SECONDS,
                    _ => RECEIPT_RETRY_SECONDS,
                };
                Ok(order.decided_paid(request, &intent, now.plus_seconds(soon)))
            }
            Err(ProviderError::UnknownIntent) => Ok(Err(DecisionRefusal::Unusable)),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives up an intent of the order, where it can still be paid; why it may not be forgotten.
    async fn forsake(
        &self,
        order: &Order,
        intent: &IntentId,
    ) -> Result<Result<(), DecisionRefusal>, PaymentServiceError> {
        let given_up = match self.provider.cancel(intent).await {
            // What went back of one that was paid, only a look tells.
            Ok(given_up) if given_up.received_minor > 0 => self.provider.look_up(intent).await,
            answer => answer,
        };
        match given_up {
            Ok(given_up) => Ok(order.check_forsaken(&given_up)),
            Err(ProviderError::UnknownIntent) => Ok(Ok(())),
            Err(error) => Err(error.into()),
        }
    }

    /// What follows from the decision: a receipt, or the refund. What fails now, the sweep does.
    async fn begin(&self, order: Order, now: Timestamp) -> Result<Order, PaymentServiceError> {
        if order.receipt_is_open() {
            self.enqueue_receipt(&order).await;
        }
        if !order.has_pending_refund() {
            return Ok(order);
        }
        Ok(Box::pin(self.finish_refunds(order, now)).await?)
    }
}

fn is_cancellation(request: &DecisionRequest) -> bool {
    request.decision.outcome == DecisionOutcome::Cancel
}
