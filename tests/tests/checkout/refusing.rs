//! An order that is refused says what to do.

use serde_json::json;
use tests::{Fault, Planned, Service};

use crate::{
    browser::{Mall, filled, tea},
    buying::put_into_cart,
};

#[tokio::test(start_paused = true)]
async fn every_wrong_field_is_marked_and_what_was_typed_stays() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    put_into_cart(&browser, "tea").await;
    let form = filled(browser.open("/checkout").await.form("/checkout"));
    let wrong = form.clone().with("email", "ada@").with("postal_code", "").with("phone", "12").with("name", "");
    let again = browser.send(&wrong).await;
    assert_eq!(again.status, 422);
    again.says("Please look at what is marked.").says("This is not an e-mail address.").says("value=\"ada@\"");
    again.says("A phone number has 5 to 15 digits.").says("postal_code-error").says("name-error");
    again.says("1 Mill Lane").is_silent_about("city-error");
    assert_eq!(again.text.matches(" autofocus").count(), 1, "the first of them");
    assert!(mall.orders().is_empty());
    let payment = browser.send(&filled(again.form("/checkout")).with("phone", "")).await;
    assert!(payment.at.ends_with("/pay"), "{}", payment.text);
}

#[tokio::test(start_paused = true)]
async fn a_price_that_changed_is_shown_before_it_is_paid() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    put_into_cart(&browser, "tea").await;
    let form = filled(browser.open("/checkout").await.form("/checkout"));
    let mut dearer = tea();
    dearer["variants"][0]["prices"][0]["price_minor"] = json!(1_500);
    mall.sell("tea", &dearer, &[]).await;
    let again = browser.send(&form).await;
    assert_eq!((again.status, mall.orders().len()), (409, 0));
    again.says("The price has changed.").says("Continue to payment · $15.00").says("1 Mill Lane");
    browser.send(&again.form("/checkout")).await;
    assert_eq!(mall.orders()[0]["total_minor"], 1_500);
}

#[tokio::test(start_paused = true)]
async fn what_was_sold_meanwhile_is_told_at_its_line() {
    let mall = Mall::open().await;
    let (slow, fast) = (mall.browser(), mall.browser());
    for browser in [&slow, &fast] {
        let cart = put_into_cart(browser, "tea").await;
        browser.send(&cart.form("/cart").with("quantity", "4").with("do", "update")).await;
    }
    let form = filled(slow.open("/checkout").await.form("/checkout"));
    fast.send(&filled(fast.open("/checkout").await.form("/checkout"))).await;
    let again = slow.send(&form).await;
    assert_eq!((again.status, mall.orders().len()), (409, 1));
    again.says("Only 1 is left.").is_silent_about("Continue to payment");
}

#[tokio::test(start_paused = true)]
async fn a_form_without_its_parts_places_nothing() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    put_into_cart(&browser, "tea").await;
    let form = filled(browser.open("/checkout").await.form("/checkout"));
    for part in ["key", "sku", "price", "quantity"] {
        assert_eq!(browser.send(&form.clone().without(part)).await.at, "/checkout", "{part}");
    }
    for (part, odd) in [("key", "short"), ("key", "with blanks in it, long enough"), ("quantity", "x"), ("price", "-1")]
    {
        assert_eq!(browser.send(&form.clone().with(part, odd)).await.at, "/checkout", "{part}");
    }
    let cheap = browser.send(&form.with("price", "100")).await;
    assert_eq!((cheap.status, mall.orders().len()), (409, 0), "nobody says their own price");
}

#[tokio::test(start_paused = true)]
async fn a_shop_that_cannot_answer_says_so() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    put_into_cart(&browser, "tea").await;
    let form = filled(browser.open("/checkout").await.form("/checkout"));
    mall.checkout.shop.plan(Planned::on(Fault::Failed, Service::Lambda, "Invoke shop-place-order"));
    let shown = browser.send(&form).await;
    mall.checkout.shop.faults.assert_all_fired();
    assert_eq!(shown.status, 503);
    shown.says("The shop cannot answer now");
    assert!(browser.send(&form).await.at.ends_with("/pay"), "and a second try goes through");
    assert_eq!(mall.orders().len(), 1);
}
