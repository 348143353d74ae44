//! The provider's record, as the reconciliation reads it.

use domain::{
    kernel::{Currency, Money},
    payments::IntentStatus,
    reconciliation::ProviderIntent,
};
use local_stripe::{Charge, Intent, State, Stripe};

/// Every intent with its charges.
pub(crate) fn intents(model: &Stripe) -> Vec<ProviderIntent> {
    let ledger = model.ledger();
    ledger.intents().filter_map(|intent| read(intent, ledger.charges().filter(|it| it.intent == intent.id))).collect()
}

fn read<'a>(intent: &Intent, charges: impl Iterator<Item = &'a Charge>) -> Option<ProviderIntent> {
    let paid: Vec<&Charge> = charges.filter(|charge| charge.succeeded()).collect();
    let sum = |part: fn(&Charge) -> i64| paid.iter().map(|charge| part(charge)).sum::<i64>().unsigned_abs();
    Some(ProviderIntent {
        id: intent.id.parse().ok()?,
        order: intent.metadata.get("order_id").and_then(|id| id.parse().ok()),
        buyer: intent.metadata.get("buyer_id").and_then(|id| id.parse().ok()),
        status: status(&intent.state),
        amount: Money::new(intent.amount.unsigned_abs(), Currency::parse(&intent.currency.to_uppercase())?),
        received_minor: sum(|charge| charge.amount),
        refunded_minor: sum(|charge| charge.amount_refunded),
        succeeded_charges: u32::try_from(paid.len()).ok()?,
        is_disputed: false,
    })
}

const fn status(state: &State) -> IntentStatus {
    match state {
        State::RequiresPaymentMethod { .. } => IntentStatus::RequiresPaymentMethod,
        State::RequiresConfirmation { .. } => IntentStatus::RequiresConfirmation,
        State::RequiresAction { .. } => IntentStatus::RequiresAction,
        State::Processing { .. } => IntentStatus::Processing,
        State::Succeeded { .. } => IntentStatus::Succeeded,
        State::Canceled { .. } => IntentStatus::Canceled,
    }
}
