//! Orders that the shop does not take. Nothing changes.

use serde_json::{Value, json};
use tests::{Call, Checkout, PRICE};

/// Sends the wish with one thing changed, and expects a refusal that changes nothing.
async fn refused(checkout: &Checkout, status: u16, code: &str, change: impl FnOnce(&mut Value)) -> Value {
    let before = checkout.shop.state();
    let mut wish = Checkout::wish(&[("tea", 1)]);
    change(&mut wish);
    let problem = checkout.place("ada", "refused", &wish).await.expect_problem(status, code);
    assert_eq!(checkout.shop.state(), before, "a refusal changed something: {wish}");
    problem
}

async fn shop_with_tea() -> Checkout {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    checkout
}

#[tokio::test(start_paused = true)]
async fn b59_b60_an_order_needs_a_proper_idempotency_key() {
    let checkout = shop_with_tea().await;
    let call = || Call::post("/v1/orders").bearer(&checkout.shop.buyer("ada")).json(&Checkout::wish(&[("tea", 1)]));
    checkout.place_with(call()).await.expect_problem(400, "idempotency_key_required");
    for key in ["", "short", &"x".repeat(129), "with space with space"] {
        let answer = checkout.place_with(call().header("idempotency-key", key)).await;
        answer.expect_problem(400, "idempotency_key_required");
    }
    // What no gateway lets through is refused even before the key is looked at.
    for key in ["ключ-ключ-ключ-ключ", "line\nbreak-line-break"] {
        checkout.place_with(call().header("idempotency-key", key)).await.expect_refusal(400);
    }
    for key in ["x".repeat(16), "x".repeat(128)] {
        checkout.place_with(call().header("idempotency-key", &key)).await.expect(201);
    }
}

#[tokio::test(start_paused = true)]
async fn b65_b66_an_order_has_1_to_98_lines() {
    let checkout = shop_with_tea().await;
    refused(&checkout, 422, "invalid_field", |wish| wish["lines"] = json!([])).await;
    refused(&checkout, 422, "invalid_field", |wish| drop(wish.as_object_mut().expect("an object").remove("lines")))
        .await;
    refused(&checkout, 422, "invalid_field", |wish| wish["lines"] = json!(vec![wish["lines"][0].clone(); 99])).await;
}

#[tokio::test(start_paused = true)]
async fn b67_b68_a_quantity_is_a_whole_number_from_1_to_99() {
    let checkout = shop_with_tea().await;
    for quantity in [json!(0), json!(-1), json!(1.5), json!(1e9), json!(100), json!(1_000_000_000_u64)] {
        let problem =
            refused(&checkout, 422, "invalid_field", |wish| wish["lines"][0]["quantity"] = quantity.clone()).await;
        assert_eq!(problem["errors"][0]["pointer"], "/lines/0/quantity");
    }
    refused(&checkout, 400, "malformed_body", |wish| wish["lines"][0]["quantity"] = json!("1")).await;
}

