//! Keys: the first answer, again.

use local_stripe::{Begun, Settings, Stripe};
use serde_json::json;

use crate::support::{NOW, get, json as body, keyed, new_intent, stripe, succeeded};

const CREATE: &str = "/v1/payment_intents";
const FORM: &str = "amount=2500&currency=eur&metadata[order_id]=o1";
const DAY: i64 = 24 * 60 * 60;

fn confirm(id: &str, method: &str, key: &str) -> local_stripe::Request {
    keyed(&format!("/v1/payment_intents/{id}/confirm"), &format!("payment_method={method}"), key)
}

#[test]
fn a_repeat_gets_the_first_answer_byte_for_byte_and_makes_nothing() {
    let mut stripe = stripe();
    let first = stripe.handle(&keyed(CREATE, FORM, "o1:create"), NOW);
    let reordered = "metadata%5Border_id%5D=o1&currency=eur&amount=2500";
    let second = stripe.handle(&keyed(CREATE, reordered, "o1:create"), NOW + 60);
    assert_eq!((first.status, &first.body), (second.status, &second.body));
    assert_eq!((first.header("idempotent-replayed"), second.header("idempotent-replayed")), (None, Some("true")));
    assert_eq!(second.header("original-request"), first.header("request-id"));
    assert_eq!(stripe.ledger().intents().count(), 1);
}

#[test]
fn a_stored_decline_is_replayed_even_after_another_card_paid() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    let declined = stripe.handle(&confirm(&id, "pm_card_chargeDeclined", "try-1"), NOW);
    assert_eq!(stripe.handle(&confirm(&id, "pm_card_visa", "try-2"), NOW).status, 200);
    let again = stripe.handle(&confirm(&id, "pm_card_chargeDeclined", "try-1"), NOW);
    assert_eq!((again.status, &again.body), (402, &declined.body));
    assert_eq!(succeeded(&stripe), 1);
}

#[test]
fn a_key_means_one_request_only() {
    let mut stripe = stripe();
    stripe.handle(&keyed(CREATE, FORM, "key"), NOW);
    let other_amount = stripe.handle(&keyed(CREATE, "amount=2501&currency=eur&metadata[order_id]=o1", "key"), NOW);
    let other_path = stripe.handle(&keyed("/v1/payment_intents/pi_1/cancel", "", "key"), NOW);
    for refused in [&other_amount, &other_path] {
        assert_eq!((refused.status, &body(refused)["error"]["type"]), (400, &json!("idempotency_error")));
    }
    assert_eq!(stripe.ledger().intents().count(), 1);
}

#[test]
fn a_key_in_use_is_refused_until_the_first_request_ends() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    let pay = confirm(&id, "pm_card_visa", "pay");
    let Begun::Running(ticket) = stripe.begin(&pay, NOW) else { panic!("answered too early") };
    let early = stripe.handle(&pay, NOW);
    assert_eq!((early.status, &body(&early)["error"]["code"]), (409, &json!("idempotency_key_in_use")));
    assert_eq!(succeeded(&stripe), 0);
    let first = stripe.finish(ticket, NOW + 1);
    let late = stripe.handle(&pay, NOW + 2);
    assert_eq!((late.status, late.body), (200, first.body));
    assert_eq!(succeeded(&stripe), 1);
}

#[test]
fn two_confirmations_that_run_at_once_charge_once() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    let Begun::Running(one) = stripe.begin(&confirm(&id, "pm_card_visa", "one"), NOW) else { panic!("answered") };
    let Begun::Running(two) = stripe.begin(&confirm(&id, "pm_card_visa", "two"), NOW) else { panic!("answered") };
    assert_eq!((stripe.finish(two, NOW).status, stripe.finish(one, NOW).status), (200, 400));
    assert_eq!(succeeded(&stripe), 1);
}

#[test]
fn an_abandoned_request_does_nothing_and_frees_its_key() {
    let mut stripe = stripe();
    let Begun::Running(ticket) = stripe.begin(&keyed(CREATE, FORM, "key"), NOW) else { panic!("answered") };
    stripe.abandon(ticket);
    assert_eq!(stripe.ledger().intents().count(), 0);
    assert_eq!(stripe.handle(&keyed(CREATE, FORM, "key"), NOW).header("idempotent-replayed"), None);
    assert_eq!(stripe.ledger().intents().count(), 1);
}

#[test]
fn a_request_that_fails_validation_keeps_nothing_under_its_key() {
    let mut stripe = stripe();
    assert_eq!(stripe.handle(&keyed(CREATE, "amount=0&currency=eur", "key"), NOW).status, 400);
    assert_eq!(stripe.handle(&keyed(CREATE, FORM, "key"), NOW).status, 200);
}

#[test]
fn a_key_is_forgotten_after_a_day() {
    let mut stripe = stripe();
    let create = keyed(CREATE, FORM, "key");
    let first = stripe.handle(&create, NOW);
    assert_eq!(stripe.handle(&create, NOW + DAY - 1).body, first.body);
    let next_day = stripe.handle(&create, NOW + DAY);
    assert_ne!(body(&next_day)["id"], body(&first)["id"]);
    assert_eq!(stripe.ledger().intents().count(), 2);
}

#[test]
fn a_provider_that_ignores_keys_makes_two_intents_but_charges_each_once() {
    let mut stripe = Stripe::new(Settings { honours_idempotency_keys: false, ..Settings::default() });
    let first = body(&stripe.handle(&keyed(CREATE, FORM, "key"), NOW));
    let second = body(&stripe.handle(&keyed(CREATE, FORM, "key"), NOW));
    assert_ne!(first["id"], second["id"]);
}

#[test]
fn a_read_takes_no_key_and_a_key_of_256_characters_is_refused() {
    let mut stripe = stripe();
    let mut read = get(CREATE);
    read.headers.insert("idempotency-key", http::HeaderValue::from_static("key"));
    assert_eq!(stripe.handle(&read, NOW).status, 200);
    assert_eq!(stripe.handle(&read, NOW).header("idempotent-replayed"), None);
    assert_eq!(stripe.handle(&keyed(CREATE, FORM, &"k".repeat(256)), NOW).status, 400);
    assert_eq!(stripe.handle(&keyed(CREATE, FORM, &"k".repeat(255)), NOW).status, 200);
}
