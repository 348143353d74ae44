//! Payments that take days: a bank debit is taken at once and decided later.

use serde_json::json;
use tests::{Checkout, Fault, Planned, Service};

const PAYS: &str = "pm_usBankAccount_success";
const FAILS: &str = "pm_usBankAccount_insufficientFunds";
const NEVER_ENDS: &str = "pm_usBankAccount_processing";
const DAY: u64 = 86_400;

async fn debited(method: &str) -> (Checkout, String) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    let answer = checkout.pay("ada", &order, method).await.expect(202);
    assert_eq!((&answer["state"], answer.get("client_secret")), (&json!("processing"), None));
    (checkout, order)
}

/// The seconds until the sweep looks at the order next.
fn pause(checkout: &Checkout, order: &str) -> i64 {
    let due = checkout.row(order)["due_at_ms"].as_i64().expect("a deadline");
    (due - checkout.shop.clock.now().millis()) / 1_000
}

/// The calls to the provider since the last question.
fn questions(checkout: &Checkout) -> usize {
    let asked = checkout.shop.journal.take();
    asked.iter().filter(|call| call.service == Service::Provider).count()
}

#[tokio::test(start_paused = true)]
async fn an_order_that_waits_for_a_bank_says_so_and_keeps_its_stock_past_its_window() {
    let (checkout, order) = debited(NEVER_ENDS).await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("processing", 3));
    checkout.shop.wait_seconds(2 * DAY);
    checkout.webhooks().await;
    checkout.work().await;
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("processing", 3));
    let again = checkout.pay("ada", &order, "pm_card_visa").await.expect(202);
    assert_eq!(again["state"], "processing");
    let refused = checkout.cancel("ada", &order).await.expect_problem(409, "order_not_cancellable");
    assert_eq!(refused["state"], "processing");
    assert!(checkout.mails_to("ada").is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_provider_is_asked_in_growing_pauses_and_after_three_weeks_an_operator_is() {
    let (checkout, order) = debited(NEVER_ENDS).await;
    checkout.shop.journal.take();
    let (mut asked, mut longest) = (0, 0);
    while checkout.state("ada", &order).await == "processing" {
        let seconds = pause(&checkout, &order).max(1);
        longest = longest.max(seconds);
        checkout.shop.wait_seconds(seconds.unsigned_abs() + 1);
        checkout.sweep().await;
        asked += questions(&checkout);
        assert!(asked < 120, "the provider is asked too often");
    }
    assert_eq!(checkout.state("ada", &order).await, "needs_review");
    assert!((21_590..=21_600).contains(&longest), "the longest pause is {longest} s");
    assert!(asked > 80, "three weeks are more than {asked} questions");
    assert_eq!((checkout.available("tea"), checkout.outstanding()), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn a_debit_that_pays_after_the_window_is_a_paid_order_by_event_or_by_sweep() {
    for by_event in [true, false] {
        let (checkout, order) = debited(PAYS).await;
        checkout.shop.wait_seconds(3 * DAY);
        if by_event {
            checkout.webhooks().await;
        } else {
            checkout.sweep().await;
        }
        checkout.work().await;
        assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.charges(&order)), ("paid", 1));
        assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (1, 0));
        assert!(checkout.row(&order).get("processing_since_ms").is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn a_debit_that_fails_while_the_window_is_open_is_told_and_the_order_can_be_paid_again() {
    let (checkout, order) = debited(FAILS).await;
    checkout.shop.wait_seconds(60);
    checkout.webhooks().await;
    checkout.work().await;
    checkout.shop.wait_seconds(30);
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("pending", 3));
    let mails = checkout.mails_to("ada");
    assert_eq!(mails.len(), 1, "{mails:?}");
    for words in [order.as_str(), "9.98 USD", "pay the order in another way until"] {
        assert!(mails[0].text.contains(words) && mails[0].html.contains(words), "{words}: {mails:?}");
    }
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    assert_eq!(checkout.charges(&order), 1);
}

#[tokio::test(start_paused = true)]
async fn a_debit_that_fails_after_the_window_is_told_and_gives_the_stock_back() {
    for by_event in [true, false] {
        let (checkout, order) = debited(FAILS).await;
        checkout.shop.wait_seconds(3 * DAY);
        if by_event {
            checkout.webhooks().await;
            checkout.work().await;
            checkout.shop.wait_seconds(61);
        }
        checkout.sweep().await;
        checkout.shop.wait_seconds(30);
        checkout.work().await;
        assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("expired", 5));
        let mails = checkout.mails_to("ada");
        assert_eq!((mails.len(), checkout.outstanding(), checkout.charges(&order)), (1, 0, 0), "{mails:?}");
        assert!(mails[0].text.contains("ends unpaid"), "{mails:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_debit_is_told_once_however_often_its_event_comes_and_not_lost_when_the_queue_fails() {
    let (checkout, order) = debited(FAILS).await;
    checkout.shop.wait_seconds(60);
    checkout.shop.plan(Planned::on(Fault::Failed, Service::Sqs, "SendMessage").times(3));
    checkout.sweep().await;
    checkout.shop.faults.assert_all_fired();
    assert_eq!(checkout.state("ada", &order).await, "processing", "not before the mail is asked for");
    checkout.shop.wait_seconds(300);
    tokio::join!(checkout.sweep(), checkout.sweep());
    checkout.webhooks().await;
    for _ in 0..3 {
        checkout.shop.wait_seconds(30);
        checkout.work().await;
    }
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.mails_to("ada").len()), ("pending", 1));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_expires_while_a_debit_began_unheard_is_processing() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    let answer = checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    let intent = answer["payment_intent"].as_str().expect("an intent");
    checkout.shop.wait_seconds(899);
    checkout.at_the_provider(&format!("/v1/payment_intents/{intent}/confirm"), &format!("payment_method={NEVER_ENDS}"));
    checkout.shop.wait_seconds(2);
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("processing", 3));
}
