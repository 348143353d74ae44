//! Counting the stock, and the record of what changed it.

use serde_json::{Value, json};
use tests::{Answer, Call, Fault, Planned};

use crate::catalogue_client::CatalogueClient;

async fn count(client: &CatalogueClient, key: &str, counted: u64, seen: u64) -> Answer {
    let body = json!({ "counted": counted, "seen": seen, "reason": "inventory" });
    let call = Call::post("/v1/merchant/skus/tea/counts").key(key).json(&body);
    client.adjust_with(call.bearer(&client.checkout.shop.merchant())).await
}

async fn movements(client: &CatalogueClient, query: &str) -> Value {
    let call = Call::get("/v1/merchant/skus/tea/movements").query(query);
    client.adjust_with(call.bearer(&client.checkout.shop.merchant())).await.expect(200)
}

/// The units, and those on record as received.
fn stock(client: &CatalogueClient) -> (Value, Value) {
    let shard = client.shard("tea");
    (shard["available"].clone(), shard["received"].clone())
}

#[tokio::test(start_paused = true)]
async fn a_count_sets_the_stock_once() {
    let client = CatalogueClient::with_tea(10).await;
    client.checkout.placed("ada", "order", "tea", 3).await;
    let counted = count(&client, "monday", 5, 7).await;
    assert_eq!(counted.expect(200), json!({ "sku": "tea", "quantity": -2, "reason": "inventory" }));
    assert_eq!(stock(&client), (json!(5), json!(8)));
    let again = count(&client, "monday", 5, 7).await;
    assert_eq!(
        (again.expect(200)["quantity"].clone(), again.header("idempotency-replayed")),
        (json!(-2), Some("true"))
    );
    count(&client, "monday", 6, 7).await.expect_problem(422, "idempotency_key_reused");
    count(&client, "more", 9, 5).await.expect(200);
    count(&client, "same", 9, 9).await.expect(200);
    assert_eq!(stock(&client), (json!(9), json!(12)));
}

#[tokio::test(start_paused = true)]
async fn a_count_of_stock_that_has_moved_is_refused_and_changes_nothing() {
    let client = CatalogueClient::with_tea(10).await;
    client.checkout.placed("ada", "order", "tea", 1).await;
    let before = client.checkout.shop.state();
    let problem = count(&client, "late", 10, 10).await.expect_problem(409, "stock_moved");
    assert_eq!((&problem["sku"], &problem["available"]), (&json!("tea"), &json!(9)));
    for body in [
        json!({ "counted": -1, "seen": 9, "reason": "x" }),
        json!({ "counted": 1.5, "seen": 9, "reason": "x" }),
        json!({ "counted": 1, "reason": "x" }),
        json!({ "counted": 1, "seen": 9, "reason": "" }),
    ] {
        let call = Call::post("/v1/merchant/skus/tea/counts").key("bad").json(&body);
        client.adjust_with(call.bearer(&client.checkout.shop.merchant())).await.expect_problem(422, "invalid_field");
    }
    let call = Call::post("/v1/merchant/skus/unicorn/counts").key("none");
    let call = call.json(&json!({ "counted": 0, "seen": 0, "reason": "x" })).bearer(&client.checkout.shop.merchant());
    client.adjust_with(call).await.expect_problem(404, "not_found");
    assert_eq!(client.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_count_over_several_rows_and_one_whose_answer_is_lost_are_made_once() {
    let client = CatalogueClient::with_tea(10).await;
    client.checkout.shop.reshard("tea", 4).await;
    let total = |client: &CatalogueClient| client.checkout.available("tea");
    for (n, fault) in [Fault::AnswerLost, Fault::FailedAfterCommit, Fault::Conflict].into_iter().enumerate() {
        let seen = total(&client);
        client.checkout.shop.plan(Planned::on(fault, tests::Service::DynamoDb, "TransactWriteItems"));
        count(&client, &format!("count {n}"), seen - 2, seen).await.expect(200);
        assert_eq!(total(&client), seen - 2, "{fault:?}");
    }
    count(&client, "found", 20, 4).await.expect(200);
    assert_eq!(total(&client), 20);
    client.checkout.shop.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
async fn every_change_of_the_stock_is_on_record_newest_first() {
    let client = CatalogueClient::open().await;
    client.put("tea", &crate::catalogue_client::tea()).await.expect(200);
    let shop = &client.checkout.shop;
    client.adjust("tea", "delivery", 10).await.expect(200);
    shop.wait_seconds(1);
    client.checkout.placed("ada", "order", "tea", 3).await;
    shop.wait_seconds(1);
    count(&client, "count", 6, 7).await.expect(200);
    shop.wait_seconds(1);
    client.adjust("tea", "broken", -1).await.expect(200);
    let page = movements(&client, "").await;
    let seen: Vec<(&Value, &Value)> =
        page["movements"].as_array().expect("movements").iter().map(|it| (&it["quantity"], &it["counted"])).collect();
    assert_eq!(seen, [(&json!(-1), &Value::Null), (&json!(-1), &json!(6)), (&json!(10), &Value::Null)]);
    let first = movements(&client, "limit=2").await;
    let rest =
        movements(&client, &format!("limit=2&cursor={}", first["next_cursor"].as_str().expect("a cursor"))).await;
    assert_eq!((first["movements"].as_array().map(Vec::len), &rest["movements"][0]["quantity"]), (Some(2), &json!(10)));
    let buyer = Call::get("/v1/merchant/skus/tea/movements").bearer(&shop.buyer("ada"));
    client.adjust_with(buyer).await.expect_problem(403, "forbidden");
}
