//! The order of images, what they show, and taking one away.

use serde_json::{Value, json};
use tests::{Answer, Call};

use crate::{Studio, files};

async fn patch(studio: &Studio, images: &Value, tag: Option<&str>) -> Answer {
    let call = Call::new("PATCH", "/v1/products/tea").path_parameter("id", "tea");
    let call =
        call.header("content-type", "application/merge-patch+json").text(&json!({ "images": images }).to_string());
    studio.ask(tag.map_or(call.clone(), |tag| call.header("if-match", tag))).await
}

/// A product with three images.
async fn with_three() -> (Studio, Vec<String>) {
    let studio = Studio::open().await;
    for shade in [1, 2, 3] {
        studio.upload(&files::png(8, 8, shade)).await;
    }
    studio.work_off().await;
    let ids = studio.ids().await;
    (studio, ids)
}

#[tokio::test(start_paused = true)]
async fn images_are_arranged_named_and_taken_away_by_a_patch() {
    let (studio, ids) = with_three().await;
    let tag = studio.product().await.header("etag").expect("a tag").to_owned();
    let wanted = json!([{ "id": ids[2], "alt": " A tin " }, { "id": ids[0] }]);
    let changed = patch(&studio, &wanted, Some(&tag)).await.expect(200);
    assert_eq!((&changed["images"][0]["id"], &changed["images"][0]["alt"]), (&json!(ids[2]), &json!("A tin")));
    assert_eq!((&changed["images"][1]["id"], &changed["images"][1]["alt"]), (&json!(ids[0]), &json!("Tee in Dosen é")));
    assert_eq!(changed["images"].as_array().map(Vec::len), Some(2));
    patch(&studio, &wanted, Some(&tag)).await.expect_problem(412, "precondition_failed");
    // What an answer shows may be sent back as it is.
    let shown = json!(studio.images().await);
    assert_eq!(patch(&studio, &shown, None).await.expect(200)["images"], shown);
    assert_eq!(patch(&studio, &json!([]), None).await.expect(200)["images"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn the_first_picture_is_the_cards_and_none_is_null() {
    let (studio, ids) = with_three().await;
    let list = async || {
        let list = studio.shop.start("list-products").await;
        studio.shop.call(&list, Call::get("/v1/products")).await.expect(200)["products"][0]["image"].clone()
    };
    patch(&studio, &json!([{ "id": ids[1], "alt": "second" }]), None).await.expect(200);
    assert_eq!(list().await["alt"], "second");
    patch(&studio, &json!([]), None).await.expect(200);
    assert_eq!(list().await, Value::Null);
}

#[tokio::test(start_paused = true)]
async fn only_images_that_the_product_has_can_be_named() {
    let (studio, ids) = with_three().await;
    let strange = format!("img_{}", "a".repeat(26));
    for (images, pointer, code) in [
        (json!([{ "id": strange }]), "/images/0/id", "not_an_image"),
        (json!([{ "id": "x" }]), "/images/0/id", "not_an_image"),
        (json!([{ "alt": "x" }]), "/images/0/id", "required"),
        (json!([{ "id": ids[0] }, { "id": ids[0] }]), "/images", "not_unique"),
        (json!([{ "id": ids[0], "alt": "x".repeat(251) }]), "/images/0/alt", "too_long"),
    ] {
        let before = studio.images().await;
        let problem = patch(&studio, &images, None).await.expect_problem(422, "invalid_field");
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!(pointer), &json!(code)));
        assert_eq!(studio.images().await, before);
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_writes_the_product_and_says_nothing_of_images_leaves_them() {
    let (studio, ids) = with_three().await;
    let body = json!({
        "name": "Tea", "description": "", "category": "Goods",
        "variants": [{ "prices": [{ "currency": "USD", "price_minor": 499 }] }],
    });
    let put = Call::put("/v1/products/tea").path_parameter("id", "tea").json(&body);
    studio.ask(put).await.expect(200);
    assert_eq!(studio.ids().await, ids);
}
