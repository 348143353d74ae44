//! Forms of other sites, and what strangers write.

use serde_json::json;

use crate::{
    browser::{Mall, filled, tea},
    buying::{order, put_into_cart},
};

/// What must never stand in a page as it is.
const MARKUP: &str = "\"><img src=x onerror=alert(1)>";

#[tokio::test(start_paused = true)]
async fn a_form_of_another_site_is_refused() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    let product = browser.open("/products/tea").await;
    let add = product.form("/cart/add").with("then", "cart");
    let cart = browser.send(&add).await;
    let checkout = browser.open("/checkout").await;
    let place = filled(checkout.form("/checkout"));
    let change = cart.form("/cart").with("do", "update").with("quantity", "4");
    let state = mall.checkout.shop.state();
    for form in [&add, &change, &place] {
        for site in ["cross-site", "same-site", "none"] {
            assert_eq!(browser.post(form, site).await.status, 403, "{} {site}", form.action);
        }
    }
    for form in [change, place] {
        for token in ["", "x", mall.browser().open("/cart").await.at.as_str()] {
            let refused = browser.post(&form.clone().with("form_token", token), "same-origin").await;
            assert_eq!(refused.status, 403, "{}", form.action);
            refused.says("This form was not made for this browser");
        }
        assert_eq!(browser.post(&form.clone().without("form_token"), "same-origin").await.status, 403);
        assert_eq!(mall.browser().post(&form, "same-origin").await.status, 403, "another browser's");
    }
    assert_eq!(mall.checkout.shop.state(), state);
}

#[tokio::test(start_paused = true)]
async fn no_form_leads_out_of_the_shop() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    let add = browser.open("/products/tea").await.form("/cart/add");
    for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        for form in [add.clone().with("then", elsewhere), add.clone().with("product", elsewhere).with("quantity", "0")]
        {
            let sent = browser.post(&form, "same-origin").await;
            let location = sent.headers["location"].as_str().expect("a place");
            assert!(location.starts_with("/cart"), "{elsewhere}: {location}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_people_write_is_never_markup() {
    let mall = Mall::open().await;
    let mut harm = tea();
    (harm["name"], harm["category"]) = (json!(MARKUP), json!("Tea"));
    mall.sell("harm", &harm, &[("harm", 5)]).await;
    let browser = mall.browser();
    let cart = put_into_cart(&browser, "harm").await;
    let checkout = browser.open("/checkout").await;
    let form = filled(checkout.form("/checkout")).with("name", MARKUP).with("line2", MARKUP);
    let again = browser.send(&form.clone().with("email", MARKUP)).await;
    assert_eq!(again.status, 422);
    let payment = browser.send(&form).await;
    let order = browser.open(payment.at.trim_end_matches("/pay")).await;
    for page in [&cart, &checkout, &again, &payment, &order] {
        page.says("onerror").is_silent_about("<img src=x");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_about_a_person_is_kept_by_no_cache_and_runs_no_foreign_script() {
    let mall = Mall::open().await;
    let browser = mall.browser();
    let cart = put_into_cart(&browser, "tea").await;
    let checkout = browser.open("/checkout").await;
    let payment = order(&browser).await;
    let order = browser.open(payment.at.trim_end_matches("/pay")).await;
    for page in [&cart, &checkout, &payment, &order] {
        let policy = page.headers["content-security-policy"].as_str().expect("a policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{}: {policy}", page.at);
        assert_eq!(policy.contains("script-src"), page.at.ends_with("/pay"), "{}", page.at);
        assert_eq!(page.headers["cache-control"], "no-store", "{}", page.at);
        page.is_silent_about(" style=").is_silent_about(" onclick").says("noindex");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_searched_for_is_shown_as_text() {
    let mall = Mall::open().await;
    let found = mall.browser().open("/search?q=%3Cimg%20src%3Dx%3E").await;
    found.says("Nothing was found.").says("&#60;img src=x&#62;").is_silent_about("<img src=x");
    assert_eq!(mall.browser().open(&format!("/search?q={}", "a".repeat(201))).await.status, 404);
}
