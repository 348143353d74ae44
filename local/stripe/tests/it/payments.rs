//! The life of an intent.

use serde_json::{Value, json};

use crate::support::{NOW, ask, cancel, confirm, events, get, new_intent, post, read, stripe, succeeded};

#[test]
fn an_intent_starts_without_a_method_and_tells_its_order() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    let intent = read(&mut stripe, &id);
    assert_eq!(intent["status"], "requires_payment_method");
    assert_eq!(intent["metadata"], json!({ "order_id": "o1" }));
    assert_eq!((&intent["amount"], &intent["amount_received"]), (&json!(2500), &json!(0)));
    assert_eq!((&intent["livemode"], &intent["created"]), (&json!(false), &json!(NOW)));
    assert!(intent["client_secret"].as_str().unwrap().starts_with(&format!("{id}_secret_")));
    assert_eq!(events(&mut stripe), ["payment_intent.created"]);
}

#[test]
fn a_good_card_pays_the_whole_amount_once() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    let intent = ask(&mut stripe, &confirm(&id, "pm_card_visa"), 200);
    assert_eq!((&intent["status"], &intent["amount_received"]), (&json!("succeeded"), &json!(2500)));
    let charges = ask(&mut stripe, &get(&format!("/v1/charges?payment_intent={id}")), 200);
    assert_eq!(charges["data"][0]["id"], intent["latest_charge"]);
    assert_eq!(charges["data"][0]["amount"], 2500);
    assert_eq!(events(&mut stripe), ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]);
}

#[test]
fn a_second_confirmation_never_charges_twice() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    ask(&mut stripe, &confirm(&id, "pm_card_visa"), 200);
    for method in ["pm_card_visa", "pm_card_mastercard", "pm_card_chargeDeclined", "pm_nobody"] {
        let refused = ask(&mut stripe, &confirm(&id, method), 400);
        assert_eq!(refused["error"]["code"], "payment_intent_unexpected_state");
        assert_eq!(refused["error"]["payment_intent"]["status"], "succeeded");
    }
    assert_eq!(succeeded(&stripe), 1);
    assert_eq!(read(&mut stripe, &id)["status"], "succeeded");
}

#[test]
fn a_declined_card_leaves_the_intent_open_for_another_one() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    let declined = ask(&mut stripe, &confirm(&id, "pm_card_chargeDeclinedInsufficientFunds"), 402);
    let error = &declined["error"];
    assert_eq!((&error["type"], &error["code"]), (&json!("card_error"), &json!("card_declined")));
    assert_eq!(error["decline_code"], "insufficient_funds");
    assert_eq!(error["payment_intent"]["status"], "requires_payment_method");
    let intent = read(&mut stripe, &id);
    assert_eq!(intent["last_payment_error"]["decline_code"], "insufficient_funds");
    assert_eq!((&intent["latest_charge"], &intent["payment_method"]), (&error["charge"], &Value::Null));

    let paid = ask(&mut stripe, &confirm(&id, "pm_card_mastercard"), 200);
    assert_eq!((&paid["status"], &paid["last_payment_error"]), (&json!("succeeded"), &Value::Null));
    assert_eq!((succeeded(&stripe), stripe.ledger().charges().count()), (1, 2));
    let told = events(&mut stripe);
    assert_eq!(told[1..3], ["charge.failed", "payment_intent.payment_failed"]);
}

#[test]
fn each_declining_card_says_why() {
    for (method, code, decline_code) in [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeCustomerFail", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error"),
    ] {
        let mut stripe = stripe();
        let id = new_intent(&mut stripe);
        let error = ask(&mut stripe, &confirm(&id, method), 402)["error"].clone();
        assert_eq!((&error["code"], &error["decline_code"]), (&json!(code), &json!(decline_code)), "{method}");
    }
}

#[test]
fn creating_and_confirming_in_one_call_pays_or_leaves_a_declined_intent() {
    let mut stripe = stripe();
    let one_call = |method| {
        post(
            "/v1/payment_intents",
            &format!("amount=900&currency=usd&payment_method_types[]=card&confirm=true&payment_method={method}"),
        )
    };
    assert_eq!(ask(&mut stripe, &one_call("pm_card_visa"), 200)["status"], "succeeded");
    let declined = ask(&mut stripe, &one_call("pm_card_chargeDeclined"), 402);
    let id = declined["error"]["payment_intent"]["id"].as_str().unwrap().to_owned();
    assert_eq!(read(&mut stripe, &id)["status"], "requires_payment_method");
}

#[test]
fn an_attached_method_waits_for_the_confirmation() {
    let mut stripe = stripe();
    let intent = ask(
        &mut stripe,
        &post("/v1/payment_intents", "amount=900&currency=usd&payment_method=pm_card_visa&payment_method_types[]=card"),
        200,
    );
    assert_eq!(intent["status"], "requires_confirmation");
    assert!(intent["payment_method"].as_str().unwrap().starts_with("pm_"));
    let id = intent["id"].as_str().unwrap();
    assert_eq!(ask(&mut stripe, &post(&format!("/v1/payment_intents/{id}/confirm"), ""), 200)["status"], "succeeded");
}

#[test]
fn an_intent_without_a_method_cannot_be_confirmed() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    let refused = ask(&mut stripe, &post(&format!("/v1/payment_intents/{id}/confirm"), ""), 400);
    assert_eq!(refused["error"]["code"], "payment_intent_unexpected_state");
}

#[test]
fn a_canceled_intent_is_final() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    let canceled =
        ask(&mut stripe, &post(&format!("/v1/payment_intents/{id}/cancel"), "cancellation_reason=abandoned"), 200);
    assert_eq!((&canceled["status"], &canceled["cancellation_reason"]), (&json!("canceled"), &json!("abandoned")));
    assert_eq!(canceled["canceled_at"], NOW);
    for again in [cancel(&id), confirm(&id, "pm_card_visa")] {
        let refused = ask(&mut stripe, &again, 400);
        assert_eq!(refused["error"]["code"], "payment_intent_unexpected_state");
        assert_eq!(refused["error"]["payment_intent"]["status"], "canceled");
    }
    assert_eq!(succeeded(&stripe), 0);
    assert_eq!(events(&mut stripe), ["payment_intent.created", "payment_intent.canceled"]);
}

#[test]
fn a_paid_intent_cannot_be_canceled() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    ask(&mut stripe, &confirm(&id, "pm_card_visa"), 200);
    let refused = ask(&mut stripe, &cancel(&id), 400);
    assert_eq!(refused["error"]["code"], "payment_intent_unexpected_state");
    assert_eq!(refused["error"]["payment_intent"]["status"], "succeeded");
}
