//! What a card of a list shows of a product.

use serde_json::{Value, json};

use crate::catalogue_client::{CatalogueClient, shirt, tea_but};

#[tokio::test(start_paused = true)]
async fn a_card_has_the_lowest_and_the_highest_price_in_the_currency_that_was_asked_for() {
    let catalogue_client = CatalogueClient::open().await;
    catalogue_client.put("shirt", &shirt()).await.expect(200);
    catalogue_client.put("tea", &tea_but(&json!({ "currency": "JPY", "price_minor": 900 }))).await.expect(200);
    let price =
        |currency: &str, from: u64, to: u64| json!({ "currency": currency, "from_minor": from, "to_minor": to });
    for (query, shirt, tea) in [
        ("sort=name", price("USD", 1_999, 2_199), price("JPY", 900, 900)),
        ("sort=name&currency=EUR", price("EUR", 1_899, 2_099), Value::Null),
        ("sort=name&currency=jpy", Value::Null, price("JPY", 900, 900)),
    ] {
        let page = catalogue_client.list(query).await.expect(200);
        assert_eq!([&page["products"][1]["price"], &page["products"][0]["price"]], [&shirt, &tea], "{query}");
        for product in page["products"].as_array().expect("products") {
            assert!(["name", "slug", "availability"].iter().all(|member| product[member].is_string()), "{product}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_currency_that_is_none_is_refused_and_pages_of_two_currencies_are_apart() {
    let catalogue_client = CatalogueClient::open().await;
    catalogue_client.put("shirt", &shirt()).await.expect(200);
    for currency in ["", "dollars", "XXX"] {
        catalogue_client.list(&format!("currency={currency}")).await.expect_problem(400, "invalid_query");
    }
    for (query, currency) in [("", "USD"), ("currency=EUR", "EUR"), ("currency=USD", "USD"), ("currency=EUR", "EUR")] {
        let call = tests::Call::get("/v1/products").query(query);
        let page = catalogue_client.list_with(call).await.expect(200);
        assert_eq!(page["products"][0]["price"]["currency"], currency);
    }
}
