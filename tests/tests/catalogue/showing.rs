//! One product, and answers that caches may keep.

use serde_json::{Value, json};
use tests::{Answer, Call};

use crate::catalogue_client::{CatalogueClient, tea, tea_but, written};

/// The tag of an answer.
fn tag(answer: &Answer) -> String {
    answer.header("etag").expect("a tag").to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_product_is_shown_with_exactly_how_much_of_it_is_there() {
    let catalogue_client = CatalogueClient::with_tea(6).await;
    let mut shown = written("tea", &tea());
    let stocked = |shown: &mut Value, units: u64, badge: &str| {
        let variant = &mut shown["variants"][0];
        (variant["available"], variant["availability"]) = (json!(units), json!(badge));
        shown["availability"] = json!(badge);
    };
    stocked(&mut shown, 6, "in");
    assert_eq!(catalogue_client.get("tea").await.expect(200), shown);
    for (taken, left, badge) in [(1, 5, "low"), (4, 1, "low"), (1, 0, "out")] {
        catalogue_client.checkout.placed("ada", &format!("order {left}"), "tea", taken).await;
        stocked(&mut shown, left, badge);
        assert_eq!(catalogue_client.get("tea").await.expect(200), shown);
    }
}

#[tokio::test(start_paused = true)]
async fn b58_an_unknown_product_and_what_cannot_be_one_are_answered_alike() {
    let catalogue_client = CatalogueClient::with_tea(1).await;
    let unknown = catalogue_client.get("unicorn").await;
    unknown.expect_problem(404, "not_found");
    assert_eq!(catalogue_client.calls(), ["GetItem"]);
    let long = "x".repeat(500);
    for id in ["..%2f", "..%2ftea", ".", "..", "😀", "%F0%9F%98%80", "tea%00", "te%20a", "%FF", &long, &long[..129]] {
        assert_eq!(catalogue_client.get(id).await, unknown, "{id}");
        assert_eq!(catalogue_client.put(id, &tea()).await, unknown, "{id}");
        assert_eq!(catalogue_client.adjust(id, "key", 1).await, unknown, "{id}");
        assert_eq!(catalogue_client.calls(), [""; 0], "{id} was looked up");
    }
    // Letters in another case are another product.
    assert_eq!(catalogue_client.get("TEA").await, unknown);
    assert_eq!(catalogue_client.adjust("TEA", "key", 1).await, unknown);
}

#[tokio::test(start_paused = true)]
async fn who_has_an_answer_is_not_sent_it_again() {
    let catalogue_client = CatalogueClient::with_tea(6).await;
    for (path, kept) in [("/v1/products/tea", "public, max-age=5"), ("/v1/products", "public, max-age=60")] {
        let ask = |call: Call| async {
            let call = call.header("cache-control", "no-cache");
            if path.ends_with("tea") {
                catalogue_client.get_with(call).await
            } else {
                catalogue_client.list_with(call).await
            }
        };
        let full = ask(Call::get(path)).await;
        full.expect(200);
        assert_eq!(full.header("cache-control"), Some(kept));
        assert_eq!(full.header("content-type"), Some("application/json"));
        let tag = tag(&full);
        assert_eq!(ask(Call::get(path)).await, full);
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let short = ask(Call::get(path).header("if-none-match", &known)).await;
            assert_eq!((short.status, short.body.as_str()), (304, ""), "{known}");
            assert_eq!(short.header("etag"), Some(tag.as_str()));
            assert_eq!(short.header("cache-control"), Some(kept));
        }
        for known in ["", "\"other\"", tag.trim_matches('"'), &tag.to_uppercase()] {
            assert_eq!(ask(Call::get(path).header("if-none-match", known)).await, full, "{known}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_product_that_has_changed_has_another_tag() {
    let catalogue_client = CatalogueClient::with_tea(6).await;
    let mut tags = vec![tag(&catalogue_client.get("tea").await)];
    catalogue_client.checkout.placed("ada", "order", "tea", 1).await;
    tags.push(tag(&catalogue_client.get("tea").await));
    catalogue_client.adjust("tea", "delivery", 10).await.expect(200);
    tags.push(tag(&catalogue_client.get("tea").await));
    catalogue_client.put("tea", &tea_but(&json!({ "price_minor": 500 }))).await.expect(200);
    tags.push(tag(&catalogue_client.get("tea").await));
    for old in &tags[..3] {
        catalogue_client.get_with(Call::get("/v1/products/tea").header("if-none-match", old)).await.expect(200);
    }
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn refusals_are_not_kept_by_caches() {
    let catalogue_client = CatalogueClient::open().await;
    for call in [Call::get("/v1/products/tea"), Call::get("/v1/products/tea").header("if-none-match", "*")] {
        let refused = catalogue_client.get_with(call).await;
        refused.expect_problem(404, "not_found");
        assert_eq!(refused.header("etag"), None);
    }
}
