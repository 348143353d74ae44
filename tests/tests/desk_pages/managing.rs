//! Products, stock, people and the audit log.

use domain::accounts::Role;
use serde_json::json;
use tests::Call;

use crate::{Desk, hidden};

const TEA: &str = "/desk/products/assam";

/// A desk of a shop with a product that was written by its API.
async fn with_product(role: Role) -> Desk {
    let desk = Desk::open(role).await;
    let shop = &desk.checkout.shop;
    for name in ["ada", "support"] {
        shop.seed_account(name, Role::Buyer);
    }
    shop.seed_account("merchant", Role::Owner);
    let product = json!({
        "name": "Assam", "description": "Black tea.", "category": "Food > Tea", "state": "active",
        "variants": [{ "prices": [{ "currency": "USD", "price_minor": 1295 }], "weight_grams": 500 }],
    });
    let manage = shop.start("manage-products").await;
    let call = Call::put("/v1/products/assam").bearer(&shop.merchant()).json(&product);
    shop.call(&manage, call).await.expect(200);
    let stock = shop.start("manage-stock").await;
    let call = Call::post("/v1/merchant/skus/assam/adjustments").bearer(&shop.merchant()).key("opening");
    shop.call(&stock, call.json(&json!({ "quantity": 42, "reason": "delivery" }))).await.expect(200);
    desk
}

#[tokio::test(start_paused = true)]
async fn a_product_is_changed_and_a_change_of_somebody_else_is_told() {
    let mut desk = with_product(Role::Manager).await;
    assert!(desk.page("/desk/products").await.contains("href=\"/desk/products/assam\""));
    let page = desk.page(TEA).await;
    assert!(page.contains(">42<") && page.contains("$12.95"), "{page}");
    let version = hidden(&page, "product", "version").replace("&#34;", "\"");
    let change = |name, price| {
        [
            ("act", "product"),
            ("name", name),
            ("description", "Black tea."),
            ("category", "Food > Tea"),
            ("state", "active"),
            ("price assam USD", price),
        ]
    };
    let with =
        |fields: [(&'static str, &'static str); 6]| [fields.as_slice(), &[("version", version.as_str())]].concat();
    // Twice, as by a double click.
    for _ in 0..2 {
        assert_eq!(
            desk.post(TEA, &with(change("Assam, strong", "13.50"))).await.leads_to(),
            format!("{TEA}?done=product")
        );
    }
    let late = desk.post(TEA, &with(change("Assam, mild", "13.50"))).await;
    assert!(late.status == 412 && late.body.contains("value=\"Assam, mild\""), "{}", late.body);
    assert!(late.body.contains("It says now: Assam, strong"), "{}", late.body);
    let wrong = desk.post(TEA, &with(change("Assam, mild", "ten"))).await;
    assert!(wrong.status == 422 && wrong.body.contains("This is no amount"), "{}", wrong.body);
    let page = desk.page(TEA).await;
    assert!(page.contains("Assam, strong") && page.contains("$13.50") && page.contains(">42<"), "{page}");
}

