//! Giving money back.

use serde_json::json;

use crate::support::{NOW, ask, confirm, events, get, json, keyed, new_intent, post, read, stripe};

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

/// Pays with `method` and refunds it. What the answer says, and the refund's path.
fn refunded(stripe: &mut local_stripe::Stripe, method: &str) -> (serde_json::Value, String) {
    let id = new_intent(stripe);
    ask(stripe, &confirm(&id, method), 200);
    let made = ask(stripe, &refund(&format!("payment_intent={id}&metadata[order_id]=o1")), 200);
    let path = format!("/v1/refunds/{}", made["id"].as_str().unwrap());
    (made["status"].clone(), path)
}

#[test]
fn a_slow_refund_is_pending_before_it_arrives() {
    let mut stripe = stripe();
    let (status, path) = refunded(&mut stripe, "pm_card_pendingRefund");
    assert_eq!(status, "pending");
    assert_eq!(ask(&mut stripe, &get(&path), 200)["status"], "pending");
    assert_eq!(stripe.next_due(), Some(NOW + 5));
    assert_eq!(json(&stripe.handle(&get(&path), NOW + 5))["status"], "succeeded");
    assert_eq!(stripe.ledger().charges().next().unwrap().amount_refunded, 2500);
    assert_eq!(events(&mut stripe).last().unwrap(), "refund.updated");
}

#[test]
fn a_refund_that_a_bank_sends_back_has_failed_and_its_charge_is_not_refunded() {
    let mut stripe = stripe();
    let (status, path) = refunded(&mut stripe, "pm_card_refundFail");
    assert_eq!(status, "succeeded");
    let failed = json(&stripe.handle(&get(&path), NOW + 5));
    assert_eq!((&failed["status"], &failed["metadata"]["order_id"]), (&json!("failed"), &json!("o1")));
    assert_eq!(stripe.ledger().charges().next().unwrap().amount_refunded, 0);
    assert!(events(&mut stripe).ends_with(&["refund.updated".into(), "refund.failed".into()]));
}

#[test]
fn a_repeat_under_one_key_is_the_same_refund_as_it_was_when_it_was_made() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    ask(&mut stripe, &confirm(&id, "pm_card_pendingRefund"), 200);
    let keyed = keyed("/v1/refunds", &format!("payment_intent={id}"), "one refund");
    let first = ask(&mut stripe, &keyed, 200);
    let again = json(&stripe.handle(&keyed, NOW + 60));
    assert_eq!((&again, &again["status"]), (&first, &json!("pending")));
    assert_eq!(stripe.ledger().refunds().count(), 1);
}

#[test]
fn a_refund_goes_on_where_it_was_after_a_restart() {
    let mut before = stripe();
    let (_, path) = refunded(&mut before, "pm_card_pendingRefund");
    let mut stripe = stripe();
    stripe.restore(before.snapshot()).unwrap();
    assert_eq!(json(&stripe.handle(&get(&path), NOW + 5))["status"], "succeeded");
}

#[test]
fn an_intent_shows_its_charge_in_full_when_asked() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    ask(&mut stripe, &confirm(&id, "pm_card_visa"), 200);
    let charge = stripe.ledger().charges().next().unwrap().id.clone();
    assert_eq!(read(&mut stripe, &id)["latest_charge"], charge.as_str());
    let shown = ask(&mut stripe, &get(&format!("/v1/payment_intents/{id}?expand[]=latest_charge")), 200);
    assert_eq!(
        (&shown["latest_charge"]["id"], &shown["latest_charge"]["amount_refunded"]),
        (&json!(charge), &json!(0))
    );
    ask(&mut stripe, &get(&format!("/v1/payment_intents/{id}?expand[]=data.latest_charge")), 400);
}
