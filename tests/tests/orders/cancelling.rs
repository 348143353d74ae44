//! Giving an order up.

use serde_json::json;
use tests::{Checkout, Fault, Planned, Service};

#[tokio::test(start_paused = true)]
async fn b79_a_cancelled_order_returns_its_stock_once_however_often_it_is_cancelled() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 3).await;
    let cancelled = checkout.cancel("ada", &order).await;
    assert_eq!(cancelled.expect(200)["state"], "cancelled");
    assert_eq!(checkout.available("tea"), 5);
    assert_eq!(checkout.cancel("ada", &order).await, cancelled);
    assert_eq!(checkout.available("tea"), 5);
    assert_eq!(checkout.outstanding(), 0);
}

#[tokio::test(start_paused = true)]
async fn b78_a_paid_order_cannot_be_cancelled() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 3).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    let refused = checkout.cancel("ada", &order).await.expect_problem(409, "order_not_cancellable");
    assert_eq!(refused["state"], "paid");
    assert_eq!(checkout.available("tea"), 2);
}

#[tokio::test(start_paused = true)]
async fn an_order_with_an_intent_is_cancelled_only_after_the_provider_has_given_the_intent_up() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 3).await;
    let intent = checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    let secret = intent["client_secret"].as_str().expect("a secret");
    assert!(secret.starts_with(intent["payment_intent"].as_str().expect("an intent")));
    // F33: the provider's answer is lost, twice, and so is the stock's return until the sweep asks again.
    checkout.shop.plan(Planned::when(Fault::AnswerLost, |call| call.service == Service::Provider).times(2));
    assert_eq!(checkout.cancel("ada", &order).await.expect(202)["state"], "cancelling");
    assert_eq!(checkout.available("tea"), 2);
    checkout.pay("ada", &order, "pm_card_visa").await.expect_problem(409, "order_not_payable");
    checkout.shop.wait_seconds(61);
    checkout.sweep().await;
    assert_eq!(checkout.state("ada", &order).await, "cancelled");
    assert_eq!(checkout.available("tea"), 5);
    assert_eq!((checkout.outstanding(), checkout.charges(&order)), (0, 0));
}
