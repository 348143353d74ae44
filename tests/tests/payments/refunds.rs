//! A paid order's money goes back: by the merchant's request, or by a person at the provider.

use serde_json::{Value, json};
use tests::{Call, Checkout, PRICE};

const PAID: i64 = 2 * PRICE.cast_signed();

/// A shop with five teas, two of which ada has bought with this card; her receipt may still be on its way.
pub(crate) async fn bought_with(card: &str) -> (Checkout, String) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.pay("ada", &order, card).await.expect(200);
    (checkout, order)
}

/// The same, with everything done that follows a payment.
pub(crate) async fn sold_with(card: &str) -> (Checkout, String) {
    let (checkout, order) = bought_with(card).await;
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (1, 0));
    (checkout, order)
}

pub(crate) fn intent(checkout: &Checkout) -> String {
    let model = checkout.stripe.model();
    let intent = model.ledger().intents().next().expect("an intent");
    intent.id.clone()
}

fn refunds(checkout: &Checkout) -> usize {
    checkout.stripe.model().ledger().refunds().count()
}

#[tokio::test(start_paused = true)]
async fn a_refunded_order_has_its_money_and_its_stock_back_once_however_often_it_is_asked_for() {
    let (checkout, order) = sold_with("pm_card_visa").await;
    let refunded = checkout.refund("ada", &order).await;
    assert_eq!(refunded.expect(200)["state"], "refunded");
    assert_eq!((checkout.given_back(&order), checkout.available("tea"), checkout.outstanding()), (PAID, 5, 0));
    assert_eq!(checkout.refund("ada", &order).await, refunded);
    checkout.webhooks().await;
    checkout.work().await;
    checkout.shop.wait_seconds(3_600);
    checkout.sweep().await;
    assert_eq!(checkout.refund("ada", &order).await, refunded);
    assert_eq!((refunds(&checkout), checkout.available("tea"), checkout.mails_to("ada").len()), (1, 5, 1));
    checkout.pay("ada", &order, "pm_card_visa").await.expect_problem(409, "order_not_payable");
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_not_paid_is_not_refunded() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    let refused = checkout.refund("ada", &order).await.expect_problem(409, "order_not_refundable");
    assert_eq!(refused["state"], "pending");
    checkout.cancel("ada", &order).await.expect(200);
    let refused = checkout.refund("ada", &order).await.expect_problem(409, "order_not_refundable");
    assert_eq!((&refused["state"], checkout.available("tea"), refunds(&checkout)), (&json!("cancelled"), 5, 0));
}

#[tokio::test(start_paused = true)]
async fn only_a_merchant_refunds_and_only_under_the_orders_own_buyer() {
    let (checkout, order) = sold_with("pm_card_visa").await;
    let before = checkout.shop.state();
    let refund = checkout.shop.start("refund-order").await;
    let call = |token: &str, body: &Value| Call::post(&format!("/v1/orders/{order}/refund")).bearer(token).json(body);
    let good = json!({ "buyer_id": checkout.shop.buyer_id("ada").as_str() });
    let buyers = call(&checkout.shop.buyer("ada"), &good);
    checkout.shop.call(&refund, buyers).await.expect_problem(403, "forbidden");
    checkout.refund("ben", &order).await.expect_problem(404, "not_found");
    checkout.refund("ada", "ord_aaaaaaaaaaaaaaaaaaaaaaaaaa").await.expect_problem(404, "not_found");
    for (body, status, code) in [
        (json!({}), 422, "invalid_field"),
        (json!({ "buyer_id": "ada" }), 422, "invalid_field"),
        (json!({ "buyer_id": good["buyer_id"], "amount_minor": 100 }), 400, "malformed_body"),
    ] {
        let call = call(&checkout.shop.merchant(), &body);
        checkout.shop.call(&refund, call).await.expect_problem(status, code);
    }
    assert_eq!((checkout.shop.state(), refunds(&checkout)), (before, 0));
}

