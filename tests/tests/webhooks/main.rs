//! Webhooks: an event reaches each endpoint that wants it, signed, however the endpoint behaves; and nothing is sent inside.

#![allow(clippy::expect_used, reason = "these are tests")]

mod connecting;
mod managing;
mod sending;
mod trying_again;

use serde_json::{Value, json};
use tests::{Answer, Call, ChangeStreams, Checkout, Function, Heard};

/// A shop whose changes are told, a merchant who wants them, and whoever sends them.
pub(crate) struct Webhooks {
    pub(crate) checkout: Checkout,
    streams: ChangeStreams,
    manage: Function,
    send: Function,
}

pub(crate) const URL: &str = "https://hooks.example.com/backroom";

impl Webhooks {
    pub(crate) async fn open() -> Self {
        let checkout = Checkout::open().await;
        let streams = ChangeStreams::open(&checkout.shop).await;
        checkout.enrol("ada");
        checkout.stock("tea", 100);
        let (manage, send) = (checkout.shop.start("manage-webhooks").await, checkout.shop.start("send-webhook").await);
        Self { checkout, streams, manage, send }
    }

    /// A request by the merchant about endpoints.
    pub(crate) async fn ask(&self, call: Call) -> Answer {
        self.checkout.shop.call(&self.manage, call.bearer(&self.checkout.shop.merchant())).await
    }

    /// Makes an endpoint. Its identifier and its secret.
    pub(crate) async fn endpoint(&self, url: &str, event_types: &[&str]) -> (String, String) {
        let call = Call::post("/v1/merchant/webhooks").json(&json!({ "url": url, "event_types": event_types }));
        let made = self.ask(call).await.expect(201);
        let text = |name: &str| made[name].as_str().expect("a text").to_owned();
        (text("id"), text("secret"))
    }

    /// Places an order, and tells of it. Its identifier.
    pub(crate) async fn order(&mut self, key: &str) -> String {
        let order = self.checkout.placed("ada", key, "tea", 1).await;
        self.streams.catch_up(&self.checkout.shop).await;
        order
    }

    /// Hands the messages that are visible now to whoever sends, once. What the endpoints got.
    pub(crate) async fn deliver(&self) -> Vec<Heard> {
        self.checkout.shop.queue("webhooks").deliver(&self.send).await;
        self.checkout.shop.listeners.take()
    }

    /// Goes on until nothing waits, setting the clock forward. What the endpoints got.
    pub(crate) async fn work_off(&self) -> Vec<Heard> {
        self.checkout.shop.queue("webhooks").work_off(&self.send).await;
        self.checkout.shop.listeners.take()
    }

    /// The endpoint as the merchant sees it.
    pub(crate) async fn shown(&self, id: &str) -> Value {
        self.ask(Call::get(&format!("/v1/merchant/webhooks/{id}"))).await.expect(200)
    }

    /// What was sent to an endpoint, as the merchant sees it.
    pub(crate) async fn deliveries(&self, id: &str) -> Vec<Value> {
        let page = self.ask(Call::get(&format!("/v1/merchant/webhooks/{id}/deliveries"))).await.expect(200);
        page["deliveries"].as_array().expect("a list").clone()
    }

    /// Has an event sent again.
    pub(crate) async fn redeliver(&self, id: &str, event: &str) -> Answer {
        self.ask(Call::post(&format!("/v1/merchant/webhooks/{id}/deliveries/{event}/redeliver"))).await
    }
}
