//! Refunds in parts: of units that were not sent, of units that came back, of amounts.

use serde_json::{Value, json};
use tests::{Checkout, PRICE};

use crate::refunds::{refunds, shown, told};

/// A shop in which ada has paid for five teas and a jam, and has her receipt.
async fn paid() -> (Checkout, String) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 9);
    checkout.stock("jam", 9);
    let wish = Checkout::wish(&[("tea", 5), ("jam", 1)]);
    let order = checkout.place("ada", "order", &wish).await.expect(201)["id"].as_str().expect("an id").to_owned();
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (1, 0));
    (checkout, order)
}

/// So many units at the one price, in minor units.
const fn worth(units: u64) -> i64 {
    (units * PRICE).cast_signed()
}

fn done(amounts: &[i64]) -> Vec<(String, i64)> {
    amounts.iter().map(|amount| ("succeeded".to_owned(), *amount)).collect()
}

#[tokio::test(start_paused = true)]
async fn units_that_were_not_sent_go_back_into_stock_and_cannot_be_sent_any_more() {
    let (checkout, order) = paid().await;
    let refund = checkout.refund_lines(&order, "two", &[("tea", 1, false), ("tea", 1, false)]).await.expect(201);
    assert_eq!(refund["lines"], json!([{ "sku": "tea", "quantity": 2, "returned": false }]));
    assert_eq!((refund["amount_minor"].as_i64(), checkout.available("tea")), (Some(worth(2)), 6));
    let refused = checkout.ship(&order, "four", &[("tea", 4)]).await.expect_problem(409, "exceeds_remaining");
    assert_eq!(refused["lines"][0]["remaining"], 3);
    checkout.ship(&order, "all", &[("tea", 3), ("jam", 1)]).await.expect(201);
    let shown = checkout.get("ada", &order).await.expect(200);
    assert_eq!((&shown["state"], &shown["fulfilment_state"]), (&json!("paid"), &json!("shipped")));
    assert_eq!((shown["refunded_minor"].as_i64(), checkout.given_back(&order)), (Some(worth(2)), worth(2)));
    assert_eq!(checkout.outstanding(), 0);
}

#[tokio::test(start_paused = true)]
async fn units_that_were_sent_and_came_back_are_refunded_once() {
    let (checkout, order) = paid().await;
    checkout.ship(&order, "two", &[("tea", 2)]).await.expect(201);
    let refused = checkout.refund_lines(&order, "three", &[("tea", 3, true)]).await;
    assert_eq!(refused.expect_problem(409, "exceeds_remaining")["lines"][0]["remaining"], 2);
    checkout.refund_lines(&order, "both", &[("tea", 2, true)]).await.expect(201);
    checkout.refund_lines(&order, "again", &[("tea", 1, true)]).await.expect_problem(409, "exceeds_remaining");
    // Three are left to be sent, or to be given up.
    checkout.refund_lines(&order, "four", &[("tea", 4, false)]).await.expect_problem(409, "exceeds_remaining");
    checkout.ship(&order, "three more", &[("tea", 3)]).await.expect(201);
    assert_eq!((checkout.available("tea"), checkout.given_back(&order)), (6, worth(2)));
    let unknown = checkout.refund_lines(&order, "gin", &[("gin", 1, false)]).await.expect_problem(422, "unknown_sku");
    assert_eq!(unknown["lines"], json!([{ "sku": "gin", "code": "unknown_sku" }]));
}

