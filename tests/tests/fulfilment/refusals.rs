//! What is no shipment.

use serde_json::{Value, json};
use tests::{Call, Checkout};

use crate::{id, paid};

#[tokio::test(start_paused = true)]
async fn only_a_paid_order_is_shipped() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    let refused = checkout.ship(&order, "early", &[("tea", 1)]).await.expect_problem(409, "order_not_shippable");
    assert_eq!(refused["state"], "pending");
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.refund(&order).await.expect(201);
    let refused = checkout.ship(&order, "late", &[("tea", 1)]).await.expect_problem(409, "order_not_shippable");
    assert_eq!(refused["state"], "refunded");
}

#[tokio::test(start_paused = true)]
async fn a_shipment_and_a_refund_at_once_leave_what_was_sent_on_the_order() {
    let (checkout, order) = paid().await;
    let (shipped, refunded) = futures::join!(checkout.ship(&order, "one", &[("tea", 5)]), checkout.refund(&order));
    refunded.expect(201);
    let shown = checkout.get("ada", &order).await.expect(200);
    let shipments = shown["shipments"].as_array().map_or(0, Vec::len);
    assert_eq!((shipments == 1, shown["state"].as_str()), (shipped.status == 201, Some("refunded")), "{shown}");
    assert!([201, 409].contains(&shipped.status), "{shipped:?}");
}

#[tokio::test(start_paused = true)]
async fn each_member_has_its_rule() {
    let (checkout, order) = paid().await;
    let good = json!({ "lines": [{ "sku": "tea", "quantity": 1 }], "carrier": "Mill Mail" });
    let row = checkout.row(&order);
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        body
    };
    let line = |sku: &str, quantity: Value| json!([{ "sku": sku, "quantity": quantity }]);
    for (body, pointer, code) in [
        (with("lines", json!([])), "/lines", "no_lines"),
        (with("lines", json!(vec![good["lines"][0].clone(); 99])), "/lines", "too_many_lines"),
        (with("lines", line("tea", json!(0))), "/lines/0/quantity", "quantity"),
        (with("lines", line("tea", json!(-1))), "/lines/0/quantity", "quantity"),
        (with("lines", line("tea", json!(1.5))), "/lines/0/quantity", "quantity"),
        (with("lines", line("a b", json!(1))), "/lines/0/sku", "sku"),
        (with("carrier", json!(" ")), "/carrier", "text"),
        (with("carrier", json!("x".repeat(61))), "/carrier", "text"),
        (with("tracking_number", json!("x".repeat(101))), "/tracking_number", "text"),
        (with("tracking_url", json!("http://mail.example/1")), "/tracking_url", "https"),
        (with("tracking_url", json!("javascript:alert(1)")), "/tracking_url", "https"),
        (with("tracking_url", json!("https://bank.example@mail.example/")), "/tracking_url", "https"),
        (json!({ "carrier": "Mill Mail" }), "/lines", "required"),
        (json!({ "lines": good["lines"] }), "/carrier", "required"),
    ] {
        let refused = checkout.ship_with(&order, "key", &body).await.expect_problem(422, "invalid_field");
        assert_eq!((&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]), (&json!(pointer), &json!(code)));
    }
    checkout.ship_with(&order, "key", &with("weight", json!(1))).await.expect_problem(400, "malformed_body");
    assert_eq!(checkout.row(&order), row);
}

#[tokio::test(start_paused = true)]
async fn only_merchants_ship_and_only_orders_that_there_are() {
    let (checkout, order) = paid().await;
    let shipment = id(&checkout.ship(&order, "first", &[("tea", 1)]).await.expect(201));
    checkout.shop.show_on_desk().await;
    let before = checkout.shop.state();
    let manage = checkout.shop.start("manage-shipments").await;
    let at = format!("/v1/merchant/orders/{order}/shipments");
    let body = json!({ "lines": [{ "sku": "tea", "quantity": 1 }], "carrier": "Mill Mail" });
    for call in [
        Call::post(&at).key("by the buyer").json(&body),
        Call::post(&format!("{at}/{shipment}/delivered")),
        Call::post(&format!("{at}/{shipment}/void")),
    ] {
        let buyers = call.bearer(&checkout.shop.buyer("ada"));
        checkout.shop.call(&manage, buyers).await.expect_problem(403, "forbidden");
    }
    let (nobodys, none) = ("ord_aaaaaaaaaaaaaaaaaaaaaaaaaa", "shp_aaaaaaaaaaaaaaaaaaaaaaaaaa");
    checkout.ship(nobodys, "of nobody", &[("tea", 1)]).await.expect_problem(404, "not_found");
    checkout.end_shipment(nobodys, &shipment, "void").await.expect_problem(404, "not_found");
    checkout.end_shipment(&order, none, "void").await.expect_problem(404, "not_found");
    assert_eq!(checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn an_order_has_at_most_50_shipments() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 99);
    let order = checkout.placed("ada", "order", "tea", 99).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    for number in 0..50 {
        checkout.ship(&order, &format!("shipment {number}"), &[("tea", 1)]).await.expect(201);
    }
    checkout.ship(&order, "one more", &[("tea", 1)]).await.expect_problem(409, "too_many_shipments");
}
