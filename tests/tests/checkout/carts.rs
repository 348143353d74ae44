//! The cart's page.

use serde_json::json;

use crate::{
    browser::{Mall, tea},
    buying::put_into_cart,
};

#[tokio::test(start_paused = true)]
async fn a_cart_is_changed_without_a_script() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    put_into_cart(&browser, "shirt").await;
    let cart = put_into_cart(&browser, "tea").await;
    let form = cart.form("/cart");
    assert_eq!(form.fields.iter().filter(|(name, _)| name == "sku").count(), 2);
    let cart = browser.send(&form.clone().with("more", "tea")).await;
    cart.says("$25.90").says("$45.89");
    let cart = browser.send(&cart.form("/cart").with("less", "SHIRT-M-Red")).await;
    cart.says("Darjeeling").is_silent_about("Linen shirt");
    let cart = browser.send(&cart.form("/cart").with("quantity", "5").with("do", "update")).await;
    cart.says("$64.75");
    let cart = browser.send(&cart.form("/cart").with("remove", "tea")).await;
    cart.says("There is nothing in your cart yet.");
    assert_eq!(browser.open("/checkout").await.at, "/cart", "there is nothing to pay");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_bought_is_told_at_its_line() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    put_into_cart(&browser, "shirt").await;
    let cart = put_into_cart(&browser, "tea").await;
    let cart = browser.send(&cart.form("/cart").with("quantity", "9").with("do", "update")).await;
    cart.says("Only 3 are left.").says("Something in your cart cannot be bought as it is.");
    let mut archived = tea();
    archived["state"] = json!("archived");
    mall.sell("tea", &archived, &[]).await;
    browser.open("/cart").await.says("This is not for sale any more.");
    let checkout = browser.open("/checkout").await;
    checkout.says("This is not for sale any more.").is_silent_about("Continue to payment");
}

#[tokio::test(start_paused = true)]
async fn what_is_put_in_twice_is_there_twice_and_nonsense_is_not() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    put_into_cart(&browser, "tea").await;
    put_into_cart(&browser, "tea").await.says("$25.90");
    let form = browser.open("/products/tea").await.form("/cart/add");
    for (field, odd) in [("quantity", "0"), ("quantity", "-1"), ("quantity", "many"), ("sku", ""), ("sku", "a b")] {
        let shown = browser.send(&form.clone().with(field, odd)).await;
        assert_eq!(shown.at, "/products/tea", "{field} {odd}");
    }
    browser.send(&form.clone().with("quantity", "99")).await.says("value=\"99\"");
    let unknown = browser.send(&form.with("sku", "none-such").with("then", "cart")).await;
    unknown.says("This is not for sale any more.");
}

#[tokio::test(start_paused = true)]
async fn an_empty_cart_asks_the_api_for_nothing() {
    let mall = Mall::open().await;
    mall.checkout.shop.journal.take();
    mall.browser().open("/cart").await.says("There is nothing in your cart yet.");
    assert_eq!(mall.checkout.shop.journal.take().len(), 0);
}
