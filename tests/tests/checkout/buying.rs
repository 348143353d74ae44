//! From the page of a product to an order that is paid.

use crate::browser::{Browser, Mall, Shown, filled};

/// Puts something into the cart from its page.
pub(crate) async fn put_into_cart(browser: &Browser<'_>, product: &str) -> Shown {
    let page = browser.open(&format!("/products/{product}")).await;
    browser.send(&page.form("/cart/add").with("then", "cart")).await
}

/// Goes on from the cart to the checkout, fills it in and sends it. The page of the payment.
pub(crate) async fn order(browser: &Browser<'_>) -> Shown {
    let checkout = browser.open("/checkout").await;
    browser.send(&filled(checkout.form("/checkout"))).await
}

/// The intent whose secret the page of a payment holds.
pub(crate) fn intent(payment: &Shown) -> String {
    let secret = payment.attribute("form", "data-secret");
    secret.split_once("_secret").expect("a secret").0.to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_stranger_buys_something_by_forms_alone() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    let home = browser.open("/").await;
    home.says("href=\"/products/tea\"");
    let product = browser.open("/products/tea").await;
    let cart = browser.send(&product.form("/cart/add").with("quantity", "2").with("then", "cart")).await;
    cart.says("It is in your cart.").says("Darjeeling").says("$25.90");
    let checkout = browser.send(&cart.form("/cart").with("do", "checkout")).await;
    assert_eq!(checkout.at, "/checkout");
    checkout.says("Contact").says("Continue to payment · $25.90");
    let payment = browser.send(&filled(checkout.form("/checkout"))).await;
    payment.says("data-key=\"pk_test_local\"").says("https://js.stripe.com/clover/stripe.js").says("1 Mill Lane");
    assert_eq!(payment.attribute("form", "data-next"), format!("{}?from=payment", payment.at.trim_end_matches("/pay")));
    mall.pay_at_the_provider(&intent(&payment), "pm_card_visa");
    let order = browser.open(&payment.attribute("form", "data-next")).await;
    order.says("Thank you. Your order is paid.").says("Darjeeling").says("United Kingdom").is_silent_about("Pay now");
    let [row] = &mall.orders()[..] else { panic!("one order") };
    assert_eq!((&row["state"], mall.checkout.charges(row["id"].as_str().expect("an id"))), (&"paid".into(), 1));
    assert_eq!(mall.checkout.available("tea"), 3);
    browser.open("/cart").await.says("There is nothing in your cart yet.");
    mall.checkout.work().await;
    assert_eq!(mall.checkout.mails_to("ada").len(), 1, "the receipt");
}

#[tokio::test(start_paused = true)]
async fn buy_now_leads_from_the_product_to_the_checkout() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    let product = browser.open("/products/shirt").await;
    product.says("S / Red").says("disabled").says("M / Red");
    let form = product.form("/cart/add");
    assert_eq!(form.value("sku"), "SHIRT-M-Red", "the only one that is there is chosen");
    let checkout = browser.send(&form.with("then", "checkout")).await;
    assert_eq!(checkout.at, "/checkout");
    checkout.says("Linen shirt").says("M / Red");
    assert_eq!(checkout.form("/checkout").value("country"), "GB", "as the browser's language says");
}

#[tokio::test(start_paused = true)]
async fn a_second_click_and_the_back_button_order_once() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    let cart = put_into_cart(&browser, "tea").await;
    let checkout = browser.send(&cart.form("/cart").with("do", "checkout").with("quantity", "5")).await;
    let form = filled(checkout.form("/checkout"));
    let (first, second) = (browser.send(&form).await, browser.send(&form).await);
    assert_eq!((first.status, &first.at), (200, &second.at), "{}", second.text);
    assert_eq!((mall.orders().len(), mall.checkout.available("tea")), (1, 0), "although all tea is taken");
    // Something else is put into the cart, and the first form is sent once more.
    put_into_cart(&browser, "shirt").await;
    assert_eq!(browser.send(&form).await.at, first.at);
    browser.open("/cart").await.says("Linen shirt");
    let used = browser.send(&form.clone().with("line1", "2 Mill Lane")).await;
    assert_eq!(used.status, 422);
    let order = first.at.trim_end_matches("/pay");
    used.says("This form has already placed an order.").says(&format!("href=\"{order}\"")).says("2 Mill Lane");
    assert_ne!(used.form("/checkout").value("key"), form.value("key"));
    assert_eq!(mall.orders().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn whoever_reads_german_buys_in_german() {
    let mall = Mall::open().await;
    let browser = Browser { language: "de-AT,de;q=0.9", ..mall.browser() };
    put_into_cart(&browser, "tea").await.says("Es liegt in Ihrem Warenkorb.");
    let checkout = browser.open("/checkout").await;
    checkout.says("Lieferadresse").says("Österreich");
    assert_eq!(checkout.form("/checkout").value("country"), "AT");
    let payment = order(&browser).await;
    payment.says("Jetzt zahlen").says("lang=\"de\"");
}
