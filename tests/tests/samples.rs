//! Every sample event in `events/` is what its trigger would send: its function understands it.

#![allow(clippy::expect_used, reason = "these are tests")]

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};
use tests::{Registered, Shop, repository};

/// What each sample comes to in a shop that has the product and has never seen the order, the session, the code or the person.
const REQUESTS: &[(&str, u16)] = &[
    ("sign-up", 202),
    ("start-guest", 201),
    ("verify-email", 422),
    ("log-in", 401),
    ("refresh-session", 401),
    ("log-out", 204),
    ("reset-password", 202),
    ("reset-password-confirm", 422),
    ("change-password", 401),
    ("change-email", 401),
    ("change-email-confirm", 401),
    ("edit-account", 401),
    ("edit-account-show", 401),
    ("manage-addresses", 401),
    ("manage-addresses-list", 200),
    ("manage-addresses-remove", 401),
    ("manage-sessions", 200),
    ("manage-sessions-end", 204),
    ("manage-sessions-end-all", 401),
    ("close-account", 401),
    ("list-products", 200),
    ("list-products-categories", 200),
    ("search-products", 200),
    ("search-products-suggest", 200),
    ("get-product", 200),
    ("get-image", 200),
    ("show-shop", 200),
    ("show-shop-list", 200),
    ("show-shop-product", 200),
    ("show-shop-file", 200),
    ("show-shop-robots", 200),
    ("show-shop-search", 200),
    ("show-account", 200),
    ("show-desk", 303),
    ("check-out", 200),
    ("manage-products", 200),
    ("manage-products-patch", 200),
    ("manage-products-images", 200),
    ("manage-products-list", 200),
    ("manage-products-show", 200),
    ("manage-stock", 200),
    ("manage-stock-count", 409),
    ("manage-stock-movements", 200),
    ("manage-stock-threshold", 200),
    ("manage-stock-low", 200),
    ("quote-order", 200),
    ("manage-cart", 200),
    ("manage-cart-show", 200),
    ("manage-cart-empty", 204),
    ("manage-cart-merge", 422),
    ("place-order", 201),
    ("list-orders", 200),
    ("get-order", 404),
    ("revoke-order-link", 404),
    ("cancel-order", 404),
    ("pay-order", 404),
    ("refund-order", 404),
    ("refund-order-decide", 404),
    ("cancel-order-merchant", 404),
    ("order-desk", 200),
    ("order-desk-counts", 200),
    ("order-desk-sales", 200),
    ("order-desk-show", 404),
    ("manage-shipments", 404),
    ("manage-shipments-delivered", 404),
    ("manage-shipments-void", 404),
    ("manage-staff", 401),
    ("manage-staff-revoke", 401),
    ("manage-staff-list", 200),
    ("list-audit-log", 200),
    ("manage-customers", 404),
    ("manage-customers-block", 404),
    ("manage-customers-unblock", 404),
    ("export-account", 401),
    ("manage-webhooks", 201),
    ("manage-webhooks-list", 200),
    ("manage-webhooks-show", 404),
    ("manage-webhooks-change", 404),
    ("manage-webhooks-rotate", 404),
    ("manage-webhooks-deliveries", 404),
    ("manage-webhooks-redeliver", 404),
    ("manage-webhooks-remove", 204),
    ("manage-settings", 200),
    ("manage-settings-show", 200),
    ("manage-settings-tax", 200),
    ("manage-settings-tax-show", 200),
    ("receive-stripe-event", 400),
    ("describe-api", 200),
    ("describe-api-page", 200),
    ("describe-api-page-file", 200),
    ("recommend-products", 200),
    ("recommend-products-me", 200),
    ("recommend-products-basket", 200),
];
/// Samples of queues and schedules, and the function of each.
const WORK: &[(&str, &str)] = &[
    ("project-changes", "project-changes"),
    ("publish-changes", "publish-changes"),
    ("publish-changes-products", "publish-changes"),
    ("publish-changes-stock", "publish-changes"),
    ("project-changes-stock", "project-changes"),
    ("project-changes-products", "project-changes"),
    ("index-products", "index-products"),
    ("resize-images", "resize-images"),
    ("send-webhook", "send-webhook"),
    ("sync-payment", "sync-payment"),
    ("send-notification", "send-notification"),
    ("send-notification-order-paid", "send-notification"),
    ("send-notification-payment-failed", "send-notification"),
    ("send-notification-refunded", "send-notification"),
    ("send-notification-shipped", "send-notification"),
    ("send-notification-sign-up", "send-notification"),
    ("sweep-orders", "sweep-orders"),
    ("learn-recommendations", "learn-recommendations"),
];

