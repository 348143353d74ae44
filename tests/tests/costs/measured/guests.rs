//! Guests, and carts.

use serde_json::json;
use tests::{Call, Checkout};

use super::Meter;

/// A guest fills a cart and orders; the cart joins an account's.
pub(super) async fn guests(meter: &mut Meter<'_>) {
    let guest = meter.call("start as a guest", "start-guest", Call::post("/v1/guests"), 201).await;
    let token = guest["access_token"].as_str().expect("a token");
    let line = Call::put("/v1/cart/lines/tea-1").json(&json!({ "quantity": 2 }));
    meter.call("put a line into the cart", "manage-cart", line.bearer(token), 200).await;
    meter.call("show the cart", "manage-cart", Call::get("/v1/cart").bearer(token), 200).await;
    let mut wish = Checkout::wish(&[("tea-1", 1)]);
    wish["email"] = json!("gwen@example.com");
    let call = Call::post("/v1/orders").bearer(token).key("as a guest").json(&wish);
    let order = meter.call("place an order of one line as a guest", "place-order", call, 201).await;
    let at = format!("/v1/orders/{}/link", order["id"].as_str().expect("an identifier"));
    let call = Call::new("DELETE", &at).bearer(token);
    meter.call("revoke the links to an order", "revoke-order-link", call, 204).await;
    let call = Call::post("/v1/cart/merge").bearer(&meter.checkout.shop.buyer("eve"));
    let call = call.json(&json!({ "guest_access_token": token }));
    meter.call("let a guest's cart join the account's", "manage-cart", call, 200).await;
}
