//! Webhooks: signed, repeated, and on request lost, doubled, late or out of order.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use local_stripe::{Delivering, Delivery, Stripe, Webhooks};
use sha2::Sha256;

use crate::support::{NOW, ask, confirm, get, new_intent, post, stripe};

fn listening(delivering: Delivering, secrets: &[&str]) -> Stripe {
    let mut stripe = stripe();
    let secrets = secrets.iter().map(ToString::to_string).collect();
    stripe.set_webhooks(Webhooks { url: Some("http://shop.example/hook".into()), secrets, delivering });
    stripe
}

fn kinds(deliveries: &[Delivery]) -> Vec<&str> {
    deliveries.iter().map(|delivery| delivery.kind.as_str()).collect()
}

fn pay(stripe: &mut Stripe) {
    let id = new_intent(stripe);
    ask(stripe, &confirm(&id, "pm_card_visa"), 200);
}

const STORY: [&str; 3] = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"];

#[test]
fn every_event_is_delivered_in_order_and_can_be_read_back() {
    let mut stripe = listening(Delivering::Deliver, &["whsec_a"]);
    pay(&mut stripe);
    let due = stripe.take_due_webhooks(NOW);
    assert_eq!(kinds(&due), STORY);
    for delivery in &due {
        let sent: serde_json::Value = serde_json::from_slice(&delivery.body).unwrap();
        assert_eq!(ask(&mut stripe, &get(&format!("/v1/events/{}", delivery.event)), 200), sent);
        stripe.webhook_answered(&delivery.id, Some(200), NOW);
    }
    assert!(stripe.take_due_webhooks(NOW + 1_000_000).is_empty());
    assert_eq!(stripe.next_due(), None);
}

#[test]
fn the_signature_verifies_with_each_secret_and_covers_time_and_body() {
    let mut stripe = listening(Delivering::Deliver, &["whsec_new", "whsec_old"]);
    new_intent(&mut stripe);
    let delivery = stripe.take_due_webhooks(NOW + 7).remove(0);
    let header = &delivery.headers.iter().find(|(name, _)| name == "stripe-signature").unwrap().1;
    let mut parts = header.split(',');
    assert_eq!(parts.next().unwrap(), format!("t={}", NOW + 7));
    let signatures: Vec<&str> = parts.map(|part| part.strip_prefix("v1=").unwrap()).collect();
    assert_eq!(signatures.len(), 2);
    for (secret, signature) in ["whsec_new", "whsec_old"].iter().zip(signatures) {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{}.", NOW + 7).as_bytes());
        mac.update(&delivery.body);
        mac.verify_slice(&HEXLOWER.decode(signature.as_bytes()).unwrap()).unwrap();
    }
}