#[tokio::test(start_paused = true)]
async fn stock_is_counted_by_what_was_seen() {
    let mut desk = with_product(Role::Fulfilment).await;
    let path = format!("{TEA}/skus/assam");
    let page = desk.page(&path).await;
    assert!(page.contains("value=\"42\"") && page.contains("delivery"), "{page}");
    let key = hidden(&page, "count", "key");
    let fields = |seen, counted| {
        [("act", "count"), ("key", key.as_str()), ("seen", seen), ("counted", counted), ("reason", "inventory")]
    };
    let moved = desk.post(&path, &fields("41", "40")).await;
    assert!(moved.status == 409 && moved.body.contains("value=\"40\""), "{}", moved.body);
    let wrong = desk.post(&path, &fields("42", "many")).await;
    assert!(wrong.status == 422 && wrong.body.contains("id=\"count-counted-error\""), "{}", wrong.body);
    for _ in 0..2 {
        assert_eq!(desk.post(&path, &fields("42", "40")).await.leads_to(), format!("{path}?done=counted"));
    }
    assert!(desk.page(&path).await.contains("<strong>-2</strong> inventory"));
    let page = desk.page(TEA).await;
    assert!(page.contains(">40<") && !page.contains("id=\"product\""), "who packs writes no prices: {page}");
    let before = desk.checkout.shop.state();
    assert_eq!(desk.post(TEA, &[("act", "product"), ("name", "x")]).await.status, 422);
    assert_eq!(desk.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_customer_is_found_and_blocked() {
    let mut desk = with_product(Role::Manager).await;
    desk.paid("order").await;
    let page = desk.page("/desk/customers?email=ada@example.com").await;
    assert!(page.contains("q=ada%40example.com") && page.contains("Active"), "{page}");
    let ada = desk.checkout.shop.buyer_id("ada").to_string();
    let fields = [("act", "block"), ("subject", ada.as_str()), ("email", "ada@example.com")];
    let leads_to = desk.post("/desk/customers", &fields).await.leads_to().to_owned();
    let page = desk.page(&leads_to).await;
    assert!(page.contains("The customer is blocked.") && page.contains("id=\"unblock-"), "{page}");
    assert_eq!(desk.get("/desk/customers?email=nobody@example.com").await.status, 404);
    desk.become_one(Role::Support);
    let page = desk.page("/desk/customers?email=ada@example.com").await;
    assert!(!page.contains("id=\"unblock-"), "{page}");
    desk.become_one(Role::Fulfilment);
    assert_eq!(desk.get("/desk/customers").await.status, 403);
}

#[tokio::test(start_paused = true)]
async fn an_owner_gives_and_takes_a_role_and_the_log_has_it() {
    let mut desk = with_product(Role::Owner).await;
    desk.page("/desk/staff").await;
    let nobody =
        desk.post("/desk/staff", &[("act", "appoint"), ("person", "nobody@example.com"), ("role", "support")]).await;
    assert!(nobody.status == 422 && nobody.body.contains("id=\"appoint-person-error\""), "{}", nobody.body);
    let fields = [("act", "appoint"), ("person", "support@example.com"), ("role", "support")];
    assert_eq!(desk.post("/desk/staff", &fields).await.leads_to(), "/desk/staff?done=appointed");
    let page = desk.page("/desk/staff").await;
    let person = desk.checkout.shop.buyer_id("support").to_string();
    assert!(page.contains("support@example.com") && page.contains(&format!("id=\"revoke-{person}\"")), "{page}");
    let fields = [("act", "revoke"), ("subject", person.as_str())];
    assert_eq!(desk.post("/desk/staff", &fields).await.leads_to(), "/desk/staff?done=revoked");
    let page = desk.page(&format!("/desk/audit-log?resource=user:{person}")).await;
    assert_eq!(page.matches("staff.role_changed").count(), 2, "{page}");
    let wrong = desk.get("/desk/audit-log?from=yesterday").await;
    assert!(wrong.status == 422 && wrong.body.contains("role=\"alert\""), "{}", wrong.body);
    desk.become_one(Role::Support);
    for path in ["/desk/staff", "/desk/audit-log"] {
        assert_eq!(desk.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_webhook_is_added_with_its_secret_and_sends_nothing_any_more() {
    let mut desk = with_product(Role::Manager).await;
    desk.page("/desk/webhooks").await;
    let fields = |url| [("act", "add-webhook"), ("url", url), ("type order.paid", "yes")];
    let wrong = desk.post("/desk/webhooks", &fields("nowhere")).await;
    assert!(wrong.status == 422 && wrong.body.contains("id=\"add-webhook-url-error\""), "{}", wrong.body);
    assert!(wrong.body.contains("value=\"yes\" checked"), "{}", wrong.body);
    let made = desk.post("/desk/webhooks", &fields("https://hooks.example.com/backroom")).await;
    assert!(made.status == 200 && made.body.contains("whsec_"), "{}", made.body);
    let list = desk.page("/desk/webhooks").await;
    let (_, rest) = list.split_once("href=\"/desk/webhooks/whk_").expect("the endpoint");
    let path = format!("/desk/webhooks/whk_{}", rest.split('"').next().expect("an identifier"));
    let page = desk.page(&path).await;
    assert!(page.contains("id=\"disable\"") && !page.contains("whsec_"), "{page}");
    assert_eq!(desk.post(&path, &[("act", "disable")]).await.leads_to(), format!("{path}?done=disabled"));
    let done = desk.page(&format!("{path}?done=disabled")).await;
    assert!(done.contains("Nothing is sent there any more.") && done.contains("id=\"enable\""), "{done}");
    desk.become_one(Role::Support);
    assert_eq!(desk.get("/desk/webhooks").await.status, 403);
}