#[tokio::test(start_paused = true)]
async fn b68_a_total_that_cannot_be_charged_is_refused() {
    let checkout = shop_with_tea().await;
    for price in [json!(0), json!(-5), json!(u64::MAX), json!(99_999_999_999_u64), json!(4.99)] {
        let pick = |wish: &mut Value| wish["lines"][0]["unit_price_minor"] = price.clone();
        refused(&checkout, 422, "invalid_field", pick).await;
    }
    refused(&checkout, 422, "invalid_field", |wish| {
        wish["lines"][0]["unit_price_minor"] = json!(99_999_999);
        wish["lines"][0]["quantity"] = json!(99);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn b69_the_same_product_at_two_prices_is_refused() {
    let checkout = shop_with_tea().await;
    let problem = refused(&checkout, 422, "invalid_field", |wish| {
        let mut other = wish["lines"][0].clone();
        other["unit_price_minor"] = json!(PRICE + 1);
        wish["lines"].as_array_mut().expect("lines").push(other);
    })
    .await;
    assert_eq!(problem["errors"][0]["code"], "two_prices");
}

#[tokio::test(start_paused = true)]
async fn b70_an_unknown_product_is_refused() {
    let checkout = shop_with_tea().await;
    let problem = refused(&checkout, 422, "unknown_sku", |wish| wish["lines"][0]["sku"] = json!("unicorn")).await;
    assert_eq!(problem["lines"], json!([{ "sku": "unicorn", "code": "unknown_sku" }]));
    for id in ["", "../tea", "a b", &"x".repeat(129), "😀"] {
        refused(&checkout, 422, "invalid_field", |wish| wish["lines"][0]["sku"] = json!(id)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn b71_a_product_that_is_not_for_sale_is_refused() {
    let checkout = shop_with_tea().await;
    checkout.shop.tables.put(
        "stock",
        &json!({ "sku": "tea", "row": "shard#0", "available": 5, "received": 5, "product_id": "tea",
            "prices": { "USD": PRICE }, "active": false }),
    );
    refused(&checkout, 409, "product_inactive", |_| {}).await;
}

#[tokio::test(start_paused = true)]
async fn b72_a_price_that_has_changed_is_told() {
    let checkout = shop_with_tea().await;
    let problem = refused(&checkout, 409, "price_changed", |wish| {
        wish["lines"][0]["unit_price_minor"] = json!(PRICE - 1);
    })
    .await;
    let current = json!([{ "sku": "tea", "code": "price_changed", "price_minor": PRICE, "currency": "USD" }]);
    assert_eq!(problem["lines"], current);
    refused(&checkout, 409, "not_sold_in_currency", |wish| wish["currency"] = json!("EUR")).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_left_is_told_for_every_line_that_is_short() {
    let checkout = shop_with_tea().await;
    checkout.stock("jam", 1);
    checkout.stock("rye", 9);
    let problem = refused(&checkout, 409, "out_of_stock", |wish| {
        *wish = Checkout::wish(&[("tea", 6), ("rye", 9), ("jam", 2)]);
    })
    .await;
    assert_eq!(
        problem["lines"],
        json!([
            { "sku": "tea", "code": "out_of_stock", "available": 5 },
            { "sku": "jam", "code": "out_of_stock", "available": 1 },
        ])
    );
}

#[tokio::test(start_paused = true)]
async fn b73_the_eleventh_order_in_fifteen_minutes_is_too_many() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 50);
    let wish = Checkout::wish(&[("tea", 1)]);
    for n in 0..10 {
        checkout.place("ada", &format!("order {n}"), &wish).await.expect(201);
    }
    checkout.place("ada", "order 3", &wish).await.expect(201);
    let eleventh = checkout.place("ada", "order 10", &wish).await;
    eleventh.expect_problem(429, "too_many_orders");
    checkout.place("bob", "order 10", &wish).await.expect(201);
    let wait = eleventh.header("retry-after").and_then(|seconds| seconds.parse().ok()).expect("seconds");
    checkout.shop.wait_seconds(wait);
    checkout.place("ada", "order 10", &wish).await.expect(201);
}

#[tokio::test(start_paused = true)]
async fn b75_an_address_has_its_limits() {
    let checkout = shop_with_tea().await;
    for (member, value) in [
        ("line1", json!("x".repeat(10_000))),
        ("line1", json!("")),
        ("name", json!("a\r\nb")),
        ("country", json!("gb")),
        ("country", json!("GBR")),
        ("postal_code", json!(" ")),
    ] {
        let problem = refused(&checkout, 422, "invalid_field", |wish| wish["shipping_address"][member] = value).await;
        assert_eq!(problem["errors"][0]["pointer"], format!("/shipping_address/{member}"));
    }
    refused(&checkout, 400, "malformed_body", |wish| wish["shipping_address"]["role"] = json!("merchant")).await;
    refused(&checkout, 400, "malformed_body", |wish| wish["total_minor"] = json!(1)).await;
}

#[tokio::test(start_paused = true)]
async fn only_orders_that_hold_stock_without_being_paid_are_too_many() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 50);
    let mut held = Vec::new();
    for n in 0..10 {
        held.push(checkout.placed("ada", &format!("the order number {n}"), "tea", 1).await);
    }
    let wish = Checkout::wish(&[("tea", 1)]);
    checkout.place("ada", "one more than ten", &wish).await.expect_problem(429, "too_many_orders");
    checkout.cancel("ada", &held[0]).await.expect(200);
    checkout.pay("ada", &held[1], "pm_card_visa").await.expect(200);
    checkout.pay("ada", &held[2], "pm_usBankAccount_processing").await.expect(202);
    for n in 0..2 {
        checkout.placed("ada", &format!("a place is free {n}"), "tea", 1).await;
    }
    checkout.place("ada", "and then none is", &wish).await.expect_problem(429, "too_many_orders");
    assert_eq!(checkout.available("tea"), 39, "one came back, twelve are held or sold");
    checkout.placed("ben", "a buyer of his own", "tea", 1).await;
}
