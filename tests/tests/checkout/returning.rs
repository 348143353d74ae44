//! The page of an order, and coming back from a payment.

use crate::{
    browser::Mall,
    buying::{intent, order, put_into_cart},
};

#[tokio::test(start_paused = true)]
async fn an_order_that_waits_can_be_paid_later_or_given_up() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    put_into_cart(&browser, "tea").await;
    let payment = order(&browser).await;
    let at = payment.at.trim_end_matches("/pay").to_owned();
    let page = browser.open(&at).await;
    page.says("Your order waits for your payment").says(&format!("href=\"{at}/pay\"")).says("more minutes");
    let ended = browser.send(&page.form(&format!("{at}/cancel"))).await;
    ended.says("This order has ended").is_silent_about("Pay now");
    assert_eq!((ended.at.as_str(), mall.checkout.available("tea")), (at.as_str(), 5));
    browser.open(&payment.at).await.says("This order has ended");
    browser.send(&ended.form("/cart/add")).await.says("It is in your cart.").says("Darjeeling");
}

#[tokio::test(start_paused = true)]
async fn a_payment_that_failed_is_told_and_can_be_tried_again() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    put_into_cart(&browser, "tea").await;
    let payment = order(&browser).await;
    let at = payment.at.trim_end_matches("/pay");
    let stripes = "?from=payment&payment_intent=pi_1&payment_intent_client_secret=x&redirect_status=failed";
    let back = browser.open(&format!("{at}{stripes}")).await;
    assert_eq!(back.at, format!("{at}?note=not-paid"), "no secret stays in the address");
    back.says("The payment did not go through.").says("Pay now");
    mall.pay_at_the_provider(&intent(&payment), "pm_card_visa");
    assert_eq!(browser.open(&payment.at).await.at, at, "what is paid needs no payment");
    browser.open(at).await.says("Your order is paid");
}

#[tokio::test(start_paused = true)]
async fn a_payment_that_takes_days_says_so() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    put_into_cart(&browser, "tea").await;
    let payment = order(&browser).await;
    mall.pay_at_the_provider(&intent(&payment), "pm_usBankAccount_success");
    let back = browser.open(&payment.attribute("form", "data-next")).await;
    back.says("Your bank is working on your payment").is_silent_about("Pay now");
}

#[tokio::test(start_paused = true)]
async fn an_order_is_shown_to_its_buyer_alone() {
    let mall = Mall::open().await;
    let (ada, eve) = (mall.browser(), mall.browser());
    put_into_cart(&ada, "tea").await;
    put_into_cart(&eve, "tea").await;
    let payment = order(&ada).await;
    let at = payment.at.trim_end_matches("/pay");
    for path in [at, &payment.at, "/orders/none", "/orders/ord_aaaaaaaaaaaaaaaaaaaaaaaaaa/pay"] {
        let shown = eve.open(path).await;
        assert_eq!(shown.status, 404, "{path}: {}", shown.text);
        shown.is_silent_about("Mill Lane");
    }
    let cancel = ada.open(at).await.form(&format!("{at}/cancel"));
    let token = eve.open("/cart").await.form("/cart").value("form_token").to_owned();
    assert_eq!(eve.post(&cancel.clone().with("form_token", &token), "same-origin").await.status, 404);
    assert_eq!(mall.orders()[0]["state"], "pending");
    ada.forget();
    let sent = ada.post(&cancel, "same-origin").await;
    assert_eq!(sent.status, 403, "the form was of a browser that is forgotten");
}

#[tokio::test(start_paused = true)]
async fn whoever_is_not_known_is_asked_to_log_in() {
    let mall = Mall::open().await;
    let stranger = mall.browser();
    let path = "/orders/ord_aaaaaaaaaaaaaaaaaaaaaaaaaa";
    let shown = stranger.look(path).await;
    assert_eq!(
        (shown.status, &shown.headers["location"]),
        (303, &"/log-in?next=%2Forders%2Ford%5Faaaaaaaaaaaaaaaaaaaaaaaaaa".into())
    );
}
