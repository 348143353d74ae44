//! Shipping and tax: what merchants set, what a quote says of it, and what is charged.

use serde_json::{Value, json};
use tests::{Answer, Call, Checkout, Function, PRICE, Shop};

/// A shop with tea and jam, whoever sets what things cost, and whoever tells.
struct Charges {
    checkout: Checkout,
    settings: Function,
    quote: Function,
}

impl Charges {
    async fn open() -> Self {
        let checkout = Checkout::open().await;
        checkout.stock("tea", 50);
        checkout.stock("jam", 50);
        let (settings, quote) =
            (checkout.shop.start("manage-settings").await, checkout.shop.start("quote-order").await);
        Self { checkout, settings, quote }
    }

    async fn set(&self, what: &str, body: &Value) -> Answer {
        self.set_with(Call::put(&format!("/v1/merchant/{what}")).json(body)).await
    }

    async fn set_with(&self, call: Call) -> Answer {
        self.checkout.shop.call(&self.settings, call.bearer(&self.checkout.shop.merchant())).await
    }

    async fn ask(&self, products: &[(&str, u64)], option: Option<&str>) -> Value {
        let lines: Vec<Value> =
            products.iter().map(|(sku, quantity)| json!({ "sku": sku, "quantity": quantity })).collect();
        let address = json!({ "country": "GB", "postal_code": "LS1 1AA" });
        let body = json!({ "lines": lines, "address": address, "shipping_option": option });
        self.checkout.shop.call(&self.quote, Call::post("/v1/quotes").json(&body)).await.expect(200)
    }

    async fn place(&self, key: &str, products: &[(&str, u64)], quote: &Value) -> Answer {
        let mut wish = Checkout::wish(products);
        wish["quote"] = quote.clone();
        self.checkout.place("ada", key, &wish).await
    }
}

/// Standard costs 395 and nothing from ten teas on, next day 900; the islands are not served.
fn shipping() -> Value {
    let usd = |bands: Value| json!([{ "currency": "USD", "bands": bands, "free_from_minor": 10 * PRICE }]);
    let options = json!([
        { "id": "next-day", "name": "Next day", "measure": "price", "rates": [{ "currency": "USD", "bands": [{ "price_minor": 900 }] }] },
        { "id": "standard", "name": "Standard", "days": { "from": 2, "to": 4 }, "measure": "price", "rates": usd(json!([{ "price_minor": 395 }])) },
    ]);
    json!({ "zones": [
        { "name": "Islands", "places": [{ "country": "GB", "postal_codes": [{ "prefix": "BT" }] }], "options": [] },
        { "name": "Britain", "places": [{ "country": "GB" }], "options": options },
    ] })
}

fn tax(is_included: bool) -> Value {
    json!({
        "prices_include_tax": is_included, "shipping_tax_class": "standard",
        "rates": [{ "name": "VAT 20 %", "country": "GB", "tax_class": "standard", "rate_ppm": 200_000 }],
    })
}

