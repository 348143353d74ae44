//! A paid order's money goes back: by the merchant's request, or by a person at the provider.

use serde_json::{Value, json};
use tests::{Call, Checkout, Mail, PRICE};

pub(crate) const PAID: i64 = 2 * PRICE.cast_signed();

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

/// The mails about refunds that went to ada.
pub(crate) fn told(checkout: &Checkout) -> Vec<Mail> {
    checkout.mails_to("ada").into_iter().filter(|mail| mail.subject.contains("Your refund")).collect()
}

/// The order's refunds, as its buyer sees them: status and amount of each.
pub(crate) async fn shown(checkout: &Checkout, order: &str) -> Vec<(String, i64)> {
    let order = checkout.get("ada", order).await.expect(200).clone();
    let refunds = order["refunds"].as_array().expect("refunds").iter();
    let refund = |it: &Value| (it["status"].as_str().unwrap_or_default().to_owned(), it["amount_minor"].as_i64());
    refunds.map(refund).map(|(status, amount)| (status, amount.expect("an amount"))).collect()
}

pub(crate) fn refunds(checkout: &Checkout) -> usize {
    checkout.stripe.model().ledger().refunds().count()
}

#[tokio::test(start_paused = true)]
async fn a_refunded_order_has_its_money_and_its_stock_back_once_however_often_it_is_asked_for() {
    let (checkout, order) = sold_with("pm_card_visa").await;
    let refunded = checkout.refund(&order).await;
    let refund = refunded.expect(201);
    assert_eq!((&refund["status"], &refund["amount_minor"]), (&json!("succeeded"), &json!(PAID)));
    assert_eq!(refund["lines"], json!([{ "sku": "tea", "quantity": 2, "returned": false }]));
    assert_eq!(refund["by"], checkout.shop.buyer_id("merchant").as_str());
    assert!(!refunded.body.contains("Mill Lane"), "{refunded:?}");
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("refunded", 5));
    assert_eq!((checkout.given_back(&order), checkout.outstanding()), (PAID, 0));
    checkout.webhooks().await;
    checkout.work().await;
    checkout.shop.wait_seconds(3_600);
    checkout.sweep().await;
    let again = checkout.refund(&order).await;
    assert_eq!((again.expect(201), again.header("idempotency-replayed")), (refund, Some("true")));
    checkout.work().await;
    assert_eq!((refunds(&checkout), checkout.available("tea"), told(&checkout).len()), (1, 5, 1));
    checkout.pay("ada", &order, "pm_card_visa").await.expect_problem(409, "order_not_payable");
    let other = checkout.refund_amount(&order, "another key", 1).await.expect_problem(409, "order_not_refundable");
    assert_eq!(other["state"], "refunded");
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_not_paid_is_not_refunded() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    let refused = checkout.refund(&order).await.expect_problem(409, "order_not_refundable");
    assert_eq!(refused["state"], "pending");
    checkout.cancel("ada", &order).await.expect(200);
    let refused = checkout.refund(&order).await.expect_problem(409, "order_not_refundable");
    assert_eq!((&refused["state"], checkout.available("tea"), refunds(&checkout)), (&json!("cancelled"), 5, 0));
}

#[tokio::test(start_paused = true)]
async fn only_a_merchant_refunds_and_only_orders_that_there_are() {
    let (checkout, order) = sold_with("pm_card_visa").await;
    checkout.shop.show_on_desk().await;
    let before = checkout.shop.state();
    let refund = checkout.shop.start("refund-order").await;
    let call = Call::post(&format!("/v1/merchant/orders/{order}/refunds")).key("by the buyer");
    let call = call.bearer(&checkout.shop.buyer("ada")).json(&json!({ "reason": "other" }));
    checkout.shop.call(&refund, call).await.expect_problem(403, "forbidden");
    checkout.refund("ord_aaaaaaaaaaaaaaaaaaaaaaaaaa").await.expect_problem(404, "not_found");
    let line = |line: Value| json!({ "lines": [line], "reason": "other" });
    for (body, pointer, code) in [
        (json!({}), "/reason", "required"),
        (json!({ "reason": "whim" }), "/reason", "reason"),
        (json!({ "reason": "other", "amount_minor": 0 }), "/amount_minor", "amount_minor"),
        (json!({ "reason": "other", "amount_minor": -1 }), "/amount_minor", "amount_minor"),
        (json!({ "reason": "other", "amount_minor": 1.5 }), "/amount_minor", "amount_minor"),
        (json!({ "reason": "other", "amount_minor": 1, "lines": [] }), "/amount_minor", "lines_or_amount"),
        (json!({ "reason": "other", "lines": [] }), "/lines", "no_lines"),
        (json!({ "reason": "other", "lines": vec![json!({}); 99] }), "/lines", "too_many_lines"),
        (line(json!({ "quantity": 1 })), "/lines/0/sku", "required"),
        (line(json!({ "sku": "tea" })), "/lines/0/quantity", "required"),
        (line(json!({ "sku": "a b", "quantity": 1 })), "/lines/0/sku", "sku"),
        (line(json!({ "sku": "tea", "quantity": 0 })), "/lines/0/quantity", "quantity"),
    ] {
        let refused = checkout.refund_with(&order, "key", &body).await.expect_problem(422, "invalid_field");
        assert_eq!((&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]), (&json!(pointer), &json!(code)));
    }
    for body in [json!({ "reason": "other", "buyer_id": "ada" }), json!({ "reason": "other", "restock": "yes" })] {
        checkout.refund_with(&order, "key", &body).await;
    }
    assert_eq!((checkout.shop.state(), refunds(&checkout)), (before, 0));
}

