//! Intents that wait for their customer or for the bank.

use local_stripe::{Authentication, NotAuthenticated};
use serde_json::json;

use crate::support::{NOW, ask, cancel, confirm, events, get, json as body, new_intent, post, read, stripe, succeeded};

#[test]
fn authentication_decides_whether_the_card_is_charged() {
    for (method, outcome, status, charges) in [
        ("pm_card_authenticationRequired", Authentication::Succeed, "succeeded", 1),
        ("pm_card_threeDSecure2Required", Authentication::Succeed, "succeeded", 1),
        ("pm_card_authenticationRequired", Authentication::Fail, "requires_payment_method", 0),
        ("pm_card_threeDSecureRequiredChargeDeclined", Authentication::Succeed, "requires_payment_method", 0),
    ] {
        let mut stripe = stripe();
        let id = new_intent(&mut stripe);
        let waiting = ask(&mut stripe, &confirm(&id, method), 200);
        assert_eq!(
            (&waiting["status"], &waiting["next_action"]["type"]),
            (&json!("requires_action"), &json!("use_stripe_sdk"))
        );
        assert_eq!(succeeded(&stripe), 0);
        stripe.authenticate(&id, outcome, NOW).unwrap();
        assert_eq!(
            (read(&mut stripe, &id)["status"].as_str().unwrap(), succeeded(&stripe)),
            (status, charges),
            "{method} {outcome:?}"
        );
        assert_eq!(stripe.authenticate(&id, outcome, NOW), Err(NotAuthenticated::NotWaiting));
    }
}

#[test]
fn a_failed_authentication_says_so() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    let back = post(
        &format!("/v1/payment_intents/{id}/confirm"),
        "payment_method=pm_card_authenticationRequired&return_url=https://shop.example",
    );
    assert_eq!(ask(&mut stripe, &back, 200)["next_action"]["redirect_to_url"]["return_url"], "https://shop.example");
    let path = format!("/_local/authentication/{id}");
    let intent = ask(&mut stripe, &post(&path, r#"{"outcome":"fail"}"#), 200);
    assert_eq!(intent["last_payment_error"]["code"], "payment_intent_authentication_failure");
    ask(&mut stripe, &post(&path, r#"{"outcome":"fail"}"#), 400);
    ask(&mut stripe, &post("/_local/authentication/pi_none", r#"{"outcome":"fail"}"#), 404);
    assert_eq!(events(&mut stripe)[1..], ["payment_intent.requires_action", "payment_intent.payment_failed"]);
}

#[test]
fn an_intent_that_waits_for_its_customer_can_be_canceled_or_tried_with_another_card() {
    let mut stripe = stripe();
    let (one, two) = (new_intent(&mut stripe), new_intent(&mut stripe));
    for id in [&one, &two] {
        ask(&mut stripe, &confirm(id, "pm_card_authenticationRequired"), 200);
    }
    assert_eq!(ask(&mut stripe, &cancel(&one), 200)["status"], "canceled");
    assert_eq!(ask(&mut stripe, &confirm(&two, "pm_card_visa"), 200)["status"], "succeeded");
}

#[test]
fn a_bank_debit_ends_after_its_time_and_cannot_be_canceled_before() {
    for (method, status, charges) in [
        ("pm_usBankAccount_success", "succeeded", 1),
        ("pm_success_sepaDebit", "succeeded", 1),
        ("pm_usBankAccount_accountClosed", "requires_payment_method", 0),
        ("pm_usBankAccount_processing", "processing", 0),
    ] {
        let mut stripe = stripe();
        let id = new_intent(&mut stripe);
        assert_eq!(ask(&mut stripe, &confirm(&id, method), 200)["status"], "processing");
        let refused = ask(&mut stripe, &cancel(&id), 400);
        assert_eq!(refused["error"]["payment_intent"]["status"], "processing");
        ask(&mut stripe, &confirm(&id, "pm_card_visa"), 400);
        let path = get(&format!("/v1/payment_intents/{id}"));
        assert_eq!(body(&stripe.handle(&path, NOW + 4))["status"], "processing");
        assert_eq!(body(&stripe.handle(&path, NOW + 5))["status"], status, "{method}");
        assert_eq!(succeeded(&stripe), charges);
    }
}
