//! An order in review waits until a person decides, once: accept what came in, give it back, or cancel.

use serde_json::{Value, json};
use tests::{Answer, Call, Checkout, Fault, Planned, Service};

use crate::second_intents::{order_with_intent, pay_in_the_orders_name};

async fn decide(checkout: &Checkout, order: &str, body: &Value) -> Answer {
    checkout.shop.show_on_desk().await;
    let refund = checkout.shop.start("refund-order").await;
    let call = Call::post(&format!("/v1/merchant/orders/{order}/decide")).bearer(&checkout.shop.merchant()).json(body);
    checkout.shop.call(&refund, call).await
}

fn seen(outcome: &str, intent: &str, received: u64) -> Value {
    json!({ "outcome": outcome, "payment_intent": intent, "received_minor": received })
}

/// An order of two teas, 9.98 USD, put aside because somebody paid another intent in its name: that one.
async fn in_review() -> (Checkout, String, String, String) {
    let (checkout, order, own) = order_with_intent().await;
    pay_in_the_orders_name(&checkout, &order);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "needs_review");
    let other = {
        let model = checkout.stripe.model();
        model.ledger().intents().find(|intent| intent.id != own).expect("the other intent").id.clone()
    };
    (checkout, order, own, other)
}

fn records(checkout: &Checkout) -> Vec<Value> {
    let rows = checkout.shop.tables.rows("audit").into_iter();
    rows.filter(|row| row["action"] == "order.decided").collect()
}

#[tokio::test(start_paused = true)]
async fn what_is_accepted_is_paid_once_with_a_receipt_and_its_other_intent_ends() {
    let (checkout, order, own, other) = in_review().await;
    let left = checkout.available("tea");
    let accept = seen("accept", &other, 998);
    assert_eq!(decide(&checkout, &order, &accept).await.expect(200)["payment_state"], "paid");
    let again = decide(&checkout, &order, &accept).await.expect(200);
    assert_eq!(again["payment_state"], "paid");
    decide(&checkout, &order, &json!({ "outcome": "cancel" })).await.expect_problem(409, "order_decided");
    checkout.work().await;
    assert_eq!((checkout.row(&order)["receipt"].clone(), checkout.mails_to("ada").len()), (json!("sent"), 1));
    assert_eq!(checkout.row(&order)["payment_intent"], other.as_str());
    assert_eq!((records(&checkout).len(), checkout.available("tea")), (1, left));
    let status = checkout.stripe.model().ledger().intents().find(|it| it.id == own).map(|it| it.state.name());
    assert_eq!(status, Some("canceled"));
    // It is an order like any other from then on.
    checkout.ship(&order, "shipment of monday", &[("tea", 2)]).await.expect(201);
    checkout.refund_amount(&order, "refund of tuesday", 100).await.expect(201);
}

#[tokio::test(start_paused = true)]
async fn what_is_refunded_goes_back_whole_and_brings_the_stock_back() {
    let (checkout, order, _, other) = in_review().await;
    decide(&checkout, &order, &seen("refund", &other, 998)).await.expect(200);
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.given_back(&order)), ("refunded", 998));
    assert_eq!((checkout.available("tea"), checkout.outstanding()), (5, 0));
    checkout.shop.wait_seconds(20);
    checkout.work().await;
    let subjects: Vec<String> = checkout.mails_to("ada").iter().map(|mail| mail.subject.clone()).collect();
    assert!(subjects.len() == 1 && subjects[0].contains("refund"), "{subjects:?}");
}

