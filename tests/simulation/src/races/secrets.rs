//! Races for the one client secret of an order.

use std::sync::Arc;

use futures::FutureExt as _;
use local_stripe::{Fault, FaultKind};
use serde_json::json;

use super::{buyer, fixture, is_paid, placed};
use crate::{race::Fixture, run_state::RunState, script::confirm_in_browser};

/// The first two calls to the provider fail and are forgotten there. If both were one tab's, it goes on under another
/// idempotency key, so each tab can have an intent of its own; but only one of them may ever be paid.
pub(super) async fn two_secrets(run_state: &Arc<RunState>) -> Fixture {
    let ada = buyer(run_state, "ada");
    let order = placed(run_state, &ada).await;
    let fault = Fault { kind: FaultKind::Unavailable, requests: 2, path: None, method: None };
    run_state.stripe.model().plan_fault(fault);
    run_state.state().spare_intents = 1;
    let act = |number| {
        let (run_state, tab, order) = (Arc::clone(run_state), ada.tab(number), order.clone());
        async move {
            let Some(answer) = tab.pay(&order, &json!({})).await else { return };
            confirm_in_browser(&run_state, &tab.actor, &answer, "pm_card_visa");
        }
        .boxed()
    };
    fixture(vec![act(1), act(2)], vec![ada.clone()], is_paid)
}
