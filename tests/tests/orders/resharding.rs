//! A product whose stock is resharding over several rows: sold like any other, to the last unit.

use aws::{enter_order, enter_stock};
use domain::reconciliation::{Snapshot, When};
use serde_json::{Value, json};
use tests::{Call, Checkout, Fault, PRICE, Planned, Service, item_of, seeded};

fn rows(checkout: &Checkout) -> Vec<Value> {
    let mut rows = checkout.shop.tables.rows("stock");
    rows.retain(|row| row["row"].as_str().is_some_and(|name| name.starts_with("shard#")));
    rows
}

/// The snapshot of orders and stock, as the operator's audit has them: each row adds up by itself.
fn assert_the_books_add_up(checkout: &Checkout, what: &str) {
    let mut snapshot = Snapshot::default();
    checkout.shop.tables.items("stock").iter().for_each(|row| enter_stock(&mut snapshot, &item_of(row)));
    checkout.shop.tables.items("orders").iter().for_each(|row| enter_order(&mut snapshot, &item_of(row)));
    let stock: Vec<String> = snapshot.differences(When::Running).iter().map(|it| it.detail.clone()).collect();
    let stock: Vec<&String> = stock.iter().filter(|detail| !detail.contains("intent")).collect();
    assert!(stock.is_empty(), "{what}: {stock:?}");
}

#[tokio::test(start_paused = true)]
async fn a_product_is_spread_evenly_and_back_and_no_unit_is_lost() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 10);
    assert_eq!(checkout.shop.reshard("tea", 4).await, [3, 3, 2, 2]);
    assert_eq!(checkout.shop.reshard("tea", 4).await, [3, 3, 2, 2]);
    assert_eq!(checkout.shop.reshard("tea", 2).await, [5, 5, 0, 0]);
    assert_eq!(checkout.shop.reshard("tea", 1).await, [10, 0, 0, 0]);
    assert_eq!(checkout.available("tea"), 10);
    assert_eq!(checkout.shop.reshard("unicorn", 4).await, [0_u64; 0]);
    for row in rows(&checkout) {
        assert_eq!(
            (&row["prices"]["USD"], &row["active"], &row["available"]),
            (&json!(PRICE), &json!(true), &row["received"])
        );
    }
}

#[tokio::test(start_paused = true)]
async fn every_unit_is_sold_and_nobody_gets_more() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 10);
    checkout.shop.reshard("tea", 4).await;
    for number in 0..10 {
        checkout.placed(&format!("buyer {number}"), "key", "tea", 1).await;
        assert_the_books_add_up(&checkout, "after an order");
    }
    let answer = checkout.place("late", "key", &Checkout::wish(&[("tea", 1)])).await;
    answer.expect_problem(409, "out_of_stock");
    assert_eq!(checkout.available("tea"), 0);
}

#[tokio::test(start_paused = true)]
async fn one_order_draws_from_several_rows_and_its_buyer_sees_one_line() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 8);
    checkout.stock("jam", 1);
    checkout.shop.reshard("tea", 4).await;
    let wish = Checkout::wish(&[("tea", 7), ("jam", 1)]);
    let placed = checkout.place("ada", "key", &wish).await;
    let order = placed.expect(201);
    let lines = order["lines"].as_array().expect("lines");
    assert_eq!((lines.len(), &lines[0]["quantity"], &lines[0]["total_minor"]), (2, &json!(7), &json!(7 * PRICE)));
    assert_eq!(checkout.available("tea"), 1);
    assert_the_books_add_up(&checkout, "after an order");
    let again = checkout.place("ada", "key", &wish).await;
    assert_eq!((again.status, again.body), (201, placed.body.clone()));

    let id = order["id"].as_str().expect("an identifier");
    let shown = checkout.get("ada", id).await.expect(200);
    let mut named = order["lines"].clone();
    for (line, product) in [(0, "tea"), (1, "jam")] {
        (named[line]["product_id"], named[line]["name"]) = (json!(product), json!(format!("Real {product}")));
    }
    assert_eq!(shown["lines"], named);
    checkout.pay("ada", id, "pm_card_visa").await.expect(200);
    checkout.work().await;
    let mail = checkout.mails_to("ada").pop().expect("a receipt");
    assert!(mail.text.contains("7 x Real tea") && mail.text.matches("Real tea").count() == 1, "{}", mail.text);

    let other = checkout.place("ben", "key", &Checkout::wish(&[("tea", 2)])).await;
    other.expect_problem(409, "out_of_stock");
    let kept = checkout.placed("ben", "another key", "tea", 1).await;
    checkout.cancel("ben", &kept).await.expect(200);
    assert_eq!(checkout.available("tea"), 1);
    assert_the_books_add_up(&checkout, "after a cancellation");
}

#[tokio::test(start_paused = true)]
async fn who_knows_that_a_product_is_spread_places_in_one_call_and_a_change_is_learnt_in_one_more() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 4_000);
    checkout.shop.reshard("tea", 8).await;
    let mut calls = Vec::new();
    for number in 0..8 {
        if number == 6 {
            checkout.shop.reshard("tea", 1).await;
        }
        checkout.shop.journal.take();
        checkout.placed(&format!("buyer {number}"), "key", "tea", 1).await;
        calls.push(checkout.shop.journal.take().len());
    }
    // An attempt that finds the product resharding otherwise, a look, and the order.
    assert_eq!(calls, [3, 1, 1, 1, 1, 1, 3, 1]);
    assert_eq!(checkout.available("tea"), 3_992);
}