#[tokio::test(start_paused = true)]
async fn a_slow_refund_is_underway_until_the_provider_says_that_it_has_arrived() {
    let (checkout, order) = sold_with("pm_card_pendingRefund").await;
    assert_eq!(checkout.refund(&order).await.expect(202)["status"], "pending");
    assert_eq!(checkout.refund(&order).await.expect(202)["status"], "pending");
    assert_eq!(checkout.state("ada", &order).await, "refunding");
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
    checkout.refund(&order).await.expect(202);
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
    let refused = checkout.refund(&order).await.expect_problem(409, "order_not_refundable");
    assert_eq!((&refused["state"], checkout.available("tea"), refunds(&checkout)), (&json!("refunded"), 5, 1));
    assert_eq!(shown(&checkout, &order).await, [("succeeded".to_owned(), PAID)]);
}

#[tokio::test(start_paused = true)]
async fn a_refund_in_part_leaves_the_order_paid_and_the_merchant_refunds_the_rest() {
    let (checkout, order) = sold_with("pm_card_visa").await;
    checkout.refund_at_the_provider(&format!("payment_intent={}&amount=100", intent(&checkout)));
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("paid", 3));
    assert_eq!(checkout.get("ada", &order).await.expect(200)["refunded_minor"], 100);
    assert_eq!(checkout.outstanding(), 0);
    let rest = checkout.refund(&order).await.expect(201);
    assert_eq!(rest["amount_minor"], PAID - 100);
    assert_eq!((checkout.given_back(&order), checkout.available("tea"), refunds(&checkout)), (PAID, 5, 2));
    assert_eq!(checkout.state("ada", &order).await, "refunded");
    checkout.shop.wait_seconds(20);
    checkout.work().await;
    assert_eq!(told(&checkout).len(), 2);
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
    assert_eq!((checkout.available("tea"), checkout.outstanding()), (5, 0));
    checkout.shop.wait_seconds(20);
    checkout.work().await;
    assert_eq!(checkout.mails_to("ada").len(), 2, "the receipt, and word of the refund");
}

#[tokio::test(start_paused = true)]
async fn the_receipt_of_an_order_that_is_refunded_meanwhile_is_sent_all_the_same() {
    let (checkout, order) = bought_with("pm_card_visa").await;
    checkout.refund(&order).await.expect(201);
    assert_eq!((checkout.available("tea"), checkout.mails_to("ada").len(), checkout.outstanding()), (5, 0, 1));
    checkout.work().await;
    let receipts = checkout.mails_to("ada").iter().filter(|mail| mail.subject.contains("receipt")).count();
    assert_eq!((receipts, checkout.outstanding()), (1, 0));
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
    checkout.refund(&order).await.expect(201);
    assert_eq!(checkout.state("ada", &order).await, "refunded");
    assert_eq!((checkout.given_back(&order), checkout.available("tea"), refunds(&checkout)), (PAID, 5, 2));
}

#[tokio::test(start_paused = true)]
async fn a_part_that_is_on_its_way_from_the_dashboard_is_waited_for_and_the_rest_is_asked_for() {
    let (checkout, order) = sold_with("pm_card_pendingRefund").await;
    checkout.refund_at_the_provider(&format!("payment_intent={}&amount=100", intent(&checkout)));
    assert_eq!(checkout.refund(&order).await.expect(202)["amount_minor"], PAID - 100);
    assert_eq!(checkout.state("ada", &order).await, "refunding");
    assert_eq!((checkout.given_back(&order), checkout.available("tea"), refunds(&checkout)), (PAID, 3, 2));
    checkout.shop.wait_seconds(901);
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("refunded", 5));
    assert_eq!(refunds(&checkout), 2);
}
