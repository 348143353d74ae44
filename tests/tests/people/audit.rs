//! What staff changed stands in the log: once, with who and what, and nothing about buyers.

use serde_json::{Value, json};
use tests::{Call, Checkout, Fault, Planned, Service};

use crate::People;

fn records(page: &Value) -> Vec<Value> {
    page["records"].as_array().expect("records").clone()
}

/// The records of a shop with orders, oldest first.
fn stored(checkout: &Checkout) -> Vec<Value> {
    let mut rows = checkout.shop.tables.rows("audit");
    rows.sort_by_key(|row| row["position"].to_string());
    rows
}

fn json_in(row: &Value, name: &str) -> Value {
    serde_json::from_str(row[name].as_str().expect("a text")).expect("JSON")
}

fn tea(price: u64) -> Value {
    json!({
        "name": "Tea", "description": "Loose leaves.", "category": "Tea",
        "variants": [{ "prices": [{ "currency": "USD", "price_minor": price }] }],
    })
}

#[tokio::test(start_paused = true)]
async fn a_change_of_a_product_is_recorded_with_the_members_that_changed() {
    let checkout = Checkout::open().await;
    let products = checkout.shop.start("manage-products").await;
    let put = |price| Call::put("/v1/products/tea").bearer(&checkout.shop.merchant()).json(&tea(price));
    checkout.shop.call(&products, put(499)).await.expect(200);
    checkout.shop.call(&products, put(599)).await.expect(200);
    // A repeat changes nothing.
    checkout.shop.call(&products, put(599)).await.expect(200);
    let patch = Call::new("PATCH", "/v1/products/tea").bearer(&checkout.shop.merchant());
    checkout.shop.call(&products, patch.json(&json!({ "description": "Whole leaves." }))).await.expect(200);
    let rows = stored(&checkout);
    assert_eq!(rows.len(), 3);
    assert_eq!(json_in(&rows[0], "before"), json!({}));
    assert_eq!(json_in(&rows[0], "after")["name"], "Tea");
    let price = |name: &str| json_in(&rows[1], name)["variants"][0]["prices"][0]["price_minor"].clone();
    assert_eq!((price("before"), price("after")), (json!(499), json!(599)));
    assert_eq!(json_in(&rows[1], "after").as_object().map(serde_json::Map::len), Some(1));
    assert_eq!(json_in(&rows[2], "before"), json!({ "description": "Loose leaves." }));
    assert_eq!(json_in(&rows[2], "after"), json!({ "description": "Whole leaves." }));
    for row in rows {
        assert_eq!((&row["action"], &row["resource"]), (&json!("product.written"), &json!("product:tea")));
        assert_eq!((&row["actor"], &row["role"]), (&json!(checkout.shop.buyer_id("merchant")), &json!("owner")));
    }
}