#[tokio::test(start_paused = true)]
async fn a_refund_whose_answer_is_lost_is_finished_by_the_sweep() {
    let (checkout, order, _, other) = in_review().await;
    checkout.shop.plan(Planned::when(Fault::AnswerLost, |call| call.name == "POST /v1/refunds"));
    decide(&checkout, &order, &seen("refund", &other, 998)).await.expect(200);
    checkout.shop.faults.assert_all_fired();
    checkout.shop.wait_seconds(61);
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.given_back(&order)), ("refunded", 998));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_decided_on_what_was_not_seen_or_cannot_be_the_orders() {
    let (checkout, order, own, other) = in_review().await;
    let before = checkout.row(&order);
    let differs = decide(&checkout, &order, &seen("accept", &other, 997)).await;
    assert_eq!(differs.expect_problem(409, "received_differs")["received_minor"], 998);
    decide(&checkout, &order, &seen("accept", &own, 998)).await.expect_problem(409, "payment_not_usable");
    decide(&checkout, &order, &seen("refund", "pi_nobody", 998)).await.expect_problem(409, "payment_not_usable");
    let wrong = decide(&checkout, &order, &json!({ "outcome": "accept", "received_minor": 0 })).await;
    assert_eq!(wrong.expect_problem(422, "invalid_field")["errors"].as_array().map(Vec::len), Some(2));
    decide(&checkout, &order, &seen("cancel", &other, 998)).await.expect_problem(422, "invalid_field");
    checkout.shop.plan(Planned::when(Fault::Hang, |call| call.service == Service::Provider));
    decide(&checkout, &order, &seen("accept", &other, 998)).await.expect(503);
    assert_eq!((checkout.row(&order), records(&checkout).len()), (before, 0));
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_order_gives_its_stock_back_once_no_money_is_held() {
    let (checkout, order, own) = order_with_intent().await;
    checkout.at_the_provider(&format!("/v1/payment_intents/{own}/confirm"), "payment_method=pm_card_visa");
    // The record differs: somebody edited the order's row.
    let mut row = checkout.row(&order);
    row["total_minor"] = json!(1_000);
    checkout.shop.tables.put("orders", &row);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!(checkout.row(&order)["review"]["reason"], "record_differs");
    let cancel = json!({ "outcome": "cancel" });
    let held = decide(&checkout, &order, &cancel).await;
    assert_eq!(held.expect_problem(409, "money_held")["held_minor"], 998);
    checkout.refund_at_the_provider(&format!("payment_intent={own}"));
    assert_eq!(decide(&checkout, &order, &cancel).await.expect(200)["payment_state"], "cancelled");
    assert_eq!(decide(&checkout, &order, &cancel).await.expect(200)["payment_state"], "cancelled");
    assert_eq!((checkout.available("tea"), records(&checkout).len()), (5, 1));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_accepted_with_another_amount_stays_paid_and_no_more_goes_back() {
    let (checkout, order, own) = order_with_intent().await;
    checkout.at_the_provider(&format!("/v1/payment_intents/{own}/confirm"), "payment_method=pm_card_visa");
    let mut row = checkout.row(&order);
    row["total_minor"] = json!(1_100);
    checkout.shop.tables.put("orders", &row);
    checkout.webhooks().await;
    checkout.work().await;
    decide(&checkout, &order, &seen("accept", &own, 998)).await.expect(200);
    let desk = checkout.shop.start("order-desk").await;
    checkout.shop.show_on_desk().await;
    let call = Call::get(&format!("/v1/merchant/orders/{order}")).bearer(&checkout.shop.merchant());
    let shown = checkout.shop.call(&desk, call).await.expect(200);
    assert_eq!((&shown["received_minor"], &shown["review"]["outcome"]), (&json!(998), &json!("accept")));
    // A late event finds all as it should be.
    checkout.refund_amount(&order, "refund of monday", 999).await.expect_problem(409, "exceeds_paid");
    checkout.refund_amount(&order, "refund of tuesday", 98).await.expect(201);
    checkout.refund(&order).await.expect(201);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.given_back(&order)), ("refunded", 998));
}

#[tokio::test(start_paused = true)]
async fn who_may_not_refund_decides_nothing_and_an_order_that_is_not_in_review_is_left_alone() {
    let (checkout, order, _) = order_with_intent().await;
    decide(&checkout, &order, &json!({ "outcome": "cancel" })).await.expect_problem(409, "order_not_in_review");
    let refund = checkout.shop.start("refund-order").await;
    let call = Call::post(&format!("/v1/merchant/orders/{order}/decide")).bearer(&checkout.shop.buyer("ada"));
    let call = call.json(&json!({ "outcome": "cancel" }));
    checkout.shop.call(&refund, call).await.expect_problem(403, "forbidden");
}