#[tokio::test(start_paused = true)]
async fn shipping_is_chosen_charged_and_told() {
    let charges = Charges::open().await;
    charges.checkout.enrol("ada");
    charges.set("shipping", &shipping()).await.expect(200);
    let told = charges.ask(&[("tea", 2)], None).await;
    let options = told["shipping_options"].as_array().expect("options");
    assert_eq!(options.iter().map(|it| it["amount_minor"].clone()).collect::<Vec<_>>(), [json!(900), json!(395)]);
    assert_eq!((&told["shipping"]["option"], &told["total_minor"]), (&json!("standard"), &json!(2 * PRICE + 395)));
    let told = charges.ask(&[("tea", 2)], Some("next-day")).await;
    assert_eq!((&told["subtotal_minor"], &told["total_minor"]), (&json!(2 * PRICE), &json!(2 * PRICE + 900)));

    charges.checkout.shop.journal.take();
    let order = charges.place("key", &[("tea", 2)], &told["quote"]).await.expect(201);
    let calls = charges.checkout.shop.journal.take();
    assert!(calls.len() == 1 && calls[0].write_units <= 8.0, "{calls:?}");
    let shipping = json!({ "option": "next-day", "name": "Next day", "amount_minor": 900 });
    assert_eq!((&order["total_minor"], &order["shipping"]), (&json!(2 * PRICE + 900), &shipping));

    let id = order["id"].as_str().expect("an id");
    charges.checkout.pay("ada", id, "pm_card_visa").await.expect(200);
    charges.checkout.webhooks().await;
    charges.checkout.deliver_settlements().await;
    charges.checkout.work().await;
    let shown = charges.checkout.get("ada", id).await.expect(200);
    assert_eq!((&shown["state"], &shown["shipping"]), (&json!("paid"), &shipping));
    let receipt = charges.checkout.shop.mail.to("ada@example.com").pop().expect("a receipt");
    assert!(receipt.text.contains("Next day: 9.00 USD"), "{}", receipt.text);

    // All of it can be given back, and no more.
    let body = json!({ "amount_minor": 2 * PRICE + 901, "reason": "other" });
    charges.checkout.refund_with(id, "more", &body).await.expect_problem(409, "exceeds_paid");
    let body = json!({ "amount_minor": 900, "reason": "other" });
    charges.checkout.refund_with(id, "shipping", &body).await.expect(201);
    let rest = charges.checkout.refund_with(id, "rest", &json!({ "reason": "other" })).await.expect(201);
    assert_eq!(rest["amount_minor"], 2 * PRICE);
}

#[tokio::test(start_paused = true)]
async fn free_shipping_from_a_sum_and_none_where_the_shop_does_not_send() {
    let charges = Charges::open().await;
    charges.set("shipping", &shipping()).await.expect(200);
    let told = charges.ask(&[("tea", 10)], Some("standard")).await;
    assert_eq!((&told["shipping"]["amount_minor"], &told["total_minor"]), (&json!(0), &json!(10 * PRICE)));
    let told = charges.ask(&[("tea", 1)], Some("pigeon")).await;
    assert_eq!((&told["problem"], &told["quote"]), (&json!("shipping_option_unavailable"), &Value::Null));
    let body =
        json!({ "lines": [{ "sku": "tea", "quantity": 1 }], "address": { "country": "GB", "postal_code": "BT1 1AA" } });
    let told = charges.checkout.shop.call(&charges.quote, Call::post("/v1/quotes").json(&body)).await.expect(200);
    assert_eq!((&told["problem"], &told["quote"]), (&json!("no_shipping"), &Value::Null));
    assert_eq!(told["total_minor"], PRICE);
}

#[tokio::test(start_paused = true)]
async fn tax_that_prices_lack_is_added_and_tax_that_they_have_is_told() {
    let charges = Charges::open().await;
    charges.set("shipping", &shipping()).await.expect(200);
    charges.set("tax", &tax(false)).await.expect(200);
    let told = charges.ask(&[("tea", 1), ("jam", 2)], None).await;
    let net = 3 * PRICE + 395;
    let vat = (net * 2 + 5) / 10;
    let line = json!({ "name": "VAT 20 %", "rate_ppm": 200_000, "amount_minor": vat });
    assert_eq!(told["tax"], json!({ "included": false, "lines": [line] }));
    assert_eq!(told["total_minor"], net + vat);
    let order = charges.place("one", &[("tea", 1), ("jam", 2)], &told["quote"]).await.expect(201);
    assert_eq!((&order["total_minor"], &order["tax"]), (&json!(net + vat), &told["tax"]));

    charges.set("tax", &tax(true)).await.expect(200);
    charges.checkout.shop.wait_seconds(31);
    let told = charges.ask(&[("tea", 1), ("jam", 2)], None).await;
    assert_eq!((&told["tax"]["included"], &told["total_minor"]), (&json!(true), &json!(net)));
    let order = charges.place("two", &[("tea", 1), ("jam", 2)], &told["quote"]).await.expect(201);
    assert_eq!((&order["total_minor"], &order["tax"]), (&json!(net), &told["tax"]));
}

