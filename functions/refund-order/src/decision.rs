//! The body of a decision about an order in review.

use domain::{
    kernel::{Timestamp, UserId},
    orders::{Decision, DecisionOutcome, DecisionRequest, SeenPayment},
    payments::IntentId,
};
use lambda::http::{Field, FieldErrors, InvalidField, Problem};
use serde::Deserialize;
use serde_json::Number;

/// What the client sends: the outcome, and unless it is `cancel` the payment that it is about, as it was seen.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Body {
    outcome: Field<String>,
    payment_intent: Field<String>,
    received_minor: Field<Number>,
}

impl Body {
    /// The decision of `by`, or all that is wrong with it.
    pub(crate) fn parse(self, by: UserId, at: Timestamp) -> Result<DecisionRequest, Problem> {
        let mut errors = FieldErrors::default();
        let outcome = errors.take(self.outcome.required("/outcome").and_then(|text| outcome(&text)));
        let seen = if outcome == Some(DecisionOutcome::Cancel) {
            errors.take(none("/payment_intent", self.payment_intent.into_option().is_none()));
            errors.take(none("/received_minor", self.received_minor.into_option().is_none()));
            None
        } else {
            let intent = errors.take(self.payment_intent.required("/payment_intent").and_then(|text| intent(&text)));
            let received =
                errors.take(self.received_minor.required("/received_minor").and_then(|minor| amount(&minor)));
            intent.zip(received).map(|(intent, received_minor)| SeenPayment { intent, received_minor })
        };
        errors.none()?;
        let outcome = outcome.ok_or_else(|| Problem::from(InvalidField::new("/outcome", "required", "is required")))?;
        Ok(DecisionRequest { decision: Decision { outcome, by, at }, seen })
    }
}

fn outcome(text: &str) -> Result<DecisionOutcome, InvalidField> {
    let words = DecisionOutcome::ALL.map(DecisionOutcome::as_str).join(", ");
    text.parse().map_err(|_| InvalidField::new("/outcome", "outcome", format!("must be one of these: {words}")))
}

fn intent(text: &str) -> Result<IntentId, InvalidField> {
    let detail = "must be the identifier of a payment intent";
    text.parse().map_err(|_| InvalidField::new("/payment_intent", "payment_intent", detail))
}

fn amount(number: &Number) -> Result<u64, InvalidField> {
    let detail = "must be a whole number of minor units, at least 1";
    let amount = number.as_u64().filter(|amount| *amount > 0);
    amount.ok_or_else(|| InvalidField::new("/received_minor", "received_minor", detail))
}

fn none(pointer: &str, is_absent: bool) -> Result<(), InvalidField> {
    let detail = "belongs to a payment, and a cancellation has none";
    if is_absent { Ok(()) } else { Err(InvalidField::new(pointer, "not_of_a_cancellation", detail)) }
}
