//! Products with variants: each is priced in several currencies, stocked and ordered by its SKU.

use serde_json::{Value, json};
use tests::{Call, Checkout};

use crate::catalogue_client::{CatalogueClient, shirt, tea};

/// A shop that sells [`shirt`] and has so many of each variant.
async fn with_shirt(units: i64) -> CatalogueClient {
    let client = CatalogueClient::open().await;
    client.put("shirt", &shirt()).await.expect(200);
    for sku in skus() {
        if units > 0 {
            client.adjust(&sku, "delivery", units).await.expect(200);
        }
    }
    client.calls();
    client
}

fn skus() -> Vec<String> {
    let variants = shirt()["variants"].clone();
    variants.as_array().expect("variants").iter().filter_map(|it| it["sku"].as_str().map(str::to_owned)).collect()
}

/// A wish for one of a SKU at this price.
fn wish(sku: &str, currency: &str, price: u64) -> Value {
    let mut wish = Checkout::wish(&[(sku, 1)]);
    wish["currency"] = json!(currency);
    wish["lines"][0]["unit_price_minor"] = json!(price);
    wish
}

#[tokio::test(start_paused = true)]
async fn each_variant_has_its_own_stock_and_is_ordered_in_each_of_its_currencies() {
    let client = with_shirt(2).await;
    let place = async |key: &str, wish: &Value| client.checkout.place("ada", key, wish).await;
    let dollars = place("dollars", &wish("SHIRT-M-Red", "USD", 1_999)).await.expect(201);
    assert_eq!((&dollars["total_minor"], &dollars["currency"]), (&json!(1_999), &json!("USD")));
    assert_eq!(client.calls(), ["TransactWriteItems"]);
    let euros = place("euros", &wish("SHIRT-M-Red", "EUR", 1_899)).await.expect(201);
    assert_eq!((&euros["total_minor"], &euros["currency"]), (&json!(1_899), &json!("EUR")));
    place("third", &wish("SHIRT-M-Red", "USD", 1_999)).await.expect_problem(409, "out_of_stock");
    place("other", &wish("SHIRT-L-Red", "USD", 2_199)).await.expect(201);
    let shown = client.get("shirt").await.expect(200);
    let left: Vec<(&Value, &Value)> =
        shown["variants"].as_array().expect("variants").iter().map(|it| (&it["sku"], &it["available"])).collect();
    let expected = [("SHIRT-M-Red", 0), ("SHIRT-M-Blue", 2), ("SHIRT-L-Red", 1), ("SHIRT-L-Blue", 2)];
    let expected: Vec<(Value, Value)> = expected.iter().map(|(sku, left)| (json!(sku), json!(left))).collect();
    assert_eq!(left, expected.iter().map(|(sku, left)| (sku, left)).collect::<Vec<_>>());
    assert_eq!((&shown["availability"], &shown["variants"][0]["availability"]), (&json!("low"), &json!("out")));
}

