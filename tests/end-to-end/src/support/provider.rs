//! The payment provider as a test meets it: what a buyer's browser does there, what its records say, and its bad days.
//!
//! There is one provider for all tests. Whoever only pays shares it; whoever makes it misbehave has it alone meanwhile.
//! A file lock keeps that, so it holds between threads and between processes, and ends with the test. It comes before the
//! order: an order's payment window must not run out in a queue of tests.

use std::fs::File;

use serde_json::{Value, json};

use super::{
    http::{Answer, Request},
    shop::Shop,
    waiting::wait_for,
};

/// What a browser authenticates with at the local Stripe.
const PUBLISHABLE_KEY: &str = "pk_test_local";

/// The provider, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Provider {
    shop: Shop,
    url: String,
    alone: bool,
    _lock: File,
}

impl Shop {
    /// The provider on a usual day.
    pub(crate) fn provider(&self) -> Provider {
        let lock = self.stack.lock_file();
        lock.lock_shared().expect("a file can be locked");
        self.locked_provider(lock, false)
    }

    /// The provider, while no other test needs it. It is itself again afterwards.
    pub(crate) fn provider_alone(&self) -> Provider {
        let lock = self.stack.lock_file();
        lock.lock().expect("a file can be locked");
        self.locked_provider(lock, true)
    }

    fn locked_provider(&self, lock: File, alone: bool) -> Provider {
        Provider { shop: self.clone(), url: self.stack.tells(&["stripe_url"]), alone, _lock: lock }
    }
}

impl Provider {
    /// The buyer's browser confirms the payment that the shop began.
    pub(crate) fn confirm_in_browser(&self, begun: &Answer, method: &str) -> Answer {
        let (intent, secret) = (begun.text_at("payment_intent"), begun.text_at("client_secret"));
        let form = format!("client_secret={secret}&payment_method={method}&return_url=http://shop.localhost/back");
        self.post(&format!("/v1/payment_intents/{intent}/confirm"))
            .header("authorization", format!("Bearer {PUBLISHABLE_KEY}"))
            .text("application/x-www-form-urlencoded", form)
            .expect(200)
    }

    /// The buyer proves to the bank who they are.
    pub(crate) fn authenticate(&self, intent: &str) {
        self.post(&format!("/_local/authentication/{intent}")).json(&json!({ "outcome": "succeed" })).expect(200);
    }

    /// How often money was taken for an order.
    pub(crate) fn charges(&self, order: &str) -> usize {
        let intents = self.rows("payment_intents");
        let ours: Vec<&Value> =
            intents.iter().filter(|row| row["metadata"]["order_id"] == order).map(|row| &row["id"]).collect();
        let charges = self.rows("charges");
        charges.iter().filter(|row| row["status"] == "succeeded" && ours.contains(&&row["payment_intent"])).count()
    }

    /// How often money of an order was given back.
    pub(crate) fn refunds(&self, order: &str) -> usize {
        let intent = self.intent_of(order);
        self.rows("refunds").iter().filter(|row| row["payment_intent"] == intent["id"]).count()
    }

    /// Somebody gives the money of an order back in the provider's dashboard.
    pub(crate) fn refund_in_dashboard(&self, order: &str) {
        let intent = self.intent_of(order);
        let form = format!("payment_intent={}", intent["id"].as_str().unwrap_or_default());
        self.post("/v1/refunds")
            .header("authorization", format!("Bearer {}", self.shop.stack.tells(&["stripe_secret_key"])))
            .text("application/x-www-form-urlencoded", form)
            .expect(200);
    }

    pub(crate) fn intent_of(&self, order: &str) -> Value {
        let intents = self.rows("payment_intents");
        let intent = intents.iter().find(|row| row["metadata"]["order_id"] == order);
        intent.expect("the provider knows the order's intent").clone()
    }

    /// Where the provider has an intent standing.
    pub(crate) fn intent_status(&self, intent: &str) -> String {
        let intents = self.rows("payment_intents");
        let intent = intents.iter().find(|row| row["id"] == intent).expect("the provider knows the intent");
        intent["status"].as_str().unwrap_or_default().to_owned()
    }

    /// What became of the webhooks that told that an intent was paid.
    pub(crate) fn webhook_outcomes(&self, intent: &str) -> Vec<String> {
        let events = self.rows("events");
        let tells = |row: &&Value| row["type"] == "payment_intent.succeeded" && row["data"]["object"]["id"] == intent;
        let ours: Vec<&Value> = events.iter().filter(tells).map(|row| &row["id"]).collect();
        let deliveries = self.rows("webhook_deliveries");
        let ours = deliveries.iter().filter(|row| ours.contains(&&row["event"]));
        ours.map(|row| row["outcome"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// From now on every webhook is lost.
    pub(crate) fn lose_webhooks(&self) {
        assert!(self.alone, "others are using the provider");
        self.deliver("lose");
    }

    /// The next confirmation takes the money, and never answers.
    pub(crate) fn hang_after_the_next_confirmation(&self) {
        assert!(self.alone, "others are using the provider");
        let fault = json!({ "kind": "hang_after_commit", "path": "/confirm", "method": "POST" });
        self.post("/_local/fault").json(&fault).expect(200);
    }

    /// The provider's whole program dies at once.
    pub(crate) fn die(&self) {
        assert!(self.alone, "others are using the provider");
        self.shop.stack.kill("stripe");
        wait_for("the provider to be gone", || (!self.answers()).then_some(()));
    }

    /// The provider's program comes back, with all that it had answered.
    pub(crate) fn come_back(&self) {
        self.shop.stack.up();
        assert!(self.answers(), "the provider is back");
    }

    fn answers(&self) -> bool {
        Request::new("GET", format!("{}/_local/health", self.url)).try_send().is_ok()
    }

    fn deliver(&self, mode: &str) {
        self.post("/_local/webhooks").json(&json!({ "mode": mode })).expect(200);
    }

    fn rows(&self, kind: &str) -> Vec<Value> {
        let state = Request::new("GET", format!("{}/_local/state", self.url)).expect(200);
        state[kind].as_array().unwrap_or_else(|| panic!("the provider's state has no {kind}")).clone()
    }

    fn post(&self, path: &str) -> Request {
        Request::new("POST", format!("{}{path}", self.url))
    }
}

/// Whoever had the provider alone leaves it as it was found, also when the test failed.
impl Drop for Provider {
    fn drop(&mut self) {
        if !self.alone {
            return;
        }
        if !self.answers() {
            self.shop.stack.up();
        }
        self.deliver("deliver");
    }
}
