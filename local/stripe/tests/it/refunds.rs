//! Giving money back.

use serde_json::json;

use crate::support::{ask, confirm, events, get, new_intent, post, stripe};

fn refund(form: &str) -> local_stripe::Request {
    post("/v1/refunds", form)
}

#[test]
fn a_refund_gives_back_what_came_and_never_more() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    ask(&mut stripe, &confirm(&id, "pm_card_visa"), 200);
    let first = format!("payment_intent={id}&amount=1000&reason=requested_by_customer");
    let part = ask(&mut stripe, &refund(&first), 200);
    assert_eq!((&part["amount"], &part["status"]), (&json!(1000), &json!("succeeded")));
    ask(&mut stripe, &refund(&format!("payment_intent={id}&amount=1501")), 400);
    let by_charge = format!("charge={}", part["charge"].as_str().unwrap());
    assert_eq!(ask(&mut stripe, &refund(&by_charge), 200)["amount"], 1500);
    let none_left = ask(&mut stripe, &refund(&format!("payment_intent={id}")), 400);
    assert_eq!(none_left["error"]["code"], "charge_already_refunded");
    assert_eq!(stripe.ledger().refunds().map(|refund| refund.amount).sum::<i64>(), 2500);
}

#[test]
fn a_refund_can_be_read_listed_and_seen_on_its_charge() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    ask(&mut stripe, &confirm(&id, "pm_card_visa"), 200);
    let whole = ask(&mut stripe, &refund(&format!("payment_intent={id}")), 200);
    let path = format!("/v1/refunds/{}", whole["id"].as_str().unwrap());
    assert_eq!(ask(&mut stripe, &get(&path), 200), whole);
    let listed = ask(&mut stripe, &get(&format!("/v1/refunds?payment_intent={id}")), 200);
    assert_eq!(listed["data"], json!([whole]));
    let charges = ask(&mut stripe, &get(&format!("/v1/charges?payment_intent={id}")), 200);
    let charge = &charges["data"][0];
    assert_eq!((&charge["refunded"], &charge["amount_refunded"]), (&json!(true), &json!(2500)));
    assert!(events(&mut stripe).ends_with(&["refund.created".into(), "charge.refunded".into()]));
}

#[test]
fn what_was_not_paid_cannot_be_refunded() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    ask(&mut stripe, &confirm(&id, "pm_card_chargeDeclined"), 402);
    let failed = stripe.ledger().charges().next().unwrap().id.clone();
    for form in [
        format!("payment_intent={id}"),
        format!("charge={failed}"),
        "payment_intent=pi_none".into(),
        "charge=ch_none".into(),
        String::new(),
        format!("payment_intent={id}&charge={failed}"),
        format!("payment_intent={id}&amount=0"),
        format!("payment_intent={id}&reason=whim"),
    ] {
        ask(&mut stripe, &post("/v1/refunds", &form), 400);
    }
    assert_eq!(stripe.ledger().refunds().count(), 0);
}
