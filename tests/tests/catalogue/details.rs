//! What a merchant may write about a product. What is refused changes nothing.

use serde_json::{Value, json};

use crate::catalogue_client::{CatalogueClient, tea, tea_but};

/// Writes tea with one member changed, over itself and as something new, and expects a refusal that changes nothing.
async fn refused(catalogue_client: &CatalogueClient, status: u16, code: &str, product: &Value) -> Value {
    let before = catalogue_client.checkout.shop.state();
    catalogue_client.put("new", product).await.expect_problem(status, code);
    let problem = catalogue_client.put("tea", product).await.expect_problem(status, code);
    assert_eq!(catalogue_client.checkout.shop.state(), before, "a refusal changed something: {product}");
    assert_eq!(catalogue_client.calls(), [""; 0], "a refusal asked for something: {product}");
    problem
}

/// Expects that `value` breaks the rule `code` of `member`.
async fn breaks(catalogue_client: &CatalogueClient, member: &str, value: Value, code: &str) {
    let problem = refused(catalogue_client, 422, "invalid_field", &tea_but(&json!({ member: value }))).await;
    assert_eq!(problem["errors"][0]["pointer"], pointer(member), "{value}");
    assert_eq!(problem["errors"][0]["code"], code, "{value}");
}

/// Where a member stands in a product's body.
fn pointer(member: &str) -> String {
    let of_price = ["price_minor", "currency"].contains(&member);
    if of_price { format!("/variants/0/prices/0/{member}") } else { format!("/{member}") }
}

#[tokio::test(start_paused = true)]
async fn what_a_product_must_have_is_asked_for() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    for member in [
        "/name",
        "/description",
        "/category",
        "/variants",
        "/variants/0/prices",
        "/variants/0/prices/0/price_minor",
        "/variants/0/prices/0/currency",
    ] {
        let mut product = tea();
        let (parent, name) = member.rsplit_once('/').expect("a pointer");
        product.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object").remove(name);
        let problem = refused(&catalogue_client, 422, "invalid_field", &product).await;
        assert_eq!(problem["errors"][0]["pointer"], member);
        assert_eq!(problem["errors"][0]["code"], "required");
    }
    refused(&catalogue_client, 422, "invalid_field", &json!({})).await;
}

#[tokio::test(start_paused = true)]
async fn a_member_of_another_type_makes_no_sense() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    let others = [json!(null), json!([]), json!({}), json!({ "$ne": "" })];
    for member in ["name", "description", "category", "currency", "price_minor", "active"] {
        for value in &others {
            refused(&catalogue_client, 400, "malformed_body", &tea_but(&json!({ member: value }))).await;
        }
    }
    for (member, value) in [
        ("name", json!(7)),
        ("description", json!(true)),
        ("category", json!(1.5)),
        ("currency", json!(840)),
        ("price_minor", json!("499")),
        ("price_minor", json!(true)),
        ("state", json!(true)),
        ("state", json!(1)),
        ("active", json!(true)),
        ("variants", json!([1])),
        ("variants", json!([{ "price": 1 }])),
        ("available", json!(5)),
        ("id", json!("tea")),
        ("availability", json!("in")),
        ("ver", json!(1)),
    ] {
        refused(&catalogue_client, 400, "malformed_body", &tea_but(&json!({ member: value }))).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_price_is_a_whole_number_that_can_be_charged() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    for price in [
        json!(0),
        json!(-1),
        json!(-0.0),
        json!(4.99),
        json!(499.0),
        json!(1e9),
        json!(1e300),
        json!(100_000_000),
        json!(i64::MIN),
        json!(u64::MAX),
    ] {
        breaks(&catalogue_client, "price_minor", price, "out_of_range").await;
    }
    let body = tea().to_string();
    for price in ["1e2", "99999999999999999999999999", "-0"] {
        let call = catalogue_client.putting("tea", &tea()).text(&body.replace(&tests::PRICE.to_string(), price));
        catalogue_client.put_with(call).await.expect_problem(422, "invalid_field");
    }
    for price in [1, 99_999_999] {
        catalogue_client.put("tea", &tea_but(&json!({ "price_minor": price }))).await.expect(200);
        assert_eq!(catalogue_client.get("tea").await.expect(200)["variants"][0]["prices"][0]["price_minor"], price);
    }
}

#[tokio::test(start_paused = true)]
async fn texts_have_their_limits() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    let long = |characters: usize| json!("é".repeat(characters));
    for (member, value, code) in [
        ("name", json!(""), "empty"),
        ("name", json!(" \n\t "), "empty"),
        ("name", json!("a\nb"), "control_characters"),
        ("name", json!("a\tb"), "control_characters"),
        ("name", json!("a\r\nSubject: b"), "control_characters"),
        ("name", long(201), "too_long"),
        ("category", json!(""), "empty"),
        ("category", json!("a\nb"), "control_characters"),
        ("category", long(201), "too_long"),
        ("description", long(4_001), "too_long"),
        ("currency", json!(""), "not_a_currency"),
        ("currency", json!("US"), "not_a_currency"),
        ("currency", json!("DOLLAR"), "not_a_currency"),
        ("currency", json!("U$D"), "not_a_currency"),
    ] {
        breaks(&catalogue_client, member, value, code).await;
    }
    // What no text of the shop may hold is refused before anybody looks whose it is.
    for text in ["\u{0}", "a\u{7}b", "\u{1b}[31m", "\u{7f}", "\u{85}"] {
        for member in ["name", "description", "category", "currency"] {
            refused(&catalogue_client, 400, "malformed_body", &tea_but(&json!({ member: text }))).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn texts_up_to_their_limits_are_kept_as_they_are() {
    let catalogue_client = CatalogueClient::open().await;
    let product = json!({
        "name": "é".repeat(200), "description": "🍵\r\n\t".repeat(999) + "🍵🍵🍵🍵", "category": "é".repeat(200),
        "slug": "x".repeat(100), "tax_class": "y".repeat(40), "attributes": { "é".repeat(50): "é".repeat(200) },
        "options": [], "state": "archived",
        "variants": [{
            "sku": "z".repeat(128), "options": [], "weight_grams": 10_000_000,
            "prices": [{ "currency": "JPY", "price_minor": 1, "compare_at_minor": 2 }],
        }],
    });
    catalogue_client.put("tea", &product).await.expect(200);
    let shown = catalogue_client.get("tea").await.expect(200);
    let mut shown = shown.clone();
    for member in ["available", "availability"] {
        shown["variants"][0].as_object_mut().expect("a variant").remove(member);
    }
    for (member, value) in product.as_object().expect("members") {
        assert_eq!(&shown[member], value, "{member}");
    }
    let spaced = json!({ "name": " Tea ", "description": "\n", "category": " Tea\n", "currency": "usd" });
    let answer = catalogue_client.put("tea", &tea_but(&spaced)).await.expect(200);
    let trimmed = json!({ "name": "Tea", "description": "", "category": "Tea", "state": "archived" });
    for (member, value) in trimmed.as_object().expect("members") {
        assert_eq!(&answer[member], value, "{member}");
    }
    assert_eq!(answer["variants"][0]["prices"][0]["currency"], "USD");
    for markup in ["<script>alert(1)</script>", "'; DROP TABLE products; --", "{{7*7}}", "=1+1", "%00"] {
        let answer = catalogue_client.put("tea", &tea_but(&json!({ "name": markup }))).await.expect(200);
        assert_eq!(answer["name"], markup);
    }
}
