//! What a merchant may want sent, and where.

use std::collections::BTreeSet;

use domain::webhooks::MAX_ENDPOINTS;
use serde_json::{Value, json};
use tests::{Call, Fault, Planned, Service};

use crate::{URL, Webhooks, sending::is_signed};

fn new(url: &str, event_types: &[&str]) -> Call {
    Call::post("/v1/merchant/webhooks").json(&json!({ "url": url, "event_types": event_types }))
}

fn at(id: &str) -> String {
    format!("/v1/merchant/webhooks/{id}")
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_is_made_shown_changed_and_removed_and_its_secret_is_shown_once() {
    let shop = Webhooks::open().await;
    let (id, secret) = shop.endpoint(URL, &["order.paid"]).await;
    assert!(secret.starts_with("whsec_") && secret.len() > 40, "{secret}");
    let shown = shop.shown(&id).await;
    assert_eq!(
        (&shown["url"], &shown["event_types"], &shown["state"]),
        (&json!(URL), &json!(["order.paid"]), &json!("enabled"))
    );
    let listed = shop.ask(Call::get("/v1/merchant/webhooks")).await.expect(200);
    assert_eq!(listed["webhooks"], json!([shown]));
    assert!(!listed.to_string().contains("whsec_"), "{listed}");
    let change = json!({ "event_types": ["stock.low", "order.placed"], "state": "disabled" });
    let changed = shop.ask(Call::new("PATCH", &at(&id)).json(&change)).await.expect(200);
    assert_eq!((&changed["state"], &changed["disabled_reason"]), (&json!("disabled"), &json!("merchant")));
    assert_eq!(changed["event_types"], json!(["stock.low", "order.placed"]));
    for _ in 0..2 {
        shop.ask(Call::new("DELETE", &at(&id))).await.expect(204);
    }
    shop.ask(Call::get(&at(&id))).await.expect_problem(404, "not_found");
}

#[tokio::test(start_paused = true)]
async fn each_change_of_an_endpoint_is_recorded_once_without_its_address_and_its_secrets() {
    let shop = Webhooks::open().await;
    let (id, secret) = shop.endpoint(URL, &["order.paid"]).await;
    shop.ask(new(URL, &["order.paid"])).await.expect(409);
    let change = json!({ "state": "disabled" });
    for _ in 0..2 {
        shop.ask(Call::new("PATCH", &at(&id)).json(&change)).await.expect(200);
    }
    let rotated = shop.ask(Call::post(&format!("{}/rotate-secret", at(&id)))).await.expect(200);
    for _ in 0..2 {
        shop.ask(Call::new("DELETE", &at(&id))).await.expect(204);
    }
    let mut rows = shop.checkout.shop.tables.rows("audit");
    rows.sort_by_key(|row| row["position"].to_string());
    let actions: BTreeSet<&str> = rows.iter().filter_map(|row| row["action"].as_str()).collect();
    let all = ["webhook.added", "webhook.changed", "webhook.removed", "webhook.secret_rotated"];
    assert_eq!((actions, rows.len()), (all.into(), 4), "{rows:?}");
    for row in &rows {
        assert_eq!(row["resource"], json!(format!("webhook:{id}")));
        let told = row.to_string();
        let new_secret = rotated["secret"].as_str().expect("a secret");
        assert!(![URL, secret.as_str(), new_secret].iter().any(|it| told.contains(it)), "{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_whose_record_cannot_be_written_does_not_change() {
    let shop = Webhooks::open().await;
    let (id, _) = shop.endpoint(URL, &["order.paid"]).await;
    let before = shop.shown(&id).await;
    shop.checkout.shop.plan(Planned::on(Fault::Failed, Service::DynamoDb, "TransactWriteItems").times(9));
    shop.ask(Call::new("PATCH", &at(&id)).json(&json!({ "state": "disabled" }))).await.expect(503);
    shop.checkout.shop.faults.heal();
    assert_eq!((shop.shown(&id).await, shop.checkout.shop.tables.rows("audit").len()), (before, 1));
}

#[tokio::test(start_paused = true)]
async fn there_is_one_endpoint_for_each_address_and_ten_at_most() {
    let shop = Webhooks::open().await;
    let (id, _) = shop.endpoint(URL, &["order.paid"]).await;
    let again = shop.ask(new(URL, &["stock.low"])).await;
    again.expect_problem(409, "webhook_exists");
    assert_eq!(again.json()["webhook_id"], id.as_str());
    assert_eq!(shop.shown(&id).await["event_types"], json!(["order.paid"]), "nothing changed");
    for number in 1..MAX_ENDPOINTS {
        shop.endpoint(&format!("{URL}/{number}"), &["order.paid"]).await;
    }
    shop.ask(new("https://hooks.example.com/one-more", &["order.paid"])).await.expect_problem(409, "too_many_webhooks");
    shop.ask(new(URL, &["order.paid"])).await.expect_problem(409, "webhook_exists");
}

#[tokio::test(start_paused = true)]
async fn an_address_or_a_type_that_is_none_is_refused_and_changes_nothing() {
    let shop = Webhooks::open().await;
    let before = shop.checkout.shop.state();
    for (url, types, pointer, code) in [
        ("http://hooks.example.com/", &["order.paid"][..], "/url", "https"),
        ("https://ada:pass@hooks.example.com/", &["order.paid"], "/url", "has_credentials"),
        ("https://169.254.169.254/latest/meta-data", &["order.paid"], "/url", "not_public"),
        ("https://10.0.0.8/", &["order.paid"], "/url", "not_public"),
        ("https://[fd00:ec2::254]/", &["order.paid"], "/url", "not_public"),
        ("https://shop.internal/", &["order.paid"], "/url", "not_public"),
        ("https://127.1/", &["order.paid"], "/url", "not_a_url"),
        ("https://hooks.example.com/#top", &["order.paid"], "/url", "not_a_url"),
        (&format!("https://hooks.example.com/{}", "x".repeat(500)), &["order.paid"], "/url", "too_long"),
        (URL, &[], "/event_types", "empty"),
        (URL, &["order.lost"], "/event_types/0", "not_an_event_type"),
        (URL, &["order.paid", "order.paid"], "/event_types/1", "not_unique"),
        (URL, &["order.paid"; 10], "/event_types", "too_many"),
    ] {
        let answer = shop.ask(new(url, types)).await;
        answer.expect_problem(422, "invalid_field");
        let error = &answer.json()["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{url} {types:?}");
        assert!(!answer.body.contains("pass@"), "{}", answer.body);
    }
    assert_eq!(shop.checkout.shop.state(), before);
    let (id, _) = shop.endpoint(URL, &["order.paid"]).await;
    shop.ask(Call::new("PATCH", &at(&id)).json(&json!({ "state": "on" }))).await.expect_problem(422, "invalid_field");
    shop.ask(Call::new("PATCH", &at(&id)).json(&json!({ "url": URL }))).await.expect_problem(400, "malformed_body");
}

#[tokio::test(start_paused = true)]
async fn only_a_developers_machine_sends_to_itself_by_plain_http() {
    let shop = Webhooks::open().await;
    shop.endpoint("http://127.0.0.1:4610/hook", &["order.paid"]).await;
    let mut variables = shop.checkout.shop.variables_of("manage-webhooks");
    variables.insert("STAGE".to_owned(), "prod".to_owned());
    let manage = shop.checkout.shop.start_http::<manage_webhooks::ManageWebhooks>(variables).await;
    for url in ["http://127.0.0.1:4610/other", "https://127.0.0.1:4610/other", "https://localhost/"] {
        let call = new(url, &["order.paid"]).bearer(&shop.checkout.shop.merchant());
        shop.checkout.shop.call(&manage, call).await.expect_problem(422, "invalid_field");
    }
}

#[tokio::test(start_paused = true)]
async fn buyers_have_no_business_with_endpoints() {
    let shop = Webhooks::open().await;
    let manage = shop.checkout.shop.start("manage-webhooks").await;
    let call = new(URL, &["order.paid"]).bearer(&shop.checkout.shop.buyer("ada"));
    shop.checkout.shop.call(&manage, call).await.expect_problem(403, "forbidden");
    assert_eq!(shop.checkout.shop.tables.rows("webhooks"), Vec::<Value>::new());
}

#[tokio::test(start_paused = true)]
async fn deliveries_are_listed_page_by_page_newest_first() {
    let mut shop = Webhooks::open().await;
    let (id, _) = shop.endpoint(URL, &["order.placed"]).await;
    for number in 0..5 {
        shop.order(&format!("order number {number}")).await;
    }
    shop.work_off().await;
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let call = Call::get(&format!("{}/deliveries", at(&id))).query(&format!("limit=2{cursor}"));
        let page = shop.ask(call).await.expect(200);
        found.extend(page["deliveries"].as_array().expect("a list").clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert!(found.len() == 5 && found.iter().all(|it| it["state"] == "delivered" && it["attempts"] == 1), "{found:?}");
    let times: Vec<_> = found.iter().map(|it| it["created_at"].as_str().expect("a time")).collect();
    assert!(times.is_sorted_by(|one, next| one >= next), "{times:?}");
    let call = Call::get(&format!("{}/deliveries", at(&id))).query("cursor=AAAA");
    shop.ask(call).await.expect_problem(400, "invalid_cursor");
}

#[tokio::test(start_paused = true)]
async fn a_secret_is_shown_though_the_databases_answer_was_lost_and_the_old_one_goes_on_signing() {
    let mut shop = Webhooks::open().await;
    shop.checkout.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems"));
    let (id, old) = shop.endpoint(URL, &["order.placed"]).await;
    shop.checkout.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems"));
    let rotated = shop.ask(Call::post(&format!("{}/rotate-secret", at(&id)))).await.expect(200);
    shop.checkout.shop.faults.assert_all_fired();
    shop.order("an order").await;
    let heard = shop.deliver().await.remove(0);
    let new = rotated["secret"].as_str().expect("a secret");
    assert!(is_signed(&heard, &old) && is_signed(&heard, new), "{heard:?}");
}
