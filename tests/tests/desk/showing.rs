//! One order, with all that is known of it; and who may see it.

use tests::Call;

use crate::Desk;

#[tokio::test(start_paused = true)]
async fn a_merchant_sees_all_that_is_known_of_an_order() {
    let mut desk = Desk::open().await;
    let order = desk.whole_life("an order").await;
    desk.stream.catch_up(&desk.checkout.shop).await;
    let shown = desk.ask(&format!("/v1/merchant/orders/{order}"), "").await.expect(200);
    assert_eq!((shown["state"].as_str(), shown["email"].as_str()), (Some("refunded"), Some("ada@example.com")));
    assert_eq!(
        (shown["lines"][0]["name"].as_str(), shown["lines"][0]["quantity"].as_u64()),
        (Some("Real tea"), Some(2))
    );
    assert_eq!(shown["shipping_address"]["line1"], "1 Mill Lane");
    assert_eq!(
        (shown["refunded_minor"].clone(), shown["receipt"].as_str()),
        (shown["total_minor"].clone(), Some("sent"))
    );
    assert!(shown["payment_intent"].as_str().is_some_and(|intent| intent.starts_with("pi_")));
    let events: Vec<_> = shown["timeline"].as_array().expect("events").iter().map(|it| it["event"].clone()).collect();
    assert_eq!(events, ["placed", "refund_requested", "refunded"]);
    assert_eq!(shown["buyer_id"], desk.checkout.shop.buyer_id("ada").as_str());
}

#[tokio::test(start_paused = true)]
async fn an_order_is_shown_as_it_is_now_even_where_the_desk_lags() {
    let mut desk = Desk::open().await;
    let order = desk.checkout.placed("ada", "an order", "tea", 2).await;
    let path = format!("/v1/merchant/orders/{order}");
    desk.ask(&path, "").await.expect(404);
    desk.stream.catch_up(&desk.checkout.shop).await;
    desk.checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    let shown = desk.ask(&path, "").await.expect(200);
    assert_eq!((shown["state"].as_str(), shown["fulfilment_state"].as_str()), (Some("paid"), Some("unfulfilled")));
    desk.ask("/v1/merchant/orders/ord_aaaaaaaaaaaaaaaaaaaaaaaaaa", "").await.expect(404);
}

#[tokio::test(start_paused = true)]
async fn the_receipt_names_the_order_by_its_number() {
    let mut desk = Desk::open().await;
    let order = desk.whole_life("an order").await;
    desk.stream.catch_up(&desk.checkout.shop).await;
    let number = desk.list("").await["orders"][0]["number"].as_str().expect("a number").to_owned();
    let mail = desk.checkout.mails_to("ada").remove(0);
    assert!(mail.subject.contains(&number) && mail.text.contains(&number), "{mail:?}");
    assert!(mail.text.ends_with(&format!("Reference: {order}\n")), "{mail:?}");
}

#[tokio::test(start_paused = true)]
async fn buyers_see_nothing_of_the_desk() {
    let mut desk = Desk::open().await;
    let order = desk.checkout.placed("ada", "an order", "tea", 2).await;
    desk.stream.catch_up(&desk.checkout.shop).await;
    let function = desk.checkout.shop.start("order-desk").await;
    let one = format!("/v1/merchant/orders/{order}");
    for path in ["/v1/merchant/orders", one.as_str(), "/v1/merchant/orders/counts", "/v1/merchant/sales"] {
        let ada = desk.checkout.shop.buyer("ada");
        desk.checkout.shop.call(&function, Call::get(path).bearer(&ada)).await.expect(403);
        desk.checkout.shop.call(&function, Call::get(path)).await.expect(401);
    }
}
