//! Closing an account: the person goes, the snapshot stay.

use serde_json::json;
use tests::Call;

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, access_token, refresh_token};

/// A row of an order as the shop writes it, in a state that needs no deadline.
pub(crate) fn order(accounts_client: &AccountsClient, id: &str, state: &str) -> serde_json::Value {
    json!({
        "buyer_id": accounts_client.account()["uid"], "id": format!("ord_{id:a<26}"), "fingerprint": "a".repeat(26), "state": state,
        "lines": [{ "sku": "tea", "shard": 0, "quantity": 1, "unit_price_minor": 500 }],
        "currency": "USD", "total_minor": 500, "created_ms": 1, "expires_ms": 2,
        "address": {
            "name": "Ada Lovelace", "line1": "1 Mill Lane", "line2": "Attic", "city": "Leeds", "region": "Yorkshire",
            "postal_code": "LS1", "country": "GB",
        },
        "fulfilment_version": 1,
        "shipments": [{
            "id": format!("shp_{id:a<26}"), "fingerprint": "a".repeat(26), "lines": [{ "sku": "tea", "quantity": 1 }],
            "carrier": "Post", "tracking_number": "Leeds 1", "tracking_url": "https://post.example/LS1", "created_ms": 2,
            "by": accounts_client.account()["uid"],
        }],
    })
}

#[tokio::test(start_paused = true)]
async fn account_sessions_and_personal_data_go_and_orders_stay_without_the_person() {
    let accounts_client = AccountsClient::open().await;
    let tokens = accounts_client.enrol(ADA, PASSWORD).await;
    let (access, uid) = (access_token(&tokens), accounts_client.account()["uid"].clone());
    let elsewhere = accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    accounts_client.edit(&access, &json!({ "name": "Ada Lovelace" })).await.expect(200);
    accounts_client.create_email_change(&access, "ada@mill.example", PASSWORD).await.expect(202);
    accounts_client.create_password_reset(ADA).await.expect(202);
    for (id, state) in [("b", "paid"), ("c", "expired"), ("d", "cancelled"), ("e", "refunded")] {
        accounts_client.shop.tables.put("orders", &order(&accounts_client, id, state));
    }
    accounts_client.close(&access, PASSWORD).await.expect(204);
    assert!(
        accounts_client.rows("USER#").is_empty() && accounts_client.rows("EMAIL#").is_empty(),
        "{:?}",
        accounts_client.rows("")
    );
    let mut orders = accounts_client.shop.tables.rows("orders");
    orders.retain(|row| row["id"].as_str().is_some_and(|id| id.starts_with("ord_")));
    assert_eq!(orders.len(), 4);
    for order in &orders {
        let told = order.to_string();
        assert!(!["Ada", "Mill", "Attic", "Leeds", "Yorkshire", "LS1"].iter().any(|it| told.contains(it)), "{told}");
        assert_eq!(
            (&order["buyer_id"], &order["total_minor"], &order["address"]["country"]),
            (&uid, &json!(500), &json!("ZZ"))
        );
    }
    for tokens in [&tokens, &elsewhere] {
        accounts_client.refresh(&refresh_token(tokens)).await.expect_problem(401, "session_ended");
    }
    accounts_client.log_in(ADA, PASSWORD).await.expect_problem(401, "invalid_credentials");
    accounts_client.me(&access).await.expect_problem(401, "session_ended");
    accounts_client.close(&access, PASSWORD).await.expect_problem(401, "session_ended");
    // Whoever comes back is somebody new.
    accounts_client.enrol(ADA, OTHER_PASSWORD).await;
    assert_ne!(accounts_client.account()["uid"], uid);
}

#[tokio::test(start_paused = true)]
async fn while_an_order_has_not_ended_the_account_stays_and_so_do_all_addresses() {
    for (state, due) in [
        ("pending", true),
        ("expiring", true),
        ("cancelling", true),
        ("paid", true),
        ("refunding", true),
        ("needs_review", false),
    ] {
        let accounts_client = AccountsClient::open().await;
        let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
        let (mut under_way, ended) = (order(&accounts_client, "b", state), order(&accounts_client, "c", "paid"));
        if due {
            (under_way["due_shard"], under_way["due_at_ms"]) = (json!("0"), json!(3));
        }
        for order in [&under_way, &ended] {
            accounts_client.shop.tables.put("orders", order);
        }
        let before =
            (accounts_client.shop.tables.rows("orders"), accounts_client.rows("USER#"), accounts_client.rows("EMAIL#"));
        accounts_client.close(&access, PASSWORD).await.expect_problem(409, "order_underway");
        assert_eq!(
            (accounts_client.shop.tables.rows("orders"), accounts_client.rows("USER#"), accounts_client.rows("EMAIL#")),
            before,
            "{state}"
        );
        accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn a_closed_accounts_last_access_token_places_no_order() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let stock = json!({
        "sku": "tea", "row": "shard#0", "available": 5, "received": 5, "product_id": "tea", "prices": { "USD": 500 },
        "active": true,
    });
    accounts_client.shop.tables.put("stock", &stock);
    let place = accounts_client.shop.start("place-order").await;
    let wish =
        |key: &str| Call::post("/v1/orders").bearer(&access).key(key).json(&tests::Checkout::wish(&[("tea", 1)]));
    // The last second of a window of the limit on orders: the next one begins before the token expires.
    let into = accounts_client.shop.clock.now().seconds().rem_euclid(900);
    accounts_client.shop.wait_seconds(u64::try_from(899 - into).expect("seconds"));
    let access = access_token(&accounts_client.log_in(ADA, PASSWORD).await.expect(200));
    let wish = |key: &str| wish(key).without("authorization").bearer(&access);
    accounts_client.close(&access, PASSWORD).await.expect(204);
    for wait in [0, 2, 290] {
        accounts_client.shop.wait_seconds(wait);
        accounts_client.shop.call(&place, wish("after the end")).await.expect_problem(429, "too_many_orders");
    }
    accounts_client.shop.wait_seconds(10);
    accounts_client.shop.call(&place, wish("after the end")).await.expect_problem(401, "unauthorized");
}

#[tokio::test(start_paused = true)]
async fn a_stolen_access_token_alone_closes_nothing() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let before = (accounts_client.rows("USER#"), accounts_client.rows("EMAIL#"));
    accounts_client.close(&access, OTHER_PASSWORD).await.expect_problem(403, "wrong_password");
    assert_eq!((accounts_client.rows("USER#"), accounts_client.rows("EMAIL#")), before);
}
