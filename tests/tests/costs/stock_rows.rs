//! What functions use of their rights where stock lies in several rows.

use serde_json::json;
use tests::{Call, Checkout, DeskStream};

use crate::rights::shop;

/// A SKU that is low by the sum of its rows.
pub(crate) async fn low_in_several_rows() {
    let checkout = Checkout::open().await;
    let mut stream = DeskStream::of(&checkout.shop, "stock").await;
    checkout.stock("tea", 6);
    checkout.shop.reshard("tea", 3).await;
    stream.catch_up(&checkout.shop).await;
}

/// A product whose stock lies in several rows, of which one has too little.
pub(crate) async fn several_stock_rows() {
    let checkout = shop().await;
    checkout.stock("jam", 12);
    checkout.shop.reshard("jam", 4).await;
    checkout.placed("ada", "several", "jam", 5).await;
    let adjust = checkout.shop.start("manage-stock").await;
    let loss = json!({ "quantity": -5, "reason": "loss" });
    let call = Call::post("/v1/merchant/skus/jam/adjustments")
        .bearer(&checkout.shop.merchant())
        .key("several-rows-1")
        .json(&loss);
    checkout.shop.call(&adjust, call).await.expect(200);
}
