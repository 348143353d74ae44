//! The link in a guest's receipt: it opens one order, until it is revoked.

use serde_json::{Value, json};
use tests::{Answer, Call, Checkout, Fault, Planned, Service, Shop};

/// A shop with pages.
async fn open() -> Checkout {
    let checkout = Checkout::of(Shop::deployed_with(1, &[("ShopUrl", "https://shop.example")])).await;
    checkout.stock("tea", 20);
    checkout
}

async fn ask(checkout: &Checkout, function: &str, call: Call) -> Answer {
    checkout.shop.call(&checkout.shop.start(function).await, call).await
}

/// A paid order of the guest Gwen, with its receipt sent.
async fn paid(checkout: &Checkout, key: &str) -> String {
    let mut wish = Checkout::wish(&[("tea", 1)]);
    wish["email"] = json!("gwen@example.com");
    let gwen = checkout.shop.guest("gwen");
    let placed = checkout.place_with(Call::post("/v1/orders").bearer(&gwen).key(key).json(&wish)).await.expect(201);
    let order = placed["id"].as_str().expect("an identifier").to_owned();
    let pay = Call::post(&format!("/v1/orders/{order}/payment")).json(&json!({ "payment_method": "pm_card_visa" }));
    ask(checkout, "pay-order", pay.bearer(&gwen)).await.expect(200);
    checkout.work().await;
    order
}

/// The tokens of the links that were mailed for an order.
fn mailed(checkout: &Checkout, order: &str) -> Vec<String> {
    let page = format!("https://shop.example/orders/{order}#");
    let mails = checkout.mails_to("gwen");
    let token = |text: &str| text.split_once(&page).and_then(|(_, rest)| Some(rest.split('\n').next()?.to_owned()));
    mails.iter().filter_map(|mail| token(&mail.text)).collect()
}

async fn get(checkout: &Checkout, order: &str, token: &str) -> Answer {
    ask(checkout, "get-order", Call::get(&format!("/v1/orders/{order}")).bearer(token)).await
}

async fn revoke(checkout: &Checkout, order: &str, token: &str) -> Answer {
    ask(checkout, "revoke-order-link", Call::new("DELETE", &format!("/v1/orders/{order}/link")).bearer(token)).await
}

#[tokio::test(start_paused = true)]
async fn a_link_opens_its_order_and_nothing_else() {
    let checkout = open().await;
    let (order, other) = (paid(&checkout, "one").await, paid(&checkout, "two").await);
    let link = mailed(&checkout, &order).remove(0);
    let shown = get(&checkout, &order, &link).await.expect(200);
    assert_eq!(
        (&shown["id"], &shown["state"], &shown["email"]),
        (&json!(order), &json!("paid"), &json!("gwen@example.com"))
    );
    get(&checkout, &other, &link).await.expect_problem(401, "unauthorized");
    get(&checkout, "ord_aaaaaaaaaaaaaaaaaaaaaaaaaa", &link).await.expect_problem(401, "unauthorized");
    let list = ask(&checkout, "list-orders", Call::get("/v1/orders").bearer(&link)).await;
    list.expect_problem(401, "unauthorized");
    for (function, call) in [
        ("manage-cart", Call::get("/v1/cart")),
        ("edit-account", Call::get("/v1/me")),
        ("cancel-order", Call::post(&format!("/v1/orders/{order}/cancel"))),
        ("pay-order", Call::post(&format!("/v1/orders/{order}/payment")).json(&json!({}))),
    ] {
        ask(&checkout, function, call.bearer(&link)).await.expect_problem(401, "unauthorized");
    }
    // What is stored opens nothing.
    let row = checkout.row(&order);
    assert!(!row.to_string().contains(link.rsplit('.').next().expect("a part")), "{row}");
    let stored = row["links"][0].as_str().expect("a digest");
    let guessed = format!("link.{}.{stored}", checkout.shop.buyer_id("gwen"));
    get(&checkout, &order, &guessed).await.expect_problem(401, "unauthorized");
}

#[tokio::test(start_paused = true)]
async fn a_revoked_link_opens_nothing() {
    let checkout = open().await;
    let (order, other) = (paid(&checkout, "one").await, paid(&checkout, "two").await);
    let (link, kept) = (mailed(&checkout, &order).remove(0), mailed(&checkout, &other).remove(0));
    for stranger in [checkout.shop.guest("greta"), checkout.shop.buyer("ada")] {
        revoke(&checkout, &order, &stranger).await.expect_problem(404, "not_found");
    }
    revoke(&checkout, &order, &kept).await.expect_problem(401, "unauthorized");
    get(&checkout, &order, &link).await.expect(200);
    checkout.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "UpdateItem"));
    for _ in 0..2 {
        revoke(&checkout, &order, &link).await.expect(204);
    }
    checkout.shop.faults.assert_all_fired();
    get(&checkout, &order, &link).await.expect_problem(401, "unauthorized");
    get(&checkout, &order, &checkout.shop.guest("gwen")).await.expect(200);
    get(&checkout, &other, &kept).await.expect(200);
    for _ in 0..2 {
        revoke(&checkout, &other, &checkout.shop.guest("gwen")).await.expect(204);
    }
    get(&checkout, &other, &kept).await.expect_problem(401, "unauthorized");
}

#[tokio::test(start_paused = true)]
async fn every_receipt_that_went_out_has_a_link_that_works() {
    let checkout = open().await;
    // The mail goes out, and the shop cannot note it: another one follows.
    checkout.shop.plan(Planned::on(Fault::AnswerLost, Service::Ses, "SendEmail").times(9));
    let order = paid(&checkout, "one").await;
    checkout.shop.faults.heal();
    checkout.shop.wait_seconds(300);
    checkout.work().await;
    checkout.sweep().await;
    checkout.work().await;
    let links = mailed(&checkout, &order);
    assert!(links.len() > 1, "{links:?}");
    for link in links {
        get(&checkout, &order, &link).await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn there_is_no_link_without_pages_and_none_for_an_account() {
    let plain = Checkout::open().await;
    plain.stock("tea", 9);
    let order = paid(&plain, "one").await;
    assert_eq!(plain.row(&order).get("links"), None);
    assert!(!plain.mails_to("gwen")[0].text.contains("link."));
    let checkout = open().await;
    checkout.enrol("ada");
    let order = checkout.placed("ada", "one", "tea", 1).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.work().await;
    assert_eq!(checkout.row(&order).get("links"), None::<&Value>);
    assert!(!checkout.mails_to("ada")[0].text.contains("link."));
}