#[tokio::test(start_paused = true)]
async fn an_adjustment_and_a_count_are_recorded_once_however_often_they_are_sent() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let stock = checkout.shop.start("manage-stock").await;
    checkout.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems"));
    for _ in 0..2 {
        let call = Call::post("/v1/merchant/skus/tea/adjustments").bearer(&checkout.shop.merchant());
        let call = call.key("delivery of Monday").json(&json!({ "quantity": 24, "reason": "from ada@example.com" }));
        checkout.shop.call(&stock, call).await.expect(200);
        let call = Call::post("/v1/merchant/skus/tea/counts").bearer(&checkout.shop.merchant());
        let call = call.key("count of Monday!").json(&json!({ "counted": 28, "seen": 29, "reason": "inventory" }));
        checkout.shop.call(&stock, call).await.expect(200);
    }
    checkout.shop.faults.assert_all_fired();
    let rows = stored(&checkout);
    let actions: Vec<_> = rows.iter().map(|row| row["action"].as_str().expect("a word")).collect();
    assert_eq!(actions, ["stock.adjusted", "stock.counted"]);
    assert_eq!(json_in(&rows[0], "after")["quantity"], 24);
    assert_eq!(json_in(&rows[1], "before"), json!({ "available": 29 }));
    assert_eq!(json_in(&rows[1], "after")["available"], 28);
    assert!(!format!("{rows:?}").contains("ada@example.com"));
    // What is refused is not recorded.
    let call = Call::post("/v1/merchant/skus/tea/adjustments").bearer(&checkout.shop.merchant());
    let call = call.key("theft of Monday!").json(&json!({ "quantity": -99, "reason": "theft" }));
    checkout.shop.call(&stock, call).await.expect_problem(409, "out_of_stock");
    assert_eq!(stored(&checkout).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_was_sent_and_what_became_of_it_is_recorded_without_the_buyer() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 3).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems"));
    let mut sent = Vec::new();
    for key in ["one", "two", "two"] {
        let shipment = checkout.ship(&order, key, &[("tea", 1)]).await.expect(201);
        sent.push(shipment["id"].as_str().expect("an identifier").to_owned());
    }
    checkout.shop.faults.assert_all_fired();
    for (shipment, end) in [(&sent[0], "delivered"), (&sent[0], "delivered"), (&sent[1], "void")] {
        checkout.end_shipment(&order, shipment, end).await.expect(200);
    }
    let shown = checkout.get("ada", &order).await.expect(200);
    assert_eq!(shown["shipments"].as_array().map(Vec::len), Some(2), "{shown}");
    let rows = stored(&checkout);
    let actions: Vec<_> = rows.iter().map(|row| row["action"].as_str().expect("a word")).collect();
    assert_eq!(actions, ["shipment.added", "shipment.added", "shipment.delivered", "shipment.voided"]);
    let first = json!({ "shipment": sent[0], "lines": [{ "sku": "tea", "quantity": 1 }] });
    assert_eq!(json_in(&rows[0], "after"), first);
    assert_eq!(json_in(&rows[3], "after"), json!({ "shipment": sent[1] }));
    let (text, buyer) = (format!("{rows:?}"), checkout.shop.buyer_id("ada"));
    assert!(rows.iter().all(|row| row["resource"] == format!("order:{order}")));
    assert!(!text.contains(buyer.as_str()) && !text.contains("Mill"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn the_log_lists_the_newest_first_by_actor_resource_and_day() {
    let people = People::open().await;
    for (owner, role) in [("ada", "support"), ("grace", "manager"), ("ada", "fulfilment")] {
        people.give(owner, "eve@example.com", role).await.expect(200);
        people.shop.wait_seconds(1);
    }
    let roles = |page: &Value| -> Vec<String> {
        records(page).iter().map(|record| record["after"]["role"].as_str().expect("a role").to_owned()).collect()
    };
    let all = people.log("").await;
    assert_eq!(roles(&all), ["fulfilment", "manager", "support"]);
    assert_eq!(all["next_cursor"], Value::Null);
    let newest = &records(&all)[0];
    assert_eq!(newest["before"], json!({ "role": "manager" }));
    assert_eq!(newest["resource"], format!("user:{}", people.id("eve")));
    assert_eq!((&newest["actor"], &newest["action"]), (&json!(people.id("ada")), &json!("staff.role_changed")));

    let (ada, eve) = (people.id("ada"), people.id("eve"));
    assert_eq!(roles(&people.log(&format!("actor={ada}")).await), ["fulfilment", "support"]);
    assert_eq!(roles(&people.log(&format!("resource=user:{eve}")).await), ["fulfilment", "manager", "support"]);
    assert_eq!(roles(&people.log(&format!("resource=user:{eve}&actor={ada}")).await), ["fulfilment", "support"]);
    assert_eq!(roles(&people.log("resource=product:tea").await), Vec::<String>::new());
    assert_eq!(roles(&people.log("from=2020-01-01&to=2020-01-31").await), Vec::<String>::new());
    for query in ["actor=ada", "resource=cart:tea", "from=today", "from=2026-01-02&to=2026-01-01", "cursor=x"] {
        let call = Call::get("/v1/merchant/audit-log").query(query).bearer(&people.shop.merchant());
        assert_eq!(people.shop.call(&people.log, call).await.status, 400, "{query}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_pages_of_the_log_go_back_over_months_and_leave_nothing_out() {
    let people = People::open().await;
    let mut expected = Vec::new();
    for (month, role) in ["support", "manager", "fulfilment", "support", "manager"].iter().enumerate() {
        people.log_in("ada", "owner");
        people.give("ada", "eve@example.com", role).await.expect(200);
        expected.insert(0, (*role).to_owned());
        people.shop.wait_seconds(if month % 2 == 0 { 40 * 86_400 } else { 1 });
    }
    for filter in ["", &format!("&actor={}", people.id("ada")), &format!("&resource=user:{}", people.id("eve"))] {
        for limit in [1, 2, 100] {
            let (mut found, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = people.log(&format!("limit={limit}{filter}{cursor}")).await;
                let roles = records(&page);
                found.extend(roles.iter().map(|record| record["after"]["role"].as_str().expect("a role").to_owned()));
                let Some(next) = page["next_cursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(found, expected, "limit={limit}{filter}");
        }
    }
}
