//! A shop that works has no differences, at rest or in business.

use domain::reconciliation::Rule;
use serde_json::json;
use tests::{Checkout, Fault, Operation, Planned, Service};

use crate::{AT_REST, RUNNING, found, report, sold};

#[tokio::test(start_paused = true)]
async fn a_paid_order_with_its_receipt_agrees_with_everything_in_one_look() {
    let (checkout, _) = sold().await;
    let report = report(&checkout, AT_REST).await.expect("a reconciliation");
    assert_eq!(report.differences, []);
    assert_eq!((report.stock_rows, report.orders, report.intents, report.passes), (1, 1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn every_way_that_an_order_goes_agrees_at_each_step() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 9);
    assert_eq!(found(&checkout, AT_REST).await, []);
    let cancelled = checkout.placed("ada", "cancelled", "tea", 1).await;
    checkout.pay_with("ada", &cancelled, &json!({})).await.expect(200);
    assert_eq!(found(&checkout, RUNNING).await, []);
    checkout.cancel("ada", &cancelled).await.expect(200);
    assert_eq!(found(&checkout, AT_REST).await, []);
    let paid = checkout.placed("ada", "paid", "tea", 2).await;
    checkout.pay("ada", &paid, "pm_card_chargeDeclined").await.expect_problem(402, "declined");
    assert_eq!(found(&checkout, RUNNING).await, []);
    checkout.pay("ada", &paid, "pm_card_visa").await.expect(200);
    assert_eq!(found(&checkout, RUNNING).await, []);
    checkout.placed("ada", "forgotten", "tea", 3).await;
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!(found(&checkout, RUNNING).await, []);
    checkout.shop.wait_seconds(901);
    assert_eq!(found(&checkout, RUNNING).await, []);
    checkout.sweep().await;
    assert_eq!(found(&checkout, AT_REST).await, []);
    assert_eq!(checkout.available("tea"), 7);
}

#[tokio::test(start_paused = true)]
async fn money_that_is_not_settled_yet_is_a_difference_only_at_rest() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    let confirm = format!("/v1/payment_intents/{}/confirm", crate::intent_of(&checkout, &order));
    crate::at_the_provider(&checkout, &confirm, "payment_method=pm_card_visa");
    assert_eq!(found(&checkout, RUNNING).await, []);
    let rules: Vec<&str> = found(&checkout, AT_REST).await.into_iter().map(|(rule, _)| rule.id()).collect();
    assert_eq!(rules, ["I6", "I7"]);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!(found(&checkout, AT_REST).await, []);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_fails_for_a_moment_is_asked_again() {
    let (checkout, _) = sold().await;
    let to_the_provider = |call: &Operation| call.service == Service::Provider;
    checkout.shop.plan(Planned::when(Fault::Failed, to_the_provider).times(5));
    assert_eq!(found(&checkout, AT_REST).await, []);
    checkout.shop.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
async fn a_refunded_order_agrees_at_each_step_of_its_refund() {
    let (checkout, order) = sold().await;
    checkout.refund_at_the_provider(&format!("payment_intent={}&amount=100", crate::intent_of(&checkout, &order)));
    assert_eq!(found(&checkout, RUNNING).await, [(Rule::RefundedRight, format!("order {order}"))]);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!(found(&checkout, AT_REST).await, []);
    checkout.shop.plan(Planned::when(Fault::Refused, |call| call.service == Service::Provider).times(2));
    checkout.refund(&order).await.expect(202);
    assert_eq!(found(&checkout, RUNNING).await, []);
    checkout.shop.wait_seconds(61);
    checkout.sweep().await;
    assert_eq!(found(&checkout, AT_REST).await, []);
    assert_eq!(checkout.available("tea"), 5);
}
