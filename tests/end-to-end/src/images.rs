//! Images: from a merchant's browser to a buyer's.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use crate::support::{Goods, Person, Shop, fetch, upload, wait_for};

/// A shop that sells tea, who may change it, and the tea.
fn with_merchant() -> (Shop, Person, Goods) {
    let (shop, tea) = Shop::selling(5);
    let merchant = shop.new_merchant();
    (shop, merchant, tea)
}

/// Uploads a file, and waits until it was looked at. The image as merchants see it.
fn uploaded(shop: &Shop, merchant: &Person, tea: &Goods, file: &[u8]) -> Value {
    let path = format!("/merchant/products/{}/images", tea.id);
    let form =
        shop.post(&path).by(merchant).json(&json!({ "content_type": "image/png", "alt": "A tin of tea, größer" }));
    let form: Value = serde_json::from_str(&form.expect(200).text).expect("a form");
    assert_eq!(upload(&form, file), 204);
    let id = form["image_id"].clone();
    wait_for("the image to be looked at", || {
        let product = shop.get(&format!("/merchant/products/{}", tea.id)).by(merchant).expect(200);
        product["images"].as_array().expect("images").iter().find(|image| image["id"] == id).cloned()
    })
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_png_that_a_merchant_uploads_is_read_as_webp() {
    let (shop, merchant, tea) = with_merchant();
    let mut file = Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(700, 350, |x, _| Rgb([250, if x < 350 { 10 } else { 200 }, 30]));
    picture.write_to(&mut file, ImageFormat::Png).expect("a PNG");
    let image = uploaded(&shop, &merchant, &tea, file.get_ref());
    assert_eq!((&image["state"], &image["alt"]), (&json!("ready"), &json!("A tin of tea, größer")), "{image}");
    assert_eq!((&image["width"], &image["height"]), (&json!(700), &json!(350)));
    let files = image["files"].as_array().expect("files");
    assert_eq!(files.len(), 3, "{image}");
    for made in files {
        // Addresses are the API's own host's: here it stands behind a path.
        let url = made["url"].as_str().and_then(|url| url.strip_prefix("/v1")).expect("an address");
        let (kind, kept, bytes) = fetch(&format!("{}{url}", shop.stack.tells(&["api_url"])));
        assert_eq!((kind.as_str(), kept.as_str()), ("image/webp", "public, max-age=31536000, immutable"));
        let read = image::load_from_memory_with_format(&bytes, ImageFormat::WebP).expect("WebP");
        assert_eq!(u64::from(read.width()), made["width"].as_u64().expect("a width"));
        assert_eq!(read.height(), read.width() / 2);
    }
    let shown = shop.get(&format!("/products/{}", tea.id)).expect(200);
    assert_eq!(shown["images"], json!([image]));
    let card =
        shop.get(&format!("/products?category={}", tea.category)).header("cache-control", "no-cache").expect(200);
    let mut cards = card["products"].as_array().expect("products").iter();
    let card = cards.find(|card| card["id"] == json!(tea.id)).expect("the tea's card");
    assert_eq!(card["image"]["files"], image["files"]);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_script_that_is_called_a_picture_is_refused_and_nothing_of_it_is_served() {
    let (shop, merchant, tea) = with_merchant();
    let image = uploaded(&shop, &merchant, &tea, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    assert_eq!((&image["state"], &image["reason"]), (&json!("refused"), &json!("not_an_image")));
    assert_eq!(shop.get(&format!("/products/{}", tea.id)).expect(200)["images"], json!([]));
    shop.post(&format!("/merchant/products/{}/images", tea.id))
        .by(&shop.new_buyer())
        .json(&json!({ "content_type": "image/png" }))
        .expect(403)
        .refused_as("forbidden");
}
