//! Races for one refund.

use std::sync::Arc;

use futures::{FutureExt as _, future::BoxFuture};

use super::{buyer, cast, hear, placed, states, sweep, worker};
use crate::{
    client::{Client, refunding},
    race::{Cast, must},
    script::{give_back, with},
    services,
    stage::Stage,
};

/// The time after which the sweep takes up a refund that nobody went on with.
const OVERDUE_SECONDS: u64 = 61;

/// An order that is paid, and its receipt in the queue.
async fn paid(stage: &Arc<Stage>) -> (Client, String) {
    let ada = buyer(stage, "ada");
    let order = placed(stage, &ada).await;
    ada.pay(&order, &with("pm_card_visa")).await;
    (ada, order)
}

/// The same, the receipt sent.
async fn sold(stage: &Arc<Stage>) -> (Client, String) {
    let (ada, order) = paid(stage).await;
    services::take_a_batch(stage, "notifications", "send-notification", "post").await;
    (ada, order)
}

/// The merchant, who refunds ada's order.
fn refund(stage: &Arc<Stage>, actor: &'static str, ada: &Client, order: &str) -> BoxFuture<'static, ()> {
    let (stage, ada, order) = (Arc::clone(stage), ada.clone(), order.to_owned());
    async move {
        let shop = Client::new(&stage, actor, false);
        ada.promise(&order, None);
        let answer = shop.persist("refund-order", || refunding(&stage, "ada", &order)).await;
        let status = answer.map(|answer| answer.status);
        must(&stage, matches!(status, Some(200 | 202)), || format!("a paid order's refund is answered {status:?}"));
        ada.promise(&order, Some("refunded"));
    }
    .boxed()
}

fn is_refunded(stage: &Arc<Stage>) {
    let refunds = stage.stripe.model().ledger().refunds().count();
    must(stage, refunds == 1, || format!("one order had {refunds} refunds"));
    must(stage, states(stage) == ["refunded"], || format!("an order that was refunded is {:?}", states(stage)));
}

pub(super) async fn twice(stage: &Arc<Stage>) -> Cast {
    let (ada, order) = sold(stage).await;
    let acts = ["shop", "shop again"].map(|actor| refund(stage, actor, &ada, &order));
    cast(acts.into(), vec![ada], is_refunded)
}

pub(super) async fn and_receipt(stage: &Arc<Stage>) -> Cast {
    let (ada, order) = paid(stage).await;
    let worker = worker(stage, "notifications", "send-notification", "worker");
    cast(vec![refund(stage, "shop", &ada, &order), worker], vec![ada], |stage| {
        is_refunded(stage);
        let mails = stage.shop.mail.to("ada@example.com").len();
        must(stage, mails == 1, || format!("a refund and a worker sent {mails} receipts"));
    })
}

pub(super) async fn and_webhook(stage: &Arc<Stage>) -> Cast {
    let (ada, order) = sold(stage).await;
    give_back(stage, &order);
    hear(stage).await;
    let worker = worker(stage, "settlements", "settle-payment", "worker");
    cast(vec![refund(stage, "shop", &ada, &order), worker], vec![ada], is_refunded)
}

/// A refund that was begun and never asked for; then the merchant and the sweep take it up.
async fn begun(stage: &Arc<Stage>) -> (Client, String) {
    let (ada, order) = sold(stage).await;
    let mut rows = stage.shop.tables.rows("orders").into_iter();
    let mut row = rows.find(|row| row["id"] == *order).expect("an order");
    let parsed = order.parse().expect("an identifier");
    row["state"] = "refunding".into();
    row["due_shard"] = backroom::orders::due_shard(&parsed).into();
    row["due_at_ms"] = stage.now().millis().into();
    stage.shop.tables.put("orders", &row);
    stage.shop.wait_seconds(OVERDUE_SECONDS);
    (ada, order)
}

pub(super) async fn and_sweep(stage: &Arc<Stage>) -> Cast {
    let (ada, order) = begun(stage).await;
    cast(vec![refund(stage, "shop", &ada, &order), sweep(stage, "sweep")], vec![ada], is_refunded)
}

pub(super) async fn webhook_sweep(stage: &Arc<Stage>) -> Cast {
    let (ada, order) = begun(stage).await;
    give_back(stage, &order);
    hear(stage).await;
    let worker = worker(stage, "settlements", "settle-payment", "worker");
    cast(vec![refund(stage, "shop", &ada, &order), worker, sweep(stage, "sweep")], vec![ada], is_refunded)
}
