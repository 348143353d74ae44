//! Clients: they repeat what was not answered, under the same key, and remember what was promised to them.

use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use serde_json::{Value, json};
use tests::{Answer, Call, Checkout};

use crate::{run_state::RunState, shipping::Sent};

/// Repeats of a request in a context in which nothing goes wrong any more.
const PATIENCE: usize = 12;

/// A client program with one person behind it.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) run_state: Arc<RunState>,
    /// `ada`, `ada/2`.
    pub(crate) actor: String,
    /// Whether it goes away at the first request that is not answered well.
    pub(crate) is_hasty: bool,
    promises: Arc<Mutex<Vec<Promise>>>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

/// Something that the shop acknowledged.
#[derive(Clone, Debug)]
pub(crate) struct Promise {
    pub(crate) buyer: String,
    pub(crate) key: String,
    pub(crate) wish: Value,
    /// The body of the 201.
    pub(crate) placed: String,
    pub(crate) order: String,
    /// `paid`, `cancelled` or `refunded`, once that was acknowledged.
    pub(crate) end: Option<&'static str>,
}

impl Client {
    pub(crate) fn new(run_state: &Arc<RunState>, actor: &str, is_hasty: bool) -> Self {
        let run_state = Arc::clone(run_state);
        Self { run_state, actor: actor.to_owned(), is_hasty, promises: Arc::default(), sent: Arc::default() }
    }

    /// The same person in another tab: promises are kept together.
    pub(crate) fn tab(&self, number: u8) -> Self {
        self.named(&format!("{}/{number}", self.actor))
    }

    /// Somebody else for whom promises are kept together with this person's.
    pub(crate) fn named(&self, actor: &str) -> Self {
        Self { actor: actor.to_owned(), ..self.clone() }
    }

    /// The person's name.
    pub(crate) fn name(&self) -> &str {
        self.actor.split('/').next().unwrap_or_default()
    }

    pub(crate) fn promises(&self) -> Vec<Promise> {
        self.promises.lock().expect("the promises").clone()
    }

