//! Every order ends, with or without webhooks, queues and answers.

use serde_json::json;
use tests::{Checkout, Fault, Planned, Service};

async fn order_with_intent() -> (Checkout, String, String) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    let answer = checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    let intent = answer["payment_intent"].as_str().expect("an intent").to_owned();
    (checkout, order, intent)
}

/// Pays as the buyer's browser would: straight to the provider.
fn browser_pays(checkout: &Checkout, intent: &str) -> u16 {
    let request = local_stripe::Request {
        method: http::Method::POST,
        path: format!("/v1/payment_intents/{intent}/confirm"),
        headers: [
            (http::header::AUTHORIZATION, http::HeaderValue::from_static("Bearer sk_test_local")),
            (http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/x-www-form-urlencoded")),
        ]
        .into_iter()
        .collect(),
        body: b"payment_method=pm_card_visa".to_vec(),
    };
    let now = checkout.shop.clock.now().seconds();
    checkout.stripe.model().handle(&request, now).status
}

#[tokio::test(start_paused = true)]
async fn f23_f24_a_payment_is_found_by_the_sweep_when_every_webhook_is_lost() {
    let (checkout, order, intent) = order_with_intent().await;
    assert_eq!(browser_pays(&checkout, &intent), 200);
    checkout.shop.wait_seconds(901);
    checkout.sweep().await;
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "paid");
    assert_eq!((checkout.available("tea"), checkout.mails_to("ada").len(), checkout.outstanding()), (3, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_nobody_pays_expires_and_can_never_be_paid_afterwards() {
    let (checkout, order, intent) = order_with_intent().await;
    checkout.shop.wait_seconds(899);
    checkout.sweep().await;
    assert_eq!(checkout.state("ada", &order).await, "pending");
    checkout.shop.wait_seconds(1);
    checkout.sweep().await;
    assert_eq!(checkout.state("ada", &order).await, "expired");
    assert_eq!((checkout.available("tea"), checkout.outstanding()), (5, 0));
    assert_eq!(browser_pays(&checkout, &intent), 400);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("expired", 5));
}

#[tokio::test(start_paused = true)]
async fn f33_stock_stays_held_until_the_provider_has_given_the_intent_up() {
    let (checkout, order, _) = order_with_intent().await;
    checkout.shop.wait_seconds(901);
    for fault in [Fault::Refused, Fault::Hang, Fault::Failed] {
        checkout.shop.plan(Planned::when(fault, |call| call.service == Service::Provider).times(2));
        checkout.sweep().await;
        checkout.shop.faults.assert_all_fired();
        assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("expiring", 3));
        checkout.shop.wait_seconds(61);
    }
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("expired", 5));
}

#[tokio::test(start_paused = true)]
async fn f34_an_order_that_was_paid_at_the_last_moment_is_paid() {
    let (checkout, order, intent) = order_with_intent().await;
    checkout.shop.wait_seconds(901);
    assert_eq!(browser_pays(&checkout, &intent), 200);
    checkout.cancel("ada", &order).await.expect_problem(409, "order_not_cancellable");
    assert_eq!(checkout.state("ada", &order).await, "paid");
    assert_eq!((checkout.available("tea"), checkout.charges(&order)), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn f36_stock_is_released_once_when_the_answer_to_the_release_is_lost() {
    let (checkout, order, _) = order_with_intent().await;
    checkout.shop.wait_seconds(901);
    let release = |call: &tests::Operation| call.name == "TransactWriteItems";
    checkout.shop.plan(Planned::when(Fault::AnswerLost, release).times(3));
    checkout.sweep().await;
    checkout.shop.faults.assert_all_fired();
    checkout.shop.wait_seconds(61);
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("expired", 5));
}

#[tokio::test(start_paused = true)]
async fn f13_a_receipt_whose_message_was_lost_is_asked_for_by_the_sweep() {
    let (checkout, order, _) = order_with_intent().await;
    checkout.shop.plan(Planned::on(Fault::Refused, Service::Sqs, "SendMessage").times(3));
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.shop.faults.assert_all_fired();
    assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (0, 1));
    checkout.shop.wait_seconds(181);
    checkout.sweep().await;
    checkout.work().await;
    assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_receipt_that_the_mail_service_did_not_take_is_sent_later() {
    let (checkout, order, _) = order_with_intent().await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.shop.plan(Planned::on(Fault::Refused, Service::Ses, "SendEmail").times(3));
    assert_eq!(checkout.deliver_notifications().await.failed.len(), 1);
    checkout.shop.faults.assert_all_fired();
    checkout.work().await;
    assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (1, 0));
    assert!(checkout.shop.queue("notifications-dlq").messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn f42_two_sweeps_at_once_do_everything_once() {
    let (checkout, order, _) = order_with_intent().await;
    checkout.shop.wait_seconds(901);
    tokio::join!(checkout.sweep(), checkout.sweep());
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("expired", 5));
}