#[tokio::test(start_paused = true)]
async fn a_slow_refund_is_underway_until_the_provider_says_that_it_has_arrived() {
    let (checkout, order) = sold_with("pm_card_pendingRefund").await;
    assert_eq!(checkout.refund("ada", &order).await.expect(202)["state"], "refunding");
    assert_eq!(checkout.refund("ada", &order).await.expect(202)["state"], "refunding");
    assert_eq!((checkout.available("tea"), checkout.outstanding()), (3, 1));
    checkout.shop.wait_seconds(10);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "refunded");
    assert_eq!((checkout.available("tea"), checkout.outstanding(), refunds(&checkout)), (5, 0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_slow_refund_is_found_by_the_sweep_when_every_event_is_lost() {
    let (checkout, order) = sold_with("pm_card_pendingRefund").await;
    checkout.refund("ada", &order).await.expect(202);
    checkout.shop.wait_seconds(901);
    checkout.sweep().await;
    assert_eq!(checkout.state("ada", &order).await, "refunded");
    assert_eq!((checkout.available("tea"), checkout.outstanding()), (5, 0));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_a_person_refunded_at_the_provider_is_refunded() {
    let (checkout, order) = sold_with("pm_card_visa").await;
    checkout.refund_at_the_provider(&format!("payment_intent={}", intent(&checkout)));
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "refunded");
    assert_eq!((checkout.available("tea"), checkout.outstanding(), refunds(&checkout)), (5, 0, 1));
    assert!(checkout.shop.queue("parked").messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_refund_at_the_provider_of_which_no_event_told_is_found_when_the_merchant_refunds() {
    let (checkout, order) = sold_with("pm_card_visa").await;
    checkout.refund_at_the_provider(&format!("payment_intent={}", intent(&checkout)));
    assert_eq!(checkout.refund("ada", &order).await.expect(200)["state"], "refunded");
    assert_eq!((checkout.available("tea"), refunds(&checkout)), (5, 1));
}

#[tokio::test(start_paused = true)]
async fn a_refund_in_part_leaves_the_order_paid_and_the_merchant_refunds_the_rest() {
    let (checkout, order) = sold_with("pm_card_visa").await;
    checkout.refund_at_the_provider(&format!("payment_intent={}&amount=100", intent(&checkout)));
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("paid", 3));
    checkout.refund("ada", &order).await.expect(200);
    assert_eq!((checkout.given_back(&order), checkout.available("tea"), refunds(&checkout)), (PAID, 5, 2));
}

#[tokio::test(start_paused = true)]
async fn an_order_paid_and_refunded_before_the_shop_heard_of_either_is_refunded() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    let answer = checkout.pay("ada", &order, "pm_card_authenticationRequired").await.expect(200);
    let intent = answer["payment_intent"].as_str().expect("an intent").to_owned();
    let now = checkout.shop.clock.now().seconds();
    checkout.stripe.model().authenticate(&intent, local_stripe::Authentication::Succeed, now).expect("authenticated");
    checkout.refund_at_the_provider(&format!("payment_intent={intent}"));
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "refunded");
    assert_eq!((checkout.available("tea"), checkout.outstanding(), checkout.mails_to("ada").len()), (5, 0, 1));
}

#[tokio::test(start_paused = true)]
async fn the_receipt_of_an_order_that_is_refunded_meanwhile_is_sent_all_the_same() {
    let (checkout, order) = bought_with("pm_card_visa").await;
    checkout.refund("ada", &order).await.expect(200);
    assert_eq!((checkout.available("tea"), checkout.mails_to("ada").len(), checkout.outstanding()), (5, 0, 1));
    checkout.work().await;
    assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (1, 0));
    assert_eq!(checkout.state("ada", &order).await, "refunded");
}

#[tokio::test(start_paused = true)]
async fn a_part_that_failed_in_the_dashboard_does_not_keep_the_merchant_from_refunding() {
    let (checkout, order) = sold_with("pm_card_refundFail").await;
    checkout.refund_at_the_provider(&format!("payment_intent={}&amount=100", intent(&checkout)));
    checkout.shop.wait_seconds(10);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.given_back(&order)), ("paid", 0));
    assert_eq!(checkout.refund("ada", &order).await.expect(200)["state"], "refunded");
    assert_eq!((checkout.given_back(&order), checkout.available("tea"), refunds(&checkout)), (PAID, 5, 2));
}

#[tokio::test(start_paused = true)]
async fn a_part_that_is_on_its_way_from_the_dashboard_is_waited_for_and_the_rest_is_asked_for() {
    let (checkout, order) = sold_with("pm_card_pendingRefund").await;
    checkout.refund_at_the_provider(&format!("payment_intent={}&amount=100", intent(&checkout)));
    assert_eq!(checkout.refund("ada", &order).await.expect(202)["state"], "refunding");
    assert_eq!((checkout.given_back(&order), checkout.available("tea"), refunds(&checkout)), (PAID, 3, 2));
    checkout.shop.wait_seconds(901);
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("refunded", 5));
    assert_eq!(refunds(&checkout), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refund_keeps_which_merchant_asked_for_it_and_when() {
    let (checkout, order) = sold_with("pm_card_visa").await;
    let asked_at = checkout.shop.clock.now().millis();
    checkout.refund("ada", &order).await.expect(200);
    let row = checkout.row(&order);
    assert_eq!(row["refunded_by"], checkout.shop.buyer_id("merchant").as_str());
    assert!(row["refunded_at_ms"].as_i64().is_some_and(|at| (asked_at..asked_at + 1_000).contains(&at)), "{row}");
    let (checkout, order) = sold_with("pm_card_visa").await;
    checkout.refund_at_the_provider(&format!("payment_intent={}", intent(&checkout)));
    checkout.webhooks().await;
    checkout.work().await;
    let row = checkout.row(&order);
    assert_eq!((row["state"].as_str(), row.get("refunded_by")), (Some("refunded"), None));
}
