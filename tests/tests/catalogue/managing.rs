//! Changing a part of a product, and a merchant's lists.

use serde_json::{Value, json};
use tests::Call;

use crate::catalogue_client::{CatalogueClient, shirt, tea, tea_but};

fn ids(page: &Value) -> Vec<&str> {
    page["products"].as_array().expect("products").iter().filter_map(|product| product["id"].as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_patch_changes_what_it_names_and_nothing_else() {
    let client = CatalogueClient::open().await;
    let mut product = shirt();
    product["attributes"] = json!({ "Material": "Cotton", "Origin": "Portugal" });
    let before = client.put("shirt", &product).await.expect(200);
    let patch = json!({ "name": "Linen shirt", "attributes": { "Material": "Linen", "Origin": null, "Fit": "Loose" } });
    let after = client.patch("shirt", &patch).await.expect(200);
    let mut expected = before.clone();
    expected["name"] = json!("Linen shirt");
    expected["attributes"] = json!({ "Material": "Linen", "Fit": "Loose" });
    assert_eq!(after, expected);
    assert_eq!(client.managed("/shirt", "").await.expect(200), expected);
    let cleared = client.patch("shirt", &json!({ "attributes": null })).await.expect(200);
    assert_eq!(cleared["attributes"], json!({}));
    // A list is replaced as a whole.
    let fewer = json!({ "variants": [before["variants"][0]] });
    assert_eq!(client.patch("shirt", &fewer).await.expect(200)["variants"].as_array().map(Vec::len), Some(1));
    assert_eq!(client.patch("shirt", &json!({})).await.expect(200)["name"], "Linen shirt");
}

#[tokio::test(start_paused = true)]
async fn a_patch_that_breaks_a_rule_changes_nothing() {
    let client = CatalogueClient::with_tea(1).await;
    let before = client.checkout.shop.state();
    for (patch, status, code) in [
        (json!({ "name": "" }), 422, "invalid_field"),
        (json!({ "name": null }), 422, "invalid_field"),
        (json!({ "variants": [] }), 422, "invalid_field"),
        (json!({ "state": "sold" }), 422, "invalid_field"),
        (json!({ "options": ["Size"] }), 422, "invalid_field"),
        (json!({ "name": 7 }), 400, "malformed_body"),
        (json!({ "price": 7 }), 400, "malformed_body"),
        (json!([]), 400, "malformed_body"),
    ] {
        client.patch("tea", &patch).await.expect_problem(status, code);
    }
    client.patch("unicorn", &json!({ "name": "x" })).await.expect_problem(404, "not_found");
    let text = Call::new("PATCH", "/v1/products/tea")
        .json(&json!({}))
        .without("content-type")
        .header("content-type", "text/plain");
    client.put_with(text.bearer(&client.checkout.shop.merchant())).await.expect_problem(415, "unsupported_media_type");
    assert_eq!(client.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_patch_may_name_the_version_that_was_read_and_merges_into_the_newest_otherwise() {
    let client = CatalogueClient::with_tea(0).await;
    let seen = client.managed("/tea", "").await.header("etag").expect("a tag").to_owned();
    let named = |name: &str| {
        let call = Call::new("PATCH", "/v1/products/tea").json(&json!({ "name": name })).header("if-match", &seen);
        call.bearer(&client.checkout.shop.merchant())
    };
    client.put_with(named("One")).await.expect(200);
    client.put_with(named("Two")).await.expect_problem(412, "precondition_failed");
    // Two that change different parts at once are both made.
    let (name, text) = (json!({ "name": "Three" }), json!({ "description": "New" }));
    let (one, other) = futures::join!(client.patch("tea", &name), client.patch("tea", &text));
    one.expect(200);
    other.expect(200);
    let shown = client.managed("/tea", "").await.expect(200);
    assert_eq!((&shown["name"], &shown["description"]), (&json!("Three"), &json!("New")));
}

#[tokio::test(start_paused = true)]
async fn a_merchant_lists_the_products_of_each_state_and_sees_drafts() {
    let client = CatalogueClient::open().await;
    for (id, state) in [("a", "draft"), ("b", "active"), ("c", "draft"), ("d", "archived"), ("e", "draft")] {
        client.put(id, &tea_but(&json!({ "state": state }))).await.expect(200);
        client.checkout.shop.wait_seconds(1);
    }
    let page = client.managed("", "state=draft&limit=2").await.expect(200);
    assert_eq!(ids(&page), ["e", "c"]);
    assert_eq!((&page["products"][0]["state"], &page["products"][0]["sku"]), (&json!("draft"), &json!("e")));
    let next = page["next_cursor"].as_str().expect("a cursor");
    assert_eq!(ids(&client.managed("", &format!("state=draft&limit=2&cursor={next}")).await.expect(200)), ["a"]);
    client.managed("", &format!("state=active&cursor={next}")).await.expect_problem(400, "invalid_cursor");
    assert_eq!(ids(&client.managed("", "").await.expect(200)), ["b"]);
    client.patch("a", &json!({ "state": "active" })).await.expect(200);
    assert_eq!(ids(&client.managed("", "state=active").await.expect(200)), ["a", "b"]);
    assert_eq!(client.managed("/c", "").await.expect(200)["state"], "draft");
    client.managed("", "state=all").await.expect_problem(400, "invalid_query");
    client.managed("/unicorn", "").await.expect_problem(404, "not_found");
    client.put("tea", &tea()).await.expect(200);
    let buyer = Call::get("/v1/merchant/products/tea").bearer(&client.checkout.shop.buyer("ada"));
    client.put_with(buyer).await.expect_problem(403, "forbidden");
}
