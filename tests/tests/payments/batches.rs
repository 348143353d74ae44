//! Batches of messages as Lambda hands them over: with the same one twice, with none, about what is gone.

use serde_json::{Value, json};
use tests::{Checkout, Fault, Function, Planned, Service};

/// An order that was paid in the browser; the message that settles it.
async fn paid(checkout: &Checkout, key: &str) -> (String, Value) {
    let order = checkout.placed("ada", key, "tea", 1).await;
    let answer = checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    let message = json!({
        "version": 1, "buyer_id": checkout.shop.buyer_id("ada").as_str(), "order_id": order,
        "payment_intent": answer["payment_intent"],
    });
    (order, message)
}

async fn shop() -> Checkout {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    checkout
}

#[tokio::test(start_paused = true)]
async fn b106_money_for_an_order_that_is_gone_is_parked_and_its_receipt_is_not_sent() {
    let checkout = shop().await;
    let (_, mut message) = paid(&checkout, "order").await;
    checkout.work().await;
    let mails = checkout.mails_to("ada").len();
    let orders = checkout.shop.tables.rows("orders");
    message["order_id"] = json!("ord_aaaaaaaaaaaaaaaaaaaaaaaaaa");
    checkout.shop.queue("payment-syncs").send(&message.to_string());
    let receipt = json!({
        "kind": "receipt", "version": 1, "buyer_id": message["buyer_id"], "order_id": message["order_id"],
    });
    checkout.shop.queue("notifications").send(&receipt.to_string());
    assert!(checkout.deliver_settlements().await.failed.is_empty());
    assert!(checkout.deliver_notifications().await.failed.is_empty());
    let parked = checkout.shop.queue("parked").bodies();
    assert_eq!(parked.len(), 1);
    assert_eq!(
        (&parked[0]["reason"], &parked[0]["payment_intent"]),
        (&json!("unknown_order"), &message["payment_intent"])
    );
    assert_eq!(checkout.mails_to("ada").len(), mails);
    assert_eq!(checkout.shop.tables.rows("orders"), orders);
}

#[tokio::test(start_paused = true)]
async fn b107_the_same_message_twice_in_a_batch_is_one_settlement_and_one_receipt() {
    let checkout = shop().await;
    let (order, message) = paid(&checkout, "order").await;
    let queue = checkout.shop.queue("payment-syncs");
    queue.send(&message.to_string());
    queue.send(&message.to_string());
    let delivered = checkout.deliver_settlements().await;
    assert_eq!((delivered.messages, delivered.failed), (2, Vec::new()));
    for receipt in checkout.shop.queue("notifications").messages() {
        checkout.shop.queue("notifications").send(&receipt.body);
    }
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.charges(&order)), ("paid", 1));
    assert_eq!((checkout.mails_to("ada").len(), checkout.available("tea")), (1, 4));
}

#[tokio::test(start_paused = true)]
async fn b108_one_poison_in_ten_is_the_only_one_that_comes_back() {
    let checkout = shop().await;
    let (_, good) = paid(&checkout, "order").await;
    let queue = checkout.shop.queue("payment-syncs");
    let mut poison = String::new();
    for n in 0..10 {
        let id = queue.send(&if n == 6 { "{".to_owned() } else { good.to_string() });
        if n == 6 {
            poison = id;
        }
    }
    let delivered = checkout.deliver_settlements().await;
    assert_eq!((delivered.messages, delivered.failed), (10, vec![poison.clone()]));
    let left: Vec<String> = queue.messages().into_iter().map(|message| message.id).collect();
    assert_eq!(left, [poison]);
}

#[tokio::test(start_paused = true)]
async fn ten_payments_and_a_provider_that_never_answers_fit_into_one_run_of_the_worker() {
    let checkout = shop().await;
    checkout.stock("jam", 20);
    let mut orders = Vec::new();
    for n in 0..10 {
        let order = checkout.placed("ada", &format!("order number {n:02}"), "jam", 1).await;
        let answer = checkout.pay_with("ada", &order, &json!({})).await.expect(200);
        let message = json!({
            "version": 1, "buyer_id": checkout.shop.buyer_id("ada").as_str(), "order_id": order,
            "payment_intent": answer["payment_intent"],
        });
        checkout.shop.queue("payment-syncs").send(&message.to_string());
        orders.push(order);
    }
    checkout.shop.plan(Planned::when(Fault::Hang, |call| call.service == Service::Provider).times(10));
    let started = tokio::time::Instant::now();
    let delivered = checkout.deliver_settlements().await;
    // No message is worn out by an outage: the sweep asks again.
    assert_eq!((delivered.messages, delivered.failed), (10, Vec::new()));
    checkout.shop.faults.assert_all_fired();
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
    checkout.shop.wait_seconds(61);
    assert_eq!(checkout.sweep().await, json!({ "found": 10, "failed": 0 }));
}

#[tokio::test(start_paused = true)]
async fn messages_about_one_order_side_by_side_bring_it_to_one_end() {
    let checkout = shop().await;
    let (order, message) = paid(&checkout, "order").await;
    let queue = checkout.shop.queue("payment-syncs");
    for _ in 0..5 {
        queue.send(&message.to_string());
    }
    checkout.work().await;
    assert!(queue.messages().is_empty() && queue.dead_letters().messages().is_empty());
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.charges(&order)), ("paid", 1));
    assert_eq!((checkout.mails_to("ada").len(), checkout.available("tea")), (1, 4));
}

#[tokio::test(start_paused = true)]
async fn b110_a_batch_of_no_records_is_done_at_once() {
    let checkout = shop().await;
    for name in ["sync-payment", "send-notification"] {
        let worker: Function = checkout.shop.start(name).await;
        let before = checkout.shop.state();
        let answer = worker.invoke(json!({ "Records": [] })).await.expect("an answer");
        assert_eq!(answer["batchItemFailures"], json!([]), "{name}");
        assert_eq!(checkout.shop.state(), before, "{name}");
    }
}
