//! Endpoints that fail, are silent, lead elsewhere, or are gone; and a shop that fails on the way.

use serde_json::json;
use tests::{Call, Fault, Planned, Reply, Service};

use crate::{URL, Webhooks};

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_fails_gets_the_event_again_until_it_takes_it() {
    let mut shop = Webhooks::open().await;
    let (id, _) = shop.endpoint(URL, &["order.placed"]).await;
    shop.order("an order").await;
    shop.checkout.shop.listeners.will_answer([Reply::Status(500), Reply::Redirect, Reply::Silence, Reply::Status(200)]);
    assert_eq!(shop.deliver().await.len(), 1);
    let waiting = &shop.deliveries(&id).await[0];
    assert_eq!(
        (&waiting["state"], &waiting["last_result"], &waiting["last_status"]),
        (&json!("pending"), &json!("refused"), &json!(500))
    );
    let heard = shop.work_off().await;
    assert_eq!(heard.len(), 3);
    assert!(heard.iter().all(|it| it.url == URL && it.id == heard[0].id && it.body == heard[0].body), "{heard:?}");
    let times: Vec<i64> = heard.iter().map(|it| it.timestamp.parse().expect("seconds")).collect();
    assert!(times[1] - times[0] >= 60 && times[2] - times[1] >= 300, "{times:?}");
    let delivered = &shop.deliveries(&id).await[0];
    assert_eq!((&delivered["state"], &delivered["attempts"]), (&json!("delivered"), &json!(4)));
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_not_followed_and_silence_is_not_waited_for() {
    for (reply, result) in [(Reply::Redirect, "redirected"), (Reply::Silence, "timed_out")] {
        let mut shop = Webhooks::open().await;
        let (id, _) = shop.endpoint(URL, &["order.placed"]).await;
        shop.order("an order").await;
        shop.checkout.shop.listeners.will_answer([reply]);
        let heard = shop.deliver().await;
        assert!(heard.len() == 1 && heard[0].url == URL, "{heard:?}");
        let delivery = &shop.deliveries(&id).await[0];
        assert_eq!((&delivery["state"], &delivery["last_result"]), (&json!("pending"), &json!(result)));
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_is_given_up_after_ten_attempts_in_a_day_and_can_be_sent_again() {
    let mut shop = Webhooks::open().await;
    let (id, _) = shop.endpoint(URL, &["order.placed"]).await;
    shop.order("an order").await;
    shop.checkout.shop.listeners.will_answer([Reply::Status(503); 10]);
    let begun = shop.checkout.shop.clock.now().seconds();
    let heard = shop.work_off().await;
    assert_eq!(heard.len(), 10);
    let times: Vec<i64> = heard.iter().map(|it| it.timestamp.parse().expect("seconds")).collect();
    let pauses: Vec<i64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(pauses.is_sorted(), "{pauses:?}");
    let day = times[9] - begun;
    assert!((20 * 3_600..26 * 3_600).contains(&day), "{day} s");
    let failed = shop.deliveries(&id).await.remove(0);
    assert_eq!((&failed["state"], &failed["attempts"]), (&json!("failed"), &json!(10)));
    assert_eq!(shop.shown(&id).await["state"], "enabled");
    let event = failed["id"].as_str().expect("an identifier");
    let again = shop.redeliver(&id, event).await.expect(202);
    assert_eq!((&again["state"], &again["attempts"]), (&json!("pending"), &json!(0)));
    let heard_again = shop.work_off().await;
    assert_eq!((heard_again.len(), &heard_again[0].id), (1, &heard[0].id), "the same event");
    assert_eq!(shop.deliveries(&id).await[0]["state"], "delivered");
    shop.redeliver(&id, event).await.expect(202);
    assert_eq!(shop.work_off().await.len(), 1, "also one that was taken");
    shop.redeliver(&id, "evt_aaaaaaaaaaaaaaaaaaaaaaaaaa").await.expect_problem(404, "not_found");
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_is_gone_is_disabled_until_a_merchant_enables_it() {
    let mut shop = Webhooks::open().await;
    let (id, _) = shop.endpoint(URL, &["order.placed"]).await;
    shop.order("the first order").await;
    shop.order("the second order").await;
    shop.checkout.shop.listeners.will_answer([Reply::Status(410)]);
    let first = shop.work_off().await.len();
    assert!((1..=2).contains(&first), "messages of one batch go out side by side");
    let shown = shop.shown(&id).await;
    assert_eq!((&shown["state"], &shown["disabled_reason"]), (&json!("disabled"), &json!("gone")));
    shop.order("the third order").await;
    assert!(shop.work_off().await.is_empty());
    let enable = Call::new("PATCH", &format!("/v1/merchant/webhooks/{id}")).json(&json!({ "state": "enabled" }));
    shop.ask(enable).await.expect(200);
    shop.order("the fourth order").await;
    assert_eq!(shop.work_off().await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_an_endpoint_that_is_removed_is_given_up() {
    let mut shop = Webhooks::open().await;
    let (id, _) = shop.endpoint(URL, &["order.placed"]).await;
    shop.order("an order").await;
    shop.ask(Call::new("DELETE", &format!("/v1/merchant/webhooks/{id}"))).await.expect(204);
    assert!(shop.work_off().await.is_empty());
    let rows = shop.checkout.shop.tables.rows("webhooks");
    assert!(
        rows.len() == 1 && rows[0]["state"] == "failed" && rows[0]["last_result"] == "endpoint_removed",
        "{rows:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_in_the_shop_the_event_arrives_and_twice_only_where_an_answer_was_lost() {
    for fault in [Fault::Refused, Fault::Failed, Fault::Throttled, Fault::AnswerLost, Fault::Hang, Fault::CrashAfter] {
        for (service, name) in
            [(Service::DynamoDb, "GetItem"), (Service::DynamoDb, "PutItem"), (Service::Sqs, "SendMessage")]
        {
            let mut shop = Webhooks::open().await;
            let (id, _) = shop.endpoint(URL, &["order.placed"]).await;
            shop.order("an order").await;
            shop.checkout.shop.listeners.will_answer([Reply::Status(500)]);
            shop.checkout.shop.plan(Planned::on(fault, service, name).times(3));
            let heard = shop.work_off().await;
            shop.checkout.shop.faults.assert_all_fired();
            assert!(heard.len() >= 2, "{fault:?} at {name}: {heard:?}");
            assert!(heard.iter().all(|it| it.id == heard[0].id), "{fault:?} at {name}");
            let delivery = &shop.deliveries(&id).await[0];
            assert_eq!(delivery["state"], "delivered", "{fault:?} at {name}: {delivery}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_webhook_that_cannot_be_begun_has_its_change_delivered_again() {
    for (service, name) in [(Service::DynamoDb, "Query"), (Service::DynamoDb, "PutItem"), (Service::Sqs, "SendMessage")]
    {
        let mut shop = Webhooks::open().await;
        shop.endpoint(URL, &["order.placed"]).await;
        shop.checkout.placed("ada", "an order", "tea", 1).await;
        let records = shop.streams.take(&shop.checkout.shop);
        shop.checkout.shop.plan(Planned::on(Fault::Failed, service, name).times(3));
        assert!(!shop.streams.deliver(&records).await, "{name}");
        assert!(shop.streams.deliver(&records).await, "{name}");
        assert_eq!(shop.work_off().await.len(), 1, "{name}");
    }
}
