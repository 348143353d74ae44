//! Who closes an account may have goods on the way: an order keeps its address until all was sent and cannot come back, and no longer.

use serde_json::{Value, json};
use tests::{Call, Function};

use crate::{
    accounts_client::{ADA, AccountsClient, PASSWORD, access_token},
    closing::order,
};

const DAY_SECONDS: u64 = 86_400;

/// Ada, with a paid order whose row is changed so, who closes the account. What she is told.
async fn leave(change: impl Fn(&AccountsClient, &mut Value)) -> (AccountsClient, Function, Value) {
    let client = AccountsClient::open().await;
    let access = access_token(&client.enrol(ADA, PASSWORD).await);
    let mut row = order(&client, "b", "paid");
    row["receipt"] = json!("sent");
    change(&client, &mut row);
    client.shop.tables.put("orders", &row);
    let sweep = client.shop.start("sweep-orders").await;
    let answer = client.close(&access, PASSWORD).await.expect(200);
    assert!(client.rows("EMAIL#").is_empty(), "the account is closed");
    (client, sweep, answer["address_kept"].clone())
}

fn unsent(_: &AccountsClient, row: &mut Value) {
    row["shipments"] = json!([]);
    row.as_object_mut().expect("a row").remove("fulfilment_version");
}

fn sent_now(client: &AccountsClient, row: &mut Value) {
    row["shipments"][0]["created_ms"] = json!(client.shop.clock.now().millis());
}

fn stored(client: &AccountsClient) -> Value {
    client.shop.tables.rows("orders").into_iter().find(|row| row.get("state").is_some()).expect("an order")
}

fn is_erased(client: &AccountsClient) -> bool {
    let told = stored(client).to_string();
    let is_personal = ["Ada", "Mill", "Attic", "Leeds", "Yorkshire", "LS1"].iter().any(|word| told.contains(word));
    assert_eq!(is_personal, stored(client)["address"]["country"] != "ZZ", "{told}");
    !is_personal
}

#[tokio::test(start_paused = true)]
async fn an_order_that_was_sent_keeps_its_address_for_the_returns_time_and_loses_it_then() {
    let (client, sweep, kept) = leave(sent_now).await;
    assert_eq!((&kept[0]["reason"], kept[0]["until"].is_string()), (&json!("may_come_back"), true));
    assert!(!is_erased(&client));
    client.shop.wait_seconds(30 * DAY_SECONDS - 120);
    client.shop.tick(&sweep).await;
    assert!(!is_erased(&client));
    client.shop.wait_seconds(180);
    client.shop.tick(&sweep).await;
    assert!(is_erased(&client));
    let row = stored(&client);
    assert!(row.get("due_at_ms").is_none() && row.get("buyer_left_ms").is_none(), "{row}");
    assert_eq!((&row["state"], &row["total_minor"]), (&json!("paid"), &json!(500)));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_was_never_sent_keeps_its_address_until_it_is_given_back() {
    let (client, sweep, kept) = leave(unsent).await;
    assert_eq!((&kept[0]["reason"], &kept[0]["until"]), (&json!("to_be_sent"), &Value::Null));
    for _ in 0..3 {
        client.shop.wait_seconds(32 * DAY_SECONDS);
        client.shop.tick(&sweep).await;
        assert!(!is_erased(&client), "it is still to be sent");
    }
    // A merchant gives its money back, as the shop would write it.
    let mut row = stored(&client);
    row["state"] = json!("refunded");
    client.shop.tables.put("orders", &row);
    client.shop.wait_seconds(32 * DAY_SECONDS);
    client.shop.tick(&sweep).await;
    assert!(is_erased(&client));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_sent_after_its_buyer_left_has_its_returns_time_from_then_on() {
    let (client, sweep, _) = leave(unsent).await;
    client.shop.wait_seconds(20 * DAY_SECONDS);
    let mut row = stored(&client);
    row["shipments"] = order_shipments(client.shop.clock.now().millis());
    row["fulfilment_version"] = json!(1);
    client.shop.tables.put("orders", &row);
    client.shop.wait_seconds(12 * DAY_SECONDS);
    client.shop.tick(&sweep).await;
    assert!(!is_erased(&client));
    client.shop.wait_seconds(19 * DAY_SECONDS);
    client.shop.tick(&sweep).await;
    assert!(is_erased(&client));
}

fn order_shipments(now_ms: i64) -> Value {
    json!([{
        "id": format!("shp_{:a<26}", "c"), "fingerprint": "a".repeat(26), "lines": [{ "sku": "tea", "quantity": 1 }],
        "carrier": "Post", "tracking_number": "Leeds 1", "created_ms": now_ms, "by": format!("usr_{:a<26}", "m"),
    }])
}

#[tokio::test(start_paused = true)]
async fn a_closing_that_was_interrupted_is_repeated_and_keeps_what_it_kept() {
    let client = AccountsClient::open().await;
    let access = access_token(&client.enrol(ADA, PASSWORD).await);
    let mut row = order(&client, "b", "paid");
    sent_now(&client, &mut row);
    row["receipt"] = json!("sent");
    client.shop.tables.put("orders", &row);
    let close = client.shop.start("close-account").await;
    client.shop.plan(tests::Planned::on(tests::Fault::Throttled, tests::Service::DynamoDb, "DeleteItem").times(9));
    let call = || Call::new("DELETE", "/v1/me").bearer(&access).json(&json!({ "password": PASSWORD }));
    let _ = client.shop.call(&close, call()).await;
    client.shop.faults.heal();
    let due = stored(&client)["due_at_ms"].clone();
    let again = client.shop.call(&close, call()).await;
    assert_eq!(again.expect(200)["address_kept"].as_array().map(Vec::len), Some(1));
    assert_eq!(stored(&client)["due_at_ms"], due);
}
