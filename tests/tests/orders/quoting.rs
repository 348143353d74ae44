//! Quotes: what a basket costs now, and what an order keeps of it.

use serde_json::{Value, json};
use tests::{Call, Checkout, Function, PRICE, Shop};

/// A shop with tea, and whoever tells what it costs.
struct Quotes {
    checkout: Checkout,
    quote: Function,
}

impl Quotes {
    async fn open() -> Self {
        Self::of(Shop::open()).await
    }

    async fn of(shop: Shop) -> Self {
        let checkout = Checkout::of(shop).await;
        checkout.stock("tea", 5);
        let quote = checkout.shop.start("quote-order").await;
        checkout.shop.journal.take();
        Self { checkout, quote }
    }

    async fn ask(&self, body: &Value) -> Value {
        self.checkout.shop.call(&self.quote, Call::post("/v1/quotes").json(body)).await.expect(200)
    }

    /// The quote for these products at the place where [`Checkout::wish`] sends them.
    async fn quoted(&self, products: &[(&str, u64)]) -> Value {
        self.ask(&basket(products)).await
    }
}

fn basket(products: &[(&str, u64)]) -> Value {
    let lines: Vec<Value> =
        products.iter().map(|(sku, quantity)| json!({ "sku": sku, "quantity": quantity })).collect();
    json!({ "lines": lines, "address": { "country": "GB", "postal_code": "ls11aa" } })
}

/// The body of an order by a quote.
fn wish(products: &[(&str, u64)], quote: &Value) -> Value {
    let mut wish = Checkout::wish(products);
    wish["quote"] = quote.clone();
    wish
}

