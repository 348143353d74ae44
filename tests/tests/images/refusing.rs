//! What is no image is refused with a reason, and what is asked wrongly with a problem.

use serde_json::json;

use crate::{Studio, files};

#[tokio::test(start_paused = true)]
async fn a_file_that_is_no_image_is_shown_on_its_product_with_the_reason() {
    let long = files::png(20_000, 1, 0);
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() * 2 / 3].to_vec();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", vec![], "empty"),
        ("a script", b"#!/bin/sh\nrm -rf /".to_vec(), "not_an_image"),
        ("a page", b"<html><script>alert(1)</script></html>".to_vec(), "not_an_image"),
        (
            "a drawing that runs scripts",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
            "not_an_image",
        ),
        ("a GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "not_an_image"),
        ("the beginning of a PNG and a script", b"\x89PNG\r\n\x1a\n<script>".to_vec(), "damaged"),
        ("the beginning of a JPEG", vec![0xff, 0xd8, 0xff, 0xe0], "damaged"),
        ("the beginning of a WebP", b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(), "damaged"),
        ("a PNG that was cut off", cut(files::png(300, 300, 1)), "damaged"),
        ("a picture that fills all memory", files::bomb(), "too_many_pixels"),
        ("a picture that is too long", long, "too_many_pixels"),
    ];
    let studio = Studio::open().await;
    for (what, bytes, reason) in &cases {
        let id = studio.upload(bytes).await;
        studio.work_off().await;
        let images = studio.images().await;
        let image =
            images.iter().find(|image| image["id"] == id.as_str()).unwrap_or_else(|| panic!("{what}: {images:?}"));
        assert_eq!((&image["state"], &image["reason"]), (&json!("refused"), &json!(reason)), "{what}");
        assert!(image["files"].is_null(), "{what}");
    }
    assert!(studio.shop.buckets.keys().is_empty(), "nothing was made, and nothing waits");
    assert!(studio.shop.queue("images").dead_letters().messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_form_takes_one_key_one_type_and_a_bounded_file_for_a_while() {
    let studio = Studio::open().await;
    let form = studio.form("image/png").await;
    assert_eq!(studio.shop.upload(&form, &vec![0; 10 * 1024 * 1024 + 1]), 400, "too large");
    for (name, value) in [("key", "media/x"), ("content-type", "text/html"), ("x-amz-meta-alt", "eA")] {
        let mut spoiled = form.clone();
        spoiled["fields"][name] = json!(value);
        assert_eq!(studio.shop.upload(&spoiled, b"x"), 403, "{name}");
    }
    studio.shop.wait_seconds(901);
    assert_eq!(studio.shop.upload(&form, b"x"), 403, "too late");
    assert!(studio.shop.buckets.keys().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_form_is_refused_with_all_that_is_wrong() {
    let studio = Studio::open().await;
    let problem = studio.form_of("tea", &json!({ "content_type": "image/svg+xml", "alt": "a\nb" })).await;
    let errors = problem.expect_problem(422, "invalid_field")["errors"].clone();
    let told = |at: usize| (errors[at]["pointer"].clone(), errors[at]["code"].clone());
    assert_eq!(told(0), (json!("/content_type"), json!("not_an_image_type")));
    assert_eq!(told(1), (json!("/alt"), json!("control_characters")));
    studio.form_of("tea", &json!({})).await.expect_problem(422, "invalid_field");
    studio.form_of("coffee", &json!({ "content_type": "image/png" })).await.expect_problem(404, "not_found");
}

#[tokio::test(start_paused = true)]
async fn a_product_has_twenty_images_at_most() {
    let studio = Studio::open().await;
    for shade in 0..21 {
        if shade == 20 {
            let body = json!({ "content_type": "image/png" });
            let problem = studio.form_of("tea", &body).await.expect_problem(409, "too_many_images");
            assert_eq!(problem["most"], 20);
            break;
        }
        studio.upload(&files::png(4, 4, shade)).await;
        studio.work_off().await;
    }
    assert_eq!(studio.images().await.len(), 20);
}