#[tokio::test(start_paused = true)]
async fn a_shipment_whose_units_came_back_is_not_voided() {
    let (checkout, order) = paid().await;
    let shipment = checkout.ship(&order, "two", &[("tea", 2)]).await.expect(201)["id"].clone();
    let shipment = shipment.as_str().expect("an identifier");
    checkout.refund_lines(&order, "one", &[("tea", 1, true)]).await.expect(201);
    checkout.end_shipment(&order, shipment, "void").await.expect_problem(409, "shipment_refunded");
    checkout.refund(&order).await.expect(201);
    checkout.end_shipment(&order, shipment, "void").await.expect_problem(409, "shipment_refunded");
    checkout.end_shipment(&order, shipment, "delivered").await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn goods_that_are_lost_are_given_up_and_stay_out_of_stock() {
    let (checkout, order) = paid().await;
    let lines = json!([{ "sku": "tea", "quantity": 2 }]);
    let body = json!({ "lines": lines, "reason": "damaged", "restock": false });
    assert_eq!(checkout.refund_with(&order, "spoilt", &body).await.expect(201)["restock"], false);
    assert_eq!((checkout.available("tea"), checkout.given_back(&order)), (4, worth(2)));
    checkout.ship(&order, "four", &[("tea", 4)]).await.expect_problem(409, "exceeds_remaining");
}

#[tokio::test(start_paused = true)]
async fn the_last_of_the_money_takes_what_was_not_sent_with_it_and_the_order_is_refunded() {
    let (checkout, order) = paid().await;
    checkout.ship(&order, "two", &[("tea", 2)]).await.expect(201);
    checkout.refund_amount(&order, "a little", 100).await.expect(201);
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("paid", 4));
    let refused = checkout.refund_amount(&order, "too much", 6 * PRICE - 99).await;
    assert_eq!(refused.expect_problem(409, "exceeds_paid")["left_minor"].as_i64(), Some(worth(6) - 100));
    let rest = checkout.refund_amount(&order, "the rest", 6 * PRICE - 100).await.expect(201);
    let line = |sku: &str, units| json!({ "sku": sku, "quantity": units, "returned": false });
    assert_eq!(rest["lines"], json!([line("tea", 3), line("jam", 1)]));
    assert_eq!(checkout.state("ada", &order).await, "refunded");
    assert_eq!((checkout.available("tea"), checkout.available("jam")), (7, 9), "two teas are with the buyer");
    assert_eq!((checkout.given_back(&order), checkout.outstanding()), (worth(6), 0));
    assert_eq!(shown(&checkout, &order).await, done(&[100, worth(6) - 100]));
    checkout.shop.wait_seconds(20);
    checkout.work().await;
    let mails = told(&checkout);
    assert_eq!(mails.len(), 2);
    assert!(mails[0].text.contains("1.00 USD") && mails[1].text.contains("3 x Real tea"), "{mails:?}");
}

#[tokio::test(start_paused = true)]
async fn a_repeat_gets_the_same_refund_and_another_body_is_refused() {
    let (checkout, order) = paid().await;
    let first = checkout.refund_amount(&order, "one", 100).await;
    let again = checkout.refund_amount(&order, "one", 100).await;
    assert_eq!((again.expect(201), again.header("idempotency-replayed")), (first.expect(201), Some("true")));
    checkout.refund_amount(&order, "one", 200).await.expect_problem(422, "idempotency_key_reused");
    checkout.refund_amount(&order, "two", 100).await.expect(201);
    assert_eq!((refunds(&checkout), checkout.given_back(&order)), (2, 200));
}

#[tokio::test(start_paused = true)]
async fn staff_who_refund_at_once_give_back_no_more_than_was_paid() {
    let (checkout, order) = paid().await;
    let keys = ["one", "two", "three", "four"];
    let all = keys.map(|key| checkout.refund_lines(&order, key, &[("tea", 2, false)]));
    let mut statuses: Vec<u16> = futures::future::join_all(all).await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!((statuses, checkout.available("tea")), (vec![201, 201, 409, 409], 8));
    let most = 4 * PRICE;
    let amounts = ["five", "six"].map(|key| checkout.refund_amount(&order, key, most / 4 + 1));
    let mut statuses: Vec<u16> = futures::future::join_all(amounts).await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!((statuses, checkout.given_back(&order)), (vec![201, 409], worth(5) + 1));
}