#[tokio::test(start_paused = true)]
async fn settings_are_known_for_half_a_minute_and_a_quote_given_before_stays_good() {
    let charges = Charges::open().await;
    let before = charges.ask(&[("tea", 1)], None).await;
    assert_eq!((&before["shipping"], &before["total_minor"]), (&Value::Null, &json!(PRICE)));
    charges.set("shipping", &shipping()).await.expect(200);
    charges.checkout.shop.journal.take();
    assert_eq!(charges.ask(&[("tea", 1)], None).await["total_minor"], PRICE);
    assert_eq!(charges.checkout.shop.journal.take().len(), 1);
    charges.checkout.shop.wait_seconds(30);
    assert_eq!(charges.ask(&[("tea", 1)], None).await["total_minor"], PRICE + 395);
    let order = charges.place("key", &[("tea", 1)], &before["quote"]).await.expect(201);
    assert_eq!((&order["total_minor"], &order["shipping"]), (&json!(PRICE), &Value::Null));
}

#[tokio::test(start_paused = true)]
async fn settings_are_set_over_the_version_that_was_read_and_recorded() {
    let charges = Charges::open().await;
    let show = || charges.set_with(Call::get("/v1/merchant/shipping"));
    let empty = show().await;
    assert_eq!(empty.expect(200), json!({ "zones": [] }));
    let tag = empty.header("etag").expect("a tag").to_owned();
    let put = |body: &Value, tag: &str| {
        charges.set_with(Call::put("/v1/merchant/shipping").header("if-match", tag).json(body))
    };
    let set = put(&shipping(), &tag).await;
    assert_eq!(set.expect(200), shipping());
    assert_eq!(show().await.header("etag"), set.header("etag"));
    // A repeat, whose first answer was lost, changes nothing; another change over the old version is refused.
    put(&shipping(), &tag).await.expect(200);
    put(&json!({ "zones": [] }), &tag).await.expect_problem(412, "precondition_failed");
    put(&json!({ "zones": [] }), set.header("etag").expect("a tag")).await.expect(200);
    let records = charges.checkout.shop.tables.rows("audit");
    let told: Vec<_> = records.iter().map(|record| (record["action"].clone(), record["resource"].clone())).collect();
    assert_eq!(told, vec![(json!("settings.shipping_set"), json!("settings:shipping")); 2]);
}

#[tokio::test(start_paused = true)]
async fn settings_that_break_a_rule_are_refused_with_every_member_that_does() {
    let charges = Charges::open().await;
    let before = charges.checkout.shop.state();
    let mut wrong = shipping();
    wrong["zones"][0]["places"][0]["country"] = json!("UK");
    wrong["zones"][1]["options"][1]["id"] = json!("next-day");
    let answer = charges.set("shipping", &wrong).await;
    answer.expect_problem(422, "invalid_field");
    let pointers: Vec<Value> =
        answer.json()["errors"].as_array().expect("errors").iter().map(|it| it["pointer"].clone()).collect();
    assert_eq!(pointers, [json!("/zones/0/places/0/country"), json!("/zones/1/options")]);
    let mut wrong = tax(true);
    wrong["rates"][0]["rate_ppm"] = json!(1_000_001);
    charges.set("tax", &wrong).await.expect_problem(422, "invalid_field");
    assert_eq!(charges.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_shop_that_wants_quotes_takes_no_order_without_one() {
    let checkout = Checkout::of(Shop::deployed_with(1, &[("RequireQuotes", "true")])).await;
    checkout.stock("tea", 1);
    let before = checkout.shop.state();
    let answer = checkout.place("ada", "key", &Checkout::wish(&[("tea", 1)])).await;
    answer.expect_problem(422, "invalid_field");
    assert_eq!(answer.json()["errors"][0]["pointer"], "/quote");
    assert_eq!(checkout.shop.state(), before);
}