    /// What was acknowledged to those who send this person's orders.
    pub(crate) fn sent(&self) -> MutexGuard<'_, Vec<Sent>> {
        self.sent.lock().expect("what was sent")
    }

    /// Sends a request until it is answered for good. `None` when the client went away before.
    pub(crate) async fn persist(&self, function: &'static str, call: impl Fn() -> Call) -> Option<Answer> {
        let mut repeats = 0;
        loop {
            let was_calm = self.run_state.unfired() == 0;
            let answer = self.run_state.request(function, &self.actor, &call()).await;
            if let Some(answer) = answer.as_ref().filter(|answer| answer.status < 500) {
                return Some(answer.clone());
            }
            if self.is_hasty {
                return None;
            }
            repeats += usize::from(was_calm);
            if repeats > PATIENCE {
                self.run_state.violated("answers", format!("{function} never answers {} for good", self.actor));
                return None;
            }
            let wait = answer.as_ref().and_then(|it| it.header("retry-after")).and_then(|it| it.parse().ok());
            tokio::time::sleep(Duration::from_secs(wait.unwrap_or(1).clamp(1, 10))).await;
        }
    }

    /// Places an order. Its identifier, if the shop took it.
    pub(crate) async fn place(&self, key: &str, wish: &Value) -> Option<String> {
        let buyer = self.name().to_owned();
        let answer = self.persist("place-order", || placing(&self.run_state, &buyer, key, wish)).await?;
        match answer.status {
            201 => {
                let order = answer.json()["id"].as_str().unwrap_or_default().to_owned();
                self.promises.lock().expect("the promises").push(Promise {
                    buyer,
                    key: key.to_owned(),
                    wish: wish.clone(),
                    placed: answer.body,
                    order: order.clone(),
                    end: None,
                });
                Some(order)
            }
            409 | 429 => None,
            status => {
                self.run_state.violated("answers", format!("a good order is answered {status} {}", answer.code()));
                None
            }
        }
    }

    /// Pays an order with this body. The answer's body.
    pub(crate) async fn pay(&self, order: &str, body: &Value) -> Option<Value> {
        let path = format!("/v1/orders/{order}/payment");
        let call = || Call::post(&path).bearer(&self.run_state.buyer(self.name())).json(body);
        let answer = self.persist("pay-order", call).await?;
        let body = answer.json();
        if answer.status == 200 && body["state"] == "paid" {
            self.promise(order, Some("paid"));
        }
        self.check_secret(order, &body);
        Some(body)
    }

    /// Cancels an order.
    pub(crate) async fn cancel(&self, order: &str) {
        let path = format!("/v1/orders/{order}/cancel");
        let call = || Call::post(&path).bearer(&self.run_state.buyer(self.name()));
        if let Some(answer) = self.persist("cancel-order", call).await
            && answer.status == 200
        {
            self.promise(order, Some("cancelled"));
        }
    }

    /// The merchant refunds an order of this buyer. From the first try on, paid is no promise any more; and once the shop
    /// has taken it on, it sees to the rest by itself.
    pub(crate) async fn refund(&self, order: &str) {
        let was_paid = self.promises().iter().any(|it| it.order == order && it.end == Some("paid"));
        self.promise(order, None);
        let answer = self.persist("refund-order", || refunding(&self.run_state, order)).await;
        match answer.map(|answer| (answer.status, answer.code())) {
            Some((201 | 202, _)) => self.promise(order, Some("refunded")),
            // The payment was not answered well, and may have come to nothing.
            Some((409, _)) if !was_paid => {}
            None => {}
            Some((status, code)) => {
                self.run_state.violated("answers", format!("a good refund is answered {status} {code}"));
            }
        }
    }

    /// The order as it is shown.
    pub(crate) async fn show(&self, order: &str) -> Option<Value> {
        let path = format!("/v1/orders/{order}");
        let call = || Call::get(&path).bearer(&self.run_state.buyer(self.name()));
        let answer = self.persist("get-order", call).await?;
        if answer.status != 200 {
            self.run_state.violated("I5", format!("order {order} was acknowledged, and is answered {}", answer.status));
        }
        Some(answer.json())
    }

    /// From now on the order's end is promised to be this one, or none.
    pub(crate) fn promise(&self, order: &str, end: Option<&'static str>) {
        for promise in self.promises.lock().expect("the promises").iter_mut().filter(|it| it.order == order) {
            promise.end = end;
        }
    }

    /// Whoever holds a client secret can pay the intent: it must be the order's by then.
    fn check_secret(&self, order: &str, body: &Value) {
        let Some(secret) = body["client_secret"].as_str() else { return };
        let rows = self.run_state.shop.tables.rows("orders");
        let linked = rows.iter().find(|row| row["id"] == order).and_then(|row| row["payment_intent"].as_str());
        if linked.is_none_or(|intent| !secret.starts_with(intent)) {
            let detail = format!("the secret of an intent left the lambda_pool that is not linked to {order}");
            self.run_state.violated("I7", detail);
        }
    }
}

/// `POST /v1/orders`.
pub(crate) fn placing(run_state: &RunState, buyer: &str, key: &str, wish: &Value) -> Call {
    Call::post("/v1/orders").bearer(&run_state.buyer(buyer)).key(key).json(wish)
}

/// `POST /v1/merchant/orders/{id}/refunds` by the merchant, for all that is left: always the same refund. The desk knows the order by
/// then.
pub(crate) fn refunding(run_state: &RunState, order: &str) -> Call {
    run_state.show_on_desk(order);
    let call = Call::post(&format!("/v1/merchant/orders/{order}/refunds")).key("all of it");
    call.bearer(&run_state.merchant()).json(&json!({ "reason": "requested_by_customer" }))
}

/// An order of one of each product.
pub(crate) fn wish(products: &[&str]) -> Value {
    Checkout::wish(&products.iter().map(|product| (*product, 1)).collect::<Vec<_>>())
}
