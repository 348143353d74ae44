//! Methods that send the buyer to another page and back, which a shop with pages offers.

use serde_json::{Value, json};
use tests::{Checkout, Shop};

/// A shop with pages, and an order of two teas.
async fn order() -> (Checkout, String) {
    let checkout = Checkout::of(Shop::deployed_with(1, &[("ShopUrl", "https://shop.example")])).await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    (checkout, order)
}

/// What the buyer's browser sends to the provider, with what the shop gave it.
fn in_browser(checkout: &Checkout, begun: &Value, more: &str) -> Value {
    let (id, secret) = (begun["payment_intent"].as_str(), begun["client_secret"].as_str());
    let (id, secret) = (id.expect("an intent"), secret.expect("a secret"));
    let mut headers = http::HeaderMap::new();
    headers.insert("authorization", http::HeaderValue::from_static("Bearer pk_test_local"));
    let request = local_stripe::Request {
        method: http::Method::POST,
        path: format!("/v1/payment_intents/{id}/confirm"),
        headers,
        body: format!("client_secret={secret}&return_url=https://shop.example/back&{more}").into_bytes(),
    };
    let response = checkout.stripe.model().handle(&request, checkout.shop.clock.now().seconds());
    serde_json::from_slice(&response.body).expect("JSON")
}

#[tokio::test(start_paused = true)]
async fn a_buyer_who_authorises_at_the_bank_has_paid_and_one_who_does_not_may_try_again() {
    let (checkout, order) = order().await;
    let begun = checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    let intent = begun["payment_intent"].as_str().expect("an intent").to_owned();
    for (outcome, state) in
        [(local_stripe::Authentication::Fail, "pending"), (local_stripe::Authentication::Succeed, "paid")]
    {
        let sent = in_browser(&checkout, &begun, "payment_method_data[type]=ideal");
        assert_eq!(sent["next_action"]["type"], "redirect_to_url", "{sent}");
        assert_eq!(checkout.state("ada", &order).await, "pending");
        checkout.stripe.model().authenticate(&intent, outcome, checkout.shop.clock.now().seconds()).expect("an answer");
        checkout.webhooks().await;
        checkout.work().await;
        assert_eq!(checkout.state("ada", &order).await, state);
    }
    assert_eq!((checkout.charges(&order), checkout.mails_to("ada").len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_buyer_who_does_not_come_back_from_the_bank_pays_with_a_card_instead() {
    let (checkout, order) = order().await;
    let begun = checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    in_browser(&checkout, &begun, "payment_method_data[type]=ideal");
    let again = checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    assert_eq!((&again["state"], &again["client_secret"]), (&json!("requires_action"), &begun["client_secret"]));
    assert_eq!(in_browser(&checkout, &again, "payment_method=pm_card_visa")["status"], "succeeded");
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.charges(&order)), ("paid", 1));
}

#[tokio::test(start_paused = true)]
async fn a_method_that_the_shop_confirms_itself_pays_too_and_its_owner_is_asked_by_the_browser() {
    let (checkout, order) = order().await;
    let asked = checkout.pay("ada", &order, "pm_card_authenticationRequired").await.expect(200);
    assert_eq!(asked["state"], "requires_action");
    let action = {
        let model = checkout.stripe.model();
        let intent = model.ledger().intents().next().expect("an intent");
        (intent.automatic_redirects, format!("{:?}", intent.state).contains("return_url: None"))
    };
    assert_eq!(action, (Some(true), true), "a dialogue, and no other page");
    assert_eq!(checkout.pay("ada", &order, "pm_card_visa").await.expect(200)["state"], "paid");
    assert_eq!(checkout.charges(&order), 1);
}

#[tokio::test(start_paused = true)]
async fn a_shop_without_pages_offers_no_method_that_leads_away() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 1).await;
    let begun = checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    let refused = in_browser(&checkout, &begun, "payment_method_data[type]=ideal");
    assert_eq!(refused["error"]["type"], "invalid_request_error", "{refused}");
    assert_eq!(checkout.state("ada", &order).await, "pending");
}
