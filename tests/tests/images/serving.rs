//! What is made of an upload, where it is shown, and how it is served.

use data_encoding::BASE64;
use image::{GenericImageView as _, ImageFormat};
use serde_json::{Value, json};
use tests::Call;

use crate::{Studio, files};

/// The widths of an image's files.
fn widths(image: &Value) -> Vec<u64> {
    image["files"].as_array().expect("files").iter().filter_map(|file| file["width"].as_u64()).collect()
}

/// Reads a file as a browser does.
async fn read(studio: &Studio, url: &str) -> Vec<u8> {
    let get = studio.shop.start("get-image").await;
    let name = url.rsplit('/').next().expect("a name");
    let answer = studio.shop.call(&get, Call::get(url).path_parameter("name", name)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("content-type"), Some("image/webp"));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
    let tag = answer.header("etag").expect("a tag").to_owned();
    let again = Call::get(url).path_parameter("name", name).header("if-none-match", &tag);
    assert_eq!(studio.shop.call(&get, again).await.status, 304);
    BASE64.decode(answer.body.as_bytes()).expect("base 64")
}

#[tokio::test(start_paused = true)]
async fn an_image_is_shown_in_three_widths_wherever_its_product_is() {
    let studio = Studio::open().await;
    let id = studio.upload(&files::png(1400, 700, 1)).await;
    studio.work_off().await;
    assert!(studio.waiting().is_empty());
    let images = studio.images().await;
    let image = &images[0];
    assert_eq!((&image["id"], &image["state"], &image["alt"]), (&json!(id), &json!("ready"), &json!("Tee in Dosen é")));
    assert_eq!((&image["width"], &image["height"]), (&json!(1400), &json!(700)));
    assert_eq!(widths(image), [320, 640, 1280]);
    for file in image["files"].as_array().expect("files") {
        let bytes = read(&studio, file["url"].as_str().expect("an address")).await;
        let made = image::load_from_memory_with_format(&bytes, ImageFormat::WebP).expect("WebP");
        let width = file["width"].as_u64().expect("a width");
        assert_eq!((u64::from(made.width()), u64::from(made.height())), (width, width / 2));
    }
    let get = studio.shop.start("get-product").await;
    let shown = studio.shop.call(&get, Call::get("/v1/products/tea").path_parameter("id", "tea"));
    assert_eq!(shown.await.expect(200)["images"], json!([image]));
    let list = studio.shop.start("list-products").await;
    // A row that a test put there is in no list; one that the merchant writes is.
    let patch = Call::new("PATCH", "/v1/products/tea").path_parameter("id", "tea");
    studio
        .ask(patch.header("content-type", "application/merge-patch+json").text("{\"description\": \"x\"}"))
        .await
        .expect(200);
    let card = studio.shop.call(&list, Call::get("/v1/products")).await.expect(200)["products"][0]["image"].clone();
    assert_eq!((&card["alt"], &card["files"]), (&image["alt"], &image["files"]));
}

#[tokio::test(start_paused = true)]
async fn what_was_refused_is_for_merchants_alone() {
    let studio = Studio::open().await;
    studio.upload(b"no image").await;
    studio.work_off().await;
    assert_eq!(studio.images().await.len(), 1);
    let get = studio.shop.start("get-product").await;
    let shown = studio.shop.call(&get, Call::get("/v1/products/tea").path_parameter("id", "tea")).await;
    assert_eq!(shown.expect(200)["images"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn each_kind_of_file_is_taken_whatever_it_is_called() {
    let studio = Studio::open().await;
    for bytes in [files::png(500, 10, 2), files::jpeg(500, 10), files::webp(500, 10)] {
        let form = studio.form("image/webp").await;
        assert_eq!(studio.shop.upload(&form, &bytes), 204);
        studio.shop.wait_seconds(1);
    }
    studio.work_off().await;
    let images = studio.images().await;
    assert_eq!(images.len(), 3);
    assert!(images.iter().all(|image| image["state"] == "ready" && widths(image) == [320, 500]), "{images:?}");
}

#[tokio::test(start_paused = true)]
async fn a_photograph_is_turned_as_its_camera_was_held_and_says_nothing_else() {
    let studio = Studio::open().await;
    studio.upload(&files::turned_jpeg(80, 40)).await;
    studio.work_off().await;
    let image = studio.images().await.remove(0);
    assert_eq!((&image["width"], &image["height"]), (&json!(40), &json!(80)));
    let bytes = read(&studio, image["files"][0]["url"].as_str().expect("an address")).await;
    let made = image::load_from_memory_with_format(&bytes, ImageFormat::WebP).expect("WebP");
    // Its left half is at the top now: orange above, blue below.
    let (top, bottom) = (made.get_pixel(20, 10), made.get_pixel(20, 70));
    assert!(top[0] > 200 && top[2] < 60 && bottom[0] < 60 && bottom[2] > 200, "{top:?} {bottom:?}");
    for word in [&b"Exif"[..], b"EXIF", b"taken at home"] {
        assert!(!bytes.windows(word.len()).any(|part| part == word));
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_not_there_is_not_found() {
    let studio = Studio::open().await;
    let get = studio.shop.start("get-image").await;
    let name = format!("{}-320.webp", "b".repeat(26));
    for name in [name.as_str(), "x", "..%2fincoming%2ftea", "bbbbbbbbbbbbbbbbbbbbbbbbbb-9999.webp"] {
        let call = Call::get(&format!("/v1/media/{name}")).path_parameter("name", name);
        studio.shop.call(&get, call).await.expect_problem(404, "not_found");
    }
}
