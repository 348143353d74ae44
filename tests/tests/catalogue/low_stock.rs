//! What is low: the list follows the stock, whoever changes it, and however its changes arrive.

use aws::{DeskTable, StockTable};
use domain::catalogue::LowStockThreshold;
use serde_json::{Value, json};
use tests::{Checkout, DeskStream, Fault, Planned, Service};

use crate::catalogue_client::{CatalogueClient, tea};

/// A shop with the stream of its stock.
async fn open() -> (CatalogueClient, DeskStream) {
    let catalogue_client = CatalogueClient::open().await;
    let stream = DeskStream::of(&catalogue_client.checkout.shop, "stock").await;
    (catalogue_client, stream)
}

/// Puts products on sale with so many units.
async fn put(catalogue_client: &CatalogueClient, stocked: &[(&str, i64)]) {
    for (id, units) in stocked {
        catalogue_client.put(id, &tea()).await.expect(200);
        if *units > 0 {
            catalogue_client.adjust(id, "opening", *units).await.expect(200);
        }
    }
}

/// The list after all changes have arrived: SKUs with their units and thresholds.
async fn low(catalogue_client: &CatalogueClient, stream: &mut DeskStream) -> Vec<(String, u64, u64)> {
    stream.catch_up(&catalogue_client.checkout.shop).await;
    let page = catalogue_client.low("").await.expect(200);
    page["skus"].as_array().expect("SKUs").iter().map(entry).collect()
}

fn entry(sku: &Value) -> (String, u64, u64) {
    let number = |name: &str| sku[name].as_u64().expect("a number");
    assert_eq!(sku["product_id"], sku["sku"], "{sku}");
    (sku["sku"].as_str().expect("a SKU").to_owned(), number("available"), number("threshold"))
}

fn entries(expected: &[(&str, u64, u64)]) -> Vec<(String, u64, u64)> {
    expected.iter().map(|(sku, units, threshold)| ((*sku).to_owned(), *units, *threshold)).collect()
}

#[tokio::test(start_paused = true)]
async fn the_list_has_what_is_at_its_threshold_or_under_it_and_sold_out_first() {
    let (catalogue_client, mut stream) = open().await;
    put(&catalogue_client, &[("a", 6), ("b", 5), ("c", 0), ("d", 80)]).await;
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[("c", 0, 5), ("b", 5, 5)]));
    // Each way in which units or thresholds change.
    catalogue_client.threshold("d", &json!(100)).await.expect(200);
    catalogue_client.threshold("c", &json!(0)).await.expect(200);
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[("b", 5, 5), ("d", 80, 100)]));
    let order = {
        catalogue_client.checkout.enrol("ada");
        catalogue_client.checkout.placed("ada", "order", "a", 2).await
    };
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[("a", 4, 5), ("b", 5, 5), ("d", 80, 100)]));
    catalogue_client.checkout.cancel("ada", &order).await.expect(200);
    catalogue_client.adjust("b", "delivery", 1).await.expect(200);
    catalogue_client.threshold("d", &Value::Null).await.expect(200);
    catalogue_client.threshold("c", &Value::Null).await.expect(200);
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[("c", 0, 5)]));
    catalogue_client.patch("c", &json!({ "state": "archived" })).await.expect(200);
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[]));
}

#[tokio::test(start_paused = true)]
async fn a_page_ends_where_the_next_one_begins() {
    let (catalogue_client, mut stream) = open().await;
    put(&catalogue_client, &[("a", 2), ("b", 2), ("c", 0), ("d", 4), ("e", 1)]).await;
    let all = low(&catalogue_client, &mut stream).await;
    let units: Vec<u64> = all.iter().map(|(_, units, _)| *units).collect();
    assert_eq!(units, [0, 1, 2, 2, 4]);
    for limit in [1, 2, 3] {
        let (mut read, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = catalogue_client.low(&format!("limit={limit}{cursor}")).await.expect(200);
            read.extend(page["skus"].as_array().expect("SKUs").iter().map(entry));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(read, all, "{limit} a page");
    }
    for cursor in ["x", "e30"] {
        catalogue_client.low(&format!("cursor={cursor}")).await.expect_problem(400, "invalid_cursor");
    }
}

#[tokio::test(start_paused = true)]
async fn changes_that_come_late_twice_or_in_another_order_come_to_the_same() {
    let (catalogue_client, mut stream) = open().await;
    put(&catalogue_client, &[("tea", 9)]).await;
    for (key, units) in [("a", -5), ("b", -2), ("c", 20), ("d", -19)] {
        catalogue_client.adjust("tea", key, units).await.expect(200);
    }
    let shop = &catalogue_client.checkout.shop;
    let mut records = stream.take(shop);
    records.reverse();
    assert!(stream.deliver(&records).await.is_empty());
    records.reverse();
    let twice = [records.clone(), records].concat();
    assert!(stream.deliver(&twice).await.is_empty());
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[("tea", 3, 5)]));
}

