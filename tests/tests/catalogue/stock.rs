//! Stock that a merchant adds or takes away.

use serde_json::{Value, json};
use tests::{Fault, Planned};

use crate::catalogue_client::CatalogueClient;

/// What the tea's stock row says: how much is there, and how much came in.
fn counted(catalogue_client: &CatalogueClient) -> (u64, u64) {
    let shard = catalogue_client.shard("tea");
    let number = |name: &str| shard[name].as_u64().expect("a number");
    (number("available"), number("received"))
}

/// The units that the records of the tea's adjustments add up to.
fn recorded(catalogue_client: &CatalogueClient) -> i64 {
    let rows = catalogue_client.checkout.shop.tables.rows("stock");
    let records = rows.iter().filter(|row| row["sku"] == "tea" && row["row"] != "shard#0");
    records.map(|row| row["quantity"].as_i64().expect("a number")).sum()
}

/// Sends a body and expects a refusal that changes nothing.
async fn refused(catalogue_client: &CatalogueClient, status: u16, code: &str, body: &Value) -> Value {
    let before = catalogue_client.checkout.shop.state();
    let problem = catalogue_client.adjust_with(catalogue_client.adjusting("tea", body).key("refused")).await;
    let problem = problem.expect_problem(status, code);
    assert_eq!(catalogue_client.checkout.shop.state(), before, "a refusal changed something: {body}");
    problem
}

#[tokio::test(start_paused = true)]
async fn an_adjustment_moves_stock_and_leaves_a_record() {
    let catalogue_client = CatalogueClient::with_tea(0).await;
    let answer = catalogue_client.adjust("tea", "delivery", 10).await;
    assert_eq!(answer.expect(200), json!({ "sku": "tea", "quantity": 10, "reason": "counted" }));
    assert_eq!(answer.header("idempotency-replayed"), None);
    assert_eq!(catalogue_client.calls(), ["TransactWriteItems"]);
    assert_eq!(catalogue_client.adjust("tea", "breakage", -4).await.expect(200)["quantity"], -4);
    assert_eq!((counted(&catalogue_client), recorded(&catalogue_client)), ((6, 6), 6));
    let rows = catalogue_client.checkout.shop.tables.rows("stock");
    let record = rows.iter().find(|row| row["quantity"] == -4).expect("a record");
    assert_eq!(record["reason"], "counted");
    assert_eq!(record["by"], catalogue_client.checkout.shop.buyer_id("merchant").as_str());
    // A key is the merchant's word for one change of one product.
    catalogue_client.put("jam", &crate::catalogue_client::tea()).await.expect(200);
    catalogue_client.adjust("jam", "delivery", 3).await.expect(200);
    assert_eq!((catalogue_client.checkout.available("jam"), catalogue_client.checkout.available("tea")), (3, 6));
}

