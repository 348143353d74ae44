//! What the functions of pages use of their rights.

use domain::accounts::Role;
use serde_json::json;
use tests::{Browser, Call, Checkout, PASSWORD, Shop};

/// Every page, and every form of somebody who is logged in, whatever comes of it.
pub(crate) async fn pages() {
    let shop = Shop::open();
    let pages = shop.start("show-shop").await;
    for category in ["", "A", "A > B", "A > B > C", "A > B > C > D"] {
        for sort in ["newest", "name", "price"] {
            let within = if category.is_empty() { "" } else { "&category=" };
            let query = format!("sort={sort}{within}{}", category.replace(' ', "%20"));
            shop.call(&pages, Call::get("/products").query(&query)).await;
        }
    }
    shop.seed_account("ada", Role::Buyer);
    let account = shop.start("show-account").await;
    let mut browser = Browser::default();
    browser.get(&shop, &account, "/log-in").await;
    // A guest with a cart logs in.
    let (guests, carts) = (shop.start("start-guest").await, shop.start("manage-cart").await);
    let guest = shop.call(&guests, Call::sample("start-guest")).await.expect(201)["access_token"].clone();
    let guest = guest.as_str().expect("a token");
    let line = json!({ "quantity": 2 });
    shop.call(&carts, Call::put("/v1/cart/lines/tea").bearer(guest).json(&line)).await.expect(200);
    browser.enter(&format!("{guest}|"));
    let form = [("email", "ada@example.com"), ("password", PASSWORD)];
    assert_eq!(browser.post(&shop, &account, "/log-in", &form).await.leads_to(), "/account");
    let session = format!("{}|{}", shop.buyer("ada"), "r".repeat(43));
    for path in ["/account", "/account/export"] {
        browser.enter(&session);
        browser.get(&shop, &account, path).await;
    }
    for path in [
        "/log-in",
        "/log-out",
        "/sign-up",
        "/sign-up/verify",
        "/reset",
        "/reset/confirm",
        "/account/name",
        "/account/password",
        "/account/sessions",
        "/account/sessions/ses_aaaaaaaaaaaaaaaaaaaaaaaaaa/end",
        "/account/close",
    ] {
        browser.enter(&session);
        browser.post(&shop, &account, path, &[]).await;
    }
    shop.wait_seconds(600);
    browser.enter(&session);
    browser.get(&shop, &account, "/account").await;
}

/// Everything that somebody does who buys on pages, and a search.
pub(crate) async fn buying() {
    let checkout = Checkout::open().await;
    let shop = &checkout.shop;
    for (function, sample) in [("manage-products", "manage-products"), ("manage-stock", "manage-stock")] {
        let merchant = Call::sample(sample).bearer(&shop.merchant());
        shop.call(&shop.start(function).await, merchant).await.expect(200);
    }
    let catalogue = shop.start("show-shop").await;
    shop.call(&catalogue, Call::get("/search").query("q=tea")).await;
    shop.call(&catalogue, Call::get("/products/tea-500g")).await;
    let pages = shop.start("check-out").await;
    let mut browser = Browser::default();
    browser.post(shop, &pages, "/cart/add", &[("sku", "tea-500g"), ("quantity", "2")]).await;
    browser.get(shop, &pages, "/checkout").await;
    for street in ["1 Mill Lane", "2 Mill Lane"] {
        let fields = [
            ("key", "a-key-of-the-form"),
            ("currency", "USD"),
            ("sku", "tea-500g"),
            ("quantity", "2"),
            ("price", "1295"),
            ("total", "2590"),
            ("email", "ada@example.com"),
            ("name", "Ada Buyer"),
            ("line1", street),
            ("city", "Leeds"),
            ("postal_code", "LS1 1AA"),
            ("country", "GB"),
        ];
        browser.post(shop, &pages, "/checkout", &fields).await;
    }
    let orders = shop.tables.rows("orders");
    let id = orders.iter().filter_map(|row| row["id"].as_str()).find(|id| id.starts_with("ord_")).expect("an order");
    browser.get(shop, &pages, &format!("/orders/{id}/pay")).await;
    browser.get(shop, &pages, &format!("/orders/{id}")).await;
    browser.post(shop, &pages, &format!("/orders/{id}/cancel"), &[]).await;
    browser.enter(&format!("x|{}", "r".repeat(43)));
    browser.get(shop, &pages, "/cart").await;
}

/// Everything that staff do at the desk, whatever comes of it.
pub(crate) async fn desk() {
    let checkout = Checkout::open().await;
    let shop = &checkout.shop;
    shop.seed_account("ada", Role::Buyer);
    for sample in ["manage-products", "manage-stock"] {
        shop.call(&shop.start(sample).await, Call::sample(sample).bearer(&shop.merchant())).await.expect(200);
    }
    checkout.stock("tea", 20);
    let order = checkout.placed("ada", "seen at the desk", "tea", 4).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.work().await;
    shop.show_on_desk().await;
    let pages = shop.start("show-desk").await;
    let mut browser = Browser::default();
    let session = format!("{}|{}", shop.merchant(), "r".repeat(43));
    browser.enter(&session);
    let order = format!("/desk/orders/{order}");
    for path in [
        "/desk",
        "/desk/orders",
        &order,
        "/desk/products",
        "/desk/products/tea-500g",
        "/desk/products/tea-500g/skus/tea-500g",
        "/desk/stock",
        "/desk/customers?email=ada@example.com",
        "/desk/webhooks",
        "/desk/audit-log",
        "/desk/staff",
    ] {
        assert_eq!(browser.get(shop, &pages, path).await.status, 200, "{path}");
    }
    let key = ("key", "a-key-of-24-characters--");
    for act in ["ship", "refund-all", "cancel"] {
        let fields = [("act", act), key, ("units tea", "1"), ("carrier", "Mill Mail"), ("reason", "other")];
        browser.post(shop, &pages, &order, &fields).await;
    }
    shop.wait_seconds(600);
    browser.enter(&session);
    browser.get(shop, &pages, "/desk").await;
}