#[tokio::test(start_paused = true)]
async fn a_change_that_fails_comes_again_and_a_damaged_one_is_set_aside() {
    let (catalogue_client, mut stream) = open().await;
    put(&catalogue_client, &[("tea", 3)]).await;
    let shop = &catalogue_client.checkout.shop;
    let records = stream.take(shop);
    shop.plan(Planned::on(Fault::Refused, Service::DynamoDb, "UpdateItem").times(30));
    assert!(!stream.deliver(&records).await.is_empty());
    shop.faults.heal();
    assert!(stream.deliver(&records).await.is_empty());
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[("tea", 3, 5)]));
    let mut damaged = records;
    for record in &mut damaged {
        record["dynamodb"]["NewImage"].as_object_mut().expect("an image").remove("available");
    }
    assert!(stream.deliver(&damaged).await.is_empty());
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[("tea", 3, 5)]));
}

#[tokio::test(start_paused = true)]
async fn plenty_costs_nothing_and_an_order_is_one_call_as_it_was() {
    let (catalogue_client, mut stream) = open().await;
    put(&catalogue_client, &[("tea", 9)]).await;
    stream.catch_up(&catalogue_client.checkout.shop).await;
    catalogue_client.calls();
    catalogue_client.checkout.enrol("ada");
    catalogue_client.checkout.placed("ada", "first", "tea", 3).await;
    assert_eq!(catalogue_client.calls(), ["TransactWriteItems"]);
    stream.catch_up(&catalogue_client.checkout.shop).await;
    assert_eq!(catalogue_client.calls(), Vec::<String>::new());
    catalogue_client.checkout.placed("ada", "second", "tea", 1).await;
    catalogue_client.calls();
    stream.catch_up(&catalogue_client.checkout.shop).await;
    let entries = catalogue_client.checkout.shop.journal.take();
    let units: f64 = entries.iter().map(|entry| entry.write_units).sum();
    // The search is told as well, once few are left.
    assert_eq!((entries.len(), units), (2, 2.0), "{entries:?}");
}

#[tokio::test(start_paused = true)]
async fn a_sku_in_several_rows_is_low_by_their_sum() {
    let (catalogue_client, mut stream) = open().await;
    put(&catalogue_client, &[("tea", 12)]).await;
    catalogue_client.threshold("tea", &json!(6)).await.expect(200);
    catalogue_client.checkout.shop.reshard("tea", 3).await;
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[]));
    let rows = catalogue_client.checkout.shop.tables.rows("stock");
    assert_eq!(rows.iter().filter(|row| row["low_at"] == 6).count(), 3);
    catalogue_client.adjust("tea", "stolen", -6).await.expect(200);
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[("tea", 6, 6)]));
    catalogue_client.threshold("tea", &json!(2)).await.expect(200);
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[]));
    catalogue_client.threshold("tea", &Value::Null).await.expect(200);
    let rows = catalogue_client.checkout.shop.tables.rows("stock");
    assert!(rows.iter().all(|row| row.get("low_at").is_none()), "{rows:?}");
}

#[tokio::test(start_paused = true)]
async fn a_threshold_that_is_none_is_refused_and_changes_nothing() {
    let (catalogue_client, mut stream) = open().await;
    put(&catalogue_client, &[("tea", 3)]).await;
    for threshold in [json!(-1), json!(1.5), json!(1_000_001), json!("5"), json!([])] {
        let answer = catalogue_client.threshold("tea", &threshold).await;
        assert!([400, 422].contains(&answer.status), "{threshold}: {}", answer.body);
    }
    catalogue_client.threshold("cake", &json!(1)).await.expect_problem(404, "not_found");
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[("tea", 3, 5)]));
    assert_eq!(catalogue_client.shard("tea").get("low_at"), None);
}

#[tokio::test(start_paused = true)]
async fn the_operator_shows_every_sku_as_it_is_under_another_threshold() {
    let (catalogue_client, mut stream) = open().await;
    put(&catalogue_client, &[("a", 3), ("b", 8)]).await;
    assert_eq!(low(&catalogue_client, &mut stream).await, entries(&[("a", 3, 5)]));
    let shop = &catalogue_client.checkout.shop;
    let context = shop.world_with(shop.variables_of("manage-stock"));
    let (stock, desk) = (StockTable::new(&context).expect("a table"), DeskTable::new(&context).expect("a table"));
    for (threshold, expected) in [("8", &[("a", 3, 8), ("b", 8, 8)][..]), ("2", &[])] {
        let threshold: LowStockThreshold = threshold.parse().expect("a threshold");
        for level in stock.stock_levels(|complaint| panic!("{complaint}")).await.expect("AWS answers") {
            desk.show_stock(&level, threshold).await.expect("AWS answers");
        }
        assert_eq!(low(&catalogue_client, &mut stream).await, entries(expected));
    }
}

#[tokio::test(start_paused = true)]
async fn only_a_merchant_sees_what_is_low() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    let stock = checkout.shop.start("manage-stock").await;
    let call = || tests::Call::get("/v1/merchant/stock/low");
    checkout.shop.call(&stock, call()).await.expect_problem(401, "unauthorized");
    let buyer = checkout.shop.buyer("ada");
    checkout.shop.call(&stock, call().bearer(&buyer)).await.expect_problem(403, "forbidden");
}
