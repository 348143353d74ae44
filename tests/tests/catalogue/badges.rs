//! Lists tell the truth about stock, whoever brought it and whoever took it.

use serde_json::json;
use tests::{Call, Fault, Planned, Service};

use crate::catalogue_client::{CatalogueClient, tea, tea_but};

/// The badges on a page that is read now, by product.
async fn badges(catalogue_client: &CatalogueClient) -> Vec<String> {
    let page = catalogue_client.list("sort=name").await.expect(200);
    let products = page["products"].as_array().expect("products").iter();
    let badge = |product: &serde_json::Value| {
        format!("{} {}", product["id"].as_str().expect("an id"), product["availability"].as_str().expect("a badge"))
    };
    products.map(badge).collect()
}

#[tokio::test(start_paused = true)]
async fn a_badge_follows_the_stock_whatever_moves_it() {
    let catalogue_client = CatalogueClient::open().await;
    catalogue_client.put("tea", &tea()).await.expect(200);
    assert_eq!(badges(&catalogue_client).await, ["tea out"]);
    catalogue_client.adjust("tea", "delivery", 40).await.expect(200);
    assert_eq!(badges(&catalogue_client).await, ["tea in"]);
    catalogue_client.adjust("tea", "broken", -34).await.expect(200);
    assert_eq!(badges(&catalogue_client).await, ["tea in"]);
    let order = catalogue_client.checkout.placed("ada", "one", "tea", 1).await;
    assert_eq!(badges(&catalogue_client).await, ["tea low"]);
    let last = catalogue_client.checkout.placed("ada", "five", "tea", 5).await;
    assert_eq!(badges(&catalogue_client).await, ["tea out"]);
    catalogue_client.checkout.cancel("ada", &order).await.expect(200);
    assert_eq!(badges(&catalogue_client).await, ["tea low"]);
    catalogue_client.checkout.cancel("ada", &last).await.expect(200);
    assert_eq!(badges(&catalogue_client).await, ["tea in"]);
}

#[tokio::test(start_paused = true)]
async fn a_product_in_several_stock_rows_is_counted_over_all_of_them_in_one_call_more() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    catalogue_client.put("jam", &tea_but(&json!({ "name": "Jam" }))).await.expect(200);
    catalogue_client.adjust("jam", "delivery", 24).await.expect(200);
    for product in ["tea", "jam"] {
        catalogue_client.checkout.shop.reshard(product, 4).await;
    }
    catalogue_client.calls();
    assert_eq!(badges(&catalogue_client).await, ["tea low", "jam in"]);
    assert_eq!(catalogue_client.calls(), ["Query", "BatchGetItem", "BatchGetItem"]);
    for n in 0..5 {
        catalogue_client.checkout.placed("ada", &format!("order {n}"), "tea", 1).await;
    }
    assert_eq!(badges(&catalogue_client).await, ["tea out", "jam in"]);
    // Where the first row alone has plenty, the others are not read.
    catalogue_client.adjust("jam", "more", 10).await.expect(200);
    catalogue_client.put("tea", &tea_but(&json!({ "state": "archived" }))).await.expect(200);
    catalogue_client.calls();
    assert_eq!(badges(&catalogue_client).await, ["jam in"]);
    assert_eq!(catalogue_client.calls(), ["Query", "BatchGetItem"]);
}

#[tokio::test(start_paused = true)]
async fn a_sold_out_badge_is_as_old_as_its_page_and_no_older() {
    let catalogue_client = CatalogueClient::with_tea(1).await;
    let kept = async || {
        let page = catalogue_client.list_with(Call::get("/v1/products")).await.expect(200);
        page["products"][0]["availability"].as_str().expect("a badge").to_owned()
    };
    assert_eq!(kept().await, "low");
    catalogue_client.checkout.placed("ada", "order", "tea", 1).await;
    assert_eq!(kept().await, "low");
    catalogue_client.checkout.shop.wait_seconds(60);
    assert_eq!(kept().await, "out");
}

#[tokio::test(start_paused = true)]
async fn a_page_of_a_hundred_products_is_two_calls() {
    let catalogue_client = CatalogueClient::open().await;
    for n in 0..101 {
        catalogue_client.put(&format!("p{n}"), &tea()).await.expect(200);
    }
    catalogue_client.calls();
    let page = catalogue_client.list("limit=100").await.expect(200);
    assert_eq!(page["products"].as_array().map(Vec::len), Some(100));
    assert_eq!(catalogue_client.calls(), ["Query", "BatchGetItem"]);
}

#[tokio::test(start_paused = true)]
async fn rows_that_the_table_leaves_out_are_asked_for_again() {
    let catalogue_client = CatalogueClient::with_tea(6).await;
    for (id, units) in [("a", 1), ("b", 9)] {
        catalogue_client.put(id, &tea_but(&json!({ "name": id }))).await.expect(200);
        catalogue_client.adjust(id, "delivery", units).await.expect(200);
    }
    catalogue_client.checkout.shop.plan(Planned::on(Fault::Partial, Service::DynamoDb, "BatchGetItem").times(2));
    assert_eq!(badges(&catalogue_client).await, ["a low", "b in", "tea in"]);
    catalogue_client.checkout.shop.plan(Planned::on(Fault::Partial, Service::DynamoDb, "BatchGetItem").times(5));
    for n in 0..3 {
        catalogue_client.put(&format!("c{n}"), &tea()).await.expect(200);
    }
    catalogue_client.list("").await.expect_problem(503, "unavailable");
    catalogue_client.checkout.shop.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
async fn a_page_whose_stock_cannot_be_read_is_not_guessed() {
    let catalogue_client = CatalogueClient::with_tea(6).await;
    let fault = Planned::on(Fault::Refused, Service::DynamoDb, "BatchGetItem");
    catalogue_client.checkout.shop.plan(fault);
    assert_eq!(badges(&catalogue_client).await, ["tea in"]);
    catalogue_client.checkout.shop.plan(Planned::on(Fault::Refused, Service::DynamoDb, "BatchGetItem").times(3));
    catalogue_client.list("").await.expect_problem(503, "unavailable");
    catalogue_client.checkout.shop.faults.assert_all_fired();
}
