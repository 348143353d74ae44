//! What was bought keeps its name: the one that the product had when the order was placed.

use serde_json::{Value, json};
use tests::{Checkout, PRICE};

use crate::catalogue_client::{CatalogueClient, tea_but};

async fn rename(catalogue_client: &CatalogueClient, id: &str, name: &str) {
    catalogue_client.put(id, &tea_but(&json!({ "name": name }))).await.expect(200);
}

/// The names in an order, as its buyer reads it.
async fn names(catalogue_client: &CatalogueClient, order: &str) -> Vec<Value> {
    let order = catalogue_client.checkout.get("ada", order).await.expect(200);
    order["lines"].as_array().expect("lines").iter().map(|line| line["name"].clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn an_order_and_its_receipt_show_the_name_at_the_order() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    let checkout = &catalogue_client.checkout;
    checkout.enrol("ada");
    let order = checkout.placed("ada", "order", "tea", 1).await;
    checkout.shop.wait_seconds(1);
    rename(&catalogue_client, "tea", "Darjeeling 2027").await;
    assert_eq!(names(&catalogue_client, &order).await, ["Darjeeling"]);
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.webhooks().await;
    checkout.deliver_settlements().await;
    checkout.work().await;
    let receipt = checkout.mails_to("ada").remove(0);
    assert!(receipt.text.contains("1 x Darjeeling  "), "{}", receipt.text);
    assert!(!receipt.text.contains("2027") && !receipt.html.contains("2027"), "{}", receipt.html);
    assert_eq!(names(&catalogue_client, &order).await, ["Darjeeling"]);
}

#[tokio::test(start_paused = true)]
async fn each_order_shows_the_name_of_its_day() {
    let catalogue_client = CatalogueClient::with_tea(9).await;
    let checkout = &catalogue_client.checkout;
    let mut orders = Vec::new();
    for name in ["First", "Second", "First", "Third"] {
        rename(&catalogue_client, "tea", name).await;
        // The same name again, another price, a withdrawal: none of these is a new name.
        catalogue_client.put("tea", &tea_but(&json!({ "name": name, "state": "archived" }))).await.expect(200);
        catalogue_client.put("tea", &tea_but(&json!({ "name": name, "state": "active" }))).await.expect(200);
        checkout.shop.wait_seconds(1);
        orders.push((name, checkout.placed("ada", &format!("order {}", orders.len()), "tea", 1).await));
        checkout.shop.wait_seconds(1);
    }
    for (name, order) in &orders {
        assert_eq!(names(&catalogue_client, order).await, [*name]);
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_of_many_lines_is_named_by_two_reads_and_placed_without_any() {
    let catalogue_client = CatalogueClient::open().await;
    let checkout = &catalogue_client.checkout;
    for n in 0..98 {
        let product = tea_but(&json!({ "name": format!("Tea {n}") }));
        catalogue_client.put(&format!("p{n}"), &product).await.expect(200);
        catalogue_client.adjust(&format!("p{n}"), "delivery", 1).await.expect(200);
    }
    let ids: Vec<String> = (0..98).map(|n| format!("p{n}")).collect();
    let products: Vec<(&str, u64)> = ids.iter().map(|id| (id.as_str(), 1)).collect();
    catalogue_client.calls();
    let placed = checkout.place("ada", "order", &Checkout::wish(&products)).await.expect(201);
    assert_eq!(catalogue_client.calls(), ["TransactWriteItems"]);
    assert_eq!(placed["lines"][0].get("name"), None);
    let shown = names(&catalogue_client, placed["id"].as_str().expect("an id")).await;
    assert_eq!(catalogue_client.calls(), ["GetItem", "BatchGetItem", "BatchGetItem"]);
    assert_eq!(shown, (0..98).map(|n| format!("Tea {n}")).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn an_order_from_several_stock_rows_shows_its_product_once_with_its_name() {
    let catalogue_client = CatalogueClient::with_tea(4).await;
    let checkout = &catalogue_client.checkout;
    checkout.shop.reshard("tea", 4).await;
    let order = checkout.placed("ada", "order", "tea", 4).await;
    let shown = checkout.get("ada", &order).await.expect(200);
    let line = json!({
        "sku": "tea", "product_id": "tea", "name": "Darjeeling", "quantity": 4, "unit_price_minor": PRICE, "total_minor": 4 * PRICE,
    });
    assert_eq!(shown["lines"], json!([line]));
}
