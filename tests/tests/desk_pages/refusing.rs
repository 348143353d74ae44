//! What is not done.

use domain::accounts::Role;
use tests::{Call, Fault};

use crate::{Desk, hidden};

#[tokio::test(start_paused = true)]
async fn what_is_wrong_is_told_at_its_field_and_what_was_typed_is_kept() {
    let mut desk = Desk::open(Role::Owner).await;
    let order = desk.paid("order").await;
    let path = format!("/desk/orders/{order}");
    let page = desk.page(&path).await;
    let key = hidden(&page, "ship", "key");
    let before = desk.checkout.shop.state();
    for (units, carrier, status, words) in [
        ("5", "Mill Mail", 409, "id=\"ship-units-tea-error\">Only 4 are left."),
        ("two", "Mill Mail", 422, "id=\"ship-units-tea-error\">This is no number of units."),
        ("", "Mill Mail", 422, "Say how many units."),
        ("1", "", 422, "id=\"ship-carrier-error\""),
    ] {
        let fields =
            [("act", "ship"), ("key", &key), ("units tea", units), ("carrier", carrier), ("tracking_number", "A1")];
        let answer = desk.post(&path, &fields).await;
        assert_eq!(answer.status, status, "{units}: {}", answer.body);
        assert!(answer.body.contains(words) && answer.body.contains("role=\"alert\""), "{words}: {}", answer.body);
        assert!(answer.body.contains("value=\"A1\""), "{}", answer.body);
    }
    for amount in ["0", "12.999", "ten", ""] {
        let fields = [("act", "refund-amount"), ("key", &key), ("amount", amount), ("reason", "other")];
        let answer = desk.post(&path, &fields).await;
        assert_eq!(answer.status, 422, "{amount}");
        assert!(answer.body.contains("aria-describedby=\"refund-amount-amount-hint refund-amount-amount-error\""));
    }
    assert_eq!(desk.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn support_cannot_ship_and_packers_cannot_refund() {
    let mut desk = Desk::open(Role::Support).await;
    let order = desk.paid("order").await;
    let path = format!("/desk/orders/{order}");
    for (role, act, id) in [(Role::Support, "ship", "ship"), (Role::Fulfilment, "refund-all", "refund-all")] {
        desk.become_one(role);
        let page = desk.page(&path).await;
        assert!(!page.contains(&format!("id=\"{id}\"")), "{page}");
        let before = desk.checkout.shop.state();
        let fields = [
            ("act", act),
            ("key", "a-key-of-24-characters--"),
            ("units tea", "1"),
            ("carrier", "M"),
            ("reason", "other"),
        ];
        let answer = desk.post(&path, &fields).await;
        assert_eq!(answer.status, 403, "{}", answer.body);
        assert!(answer.body.contains("Your role may not do this"), "{}", answer.body);
        assert_eq!(desk.checkout.shop.state(), before);
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_is_not_staff_sees_nothing() {
    let mut desk = Desk::open(Role::Buyer).await;
    let order = desk.paid("order").await;
    for path in ["/desk", "/desk/orders", &format!("/desk/orders/{order}")] {
        let answer = desk.get(path).await;
        assert_eq!(answer.status, 403, "{path}: {}", answer.body);
        assert!(answer.body.contains("This is for the shop&#39;s staff") && !answer.body.contains("ada@example.com"));
    }
    desk.browser.cookies.retain(|(name, _)| name != "__Host-session");
    assert_eq!(desk.get("/desk").await.leads_to(), "/log-in?next=%2Fdesk");
    desk.browser.cookies.push(("__Host-session".to_owned(), "made.up.token|".to_owned()));
    assert_eq!(desk.get("/desk/orders").await.leads_to(), "/log-in?next=%2Fdesk%2Forders");
}

#[tokio::test(start_paused = true)]
async fn a_form_of_another_site_or_browser_does_nothing() {
    let mut desk = Desk::open(Role::Owner).await;
    let order = desk.paid("order").await;
    let path = format!("/desk/orders/{order}");
    desk.page(&path).await;
    let token = desk.browser.form_token.clone();
    let with = |token: &str| {
        Call::form(
            &path,
            &[("act", "refund-all"), ("key", "a-key-of-24-characters--"), ("reason", "other"), ("form_token", token)],
        )
    };
    let before = desk.checkout.shop.state();
    for call in [
        with(&token).header("sec-fetch-site", "cross-site"),
        with(&token).header("origin", "https://evil.example"),
        with("").header("sec-fetch-site", "same-origin"),
    ] {
        let answer = desk.send(call).await;
        assert_eq!(answer.status, 403, "{}", answer.body);
        assert!(answer.body.contains("not made for this browser"), "{}", answer.body);
    }
    assert_eq!(desk.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_done_is_sent_again_under_its_key() {
    let mut desk = Desk::open(Role::Owner).await;
    let order = desk.paid("order").await;
    let path = format!("/desk/orders/{order}");
    let page = desk.page(&path).await;
    let key = hidden(&page, "ship", "key");
    let fields = [("act", "ship"), ("key", &key), ("units tea", "2"), ("carrier", "Mill Mail")];
    // The call of the function is lost, and with it its answer.
    desk.checkout.shop.plan_next(Fault::Failed);
    let answer = desk.post(&path, &fields).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.body.contains("it is done once"), "{}", answer.body);
    assert_eq!(hidden(&answer.body, "ship", "key"), key);
    assert_ne!(hidden(&answer.body, "refund-all", "key"), key);
    assert!(desk.post(&path, &fields).await.leads_to().starts_with(&path));
    assert_eq!(desk.checkout.row(&order)["shipments"].as_array().map(Vec::len), Some(1));
}
