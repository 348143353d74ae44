//! Messages on the queues: each is worked on by itself, and what cannot be done becomes a dead letter.

use serde_json::json;
use tests::Checkout;

async fn paid_in_the_browser(checkout: &Checkout) -> (String, serde_json::Value) {
    let order = checkout.placed("ada", "order", "tea", 1).await;
    let answer = checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    let message = json!({
        "version": 1, "buyer_id": checkout.shop.buyer_id("ada").as_str(), "order_id": order,
        "payment_intent": answer["payment_intent"],
    });
    (order, message)
}

#[tokio::test(start_paused = true)]
async fn b104_to_b108_poison_is_reported_by_its_identifier_and_nothing_else_is() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let (order, good) = paid_in_the_browser(&checkout).await;
    let queue = checkout.shop.queue("payment-syncs");
    let mut gone = good.clone();
    gone["order_id"] = json!("ord_aaaaaaaaaaaaaaaaaaaaaaaaaa");
    let mut newer = good.clone();
    newer["version"] = json!(2);
    queue.send(&good.to_string());
    let not_json = queue.send("{");
    queue.send(&good.to_string());
    let unknown_version = queue.send(&newer.to_string());
    queue.send(&gone.to_string());
    let delivered = checkout.deliver_settlements().await;
    assert_eq!((delivered.messages, delivered.failed), (5, vec![not_json.clone(), unknown_version]));
    checkout.work().await;
    // F39: five receives, then the dead-letter queue.
    assert_eq!(checkout.shop.queue("payment-syncs-dlq").messages().len(), 2);
    assert_eq!(checkout.state("ada", &order).await, "paid");
    assert_eq!(checkout.mails_to("ada").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn f37_two_workers_on_one_receipt_send_it_once() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let (order, _) = paid_in_the_browser(&checkout).await;
    let buyer = checkout.shop.buyer_id("ada");
    let queue = checkout.shop.queue("notifications");
    let again = json!({ "kind": "receipt", "version": 1, "buyer_id": buyer.as_str(), "order_id": order });
    queue.send(&again.to_string());
    tokio::join!(checkout.deliver_notifications(), checkout.deliver_notifications());
    checkout.work().await;
    assert_eq!(checkout.mails_to("ada").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_receipt_for_nobody_is_closed_and_does_not_come_back() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let (order, _) = paid_in_the_browser(&checkout).await;
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "paid");
    assert_eq!((checkout.outstanding(), checkout.shop.mail.all().len()), (0, 0));
}