#[tokio::test(start_paused = true)]
async fn a_price_of_another_currency_or_variant_is_refused() {
    let client = with_shirt(2).await;
    let before = client.checkout.shop.state();
    for (sku, currency, price, code) in [
        ("SHIRT-M-Red", "USD", 1_899, "price_changed"),
        ("SHIRT-M-Red", "EUR", 1_999, "price_changed"),
        ("SHIRT-M-Red", "GBP", 1_999, "not_sold_in_currency"),
        ("SHIRT-L-Red", "USD", 1_999, "price_changed"),
    ] {
        let refused = client.checkout.place("ada", "key", &wish(sku, currency, price)).await;
        let problem = refused.expect_problem(409, code);
        assert_eq!((&problem["lines"][0]["sku"], &problem["lines"][0]["code"]), (&json!(sku), &json!(code)));
    }
    // A product with options is not ordered by its own identifier.
    client.checkout.place("ada", "key", &wish("shirt", "USD", 1_999)).await.expect_problem(422, "unknown_sku");
    assert_eq!(client.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_card_shows_what_the_variants_cost_and_whether_any_of_them_is_there() {
    let client = with_shirt(0).await;
    let card = async || client.list("").await.expect(200)["products"][0].clone();
    let ranges = json!([
        { "currency": "USD", "from_minor": 1_999, "to_minor": 2_199 },
        { "currency": "EUR", "from_minor": 1_899, "to_minor": 2_099 },
    ]);
    assert_eq!((&card().await["prices"], &card().await["availability"]), (&ranges, &json!("out")));
    assert_eq!(card().await.get("sku"), None);
    client.adjust("SHIRT-L-Blue", "one", 1).await.expect(200);
    assert_eq!(card().await["availability"], "low");
    client.adjust("SHIRT-L-Blue", "more", 9).await.expect(200);
    assert_eq!(card().await["availability"], "in");
    client.calls();
    card().await;
    // The first variant is nearly gone, so one more call looks at the others.
    assert_eq!(client.calls(), ["Query", "BatchGetItem", "BatchGetItem"]);
    client.put("tea", &tea()).await.expect(200);
    let by_price = client.list("sort=price").await.expect(200);
    let ids: Vec<&str> =
        by_price["products"].as_array().expect("products").iter().filter_map(|it| it["id"].as_str()).collect();
    assert_eq!(ids, ["tea", "shirt"]);
}

#[tokio::test(start_paused = true)]
async fn a_sku_is_one_products_for_ever() {
    let client = with_shirt(1).await;
    let mut other = tea();
    other["variants"][0]["sku"] = json!("SHIRT-M-Red");
    let before = client.checkout.shop.state();
    let problem = client.put("tea", &other).await.expect_problem(409, "sku_taken");
    assert_eq!((&problem["sku"], client.checkout.shop.state()), (&json!("SHIRT-M-Red"), before));
    // Nor is it free once its product no longer has it.
    let mut fewer = shirt();
    fewer["variants"].as_array_mut().expect("variants").remove(0);
    client.put("shirt", &fewer).await.expect(200);
    client.put("tea", &other).await.expect_problem(409, "sku_taken");
}

#[tokio::test(start_paused = true)]
async fn a_variant_that_is_removed_cannot_be_ordered_and_keeps_its_stock_for_its_return() {
    let client = with_shirt(3).await;
    let order = client.checkout.place("ada", "before", &wish("SHIRT-M-Red", "USD", 1_999)).await.expect(201);
    let mut fewer = shirt();
    fewer["variants"].as_array_mut().expect("variants").remove(0);
    client.put("shirt", &fewer).await.expect(200);
    let late = wish("SHIRT-M-Red", "USD", 1_999);
    client.checkout.place("ada", "late", &late).await.expect_problem(409, "product_inactive");
    assert_eq!(client.get("shirt").await.expect(200)["variants"].as_array().map(Vec::len), Some(3));
    let shown = client.checkout.get("ada", order["id"].as_str().expect("an id")).await.expect(200);
    assert_eq!((&shown["lines"][0]["product_id"], &shown["lines"][0]["name"]), (&json!("shirt"), &json!("Shirt")));
    client.put("shirt", &shirt()).await.expect(200);
    client.checkout.place("ada", "late", &late).await.expect(201);
    assert_eq!(client.shard("SHIRT-M-Red")["available"], 1);
}

#[tokio::test(start_paused = true)]
async fn an_order_names_the_variant() {
    let client = with_shirt(1).await;
    let mut wanted = wish("SHIRT-M-Red", "USD", 1_999);
    let other = wish("SHIRT-L-Blue", "USD", 2_199)["lines"][0].clone();
    wanted["lines"].as_array_mut().expect("lines").push(other);
    let order = client.checkout.place("ada", "key", &wanted).await.expect(201);
    let shown = client.checkout.get("ada", order["id"].as_str().expect("an id")).await.expect(200);
    let names: Vec<&Value> = shown["lines"].as_array().expect("lines").iter().map(|line| &line["name"]).collect();
    assert_eq!(names, ["Shirt, M / Red", "Shirt, L / Blue"]);
}

#[tokio::test(start_paused = true)]
async fn only_the_stock_rows_of_skus_that_change_are_written() {
    let client = with_shirt(1).await;
    let writes =
        |client: &CatalogueClient| skus().iter().map(|sku| client.shard(sku)["writes"].clone()).collect::<Vec<_>>();
    let before = writes(&client);
    let mut renamed = shirt();
    renamed["name"] = json!("Linen shirt");
    client.put("shirt", &renamed).await.expect(200);
    assert_eq!(writes(&client), before);
    renamed["variants"][2]["prices"][0]["price_minor"] = json!(2_099);
    client.put("shirt", &renamed).await.expect(200);
    assert_eq!((&writes(&client)[..2], &writes(&client)[3]), (&before[..2], &before[3]));
    assert_eq!(client.shard("SHIRT-L-Red")["prices"], json!({ "USD": 2_099, "EUR": 2_099 }));
    renamed["state"] = json!("archived");
    client.put("shirt", &renamed).await.expect(200);
    assert!(skus().iter().all(|sku| client.shard(sku)["active"] == false));
}

#[tokio::test(start_paused = true)]
async fn a_draft_is_seen_by_nobody_until_it_is_active() {
    let client = CatalogueClient::open().await;
    let mut draft = shirt();
    draft["state"] = json!("draft");
    client.put("shirt", &draft).await.expect(200);
    client.get("shirt").await.expect_problem(404, "not_found");
    assert_eq!(client.list("").await.expect(200)["products"], json!([]));
    client.adjust("SHIRT-M-Red", "delivery", 1).await.expect(200);
    let early = wish("SHIRT-M-Red", "USD", 1_999);
    client.checkout.place("ada", "early", &early).await.expect_problem(409, "product_inactive");
    draft["state"] = json!("active");
    client.put("shirt", &draft).await.expect(200);
    client.checkout.place("ada", "early", &early).await.expect(201);
}

#[tokio::test(start_paused = true)]
async fn variants_that_contradict_their_product_are_refused_and_change_nothing() {
    let client = with_shirt(1).await;
    let before = client.checkout.shop.state();
    let changes: [(&str, Value, &str, &str); 8] = [
        ("/variants/1/sku", json!("SHIRT-M-Red"), "/variants", "not_unique"),
        ("/variants/1/options", json!(["m", "RED"]), "/variants", "not_unique"),
        ("/variants/1/options", json!(["M"]), "/variants/1/options", "one_value_per_option"),
        ("/variants/1/prices", json!([]), "/variants/1/prices", "required"),
        ("/variants/1/prices/1/currency", json!("USD"), "/variants/1/prices", "not_unique"),
        ("/variants/1/prices/0/compare_at_minor", json!(1), "/variants/1/prices/0/compare_at_minor", "not_above_price"),
        ("/variants/1/weight_grams", json!(1.5), "/variants/1/weight_grams", "out_of_range"),
        ("/options", json!([]), "/variants", "too_many"),
    ];
    for (member, value, pointer, code) in changes {
        let mut product = shirt();
        *product.pointer_mut(member).expect("a member") = value;
        let problem = client.put("shirt", &product).await.expect_problem(422, "invalid_field");
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!(pointer), &json!(code)));
    }
    assert_eq!(client.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_product_with_as_many_variants_as_may_be_is_written_at_once_and_one_more_is_refused() {
    let client = CatalogueClient::open().await;
    let product = |count: usize| {
        let variant = |n: usize| json!({ "sku": format!("S{n}"), "options": [format!("{n}")], "prices": [{ "currency": "USD", "price_minor": 100 + n }] });
        let variants: Vec<Value> = (0..count).map(variant).collect();
        json!({ "name": "Shoe", "description": "", "category": "Shoes", "options": ["Size"], "variants": variants })
    };
    client.put("shoe", &product(48)).await.expect(200);
    client.put("boot", &product(49)).await.expect_problem(422, "invalid_field");
    client.calls();
    let shown = client.get_with(Call::get("/v1/products/shoe")).await.expect(200);
    assert_eq!(
        (client.calls(), shown["variants"].as_array().map(Vec::len)),
        (vec!["GetItem".to_owned(), "BatchGetItem".to_owned()], Some(48))
    );
    // Stock in many rows: what does not fit into one transaction is refused, and a part of it is done.
    for sku in ["S0", "S1"] {
        client.checkout.shop.reshard(sku, 64).await;
    }
    let mut dearer = product(48);
    for n in [0, 1] {
        dearer["variants"][n]["prices"][0]["price_minor"] = json!(999);
    }
    client.put("shoe", &dearer).await.expect_problem(422, "too_many_changes");
    dearer["variants"][1]["prices"][0]["price_minor"] = json!(101);
    client.put("shoe", &dearer).await.expect(200);
    let prices: Vec<Value> = client
        .checkout
        .shop
        .tables
        .rows("stock")
        .into_iter()
        .filter(|row| row["sku"] == "S0")
        .map(|row| row["prices"]["USD"].clone())
        .filter(|price| !price.is_null())
        .collect();
    assert_eq!(prices, vec![json!(999); 64]);
}
