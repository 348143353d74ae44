//! What the search asks for.

use tests::{Call, Checkout};

/// An index that is made, changed, asked, and made again until something is left over of it.
pub(crate) async fn search() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 20);
    let shop = &checkout.shop;
    let (index, search) = (shop.start("index-products").await, shop.start("search-products").await);
    let messages = [
        r#"{"all":"test"}"#,
        r#"{"product":"tea"}"#,
        r#"{"product":"cups"}"#,
        r#"{"all":"test"}"#,
        r#"{"all":"test"}"#,
    ];
    for message in messages {
        shop.queue("search-changes").send(message);
        shop.queue("search-changes").work_off(&index).await;
        shop.wait_seconds(1_200);
    }
    shop.call(&search, Call::get("/v1/search?q=tea")).await.expect(200);
}
