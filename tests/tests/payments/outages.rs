//! Payments that are cut off in the middle, and what makes them whole.

use std::time::Duration;

use tests::{Checkout, Fault, Operation, Planned, Service};

async fn with_an_order() -> (Checkout, String) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    (checkout, order)
}

/// How many intents the provider has, and how many of them are cancelled.
fn intents(checkout: &Checkout) -> (usize, usize) {
    let model = checkout.stripe.model();
    let is_cancelled = |intent: &&local_stripe::Intent| matches!(intent.state, local_stripe::State::Canceled { .. });
    (model.ledger().intents().count(), model.ledger().intents().filter(is_cancelled).count())
}

#[tokio::test(start_paused = true)]
async fn f20_an_intent_that_was_never_linked_is_never_paid_and_its_order_gets_the_same_one_again() {
    let (checkout, order) = with_an_order().await;
    let create = |call: &Operation| call.name == "POST /v1/payment_intents";
    checkout.shop.plan(Planned::when(Fault::CrashAfter, create));
    let died = tokio::time::timeout(Duration::from_secs(1), checkout.pay("ada", &order, "pm_card_visa")).await;
    assert!(died.is_err(), "no client secret left the house");
    assert_eq!((intents(&checkout), checkout.charges(&order)), ((1, 0), 0));
    let answer = checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    assert_eq!((answer["state"].as_str(), intents(&checkout).0), (Some("paid"), 1));
    assert_eq!(checkout.charges(&order), 1);
}

#[tokio::test(start_paused = true)]
async fn f21_an_order_that_expires_between_the_intent_and_its_link_is_refused_and_the_intent_cancelled() {
    let (checkout, order) = with_an_order().await;
    let link = |call: &Operation| call.service == Service::DynamoDb && call.name == "UpdateItem";
    // The first attempt takes two seconds, in which the window closes and the sweep gives the order up.
    checkout.shop.wait_seconds(899);
    checkout.shop.plan(Planned::when(Fault::Hang, link));
    let (answer, ()) = tokio::join!(checkout.pay("ada", &order, "pm_card_visa"), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        checkout.shop.wait_seconds(2);
        checkout.sweep().await;
    });
    answer.expect_problem(409, "order_not_payable");
    checkout.shop.faults.assert_all_fired();
    assert_eq!(intents(&checkout), (1, 1));
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("expired", 5));
}

#[tokio::test(start_paused = true)]
async fn f39_what_is_redriven_after_a_fix_is_done_once() {
    let (checkout, order) = with_an_order().await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    // The mail service is at fault for as long as a message is tried.
    checkout.shop.plan(Planned::on(Fault::Failed, Service::Ses, "SendEmail").times(15));
    checkout.work().await;
    checkout.shop.faults.assert_all_fired();
    let queue = checkout.shop.queue("notifications");
    assert_eq!((queue.dead_letters().messages().len(), checkout.mails_to("ada").len()), (1, 0));
    checkout.shop.wait_seconds(300);
    queue.redrive();
    checkout.work().await;
    assert_eq!((queue.dead_letters().messages().len(), checkout.mails_to("ada").len()), (0, 1));
    checkout.shop.wait_seconds(300);
    checkout.sweep().await;
    checkout.work().await;
    assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn f43_a_due_index_that_lags_makes_the_sweep_late_but_not_wrong() {
    let checkout = Checkout::open().await;
    checkout.shop.tables.remember();
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.shop.wait_seconds(901);
    let query = |call: &Operation| call.name == "Query";
    // The order is not to be seen in the index yet; later it is to be seen there although it has ended.
    checkout.shop.plan(Planned::when(Fault::Stale, query).times(8));
    checkout.sweep().await;
    assert_eq!(checkout.state("ada", &order).await, "pending");
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("expired", 5));
    checkout.shop.plan(Planned::when(Fault::Stale, query).times(8));
    checkout.sweep().await;
    checkout.shop.faults.assert_all_fired();
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("expired", 5));
}

#[tokio::test(start_paused = true)]
async fn f53_a_receipt_names_every_product_although_they_are_read_one_at_a_time() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    let products = ["tea", "jam", "oil"];
    for product in products {
        checkout.stock(product, 5);
    }
    let wish = Checkout::wish(&products.map(|product| (product, 1)));
    let order = checkout.place("ada", "order", &wish).await.expect(201);
    checkout.pay("ada", order["id"].as_str().expect("an id"), "pm_card_visa").await.expect(200);
    checkout.shop.plan(Planned::on(Fault::Partial, Service::DynamoDb, "BatchGetItem").times(2));
    checkout.work().await;
    checkout.shop.faults.assert_all_fired();
    let mail = &checkout.mails_to("ada")[0];
    assert!(products.iter().all(|product| mail.text.contains(&format!("Real {product}"))), "{}", mail.text);
}