fn sample(name: &str) -> Value {
    let path = repository().join(format!("events/{name}.json"));
    serde_json::from_str(&fs::read_to_string(path).expect("a sample")).expect("JSON")
}

fn shop_with_tea() -> Shop {
    let shop = Shop::open();
    let stock = json!({
        "sku": "tea-500g", "row": "shard#0", "available": 8, "received": 8, "product_id": "tea-500g",
        "prices": { "USD": 1295 }, "active": true,
    });
    shop.tables.put("stock", &stock);
    shop
}

#[test]
fn every_sample_is_tried_below() {
    let files = fs::read_dir(repository().join("events")).expect("events/");
    let names = files.map(|it| it.expect("a file").path().file_stem().expect("a name").to_string_lossy().into_owned());
    let tried = REQUESTS.iter().map(|(name, _)| *name).chain(WORK.iter().map(|(name, _)| *name));
    assert_eq!(names.collect::<BTreeSet<_>>(), tried.map(str::to_owned).collect());
}

/// `make samples` runs what this page lists.
#[test]
fn the_walk_through_lists_every_sample_with_its_answer() {
    let page = fs::read_to_string(repository().join("docs/api-walkthrough.md")).expect("the page");
    let rows = page.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.split(" | ");
        Some((cells.next()?.strip_suffix('`')?, cells.next()?))
    });
    let rows: Vec<_> = rows.collect();
    let listed: BTreeSet<_> = rows.iter().map(|(name, _)| *name).collect();
    let requests = REQUESTS.iter().map(|(name, _)| *name);
    assert_eq!(listed, requests.clone().chain(WORK.iter().map(|(name, _)| *name)).collect());
    for (name, answer) in rows {
        let is_request = requests.clone().any(|request| request == name);
        let served = answer.parse::<u16>().is_ok_and(|status| (200..400).contains(&status));
        assert_eq!((is_request, answer == "done"), (served, !served), "{name} comes to {answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_sample_request_is_understood() {
    for (name, status) in REQUESTS {
        let shop = shop_with_tea();
        let bucket = &shop.variables_of("get-image")["MEDIA_BUCKET"];
        shop.buckets.put(bucket, "media/aaaaaaaaaaaaaaaaaaaaaaaaaa-320.webp", b"RIFF", shop.clock.now());
        if [
            "get-product",
            "show-shop-product",
            "recommend-products",
            "manage-products-images",
            "manage-products-patch",
            "manage-products-show",
        ]
        .contains(name)
        {
            let put = shop.start("manage-products").await;
            shop.call(&put, tests::Call::sample("manage-products").bearer(&shop.merchant())).await.expect(200);
        }
        let mut event = sample(name);
        if !event["headers"]["authorization"].is_null() {
            let staff = ["manage-", "list-audit-log", "order-desk", "refund-order", "cancel-order-merchant"]
                .iter()
                .any(|it| name.starts_with(it));
            let merchant = staff && !name.starts_with("manage-sessions");
            let token = if merchant { shop.merchant() } else { shop.buyer("ada") };
            event["headers"]["authorization"] = json!(format!("Bearer {token}"));
        }
        let function = Registered::of_sample(name).name;
        let answer = shop.start(function).await.invoke(event).await.expect("HTTP functions always answer");
        assert_eq!(answer["statusCode"], *status, "{name}: {answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_sample_of_work_is_understood() {
    for (name, function) in WORK {
        let shop = shop_with_tea();
        let answer = shop.start(function).await.invoke(sample(name)).await;
        println!("{name}: {answer:?}");
        answer.expect("an answer");
    }
}
