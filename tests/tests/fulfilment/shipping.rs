//! Shipments of a paid order.

use serde_json::json;

use crate::{id, paid, sent};

#[tokio::test(start_paused = true)]
async fn an_order_is_shipped_in_parts_and_its_buyer_can_follow_them() {
    let (checkout, order) = paid().await;
    let fresh = checkout.get("ada", &order).await.expect(200);
    assert_eq!((&fresh["fulfilment_state"], &fresh["shipments"]), (&json!("unfulfilled"), &json!([])));
    let body = json!({
        "lines": [{ "sku": "tea", "quantity": 2 }, { "sku": "tea", "quantity": 1 }], "carrier": " Mill Mail ",
        "tracking_number": "MM 1", "tracking_url": "https://mail.example/MM1",
    });
    let first = checkout.ship_with(&order, "first", &body).await.expect(201);
    assert_eq!(first["lines"], json!([{ "sku": "tea", "quantity": 3 }]));
    assert_eq!((&first["carrier"], &first["tracking_number"]), (&json!("Mill Mail"), &json!("MM 1")));
    let partly = checkout.get("ada", &order).await.expect(200);
    assert_eq!((&partly["fulfilment_state"], &partly["state"]), (&json!("partly_shipped"), &json!("paid")));
    assert_eq!(partly["shipments"], json!([first]));
    checkout.ship(&order, "second", &[("tea", 2), ("jam", 1)]).await.expect(201);
    assert_eq!(checkout.get("ada", &order).await.expect(200)["fulfilment_state"], "shipped");
    assert_eq!((checkout.available("tea"), checkout.outstanding()), (4, 0));
}

#[tokio::test(start_paused = true)]
async fn no_more_is_shipped_than_was_paid_for() {
    let (checkout, order) = paid().await;
    checkout.ship(&order, "first", &[("tea", 3)]).await.expect(201);
    let row = checkout.row(&order);
    let refused = checkout.ship(&order, "second", &[("tea", 3), ("jam", 1)]).await;
    let refused = refused.expect_problem(409, "exceeds_remaining");
    assert_eq!(refused["lines"], json!([{ "sku": "tea", "code": "exceeds_remaining", "remaining": 2 }]));
    let refused = checkout.ship(&order, "third", &[("gin", 1), ("tea", 3)]).await.expect_problem(422, "unknown_sku");
    assert_eq!(refused["lines"][0], json!({ "sku": "gin", "code": "unknown_sku" }));
    assert_eq!(checkout.row(&order), row);
}

#[tokio::test(start_paused = true)]
async fn two_staff_at_once_do_not_ship_the_same_units() {
    let (checkout, order) = paid().await;
    let (one, other) = (checkout.ship(&order, "one", &[("tea", 3)]), checkout.ship(&order, "other", &[("tea", 3)]));
    let (one, other) = futures::join!(one, other);
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!((statuses, sent(&checkout, &order, "tea").await), ([201, 409], 3));
}

#[tokio::test(start_paused = true)]
async fn staff_who_ship_other_units_at_once_are_all_served() {
    let (checkout, order) = paid().await;
    let keys = ["one", "two", "three", "four", "five"];
    let all = futures::future::join_all(keys.map(|key| checkout.ship(&order, key, &[("tea", 1)]))).await;
    assert!(all.iter().all(|answer| answer.status == 201), "{all:?}");
    assert_eq!(sent(&checkout, &order, "tea").await, 5);
    checkout.ship(&order, "six", &[("tea", 1)]).await.expect_problem(409, "exceeds_remaining");
}

#[tokio::test(start_paused = true)]
async fn a_repeat_gets_the_same_answer_and_another_body_is_refused() {
    let (checkout, order) = paid().await;
    let first = checkout.ship(&order, "first", &[("tea", 5)]).await;
    let shipment = id(&first.expect(201));
    checkout.end_shipment(&order, &shipment, "delivered").await.expect(200);
    let row = checkout.row(&order);
    let again = checkout.ship(&order, "first", &[("tea", 5)]).await;
    assert_eq!((again.expect(201), again.header("idempotency-replayed")), (first.expect(201), Some("true")));
    checkout.ship(&order, "first", &[("tea", 4)]).await.expect_problem(422, "idempotency_key_reused");
    assert_eq!(checkout.row(&order), row);
}

#[tokio::test(start_paused = true)]
async fn a_shipment_is_delivered_or_voided_and_never_both() {
    let (checkout, order) = paid().await;
    let first = id(&checkout.ship(&order, "first", &[("tea", 5)]).await.expect(201));
    let second = id(&checkout.ship(&order, "second", &[("jam", 1)]).await.expect(201));
    let delivered = checkout.end_shipment(&order, &first, "delivered").await;
    assert!(delivered.expect(200)["delivered_at"].is_string());
    assert_eq!(checkout.end_shipment(&order, &first, "delivered").await.expect(200), delivered.expect(200));
    checkout.end_shipment(&order, &first, "void").await.expect_problem(409, "shipment_delivered");
    assert_eq!(checkout.get("ada", &order).await.expect(200)["fulfilment_state"], "shipped");
    assert!(checkout.end_shipment(&order, &second, "void").await.expect(200)["voided_at"].is_string());
    checkout.end_shipment(&order, &second, "void").await.expect(200);
    checkout.end_shipment(&order, &second, "delivered").await.expect_problem(409, "shipment_voided");
    let shown = checkout.get("ada", &order).await.expect(200);
    assert_eq!((&shown["fulfilment_state"], &shown["shipments"][1]["id"]), (&json!("partly_shipped"), &json!(second)));
    checkout.ship(&order, "third", &[("jam", 1)]).await.expect(201);
    let third = id(&checkout.get("ada", &order).await.expect(200)["shipments"][2]);
    checkout.end_shipment(&order, &third, "delivered").await.expect(200);
    assert_eq!(checkout.get("ada", &order).await.expect(200)["fulfilment_state"], "delivered");
}

#[tokio::test(start_paused = true)]
async fn a_shipment_that_is_delivered_and_voided_at_once_ends_one_way() {
    let (checkout, order) = paid().await;
    let shipment = id(&checkout.ship(&order, "first", &[("tea", 5)]).await.expect(201));
    let deliver = checkout.end_shipment(&order, &shipment, "delivered");
    let void = checkout.end_shipment(&order, &shipment, "void");
    let (deliver, void) = futures::join!(deliver, void);
    let mut statuses = [deliver.status, void.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let shown = checkout.get("ada", &order).await.expect(200)["shipments"][0].clone();
    assert_ne!(shown["delivered_at"].is_string(), shown["voided_at"].is_string(), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn units_out_of_several_stock_rows_are_shipped_as_one_line() {
    let (checkout, _) = paid().await;
    checkout.stock("gin", 8);
    checkout.shop.reshard("gin", 4).await;
    let order = checkout.placed("ada", "spread", "gin", 5).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.ship(&order, "all", &[("gin", 5)]).await.expect(201);
    assert_eq!(checkout.get("ada", &order).await.expect(200)["fulfilment_state"], "shipped");
}
