//! Races for one refund.

use std::sync::Arc;

use domain::{
    kernel::OrderId,
    orders::{RefundReason, RefundRequest, RefundScope, due_shard},
};
use futures::{FutureExt as _, future::BoxFuture};
use serde_json::json;

use super::{buyer, fixture, hear, placed, states, sweep, worker};
use crate::{
    client::{Client, refunding},
    dashboard::give_back,
    race::{Fixture, must},
    run_state::RunState,
    script::with,
    services,
};

/// The time after which the sweep takes up a refund that nobody went on with.
const OVERDUE_SECONDS: u64 = 61;

/// An order that is paid, and its receipt in the queue.
async fn paid(run_state: &Arc<RunState>) -> (Client, String) {
    let ada = buyer(run_state, "ada");
    let order = placed(run_state, &ada).await;
    ada.pay(&order, &with("pm_card_visa")).await;
    (ada, order)
}

/// The same, the receipt sent.
async fn sold(run_state: &Arc<RunState>) -> (Client, String) {
    let (ada, order) = paid(run_state).await;
    services::take_a_batch(run_state, "notifications", "send-notification", "post").await;
    (ada, order)
}

/// The merchant, who refunds ada's order.
fn refund(run_state: &Arc<RunState>, actor: &'static str, ada: &Client, order: &str) -> BoxFuture<'static, ()> {
    let (run_state, ada, order) = (Arc::clone(run_state), ada.clone(), order.to_owned());
    async move {
        let shop = Client::new(&run_state, actor, false);
        ada.promise(&order, None);
        let answer = shop.persist("refund-order", || refunding(&run_state, &order)).await;
        let status = answer.map(|answer| answer.status);
        // Where somebody gave the money back at the provider, the merchant's request may come too late.
        let is_late = !run_state.shop.tables.rows("orders").iter().all(|row| row["state"] == "paid");
        let is_good = matches!(status, Some(201 | 202)) || (is_late && status == Some(409));
        must(&run_state, is_good, || format!("a paid order's refund is answered {status:?}"));
        ada.promise(&order, Some("refunded"));
    }
    .boxed()
}

fn is_refunded(run_state: &Arc<RunState>) {
    let refunds = run_state.stripe.model().ledger().refunds().count();
    must(run_state, refunds == 1, || format!("one order had {refunds} refunds"));
    must(run_state, states(run_state) == ["refunded"], || {
        format!("an order that was refunded is {:?}", states(run_state))
    });
}

pub(super) async fn twice(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order) = sold(run_state).await;
    let acts = ["shop", "shop again"].map(|actor| refund(run_state, actor, &ada, &order));
    fixture(acts.into(), vec![ada], is_refunded)
}

pub(super) async fn and_receipt(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order) = paid(run_state).await;
    let worker = worker(run_state, "notifications", "send-notification", "worker");
    fixture(vec![refund(run_state, "shop", &ada, &order), worker], vec![ada], |run_state| {
        is_refunded(run_state);
        let mails = run_state.shop.mail.to("ada@example.com").len();
        must(run_state, mails == 1, || format!("a refund and a worker sent {mails} receipts"));
    })
}

pub(super) async fn and_webhook(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order) = sold(run_state).await;
    give_back(run_state, &order);
    hear(run_state).await;
    let worker = worker(run_state, "payment-syncs", "sync-payment", "worker");
    fixture(vec![refund(run_state, "shop", &ada, &order), worker], vec![ada], is_refunded)
}

/// A refund that was noted and never asked for; then the merchant and the sweep take it up.
async fn begun(run_state: &Arc<RunState>) -> (Client, String) {
    let (ada, order) = sold(run_state).await;
    let mut rows = run_state.shop.tables.rows("orders").into_iter();
    let mut row = rows.find(|row| row["id"] == *order).expect("an order");
    let (id, now): (OrderId, _) = (order.parse().expect("an identifier"), run_state.now());
    let merchant = run_state.shop.buyer_id("merchant");
    let terms = (RefundReason::RequestedByCustomer, true);
    let request = RefundRequest::new((&id, "all of it"), RefundScope::Rest, terms, merchant, now);
    let request = request.expect("a request");
    row["refunds"] = json!([{
        "id": request.id.as_str(), "fingerprint": request.fingerprint.as_str(), "amount_minor": row["total_minor"],
        "lines": [{ "sku": "tea", "quantity": 1, "returned": false }], "restock": true, "status": "pending",
        "reason": "requested_by_customer", "by": request.by.as_str(), "created_ms": now.millis(),
    }]);
    (row["refund_version"], row["fulfilment_version"]) = (json!(1), json!(1));
    row["state"] = "refunding".into();
    row["due_shard"] = due_shard(&id).into();
    row["due_at_ms"] = now.millis().into();
    run_state.shop.tables.put("orders", &row);
    run_state.shop.wait_seconds(OVERDUE_SECONDS);
    (ada, order)
}

pub(super) async fn and_sweep(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order) = begun(run_state).await;
    fixture(vec![refund(run_state, "shop", &ada, &order), sweep(run_state, "sweep")], vec![ada], is_refunded)
}

pub(super) async fn webhook_sweep(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order) = begun(run_state).await;
    give_back(run_state, &order);
    hear(run_state).await;
    let worker = worker(run_state, "payment-syncs", "sync-payment", "worker");
    fixture(vec![refund(run_state, "shop", &ada, &order), worker, sweep(run_state, "sweep")], vec![ada], is_refunded)
}

/// The bank has the money of a paid order, and the word of it is in the queue, when a merchant gives the same money back.
pub(super) async fn and_dispute(run_state: &Arc<RunState>) -> Fixture {
    let ada = buyer(run_state, "ada");
    let order = placed(run_state, &ada).await;
    ada.pay(&order, &with("pm_card_createDispute")).await;
    services::take_a_batch(run_state, "notifications", "send-notification", "post").await;
    hear(run_state).await;
    let worker = worker(run_state, "payment-syncs", "sync-payment", "worker");
    let merchant = Arc::clone(run_state);
    let refund = async move {
        let shop = Client::new(&merchant, "shop", false);
        let answer = shop.persist("refund-order", || refunding(&merchant, &order)).await;
        let status = answer.map(|answer| answer.status);
        must(&merchant, status == Some(409), || format!("a refund of disputed money is answered {status:?}"));
    };
    fixture(vec![refund.boxed(), worker], vec![ada], |run_state| {
        let refunds = run_state.stripe.model().ledger().refunds().count();
        must(run_state, refunds == 0, || format!("money that the bank has was given back {refunds} times"));
        must(run_state, states(run_state) == ["paid"], || format!("a disputed order is {:?}", states(run_state)));
        let rows = run_state.shop.tables.rows("orders");
        let noted = rows.iter().any(|row| row["disputes"][0]["status"] == "needs_response");
        must(run_state, noted, || "nobody noted the dispute".to_owned());
    })
}