#[tokio::test(start_paused = true)]
async fn an_adjustment_needs_a_proper_idempotency_key() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    let before = catalogue_client.checkout.shop.state();
    let call = || catalogue_client.adjusting("tea", &json!({ "quantity": 1, "reason": "counted" }));
    catalogue_client.adjust_with(call()).await.expect_problem(400, "idempotency_key_required");
    for key in ["", "short", &"x".repeat(129), "with space with space"] {
        let answer = catalogue_client.adjust_with(call().header("idempotency-key", key)).await;
        answer.expect_problem(400, "idempotency_key_required");
    }
    assert_eq!(catalogue_client.checkout.shop.state(), before);
    assert_eq!(catalogue_client.calls(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn i8_a_repeat_gets_the_same_bytes_whatever_has_become_of_the_stock() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    let first = catalogue_client.adjust("tea", "theft", -5).await;
    first.expect(200);
    catalogue_client.checkout.shop.wait_seconds(3_600);
    for _ in 0..2 {
        let before = catalogue_client.checkout.shop.state();
        let again = catalogue_client.adjust("tea", "theft", -5).await;
        assert_eq!((again.status, &again.body), (200, &first.body));
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(catalogue_client.checkout.shop.state(), before);
        catalogue_client.adjust("tea", "delivery", 50).await.expect(200);
    }
    assert_eq!(counted(&catalogue_client), (50, 50));
    let before = catalogue_client.checkout.shop.state();
    for body in [json!({ "quantity": -4, "reason": "counted" }), json!({ "quantity": -5, "reason": "broken" })] {
        let other = catalogue_client.adjust_with(catalogue_client.adjusting("tea", &body).key("theft")).await;
        other.expect_problem(422, "idempotency_key_reused");
    }
    assert_eq!(catalogue_client.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn no_more_is_taken_away_than_is_there() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    catalogue_client.checkout.placed("ada", "order", "tea", 2).await;
    let problem = refused(&catalogue_client, 409, "out_of_stock", &json!({ "quantity": -4, "reason": "broken" })).await;
    assert_eq!((&problem["sku"], &problem["available"]), (&json!("tea"), &json!(3)));
    // The key was not used up.
    let body = json!({ "quantity": -3, "reason": "broken" });
    catalogue_client.adjust_with(catalogue_client.adjusting("tea", &body).key("refused")).await.expect(200);
    assert_eq!(counted(&catalogue_client), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn b58_an_unknown_product_has_no_stock() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    let before = catalogue_client.checkout.shop.state();
    for quantity in [5, -5] {
        catalogue_client.adjust("unicorn", "key", quantity).await.expect_problem(404, "not_found");
    }
    assert_eq!(catalogue_client.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_quantity_is_a_whole_number_up_to_a_million_and_a_reason_one_line() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    let numbers = [
        json!(0),
        json!(1.5),
        json!(-1.5),
        json!(1.0),
        json!(1_000_001),
        json!(-1_000_001),
        json!(1e300),
        json!(u64::MAX),
    ];
    for quantity in numbers {
        let body = json!({ "quantity": quantity, "reason": "counted" });
        let problem = refused(&catalogue_client, 422, "invalid_field", &body).await;
        assert_eq!(problem["errors"][0]["pointer"], "/quantity", "{body}");
    }
    for reason in ["", " ", "a\nb", &"x".repeat(201)] {
        let problem =
            refused(&catalogue_client, 422, "invalid_field", &json!({ "quantity": 1, "reason": reason })).await;
        assert_eq!(problem["errors"][0]["pointer"], "/reason", "{reason}");
    }
    for body in [json!({ "quantity": 1 }), json!({ "reason": "counted" }), json!({})] {
        refused(&catalogue_client, 422, "invalid_field", &body).await;
    }
    for (member, value) in
        [("quantity", json!("1")), ("quantity", json!(null)), ("reason", json!(7)), ("by", json!("x"))]
    {
        let mut body = json!({ "quantity": 1, "reason": "counted" });
        body[member] = value;
        refused(&catalogue_client, 400, "malformed_body", &body).await;
    }
    for (key, quantity) in [("most", 1_000_000), ("least", -1_000_000)] {
        catalogue_client.adjust("tea", key, quantity).await.expect(200);
    }
    assert_eq!(counted(&catalogue_client), (5, 5));
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_does_not_move_stock_twice() {
    let catalogue_client = CatalogueClient::with_tea(0).await;
    let faults =
        [Fault::AnswerLost, Fault::FailedAfterCommit, Fault::HangAfterCommit, Fault::InProgress, Fault::Refused];
    for (n, fault) in (1..).zip(faults) {
        catalogue_client.checkout.shop.plan_next(fault);
        catalogue_client.adjust("tea", &format!("key {n}"), 1).await.expect(200);
        assert_eq!(counted(&catalogue_client), (n, n), "{fault:?}");
    }
    // When no answer comes through at all, the merchant repeats and learns that it was done.
    catalogue_client.checkout.shop.plan(Planned::next(Fault::AnswerLost).times(3));
    catalogue_client.adjust("tea", "lost", 10).await.expect_problem(503, "unavailable");
    let again = catalogue_client.adjust("tea", "lost", 10).await;
    again.expect(200);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!((counted(&catalogue_client), recorded(&catalogue_client)), ((15, 15), 15));
    catalogue_client.checkout.shop.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
async fn f07_an_adjustment_that_only_meets_orders_at_the_same_row_is_made_after_a_moment() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    catalogue_client.checkout.shop.plan(Planned::next(Fault::Conflict).times(3));
    catalogue_client.adjust("tea", "patient", 1).await.expect(200);
    let before = catalogue_client.checkout.shop.state();
    catalogue_client.checkout.shop.plan(Planned::next(Fault::Conflict).times(4));
    catalogue_client.adjust("tea", "unlucky", 1).await.expect_problem(503, "unavailable");
    catalogue_client.checkout.shop.faults.assert_all_fired();
    assert_eq!(catalogue_client.checkout.shop.state(), before);
    let again = catalogue_client.adjust("tea", "unlucky", 1).await;
    again.expect(200);
    assert_eq!(again.header("idempotency-replayed"), None);
    assert_eq!(counted(&catalogue_client), (7, 7));
}

#[tokio::test(start_paused = true)]
async fn two_at_once_move_what_one_after_the_other_would() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    let (one, other) =
        futures::join!(catalogue_client.adjust("tea", "same", 2), catalogue_client.adjust("tea", "same", 2));
    assert_eq!((one.expect(200), counted(&catalogue_client)), (other.expect(200), (7, 7)));
    let (one, other) =
        futures::join!(catalogue_client.adjust("tea", "one", -4), catalogue_client.adjust("tea", "other", -4));
    let refused = if one.status == 200 { other } else { one };
    assert_eq!(refused.expect_problem(409, "out_of_stock")["available"], 3);
    assert_eq!(counted(&catalogue_client), (3, 3));
}

#[tokio::test(start_paused = true)]
async fn i1_what_is_there_and_what_is_sold_is_what_came_in() {
    let catalogue_client = CatalogueClient::with_tea(10).await;
    let checkout = &catalogue_client.checkout;
    let balanced = |sold: u64| {
        let (available, received) = counted(&catalogue_client);
        assert_eq!(available + sold, received);
        assert_eq!(i64::try_from(received), Ok(recorded(&catalogue_client)));
    };
    let kept = checkout.placed("ada", "kept", "tea", 3).await;
    balanced(3);
    catalogue_client.adjust("tea", "delivery", 4).await.expect(200);
    let regretted = checkout.placed("bob", "regretted", "tea", 5).await;
    balanced(8);
    catalogue_client.adjust("tea", "breakage", -2).await.expect(200);
    checkout.pay("ada", &kept, "pm_card_visa").await.expect(200);
    checkout.cancel("bob", &regretted).await.expect(200);
    balanced(3);
    let forgotten = checkout.placed("cyd", "forgotten", "tea", 9).await;
    balanced(12);
    assert_eq!(counted(&catalogue_client), (0, 12));
    catalogue_client.adjust("tea", "too much", -1).await.expect_problem(409, "out_of_stock");
    checkout.shop.wait_seconds(1_000);
    checkout.sweep().await;
    assert_eq!(checkout.state("cyd", &forgotten).await, "expired");
    balanced(3);
    assert_eq!(counted(&catalogue_client), (9, 12));
}