#[tokio::test(start_paused = true)]
async fn a_price_changes_in_all_rows_or_in_none() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 9);
    checkout.shop.reshard("tea", 3).await;
    let put = checkout.shop.start("manage-products").await;
    let product = json!({ "name": "Tea", "description": "", "category": "T",
        "variants": [{ "prices": [{ "currency": "USD", "price_minor": 700 }] }] });
    let call = Call::put("/v1/products/tea").bearer(&checkout.shop.merchant()).json(&product);
    checkout.shop.call(&put, call).await.expect(200);
    assert!(rows(&checkout).iter().all(|row| row["prices"]["USD"] == 700), "{:?}", rows(&checkout));
    let answer = checkout.place("ada", "key", &Checkout::wish(&[("tea", 5)])).await;
    assert_eq!(answer.expect_problem(409, "price_changed")["lines"].as_array().map(Vec::len), Some(1));
    // Shards that the price has to be told in, while they are fewer than the rows.
    checkout.shop.reshard("tea", 1).await;
    let call = Call::put("/v1/products/tea").bearer(&checkout.shop.merchant()).json(&json!({
        "name": "Tea", "description": "", "category": "T",
        "variants": [{ "prices": [{ "currency": "USD", "price_minor": 800 }] }],
    }));
    checkout.shop.call(&put, call).await.expect(200);
    assert!(rows(&checkout).iter().all(|row| row["prices"]["USD"] == 800), "{:?}", rows(&checkout));
}

#[tokio::test(start_paused = true)]
async fn stock_is_added_to_a_spread_product_and_taken_away_from_several_rows() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 0);
    let adjust = checkout.shop.start("manage-stock").await;
    let call = |key: &str, quantity: i64| {
        let body = json!({ "quantity": quantity, "reason": "counted" });
        Call::post("/v1/merchant/skus/tea/adjustments").bearer(&checkout.shop.merchant()).key(key).json(&body)
    };
    checkout.shop.call(&adjust, call("the opening", 9)).await.expect(200);
    checkout.shop.reshard("tea", 3).await;
    checkout.shop.call(&adjust, call("a delivery", 2)).await.expect(200);
    checkout.shop.call(&adjust, call("a theft", -8)).await.expect(200);
    assert_eq!(checkout.shop.call(&adjust, call("a theft", -8)).await.header("idempotency-replayed"), Some("true"));
    assert_eq!(checkout.available("tea"), 3);
    checkout.shop.call(&adjust, call("more theft", -4)).await.expect_problem(409, "out_of_stock");
    checkout.shop.call(&adjust, call("all of it", -3)).await.expect(200);
    assert_eq!(checkout.available("tea"), 0);
    assert_the_books_add_up(&checkout, "after adjustments");
}

#[tokio::test(start_paused = true)]
async fn an_interrupted_spreading_is_finished_by_a_repeat_and_loses_nothing_on_the_way() {
    for at in 0..9 {
        let checkout = Checkout::open().await;
        checkout.stock("tea", 10);
        checkout.shop.plan(Planned::on(Fault::Refused, Service::DynamoDb, "TransactWriteItems").after(at).times(100));
        let context = checkout.shop.world_with(checkout.shop.variables_of("manage-products"));
        let stock = aws::StockTable::new(&context).expect("a table");
        let tea = "tea".parse().expect("an identifier");
        let _ = stock.reshard(&tea, 4).await;
        checkout.shop.faults.heal();
        assert_eq!(checkout.available("tea"), 10, "after {at} transactions");
        assert_the_books_add_up(&checkout, "half way");
        checkout.placed("ada", "key", "tea", 5).await;
        let mut units = checkout.shop.reshard("tea", 4).await;
        units.sort_unstable();
        assert_eq!(units, [1, 1, 1, 2]);
        assert_the_books_add_up(&checkout, "at the end");
    }
}

/// Orders, cancellations, deliveries, and spreading over ever other numbers of rows, drawn by lot.
#[tokio::test(start_paused = true)]
async fn whatever_happens_to_a_spread_product_its_books_add_up_and_nobody_is_refused_what_there_is() {
    for seed in 0..40_u64 {
        let (checkout, dice) = (Checkout::open().await, seeded(seed));
        checkout.stock("tea", 20);
        let mut held: Vec<(String, String)> = Vec::new();
        for step in 0..24 {
            let what = format!("seed {seed}, step {step}");
            match dice.below(6) {
                0 => drop(checkout.shop.reshard("tea", [1, 2, 3, 5, 8][dice.below(5) as usize]).await),
                1 if !held.is_empty() => {
                    let (buyer, order) = held.swap_remove(dice.below(u32::try_from(held.len()).expect("few")) as usize);
                    checkout.cancel(&buyer, &order).await.expect(200);
                }
                _ => {
                    let (buyer, quantity) = (format!("buyer {step}"), u64::from(1 + dice.below(6)));
                    let left = checkout.available("tea");
                    let answer = checkout.place(&buyer, "key", &Checkout::wish(&[("tea", quantity)])).await;
                    assert_eq!(answer.status, if quantity <= left { 201 } else { 409 }, "{what}: {quantity} of {left}");
                    if answer.status == 201 {
                        held.push((buyer, answer.json()["id"].as_str().expect("an id").to_owned()));
                    }
                }
            }
            assert_the_books_add_up(&checkout, &what);
        }
    }
}
