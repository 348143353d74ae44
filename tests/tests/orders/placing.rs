//! What placing an order does.

use serde_json::json;
use tests::{Checkout, Fault, PRICE, Planned};

#[tokio::test(start_paused = true)]
async fn an_order_takes_its_stock_and_is_held_for_fifteen_minutes() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let answer = checkout.place("ada", "first", &Checkout::wish(&[("tea", 2)])).await;
    let order = answer.expect(201);
    assert_eq!(order["state"], "pending");
    assert_eq!(order["total_minor"], 2 * PRICE);
    assert_eq!(order["lines"][0]["total_minor"], 2 * PRICE);
    assert_eq!(
        answer.header("location"),
        Some(format!("/v1/orders/{}", order["id"].as_str().expect("an id")).as_str())
    );
    let reserved = |text: &str| text.parse::<jiff::Timestamp>().expect("an instant");
    let until = reserved(order["reserved_until"].as_str().expect("text"));
    assert_eq!(until.duration_since(reserved(order["created_at"].as_str().expect("text"))).as_secs(), 900);
    assert_eq!(checkout.available("tea"), 3);
}

#[tokio::test(start_paused = true)]
async fn an_order_is_one_call_and_eight_write_units_whatever_comes_of_it() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let wish = Checkout::wish(&[("tea", 2)]);
    let mut dearer = wish.clone();
    dearer["lines"][0]["unit_price_minor"] = json!(PRICE + 1);
    let requests = [
        ("one", wish.clone(), 201),
        ("one", wish.clone(), 201),
        ("one", Checkout::wish(&[("tea", 1)]), 422),
        ("two", Checkout::wish(&[("tea", 4)]), 409),
        ("three", dearer, 409),
        ("four", Checkout::wish(&[("unicorn", 1)]), 422),
    ];
    for (key, wish, status) in requests {
        checkout.place("ada", key, &wish).await.expect(status);
        let calls = checkout.shop.journal.take();
        assert_eq!(calls.len(), 1, "{calls:?}");
        assert_eq!(calls[0].operation, "TransactWriteItems");
        if status == 201 && calls[0].status == Some(200) {
            assert!(calls[0].write_units <= 8.0, "{}", calls[0]);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_repeat_gets_the_same_bytes_whatever_has_become_of_the_order() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 1);
    let wish = Checkout::wish(&[("tea", 1)]);
    let first = checkout.place("ada", "key", &wish).await;
    let order = first.expect(201)["id"].as_str().expect("an id").to_owned();
    checkout.shop.wait_seconds(600);
    let again = checkout.place("ada", "key", &wish).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    checkout.cancel("ada", &order).await.expect(200);
    let after = checkout.place("ada", "key", &wish).await;
    assert_eq!((after.status, &after.body), (201, &first.body));
    assert_eq!(checkout.available("tea"), 1);
}

#[tokio::test(start_paused = true)]
async fn b61_another_order_under_the_same_key_is_refused() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    checkout.place("ada", "key", &Checkout::wish(&[("tea", 1)])).await.expect(201);
    let other = checkout.place("ada", "key", &Checkout::wish(&[("tea", 2)])).await;
    other.expect_problem(422, "idempotency_key_reused");
    assert_eq!(checkout.available("tea"), 4);
}

#[tokio::test(start_paused = true)]
async fn b63_the_same_key_of_another_buyer_is_another_order() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let wish = Checkout::wish(&[("tea", 1)]);
    let ada = checkout.place("ada", "key", &wish).await.expect(201);
    let bob = checkout.place("bob", "key", &wish).await.expect(201);
    assert_ne!(ada["id"], bob["id"]);
    assert_eq!(checkout.available("tea"), 3);
}

#[tokio::test(start_paused = true)]
async fn b69_the_same_product_twice_is_one_line() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.place("ada", "key", &Checkout::wish(&[("tea", 2), ("tea", 3)])).await.expect(201);
    assert_eq!(order["lines"].as_array().map(Vec::len), Some(1));
    assert_eq!(order["lines"][0]["quantity"], 5);
    assert_eq!(checkout.available("tea"), 0);
}

#[tokio::test(start_paused = true)]
async fn b66_an_order_may_have_98_lines() {
    let checkout = Checkout::open().await;
    let names: Vec<String> = (0..98).map(|n| format!("p{n}")).collect();
    for name in &names {
        checkout.stock(name, 1);
    }
    let lines: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
    let order = checkout.place("ada", "key", &Checkout::wish(&lines)).await.expect(201);
    assert_eq!(order["total_minor"], 98 * PRICE);
    assert!(names.iter().all(|name| checkout.available(name) == 0));
    let id = order["id"].as_str().expect("an id");
    checkout.cancel("ada", id).await.expect(200);
    assert!(names.iter().all(|name| checkout.available(name) == 1));
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_does_not_take_the_stock_twice() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    for (n, fault) in [Fault::AnswerLost, Fault::FailedAfterCommit, Fault::HangAfterCommit].into_iter().enumerate() {
        checkout.shop.plan(Planned::next(fault));
        checkout.place("ada", &format!("key {n}"), &Checkout::wish(&[("tea", 1)])).await.expect(201);
    }
    assert_eq!(checkout.available("tea"), 2);
    assert_eq!(checkout.shop.tables.rows("orders").iter().filter(|row| row.get("state").is_some()).count(), 3);
}

#[tokio::test(start_paused = true)]
async fn f07_an_order_that_only_meets_others_at_the_same_rows_is_taken_after_a_moment() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    checkout.shop.plan(Planned::next(Fault::Conflict).times(3));
    checkout.place("ada", "patient", &Checkout::wish(&[("tea", 1)])).await.expect(201);
    checkout.shop.plan(Planned::next(Fault::Conflict).times(4));
    let refused = checkout.place("ada", "unlucky", &Checkout::wish(&[("tea", 1)])).await;
    refused.expect_problem(503, "unavailable");
    assert_eq!(checkout.available("tea"), 4);
}
