//! Races for the one client secret of an order.

use std::sync::Arc;

use futures::FutureExt as _;
use local_stripe::{Fault, FaultKind};
use serde_json::json;

use super::{buyer, cast, is_paid, placed};
use crate::{race::Cast, script::confirm_in_browser, stage::Stage};

/// The first two calls to the provider fail and are forgotten there. If both were one tab's, it goes on under another
/// idempotency key, so each tab can have an intent of its own; but only one of them may ever be paid.
pub(super) async fn two_secrets(stage: &Arc<Stage>) -> Cast {
    let ada = buyer(stage, "ada");
    let order = placed(stage, &ada).await;
    let fault = Fault { kind: FaultKind::Unavailable, requests: 2, path: None, method: None };
    stage.stripe.model().plan_fault(fault);
    stage.state().spare_intents = 1;
    let act = |number| {
        let (stage, tab, order) = (Arc::clone(stage), ada.tab(number), order.clone());
        async move {
            let Some(answer) = tab.pay(&order, &json!({})).await else { return };
            confirm_in_browser(&stage, &tab.actor, &answer, "pm_card_visa");
        }
        .boxed()
    };
    cast(vec![act(1), act(2)], vec![ada.clone()], is_paid)
}
