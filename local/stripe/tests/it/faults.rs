//! Bad days on request.

use local_stripe::{Fault, FaultKind, Stripe};

use crate::support::{NOW, ask, get, json, keyed, new_intent, post, stripe, succeeded};

fn plan(stripe: &mut Stripe, kind: FaultKind) {
    stripe.plan_fault(Fault { kind, requests: 1, path: Some("/confirm".into()), method: None });
}

/// Pays with a key under a fault and repeats: the two answers, and how often money moved after each.
fn pay_twice(kind: FaultKind) -> [(u16, bool, usize); 2] {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    plan(&mut stripe, kind);
    let pay = keyed(&format!("/v1/payment_intents/{id}/confirm"), "payment_method=pm_card_visa", "pay");
    [0, 1].map(|second| {
        let response = stripe.handle(&pay, NOW + second);
        (response.status, response.lost, succeeded(&stripe))
    })
}

#[test]
fn a_refusal_at_the_door_has_no_effect_and_is_not_kept() {
    assert_eq!(pay_twice(FaultKind::Unavailable), [(503, false, 0), (200, false, 1)]);
    assert_eq!(pay_twice(FaultKind::RateLimited), [(429, false, 0), (200, false, 1)]);
    assert_eq!(pay_twice(FaultKind::LockTimeout), [(429, false, 0), (200, false, 1)]);
}

#[test]
fn an_error_is_kept_under_the_key_whether_or_not_money_moved() {
    assert_eq!(pay_twice(FaultKind::ErrorBeforeCommit), [(500, false, 0), (500, false, 0)]);
    assert_eq!(pay_twice(FaultKind::ErrorAfterCommit), [(500, false, 1), (500, false, 1)]);
}

#[test]
fn a_lost_answer_is_given_to_the_repeat() {
    assert_eq!(pay_twice(FaultKind::HangAfterCommit), [(200, true, 1), (200, false, 1)]);
    assert_eq!(pay_twice(FaultKind::HangBeforeCommit), [(500, true, 0), (200, false, 1)]);
}

#[test]
fn a_planned_fault_waits_for_a_request_that_can_suffer_it() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    let path = format!("/v1/payment_intents/{id}/confirm");
    let pay = keyed(&path, "payment_method=pm_card_visa", "pay");
    plan(&mut stripe, FaultKind::ErrorAfterCommit);
    assert_eq!(stripe.handle(&keyed(&path, "colour=red", "wrong"), NOW).status, 400);
    assert_eq!(stripe.handle(&pay, NOW).status, 500);
    plan(&mut stripe, FaultKind::ErrorBeforeCommit);
    plan(&mut stripe, FaultKind::HangAfterCommit);
    let replay = stripe.handle(&pay, NOW);
    assert_eq!((replay.status, replay.lost), (500, true));
    assert_eq!(stripe.planned_faults().count(), 1, "a replay cannot fail inside");
}

#[test]
fn a_fault_fires_as_often_as_planned_and_only_where_planned() {
    let mut stripe = stripe();
    let planned =
        ask(&mut stripe, &post("/_local/fault", r#"{"kind":"unavailable","requests":2,"method":"GET"}"#), 200);
    assert_eq!(planned["faults"][0]["requests"], 2);
    new_intent(&mut stripe);
    let statuses = [0; 3].map(|_| stripe.handle(&get("/v1/payment_intents"), NOW).status);
    assert_eq!(statuses, [503, 503, 200]);
    assert_eq!(stripe.planned_faults().count(), 0);
    ask(&mut stripe, &post("/_local/fault", r#"{"kind":"earthquake"}"#), 400);
}

#[test]
fn a_reset_forgets_everything_but_makes_no_identifier_twice() {
    let mut stripe = stripe();
    let first = new_intent(&mut stripe);
    plan(&mut stripe, FaultKind::Unavailable);
    ask(&mut stripe, &post("/_local/reset", ""), 200);
    let state = json(&stripe.handle(&get("/_local/state"), NOW));
    for part in ["payment_intents", "charges", "refunds", "events", "webhook_deliveries", "faults"] {
        assert_eq!(state[part], serde_json::json!([]), "{part}");
    }
    assert_ne!(new_intent(&mut stripe), first);
}
