//! What a restart brings back.

use local_stripe::{Delivering, Settings, Stripe, Webhooks};

use crate::support::{NOW, ask, cancel, confirm, get, json, keyed, new_intent, post, stripe};

/// A story with every kind of row in it, and what a journal wrote of it, change by change.
fn story() -> (Stripe, Vec<local_stripe::Record>) {
    let mut stripe = stripe();
    let mut journal = Vec::new();
    stripe.set_webhooks(Webhooks {
        url: Some("http://shop.example".into()),
        secrets: vec!["s".into()],
        delivering: Delivering::Deliver,
    });
    let ids: Vec<String> = (0..5).map(|_| new_intent(&mut stripe)).collect();
    journal.extend(stripe.take_changes());
    let requests = [
        confirm(&ids[0], "pm_card_visa"),
        post("/v1/refunds", &format!("payment_intent={}&amount=100", ids[0])),
        confirm(&ids[1], "pm_card_chargeDeclined"),
        confirm(&ids[2], "pm_card_authenticationRequired"),
        confirm(&ids[3], "pm_usBankAccount_success"),
        cancel(&ids[4]),
        keyed("/v1/payment_intents", "amount=500&currency=usd", "key"),
    ];
    for request in requests {
        stripe.handle(&request, NOW);
        journal.extend(stripe.take_changes());
    }
    (stripe, journal)
}

fn state(stripe: &mut Stripe) -> serde_json::Value {
    json(&stripe.handle(&get("/_local/state"), NOW))
}

#[test]
fn a_journal_brings_everything_back_and_the_story_goes_on() {
    let (mut before, journal) = story();
    let mut after = Stripe::new(Settings { seed: 77, ..Settings::default() });
    after.restore(journal).unwrap();
    assert_eq!(state(&mut after), state(&mut before));
    assert!(after.take_changes().is_empty());

    // The kept key, the debit's clock, the waiting webhooks and the counter all go on.
    let create = keyed("/v1/payment_intents", "amount=500&currency=usd", "key");
    assert_eq!(after.handle(&create, NOW).body, before.handle(&create, NOW).body);
    assert_eq!(after.take_due_webhooks(NOW + 5), before.take_due_webhooks(NOW + 5));
    assert_eq!(new_intent(&mut after), new_intent(&mut before));
}

#[test]
fn a_snapshot_holds_the_same_as_the_journal() {
    let (mut before, _) = story();
    let mut after = stripe();
    after.restore(before.snapshot()).unwrap();
    assert_eq!(state(&mut after), state(&mut before));
}

#[test]
fn a_reset_is_remembered() {
    let (mut before, mut journal) = story();
    ask(&mut before, &post("/_local/reset", ""), 200);
    new_intent(&mut before);
    journal.extend(before.take_changes());
    let mut after = stripe();
    after.restore(journal).unwrap();
    assert_eq!(after.ledger().intents().count(), 1);
    assert_eq!(state(&mut after), state(&mut before));
}

#[test]
fn reading_changes_nothing() {
    let (mut stripe, _) = story();
    let id = stripe.ledger().intents().next().unwrap().id.clone();
    for path in [format!("/v1/payment_intents/{id}"), "/v1/events".into(), "/_local/health".into()] {
        stripe.handle(&get(&path), NOW);
    }
    assert!(stripe.take_changes().is_empty());
}