#[tokio::test(start_paused = true)]
async fn a_quote_says_what_each_line_costs_and_what_stands_in_the_way() {
    let quotes = Quotes::open().await;
    for (product, units) in [("jam", 0), ("mug", 3), ("bag", 3)] {
        quotes.checkout.stock(product, units);
    }
    let mut bag = quotes.checkout.shop.tables.rows("stock").into_iter().find(|row| row["sku"] == "bag").expect("bags");
    bag["active"] = json!(false);
    quotes.checkout.shop.tables.put("stock", &bag);
    let lines = [("tea", 2), ("jam", 1), ("mug", 4), ("bag", 1), ("unicorn", 1), ("tea", 1)];
    let told = quotes.quoted(&lines).await;
    let seen: Vec<_> = told["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| (line["sku"].as_str().expect("a SKU"), line["available"].clone(), line["problem"].clone()))
        .collect();
    assert_eq!(
        seen,
        [
            ("tea", json!(5), Value::Null),
            ("jam", json!(0), json!("out_of_stock")),
            ("mug", json!(3), json!("not_enough")),
            ("bag", json!(0), json!("unavailable")),
            ("unicorn", json!(0), json!("unavailable")),
        ]
    );
    let tea = &told["lines"][0];
    assert_eq!((&tea["name"], &tea["product_id"], &tea["quantity"]), (&json!("Real tea"), &json!("tea"), &json!(3)));
    assert_eq!((&tea["unit_price_minor"], &tea["total_minor"]), (&json!(PRICE), &json!(3 * PRICE)));
    assert_eq!((&told["subtotal_minor"], &told["total_minor"]), (&json!(3 * PRICE), &json!(3 * PRICE)));
    assert_eq!((&told["currency"], &told["quote"], &told["expires_at"]), (&json!("USD"), &Value::Null, &Value::Null));
}

#[tokio::test(start_paused = true)]
async fn there_is_a_quote_once_somebody_says_where_it_goes() {
    let quotes = Quotes::open().await;
    let mut basket = basket(&[("tea", 1)]);
    assert!(quotes.ask(&basket).await["quote"].is_string());
    basket.as_object_mut().expect("a body").remove("address");
    assert_eq!(quotes.ask(&basket).await["quote"], Value::Null);
    basket["currency"] = json!("EUR");
    let told = quotes.ask(&basket).await;
    assert_eq!((&told["currency"], &told["lines"][0]["problem"]), (&json!("EUR"), &json!("unavailable")));
    assert_eq!(told["lines"][0]["unit_price_minor"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn a_quote_is_three_calls_at_first_and_one_once_products_and_settings_are_known() {
    let quotes = Quotes::open().await;
    quotes.checkout.stock("jam", 9);
    quotes.checkout.shop.reshard("jam", 3).await;
    quotes.checkout.shop.journal.take();
    for calls in [3, 1, 1] {
        quotes.quoted(&[("tea", 1)]).await;
        let made = quotes.checkout.shop.journal.take();
        assert_eq!(made.len(), calls, "{made:?}");
        assert!(made.iter().all(|call| call.operation == "BatchGetItem"));
    }
    // The other rows of a SKU that is sharded are read with its product, or after it.
    assert_eq!(quotes.quoted(&[("jam", 9)]).await["lines"][0]["available"], 9);
    assert_eq!(quotes.checkout.shop.journal.take().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_order_by_a_quote_is_one_call_and_eight_write_units_and_keeps_how_its_lines_were_shown() {
    let quotes = Quotes::open().await;
    let shop = &quotes.checkout.shop;
    let mut tea = shop.tables.rows("products").into_iter().find(|row| row["id"] == "tea").expect("tea");
    let digest = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
    tea["image"] = json!({ "alt": "A tin", "digest": digest, "width": 800, "height": 600 });
    tea["variants"][0]["options"] = json!(["500 g"]);
    shop.tables.put("products", &tea);
    let told = quotes.quoted(&[("tea", 2)]).await;
    assert_eq!(told["lines"][0]["options"], json!(["500 g"]));
    shop.journal.take();
    let placed = quotes.checkout.place("ada", "key", &wish(&[("tea", 2)], &told["quote"])).await;
    let calls = shop.journal.take();
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert!(calls[0].write_units <= 8.0, "{}", calls[0]);
    let order = placed.expect(201);
    assert_eq!(order["lines"][0]["name"], "Real tea, 500 g");
    assert_eq!(order["lines"][0]["image"], told["lines"][0]["image"]);

    tea["name"] = json!("Another tea");
    tea.as_object_mut().expect("a row").remove("image");
    shop.tables.put("products", &tea);
    let shown = quotes.checkout.get("ada", order["id"].as_str().expect("an id")).await.expect(200);
    assert_eq!(shown["lines"], order["lines"]);
    // Nobody is asked what the lines are called.
    assert_eq!(shop.journal.take().len(), 1);
    let again = quotes.checkout.place("ada", "key", &wish(&[("tea", 2)], &told["quote"])).await;
    assert_eq!((again.status, &again.body), (201, &placed.body));
}

#[tokio::test(start_paused = true)]
async fn a_quote_of_another_basket_or_address_changes_nothing() {
    let quotes = Quotes::open().await;
    quotes.checkout.stock("jam", 5);
    let told = quotes.quoted(&[("tea", 2), ("jam", 1)]).await;
    let good = wish(&[("jam", 1), ("tea", 2)], &told["quote"]);
    let changed = |pointer: &str, value: Value| {
        let mut wish = good.clone();
        *wish.pointer_mut(pointer).expect("a member") = value;
        wish
    };
    let mut with_region = good.clone();
    with_region["shipping_address"]["region"] = json!("Yorkshire");
    let before = quotes.checkout.shop.state();
    for (wish, code) in [
        (changed("/lines/0/quantity", json!(2)), "quote_of_other_lines"),
        (changed("/lines/0/sku", json!("mug")), "quote_of_other_lines"),
        (changed("/lines/0/unit_price_minor", json!(PRICE - 1)), "quote_of_other_lines"),
        (changed("/currency", json!("EUR")), "quote_of_other_lines"),
        (wish(&[("tea", 2)], &told["quote"]), "quote_of_other_lines"),
        (changed("/shipping_address/country", json!("IE")), "quote_of_other_address"),
        (changed("/shipping_address/postal_code", json!("LS1 1AB")), "quote_of_other_address"),
        (with_region, "quote_of_other_address"),
    ] {
        quotes.checkout.place("ada", "key", &wish).await.expect_problem(409, code);
    }
    assert_eq!(quotes.checkout.shop.state(), before);
    quotes.checkout.place("ada", "key", &good).await.expect(201);
}

#[tokio::test(start_paused = true)]
async fn what_the_shop_never_signed_is_no_quote() {
    let quotes = Quotes::open().await;
    let told = quotes.quoted(&[("tea", 1)]).await;
    let token = told["quote"].as_str().expect("a token");
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!("three parts") };
    let swapped: String = claims.chars().rev().collect();
    let before = quotes.checkout.shop.state();
    for forged in [
        String::new(),
        "quote".to_owned(),
        format!("{header}.{swapped}.{signature}"),
        format!("{header}.{claims}."),
        format!("{header}.{claims}.{}", signature.to_lowercase()),
        quotes.checkout.shop.buyer("ada"),
        "a".repeat(50_000),
    ] {
        let wish = wish(&[("tea", 1)], &json!(forged));
        quotes.checkout.place("ada", "key", &wish).await.expect_problem(422, "quote_invalid");
    }
    assert_eq!(quotes.checkout.shop.state(), before);
    // A quote lets nobody in.
    let call = Call::post("/v1/orders").bearer(token).key("key").json(&Checkout::wish(&[("tea", 1)]));
    quotes.checkout.place_with(call).await.expect_problem(401, "unauthorized");
}

#[tokio::test(start_paused = true)]
async fn a_quote_is_good_for_half_an_hour_and_a_repeat_for_ever() {
    let quotes = Quotes::open().await;
    let told = quotes.quoted(&[("tea", 1)]).await;
    let wish = wish(&[("tea", 1)], &told["quote"]);
    quotes.checkout.shop.wait_seconds(29 * 60);
    let placed = quotes.checkout.place("ada", "one", &wish).await;
    placed.expect(201);
    quotes.checkout.shop.wait_seconds(2 * 60);
    let before = quotes.checkout.shop.state();
    quotes.checkout.place("ada", "two", &wish).await.expect_problem(409, "quote_expired");
    let again = quotes.checkout.place("ada", "one", &wish).await;
    assert_eq!((again.status, &again.body), (201, &placed.body));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(quotes.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_quote_of_98_long_lines_fits_into_an_order() {
    let quotes = Quotes::open().await;
    let skus: Vec<String> = (0..98).map(|n| format!("{n:0>100}")).collect();
    for sku in &skus {
        quotes.checkout.stock(sku, 1);
    }
    let lines: Vec<(&str, u64)> = skus.iter().map(|sku| (sku.as_str(), 1)).collect();
    let told = quotes.quoted(&lines).await;
    let order = quotes.checkout.place("ada", "key", &wish(&lines, &told["quote"])).await.expect(201);
    assert_eq!(order["total_minor"], 98 * PRICE);
}
