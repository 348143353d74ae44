//! Merchants who send what was paid for: they find it on the desk, repeat what was not answered, and remember what was
//! acknowledged.

use std::{sync::Arc, time::Duration};

use domain::kernel::Day;
use futures::future::join;
use serde_json::{Value, json};
use tests::{Answer, Call};

use crate::{
    client::Client,
    run_state::RunState,
    script::{Script, with},
};

/// A merchant looks at the desk so often, and so many times, before giving up.
const LOOK: Duration = Duration::from_secs(5);
const LOOKS: usize = 40;

/// What is sent: SKUs and units.
pub(crate) type Lines = &'static [(&'static str, u32)];

/// All of an order.
const ALL: Lines = &[("tea", 1), ("jam", 2)];
/// A part of it, and the other part.
const PART: Lines = &[("jam", 1)];
const REST: Lines = &[("tea", 1), ("jam", 1)];

/// A shipment that was acknowledged.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) order: String,
    pub(crate) key: &'static str,
    pub(crate) lines: Lines,
    /// The body of the 201.
    pub(crate) recorded: String,
    pub(crate) id: String,
    /// `delivered` or `void`, once that was acknowledged.
    pub(crate) end: Option<&'static str>,
}

/// Pays, and has it sent.
pub(crate) async fn act(script: Script, client: &Client, order: &str) {
    client.pay(order, &with("pm_card_visa")).await;
    let (shop, other) = (client.named("shop"), client.named("shop again"));
    if !shop.finds_on_the_desk(order).await {
        return;
    }
    match script {
        Script::PaysAndIsSentInParts => {
            let _ = send_in_parts(&shop, order).await;
        }
        Script::PaysAndIsSentTwice => {
            let refusals = &["exceeds_remaining"];
            join(shop.ship(order, "one", ALL, refusals), other.ship(order, "other", ALL, refusals)).await;
        }
        Script::PaysAndIsSentAndRefunded => {
            shop.ship(order, "part", PART, &[]).await;
            join(shop.ship(order, "rest", REST, &["order_not_shippable"]), client.tab(1).refund(order)).await;
        }
        _ => drop(shop.ship(order, "all", ALL, &[]).await),
    }
}

/// Each step builds on the one before; who is in a hurry goes away at the first that is not answered.
async fn send_in_parts(shop: &Client, order: &str) -> Option<()> {
    let part = shop.ship(order, "part", PART, &[]).await?;
    let refused = shop.ship(order, "too much", ALL, &["exceeds_remaining"]).await;
    if refused.is_some() {
        shop.run_state.violated("answers", "more is sent than is left");
    }
    let rest = shop.ship(order, "rest", REST, &[]).await?;
    shop.end_shipment(order, &rest, "void", &[]).await?;
    let again = shop.ship(order, "again", REST, &[]).await?;
    shop.end_shipment(order, &part, "delivered", &[]).await?;
    shop.end_shipment(order, &again, "delivered", &[]).await?;
    shop.end_shipment(order, &part, "void", &["shipment_delivered"]).await
}

impl Client {
    /// Waits until the desk lists the order as paid. Whether it ever does.
    async fn finds_on_the_desk(&self, order: &str) -> bool {
        let run_state = &self.run_state;
        let query = format!("from={}&payment_state=paid", Day::of(run_state.began));
        for _ in 0..LOOKS {
            let call = || Call::get("/v1/merchant/orders").query(&query).bearer(&run_state.merchant());
            let Some(answer) = self.persist("order-desk", call).await.filter(|answer| answer.status == 200) else {
                return false;
            };
            if answer.json()["orders"].as_array().into_iter().flatten().any(|row| row["id"] == order) {
                return true;
            }
            tokio::time::sleep(LOOK).await;
        }
        if self.was_paid(order) {
            run_state.violated("desk", format!("{order} was acknowledged as paid, and is never listed so"));
        }
        false
    }

    fn was_paid(&self, order: &str) -> bool {
        self.promises().iter().any(|it| it.order == order && it.end == Some("paid"))
    }