#[test]
fn the_signature_is_the_one_that_the_documentation_computes() {
    // openssl: printf '12345.{"a":1}' | openssl dgst -sha256 -hmac whsec_test
    let header = local_stripe::signature(&["whsec_test".into()], 12345, br#"{"a":1}"#);
    assert_eq!(header, "t=12345,v1=6891b7a66b05b0e53771b0ad1be66a73fc29b6b3c4b4961ddb1efa062c8c05e9");
}

#[test]
fn a_webhook_is_repeated_with_growing_waits_until_it_is_answered_with_2xx() {
    let mut stripe = listening(Delivering::Deliver, &["whsec_a"]);
    new_intent(&mut stripe);
    let mut now = NOW;
    for (answer, wait) in [(Some(500), 1), (None, 2), (Some(302), 5)] {
        let due = stripe.take_due_webhooks(now);
        assert_eq!(due.len(), 1);
        stripe.webhook_answered(&due[0].id, answer, now);
        assert!(stripe.take_due_webhooks(now + wait - 1).is_empty());
        assert_eq!(stripe.next_due(), Some(now + wait));
        now += wait;
    }
    let due = stripe.take_due_webhooks(now);
    stripe.webhook_answered(&due[0].id, Some(204), now);
    assert_eq!(stripe.next_due(), None);
}

#[test]
fn a_webhook_whose_outcome_nobody_tells_is_sent_again() {
    let mut stripe = listening(Delivering::Deliver, &["whsec_a"]);
    new_intent(&mut stripe);
    let first = stripe.take_due_webhooks(NOW);
    assert!(stripe.take_due_webhooks(NOW + 9).is_empty());
    assert_eq!(stripe.take_due_webhooks(NOW + 10)[0].event, first[0].event);
}

#[test]
fn a_webhook_that_is_never_answered_is_given_up() {
    let mut stripe = listening(Delivering::Deliver, &["whsec_a"]);
    new_intent(&mut stripe);
    let mut attempts = 0;
    while let Some(due_at) = stripe.next_due() {
        for delivery in stripe.take_due_webhooks(due_at) {
            attempts += 1;
            stripe.webhook_answered(&delivery.id, Some(503), due_at);
        }
    }
    assert_eq!(attempts, 10);
    assert_eq!(ask(&mut stripe, &get("/_local/state"), 200)["webhook_deliveries"][0]["outcome"], "given_up");
}

#[test]
fn lost_webhooks_never_come_but_the_events_are_there() {
    let mut stripe = listening(Delivering::Lose, &["whsec_a"]);
    pay(&mut stripe);
    assert!(stripe.take_due_webhooks(NOW + 1_000_000).is_empty());
    assert_eq!(super::support::events(&mut stripe), STORY);
    assert_eq!(ask(&mut stripe, &get("/_local/state"), 200)["webhook_deliveries"][0]["outcome"], "lost");
}

#[test]
fn doubled_webhooks_carry_the_same_event_twice() {
    let mut stripe = listening(Delivering::Double, &["whsec_a"]);
    new_intent(&mut stripe);
    let due = stripe.take_due_webhooks(NOW);
    assert_eq!((due.len(), &due[0].event), (2, &due[1].event));
    assert_eq!(due[0].body, due[1].body);
}

#[test]
fn late_webhooks_come_late() {
    let mut stripe = listening(Delivering::Delay { seconds: 30 }, &["whsec_a"]);
    new_intent(&mut stripe);
    assert!(stripe.take_due_webhooks(NOW + 29).is_empty());
    assert_eq!(stripe.take_due_webhooks(NOW + 30).len(), 1);
}

#[test]
fn reordered_webhooks_all_come_but_not_in_order() {
    let mut stripe = listening(Delivering::Reorder { seconds: 5 }, &["whsec_a"]);
    for _ in 0..4 {
        pay(&mut stripe);
    }
    let mut came = Vec::new();
    for second in 0..5 {
        for delivery in stripe.take_due_webhooks(NOW + second) {
            stripe.webhook_answered(&delivery.id, Some(200), NOW);
            came.push(delivery.kind);
        }
    }
    let in_order = STORY.repeat(4);
    assert_ne!(came, in_order);
    came.sort();
    let mut sorted = in_order;
    sorted.sort_unstable();
    assert_eq!(came, sorted);
}

#[test]
fn webhooks_are_told_at_run_time_where_to_go_and_how() {
    let mut stripe = stripe();
    new_intent(&mut stripe);
    assert!(stripe.take_due_webhooks(NOW).is_empty(), "nowhere to go yet");
    ask(
        &mut stripe,
        &post("/_local/webhooks", r#"{"url":"http://127.0.0.1:9/hook","secret":"whsec_z","mode":"delay","seconds":3}"#),
        200,
    );
    assert_eq!(stripe.webhooks().delivering, Delivering::Delay { seconds: 3 });
    ask(&mut stripe, &post("/_local/webhooks", r#"{"mode":"deliver"}"#), 200);
    assert_eq!(
        (stripe.webhooks().url.as_deref(), stripe.webhooks().secrets.as_slice()),
        (Some("http://127.0.0.1:9/hook"), &["whsec_z".to_owned()][..])
    );
    new_intent(&mut stripe);
    assert_eq!(stripe.take_due_webhooks(NOW).len(), 1);
    for wrong in [r#"{"mode":"sometimes"}"#, r#"{"colour":"red"}"#, "not json"] {
        ask(&mut stripe, &post("/_local/webhooks", wrong), 400);
    }
}

#[test]
fn a_bank_debit_tells_its_end_by_itself() {
    let mut stripe = listening(Delivering::Deliver, &["whsec_a"]);
    let id = new_intent(&mut stripe);
    ask(&mut stripe, &confirm(&id, "pm_usBankAccount_success"), 200);
    for delivery in stripe.take_due_webhooks(NOW) {
        stripe.webhook_answered(&delivery.id, Some(200), NOW);
    }
    assert_eq!(stripe.next_due(), Some(NOW + 5));
    assert_eq!(kinds(&stripe.take_due_webhooks(NOW + 5)), ["charge.succeeded", "payment_intent.succeeded"]);
}
