//! What is shown.

use domain::accounts::Role;
use serde_json::json;
use tests::Checkout;

use crate::Desk;

/// What must never stand in a page as it is.
const MARKUP: &str = "<img src=x onerror=alert(1)>";

#[tokio::test(start_paused = true)]
async fn today_shows_what_was_sold_and_what_waits() {
    let mut desk = Desk::open(Role::Fulfilment).await;
    desk.paid("one").await;
    desk.checkout.placed("ada", "two", "tea", 1).await;
    desk.checkout.shop.show_on_desk().await;
    let page = desk.page("/desk").await;
    assert!(page.contains("<strong>$24.95</strong> <span class=\"soft\">1 order</span>"), "{page}");
    assert!(page.contains("<strong>1</strong> <span>To ship</span>"), "{page}");
    assert_eq!(page.matches("<rect class=\"gross\"").count(), 14);
    assert_eq!(page.matches("<th scope=\"row\">").count(), 14, "a table for those who see no picture");
    assert!(page.contains("href=\"/desk/stock\"") && !page.contains("href=\"/desk/staff\""), "{page}");
}

#[tokio::test(start_paused = true)]
async fn orders_are_found_by_view_address_and_number() {
    let mut desk = Desk::open(Role::Support).await;
    let paid = desk.paid("paid").await;
    let waiting = desk.checkout.placed("ada", "waits", "tea", 1).await;
    desk.checkout.shop.show_on_desk().await;
    let number = desk.checkout.get("ada", &paid).await.expect(200)["number"].as_str().expect("a number").to_owned();
    for (query, has_paid, has_waiting) in [
        ("", true, false),
        ("?view=unpaid", false, true),
        ("?view=review", false, false),
        ("?view=all", true, true),
        (&format!("?q={}", number.to_lowercase()), true, false),
    ] {
        let page = desk.page(&format!("/desk/orders{query}")).await;
        let has = [&paid, &waiting].map(|order| page.contains(&format!("/desk/orders/{order}\"")));
        assert_eq!(has, [has_paid, has_waiting], "{query}: {page}");
    }
    let wrong = desk.get("/desk/orders?q=nobody").await;
    assert!(wrong.status == 422 && wrong.body.contains("aria-describedby=\"q-error\""), "{}", wrong.body);
    assert!(wrong.body.contains("value=\"nobody\""));
    for path in ["/desk/orders?view=none", "/desk/orders?cursor=x", "/desk/orders/ord_none", "/desk/orders?x=1"] {
        assert_eq!(desk.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn names_and_addresses_are_never_markup() {
    let mut desk = Desk::open(Role::Owner).await;
    let mut wish = Checkout::wish(&[("tea", 1)]);
    wish["shipping_address"]["name"] = json!(MARKUP);
    wish["shipping_address"]["line2"] = json!(MARKUP);
    let order = desk.checkout.place("ada", "order", &wish).await.expect(201)["id"].clone();
    let order = order.as_str().expect("an identifier").to_owned();
    desk.checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    desk.checkout.webhooks().await;
    desk.checkout.work().await;
    desk.checkout.shop.show_on_desk().await;
    desk.checkout
        .ship_with(&order, "key", &json!({ "lines": [{ "sku": "tea", "quantity": 1 }], "carrier": MARKUP }))
        .await
        .expect(201);
    for path in [format!("/desk/orders/{order}"), format!("/desk/orders/{order}/slip")] {
        let page = desk.page(&path).await;
        assert!(page.contains("onerror") && !page.contains(MARKUP), "{page}");
        assert!(!page.contains("style=") && !page.contains("<script"), "{page}");
    }
    let fields = [("act", "refund-amount"), ("key", "k"), ("amount", MARKUP), ("reason", MARKUP)];
    let answer = desk.post(&format!("/desk/orders/{order}"), &fields).await;
    assert!(answer.status == 422 && !answer.body.contains(MARKUP), "{}", answer.body);
}

#[tokio::test(start_paused = true)]
async fn no_cache_keeps_a_page_and_its_policy_allows_no_script() {
    let mut desk = Desk::open(Role::Owner).await;
    for path in ["/desk", "/desk/orders", "/desk/orders/none"] {
        let answer = desk.get(path).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script"), "{path}: {policy}");
    }
}
