//! What arrives from outside, and what is set aside for a person.

use serde_json::{Value, json};

use crate::support::{Shop, unique, wait_for};

/// Long enough for a message to be worked on, short enough to see five tries.
const SHORT_VISIBILITY_SECONDS: &str = "3";
const SETTLEMENTS: &str = "payment-syncs";

/// Puts the queue's own visibility timeout back.
struct Hurried<'a> {
    shop: &'a Shop,
    usual_seconds: String,
}

impl<'a> Hurried<'a> {
    fn up(shop: &'a Shop) -> Self {
        let usual_seconds = shop.stack.visibility_seconds(SETTLEMENTS);
        shop.stack.set_visibility_seconds(SETTLEMENTS, SHORT_VISIBILITY_SECONDS);
        Self { shop, usual_seconds }
    }
}

impl Drop for Hurried<'_> {
    fn drop(&mut self) {
        self.shop.stack.set_visibility_seconds(SETTLEMENTS, &self.usual_seconds);
    }
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_poison_message_is_set_aside_and_the_good_ones_beside_it_are_done() {
    let (shop, tea) = Shop::selling(5);
    let buyer = shop.new_buyer();

    // An order that is paid, of which only the message on the queue will tell the shop.
    let provider = shop.provider_alone();
    let order = shop.order(&buyer, &[tea.line(1)]);
    let begun = shop.begin_payment(&buyer, &order);
    provider.lose_webhooks();
    provider.confirm_in_browser(&begun, "pm_card_visa");
    let intent = provider.intent_of(&order);
    drop(provider);
    let good = json!({
        "version": 1,
        "buyer_id": intent["metadata"]["buyer_id"],
        "order_id": order,
        "payment_intent": begun["payment_intent"],
    });
    let poison = format!("not a message: {}", unique("poison"));

    let hurried = Hurried::up(&shop);
    shop.stack.send(SETTLEMENTS, &[poison.clone(), good.to_string(), poison.replace("not", "neither")]);
    shop.wait_until_paid(&buyer, &order);
    shop.mail(&buyer.email, &order);
    let mut set_aside = Vec::new();
    wait_for("both poison messages to be set aside", || {
        set_aside.extend(shop.stack.peek("payment-syncs_dlq"));
        let seen = |body: &String| set_aside.contains(body);
        (seen(&poison) && seen(&poison.replace("not", "neither"))).then_some(())
    });
    drop(hurried);
    assert!(!set_aside.contains(&good.to_string()), "the good message is done with");
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_batch_is_done_but_for_the_messages_that_are_poison() {
    let shop = Shop::open();
    let message = |id: &str, body: &str| json!({ "messageId": id, "body": body, "eventSource": "aws:sqs" });
    let unknown_order = json!({
        "version": 1,
        "buyer_id": format!("usr_{}", "a".repeat(26)),
        "order_id": format!("ord_{}", "a".repeat(26)),
        "payment_intent": "pi_0123456789",
    });
    let batch = [message("good", &unknown_order.to_string()), message("poison", "{"), message("empty", "")];
    let answer = shop.stack.invoke("sync-payment", &json!({ "Records": batch }));
    let failed = answer["batchItemFailures"].as_array().expect("a list of failures");
    let failed: Vec<&Value> = failed.iter().map(|failure| &failure["itemIdentifier"]).collect();
    assert_eq!(failed, ["poison", "empty"]);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn an_event_that_the_provider_did_not_sign_is_refused() {
    let shop = Shop::open();
    let event = json!({ "id": unique("evt"), "type": "payment_intent.succeeded", "livemode": false });
    let forged = shop.post("/webhooks/stripe").json(&event);
    forged.clone().expect(400).refused_as("invalid_signature");
    let signature = format!("t=1795376589,v1={}", "0".repeat(64));
    forged.header("stripe-signature", signature).expect(400).refused_as("invalid_signature");
}
