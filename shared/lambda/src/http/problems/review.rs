//! Refusals of decisions about orders in review.

use domain::orders::DecisionRefusal;

use crate::http::Problem;

impl From<DecisionRefusal> for Problem {
    fn from(refusal: DecisionRefusal) -> Self {
        match refusal {
            DecisionRefusal::NotInReview(state) => {
                let detail = format!("The order is {} and waits for no decision.", state.as_str().replace('_', " "));
                Self::new(409, "order_not_in_review", detail).with("state", state.as_str())
            }
            DecisionRefusal::Decided(outcome) => {
                let detail = "The order was decided otherwise.";
                Self::new(409, "order_decided", detail).with("outcome", outcome.as_str())
            }
            DecisionRefusal::Unusable => {
                let detail = "The payment cannot be this order's: it is not paid, or was given back, or was made for another order or in \
                              another currency.";
                Self::new(409, "payment_not_usable", detail)
            }
            DecisionRefusal::ReceivedDiffers(received) => {
                let detail = "Another amount came in than was seen. Look at the payment again.";
                let problem = Self::new(409, "received_differs", detail);
                problem.with("received_minor", received.amount_minor).with("currency", received.currency.as_str())
            }
            DecisionRefusal::MoneyHeld(intent, kept) => {
                let detail =
                    "Money came in by an intent of the order and was not given back. Accept it, or give it back.";
                let problem = Self::new(409, "money_held", detail).with("payment_intent", intent.as_str());
                problem.with("held_minor", kept.amount_minor).with("currency", kept.currency.as_str())
            }
            DecisionRefusal::PaymentOpen(intent) => {
                let detail = "An intent of the order may still be paid. Wait until the provider says how it ended.";
                Self::new(409, "payment_open", detail).with("payment_intent", intent.as_str())
            }
        }
    }
}
