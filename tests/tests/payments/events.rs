//! Events from the provider: believed only with its signature, thanked for only once they are queued.

use serde_json::{Value, json};
use tests::{Answer, Call, Checkout, Fault, Planned, Service};

const SECRET: &str = "whsec_test_local";

async fn send(checkout: &Checkout, event: &Value, age_seconds: i64) -> Answer {
    let body = event.to_string();
    let time = checkout.shop.clock.now().seconds() - age_seconds;
    let header = local_stripe::signature(&[SECRET.to_owned()], time, body.as_bytes());
    checkout.event(Call::post("/v1/webhooks/stripe").text(&body).header("stripe-signature", &header)).await
}

fn event(kind: &str, metadata: &Value) -> Value {
    json!({
        "id": "evt_1", "type": kind, "livemode": false,
        "data": { "object": { "id": "pi_1", "object": "payment_intent", "metadata": metadata } },
    })
}

async fn order() -> (Checkout, String, Value) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    let metadata = json!({ "order_id": order, "buyer_id": checkout.shop.buyer_id("ada").as_str() });
    (checkout, order, metadata)
}

#[tokio::test(start_paused = true)]
async fn b86_to_b92_an_event_without_a_good_and_fresh_signature_is_refused() {
    let (checkout, _, metadata) = order().await;
    let before = checkout.shop.state();
    let event = event("payment_intent.succeeded", &metadata);
    let call = || Call::post("/v1/webhooks/stripe").text(&event.to_string());
    checkout.event(call()).await.expect_problem(400, "invalid_signature");
    for header in ["", "t=1", "nonsense", "v1=00", "t=1,v0=00", "t=1,v1=zz"] {
        checkout.event(call().header("stripe-signature", header)).await.expect_problem(400, "invalid_signature");
    }
    let time = checkout.shop.clock.now().seconds();
    let header = local_stripe::signature(&[SECRET.to_owned()], time, event.to_string().as_bytes());
    let changed = event.to_string().replace("evt_1", "evt_2");
    let answer = checkout.event(call().text(&changed).header("stripe-signature", &header)).await;
    answer.expect_problem(400, "invalid_signature");
    send(&checkout, &event, 301).await.expect_problem(400, "invalid_signature");
    send(&checkout, &event, -301).await.expect_problem(400, "invalid_signature");
    assert_eq!(checkout.shop.state(), before);
    send(&checkout, &event, 299).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b95_a_signature_is_checked_over_the_raw_bytes_behind_base64() {
    let (checkout, _, metadata) = order().await;
    let body = format!("{} \n", event("payment_intent.succeeded", &metadata)).into_bytes();
    let time = checkout.shop.clock.now().seconds();
    let header = local_stripe::signature(&[SECRET.to_owned()], time, &body);
    let call = Call::post("/v1/webhooks/stripe").bytes(&body).header("stripe-signature", &header);
    checkout.event(call).await.expect(200);
    assert_eq!(checkout.shop.queue("payment-syncs").messages().len(), 1);
    let broken = Call::post("/v1/webhooks/stripe").base64("%%%").header("stripe-signature", &header);
    checkout.event(broken).await.expect_problem(400, "malformed_body");
}

#[tokio::test(start_paused = true)]
async fn b97_events_of_another_mode_or_account_are_parked() {
    let (checkout, _, metadata) = order().await;
    let mut live = event("payment_intent.succeeded", &metadata);
    live["livemode"] = json!(true);
    send(&checkout, &live, 0).await.expect(200);
    let mut other = event("payment_intent.succeeded", &metadata);
    other["account"] = json!("acct_other");
    send(&checkout, &other, 0).await.expect(200);
    let reasons: Vec<Value> =
        checkout.shop.queue("parked").bodies().iter().map(|body| body["reason"].clone()).collect();
    assert_eq!(reasons, ["other_livemode", "other_account"]);
    assert!(checkout.shop.queue("payment-syncs").messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn b99_b100_unknown_types_are_let_go_and_unknown_intents_are_parked() {
    let (checkout, _, metadata) = order().await;
    send(&checkout, &event("customer.created", &metadata), 0).await.expect(200);
    assert!(checkout.shop.queue("parked").messages().is_empty());
    send(&checkout, &event("payment_intent.succeeded", &json!({})), 0).await.expect(200);
    assert_eq!(checkout.shop.queue("parked").bodies()[0]["reason"], "no_order");
    let nobody = json!({ "order_id": "ord_aaaaaaaaaaaaaaaaaaaaaaaaaa", "buyer_id": metadata["buyer_id"] });
    send(&checkout, &event("payment_intent.succeeded", &nobody), 0).await.expect(200);
    checkout.work().await;
    assert_eq!(checkout.shop.queue("parked").bodies()[1]["reason"], "unknown_order");
}

#[tokio::test(start_paused = true)]
async fn b102_money_for_another_intent_than_the_orders_own_needs_review() {
    let (checkout, order, _) = order().await;
    checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    // Somebody else makes and pays an intent in this order's name.
    let buyer = checkout.shop.buyer_id("ada");
    let form = format!(
        "amount=1&currency=usd&confirm=true&payment_method=pm_card_visa&payment_method_types[]=card\
         &metadata[order_id]={order}&metadata[buyer_id]={buyer}"
    )
    .replace("amount=1&", "amount=998&");
    let request = local_stripe::Request {
        method: http::Method::POST,
        path: "/v1/payment_intents".to_owned(),
        headers: [(http::header::AUTHORIZATION, http::HeaderValue::from_static("Bearer sk_test_local"))]
            .into_iter()
            .collect(),
        body: form.into_bytes(),
    };
    let now = checkout.shop.clock.now().seconds();
    let made = checkout.stripe.model().handle(&request, now);
    assert_eq!(made.status, 200, "{}", String::from_utf8_lossy(&made.body));
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "needs_review");
    assert_eq!(checkout.shop.queue("parked").bodies()[0]["reason"], "other_intent");
    assert_eq!(checkout.available("tea"), 3);
}

#[tokio::test(start_paused = true)]
async fn b103_a_hundred_duplicates_settle_the_order_once() {
    let (checkout, order, metadata) = order().await;
    checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    let answer = checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    let mut event = event("payment_intent.succeeded", &metadata);
    event["data"]["object"]["id"] = answer["payment_intent"].clone();
    for _ in 0..100 {
        send(&checkout, &event, 0).await.expect(200);
    }
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "paid");
    assert_eq!((checkout.charges(&order), checkout.mails_to("ada").len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn f25_f26_a_failure_that_arrives_after_the_success_changes_nothing() {
    let (checkout, order, metadata) = order().await;
    checkout.pay("ada", &order, "pm_card_chargeDeclined").await.expect(402);
    let answer = checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    for kind in ["payment_intent.payment_failed", "payment_intent.canceled", "payment_intent.succeeded"] {
        let mut event = event(kind, &metadata);
        event["data"]["object"]["id"] = answer["payment_intent"].clone();
        send(&checkout, &event, 0).await.expect(200);
    }
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "paid");
}

#[tokio::test(start_paused = true)]
async fn f29_an_event_that_the_queue_did_not_take_is_refused_so_that_it_comes_again() {
    let (checkout, _, metadata) = order().await;
    checkout.shop.plan(Planned::on(Fault::Failed, Service::Sqs, "SendMessage").times(3));
    let event = event("payment_intent.succeeded", &metadata);
    send(&checkout, &event, 0).await.expect_problem(503, "unavailable");
    checkout.shop.faults.assert_all_fired();
    send(&checkout, &event, 0).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_refund_is_told_by_its_charge_or_by_itself_if_the_shop_asked_for_it() {
    let (checkout, order, metadata) = order().await;
    let about = |kind: &str, object: &str, metadata: &Value| {
        let mut event = event(kind, metadata);
        event["data"]["object"] =
            json!({ "id": "xx_1", "object": object, "payment_intent": "pi_1", "metadata": metadata });
        event
    };
    for kind in ["refund.updated", "refund.created"] {
        send(&checkout, &about(kind, "refund", &json!({})), 0).await.expect(200);
    }
    assert!(checkout.shop.queue("parked").messages().is_empty());
    assert!(checkout.shop.queue("payment-syncs").messages().is_empty());
    for (kind, object) in [("charge.refunded", "charge"), ("refund.updated", "refund"), ("refund.failed", "refund")] {
        send(&checkout, &about(kind, object, &metadata), 0).await.expect(200);
    }
    let told = checkout.shop.queue("payment-syncs").bodies();
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|body| body["payment_intent"] == "pi_1" && body["order_id"] == *order), "{told:?}");
    for (kind, object) in [("charge.refunded", "charge"), ("refund.failed", "refund")] {
        send(&checkout, &about(kind, object, &json!({})), 0).await.expect(200);
    }
    let parked = checkout.shop.queue("parked").bodies();
    assert!(parked.len() == 2 && parked.iter().all(|body| body["reason"] == "no_order"), "{parked:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_signed_is_thanked_for_whatever_its_shape() {
    let (checkout, ..) = order().await;
    for body in [
        json!({ "id": "evt_1", "object": "v2.core.event", "type": "v2.core.event_destination.ping", "livemode": false }),
        json!({ "id": "evt_2", "object": "v2.core.event", "type": "v1.billing.meter.no_meter_found", "livemode": false,
            "related_object": { "id": "mtr_1", "type": "billing.meter", "url": "/v1/billing/meters/mtr_1" } }),
        json!({ "id": "evt_3", "type": "customer.created", "livemode": false, "data": { "object": { "metadata": null } } }),
        json!({ "id": "evt_4", "type": "charge.succeeded", "livemode": false,
            "data": { "object": { "id": "ch_1", "payment_intent": { "id": "pi_1" }, "metadata": null } } }),
        json!({ "id": "evt_5", "type": "account.updated", "livemode": false, "data": { "object": [], "previous_attributes": 1 } }),
        json!({ "type": 7 }),
        json!({}),
    ] {
        send(&checkout, &body, 0).await.expect(200);
    }
    assert!(
        checkout.shop.queue("parked").messages().is_empty()
            && checkout.shop.queue("payment-syncs").messages().is_empty()
    );
}

#[tokio::test(start_paused = true)]
async fn an_event_with_an_expanded_intent_or_without_metadata_is_queued_or_parked() {
    let (checkout, order, metadata) = order().await;
    let mut charge = event("charge.refunded", &Value::Null);
    charge["data"]["object"] = json!({ "id": "ch_1", "object": "charge", "metadata": null, "payment_intent": { "id": "pi_9", "metadata": metadata } });
    send(&checkout, &charge, 0).await.expect(200);
    let queued = checkout.shop.queue("payment-syncs").bodies();
    assert_eq!((&queued[0]["payment_intent"], &queued[0]["order_id"]), (&json!("pi_9"), &json!(order)));
    send(&checkout, &event("payment_intent.succeeded", &Value::Null), 0).await.expect(200);
    assert_eq!(checkout.shop.queue("parked").bodies()[0]["reason"], "no_order");
}

#[tokio::test(start_paused = true)]
async fn an_event_may_be_as_large_as_256_kib_and_no_larger() {
    let (checkout, _, metadata) = order().await;
    let mut large = event("payment_intent.succeeded", &metadata);
    large["data"]["object"]["description"] = json!("");
    let room = 256 * 1_024 - large.to_string().len();
    large["data"]["object"]["description"] = json!("x".repeat(room));
    send(&checkout, &large, 0).await.expect(200);
    assert_eq!(checkout.shop.queue("payment-syncs").messages().len(), 1);
    large["data"]["object"]["description"] = json!("x".repeat(room + 1));
    send(&checkout, &large, 0).await.expect_problem(413, "body_too_large");
}

#[tokio::test(start_paused = true)]
async fn a_dispute_of_what_is_no_order_of_ours_is_parked() {
    let (checkout, _, _) = order().await;
    let mut dispute = event("charge.dispute.created", &json!({}));
    for (intent, reason) in [(json!(null), "no_order"), (json!("pi_nobody"), "unknown_intent")] {
        dispute["data"]["object"] =
            json!({ "id": "du_1", "object": "dispute", "payment_intent": intent, "status": "needs_response" });
        send(&checkout, &dispute, 0).await.expect(200);
        checkout.work().await;
        let parked = checkout.shop.queue("parked").bodies();
        assert_eq!(parked.last().map(|body| body["reason"].clone()), Some(json!(reason)));
    }
}