#[tokio::test(start_paused = true)]
async fn a_shipment_and_a_refund_at_once_do_not_take_the_same_units() {
    let (checkout, order) = paid().await;
    let ship = checkout.ship(&order, "three", &[("tea", 3)]);
    let refund = checkout.refund_lines(&order, "three", &[("tea", 3, false)]);
    let (ship, refund) = futures::join!(ship, refund);
    let mut statuses = [ship.status, refund.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test(start_paused = true)]
async fn slow_refunds_stand_side_by_side_and_the_last_one_ends_the_order() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.pay("ada", &order, "pm_card_pendingRefund").await.expect(200);
    checkout.webhooks().await;
    checkout.work().await;
    checkout.refund_lines(&order, "one", &[("tea", 1, false)]).await.expect(202);
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.outstanding()), ("paid", 1));
    checkout.ship(&order, "both", &[("tea", 2)]).await.expect_problem(409, "exceeds_remaining");
    checkout.refund(&order).await.expect(202);
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("refunding", 3));
    checkout.shop.wait_seconds(901);
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("refunded", 5));
    assert_eq!((shown(&checkout, &order).await, checkout.outstanding()), (done(&[worth(1), worth(1)]), 0));
    checkout.shop.wait_seconds(20);
    checkout.work().await;
    assert_eq!(told(&checkout).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn parts_that_were_given_back_in_the_dashboard_are_taken_over_to_the_cent() {
    let (checkout, order) = paid().await;
    let intent = crate::refunds::intent(&checkout);
    for amount in [100, 250] {
        checkout.refund_at_the_provider(&format!("payment_intent={intent}&amount={amount}"));
    }
    checkout.webhooks().await;
    checkout.work().await;
    checkout.refund_at_the_provider(&format!("payment_intent={intent}&amount=1"));
    // Of the last one no event told. Whoever asks for too much finds it.
    let refused = checkout.refund_amount(&order, "too much", 6 * PRICE - 350).await;
    assert_eq!(refused.expect_problem(409, "exceeds_paid")["left_minor"].as_i64(), Some(worth(6) - 351));
    assert_eq!(shown(&checkout, &order).await, done(&[100, 250, 1]));
    let row = checkout.row(&order);
    let taken: Vec<&Value> = row["refunds"].as_array().expect("refunds").iter().collect();
    assert!(taken.iter().all(|it| it.get("by").is_none() && it["provider_id"].is_string()), "{row}");
    assert_eq!((checkout.outstanding(), checkout.available("tea")), (0, 4));
    checkout.shop.wait_seconds(20);
    checkout.work().await;
    assert_eq!(told(&checkout).len(), 3);
}

#[tokio::test(start_paused = true)]
async fn units_out_of_several_stock_rows_go_back_there() {
    let (checkout, _) = paid().await;
    checkout.stock("gin", 8);
    checkout.shop.reshard("gin", 4).await;
    let order = checkout.placed("ada", "spread", "gin", 5).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    for (key, units, available) in [("one", 1, 4), ("three", 3, 7), ("last", 1, 8)] {
        checkout.refund_lines(&order, key, &[("gin", units, false)]).await.expect(201);
        assert_eq!(checkout.available("gin"), available);
    }
    assert_eq!(checkout.state("ada", &order).await, "refunded");
}

#[tokio::test(start_paused = true)]
async fn an_order_has_at_most_20_refunds_of_its_merchants() {
    let (checkout, order) = paid().await;
    for number in 0..20 {
        checkout.refund_amount(&order, &format!("refund {number}"), 1).await.expect(201);
    }
    checkout.refund_amount(&order, "one more", 1).await.expect_problem(409, "too_many_refunds");
    assert_eq!(checkout.given_back(&order), 20);
}

#[tokio::test(start_paused = true)]
async fn a_merchant_cancels_an_unpaid_order_and_refunds_a_paid_one() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    let cancelled = checkout.cancel_for_buyer(&order).await;
    assert_eq!((&cancelled.expect(200)["payment_state"], checkout.available("tea")), (&json!("cancelled"), 5));
    assert!(!cancelled.body.contains("Mill Lane"), "{cancelled:?}");
    checkout.cancel_for_buyer(&order).await.expect(200);
    let (checkout, order) = paid().await;
    let refused = checkout.cancel_for_buyer(&order).await.expect_problem(409, "refund_required");
    assert_eq!((&refused["state"], checkout.available("tea")), (&json!("paid"), 4));
    checkout.refund(&order).await.expect(201);
    checkout.cancel_for_buyer(&order).await.expect_problem(409, "order_not_cancellable");
    checkout.cancel_for_buyer("ord_aaaaaaaaaaaaaaaaaaaaaaaaaa").await.expect_problem(404, "not_found");
}