    /// Sends units under this key. The shipment's identifier, if it was taken; it may be refused with one of these codes.
    pub(crate) async fn ship(&self, order: &str, key: &'static str, lines: Lines, refusals: &[&str]) -> Option<String> {
        let answer = self.ask_for("a shipment", order, || shipping(&self.run_state, order, key, lines)).await?;
        match (answer.status, answer.code()) {
            (201, _) => {
                let id = answer.json()["id"].as_str().unwrap_or_default().to_owned();
                let recorded = answer.body;
                self.sent().push(Sent { order: order.to_owned(), key, lines, recorded, id: id.clone(), end: None });
                Some(id)
            }
            (409, code) if refusals.contains(&code.as_str()) => None,
            (status, code) => {
                self.run_state.violated("answers", format!("a good shipment is answered {status} {code}"));
                None
            }
        }
    }

    /// Notes what became of a shipment: `delivered` or `void`. It may be refused with one of these codes.
    pub(crate) async fn end_shipment(&self, order: &str, id: &str, end: &'static str, refusals: &[&str]) -> Option<()> {
        let answer = self.ask_for("a shipment's end", order, || ending(&self.run_state, order, id, end)).await?;
        match (answer.status, answer.code()) {
            (200, _) => self.sent().iter_mut().filter(|sent| sent.id == id).for_each(|sent| sent.end = Some(end)),
            (409, code) if refusals.contains(&code.as_str()) => {}
            (status, code) => {
                self.run_state.violated("answers", format!("the end '{end}' is answered {status} {code}"));
            }
        }
        Some(())
    }

    /// Repeats also where the desk does not know the order yet: whose it is stands there, and may be read late.
    async fn ask_for(&self, what: &str, order: &str, call: impl Fn() -> Call) -> Option<Answer> {
        for _ in 0..LOOKS {
            let answer = self.persist("manage-shipments", &call).await?;
            if answer.status != 404 {
                return Some(answer);
            }
            tokio::time::sleep(LOOK).await;
        }
        self.run_state.violated("desk", format!("{what} of {order} is asked for, and nobody knows the order"));
        None
    }
}

/// `POST /v1/merchant/orders/{id}/shipments`. The tracking number tells the mails apart.
pub(crate) fn shipping(run_state: &RunState, order: &str, key: &str, lines: Lines) -> Call {
    let lines: Vec<Value> = lines.iter().map(|(sku, units)| json!({ "sku": sku, "quantity": units })).collect();
    let body = json!({ "lines": lines, "carrier": "Mill Mail", "tracking_number": key });
    Call::post(&format!("/v1/merchant/orders/{order}/shipments")).bearer(&run_state.merchant()).key(key).json(&body)
}

fn ending(run_state: &RunState, order: &str, id: &str, end: &str) -> Call {
    Call::post(&format!("/v1/merchant/orders/{order}/shipments/{id}/{end}")).bearer(&run_state.merchant())
}

/// The same request is answered the same; another one under the same key is refused; what a shipment came to stays.
pub(crate) async fn repeat(run_state: &Arc<RunState>, sent: &Sent) {
    let Sent { order, key, lines, recorded, id, end } = sent;
    let ship = |lines| shipping(run_state, order, key, lines);
    let replay = run_state.request("manage-shipments", "merchant", &ship(lines)).await;
    let is_replayed = |answer: &Answer| answer.header("idempotency-replayed") == Some("true");
    if replay.as_ref().is_none_or(|it| it.status != 201 || it.body != *recorded || !is_replayed(it)) {
        let is = replay.map_or_else(String::new, |answer| format!("{} {}", answer.status, answer.body));
        run_state.violated("I8", format!("a repeat of {id} is not answered as before: {is}"));
    }
    let other = run_state.request("manage-shipments", "merchant", &ship(&[("tea", 9)])).await;
    if other.is_none_or(|answer| answer.code() != "idempotency_key_reused") {
        run_state.violated("I8", format!("another shipment is taken under the key of {id}"));
    }
    let Some(end) = end else { return };
    let again = run_state.request("manage-shipments", "merchant", &ending(run_state, order, id, end)).await;
    if again.is_none_or(|answer| answer.status != 200) {
        run_state.violated("I5", format!("{id} was acknowledged as {end}, and a repeat does not say so"));
    }
}
