//! What a buyer gets who pays.

use serde_json::{Value, json};
use tests::{Checkout, Fault, PRICE, Planned, Service};

async fn order() -> (Checkout, String) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.shop.journal.take();
    (checkout, order)
}

#[tokio::test(start_paused = true)]
async fn a_good_card_pays_the_order_and_a_receipt_arrives_once() {
    let (checkout, order) = order().await;
    assert_eq!(checkout.pay("ada", &order, "pm_card_visa").await.expect(200)["state"], "paid");
    assert_eq!(checkout.charges(&order), 1);
    assert!(checkout.webhooks().await > 0);
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "paid");
    let mails = checkout.mails_to("ada");
    assert_eq!(mails.len(), 1);
    for words in [order.as_str(), "Real tea", "9.98 USD", "1 Mill Lane"] {
        assert!(mails[0].text.contains(words) && mails[0].html.contains(words), "{words}: {mails:?}");
    }
    assert_eq!(checkout.outstanding(), 0);
}

#[tokio::test(start_paused = true)]
async fn b81_paying_a_paid_order_again_is_the_same_200_without_a_new_intent() {
    let (checkout, order) = order().await;
    let first = checkout.pay("ada", &order, "pm_card_visa").await;
    let again = checkout.pay("ada", &order, "pm_card_mastercard").await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!((checkout.charges(&order), checkout.stripe.model().ledger().intents().count()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_declined_card_leaves_the_order_to_be_tried_again() {
    let (checkout, order) = order().await;
    let declined = checkout.pay("ada", &order, "pm_card_chargeDeclined").await.expect_problem(402, "declined");
    assert_eq!(declined["decline_code"], "generic_decline");
    checkout.pay("ada", &order, "pm_card_chargeDeclinedInsufficientFunds").await.expect_problem(402, "declined");
    assert_eq!(checkout.state("ada", &order).await, "pending");
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    assert_eq!((checkout.charges(&order), checkout.stripe.model().ledger().intents().count()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn without_a_payment_method_the_browser_gets_the_secret_of_the_one_intent() {
    let (checkout, order) = order().await;
    let first = checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    assert_eq!(first["state"], "requires_payment_method");
    assert!(first["client_secret"].as_str().is_some_and(|secret| !secret.is_empty()));
    assert_eq!(checkout.pay_with("ada", &order, &json!({})).await.expect(200), first);
    let model = checkout.stripe.model();
    let intent = model.ledger().intents().next().expect("an intent");
    assert_eq!((model.ledger().intents().count(), u64::try_from(intent.amount).ok()), (1, Some(2 * PRICE)));
}

#[tokio::test(start_paused = true)]
async fn b85_a_double_click_gets_the_same_intent() {
    let (checkout, order) = order().await;
    let body = json!({});
    let (one, two) = tokio::join!(checkout.pay_with("ada", &order, &body), checkout.pay_with("ada", &order, &body));
    assert_eq!(one.expect(200), two.expect(200));
    assert_eq!(checkout.stripe.model().ledger().intents().count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_card_that_asks_for_authentication_is_paid_once_the_buyer_has_authenticated() {
    let (checkout, order) = order().await;
    let answer = checkout.pay("ada", &order, "pm_card_authenticationRequired").await.expect(200);
    assert_eq!(answer["state"], "requires_action");
    assert!(answer["client_secret"].is_string());
    let intent = answer["payment_intent"].as_str().expect("an intent").to_owned();
    let now = checkout.shop.clock.now().seconds();
    checkout.stripe.model().authenticate(&intent, local_stripe::Authentication::Succeed, now).expect("authenticated");
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "paid");
    assert_eq!(checkout.mails_to("ada").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn b80_an_order_that_was_given_up_cannot_be_paid() {
    let (checkout, order) = order().await;
    checkout.shop.wait_seconds(901);
    checkout.pay("ada", &order, "pm_card_visa").await.expect_problem(409, "order_not_payable");
    checkout.sweep().await;
    let refused = checkout.pay("ada", &order, "pm_card_visa").await.expect_problem(409, "order_not_payable");
    assert_eq!(refused["state"], "expired");
    assert_eq!((checkout.available("tea"), checkout.charges(&order)), (5, 0));
}

#[tokio::test(start_paused = true)]
async fn b82_b83_a_payment_names_a_method_and_nothing_else() {
    let (checkout, order) = order().await;
    let before = checkout.shop.state();
    for (body, status, code) in [
        (json!({ "amount": 1 }), 400, "malformed_body"),
        (json!({ "currency": "USD" }), 400, "malformed_body"),
        (json!({ "payment_method": null }), 400, "malformed_body"),
        (json!({ "payment_method": "4242424242424242" }), 400, "card_number_refused"),
        (json!({ "card": { "number": "4242 4242 4242 4242" } }), 400, "card_number_refused"),
        (json!({ "payment_method": "visa" }), 422, "invalid_field"),
        (json!({ "payment_method": format!("pm_{}", "x".repeat(300)) }), 422, "invalid_field"),
    ] {
        let problem = checkout.pay_with("ada", &order, &body).await.expect_problem(status, code);
        assert!(!problem.to_string().contains("4242"), "{problem}");
    }
    assert_eq!(checkout.shop.state(), before);
    assert_eq!(checkout.shop.journal.count("GetItem"), 0);
    checkout.pay("ada", &order, "pm_there_is_no_such").await.expect_problem(422, "invalid_field");
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_cannot_be_reached_is_a_503_and_the_payment_may_be_repeated() {
    let (checkout, order) = order().await;
    checkout.shop.plan(Planned::when(Fault::Refused, |call| call.service == Service::Provider).times(2));
    checkout.pay("ada", &order, "pm_card_visa").await.expect_problem(503, "unavailable");
    checkout.shop.faults.assert_all_fired();
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    assert_eq!(checkout.charges(&order), 1);
}

/// Plans `fault` for the confirmation, which follows the creation of the intent.
fn fault_at_confirmation(checkout: &Checkout, fault: Fault) {
    checkout.shop.plan(Planned::when(fault, |call| call.service == Service::Provider).after(1));
}

#[tokio::test(start_paused = true)]
async fn a_confirmation_without_an_answer_is_finished_by_the_queue() {
    for fault in [Fault::AnswerLost, Fault::HangAfterCommit, Fault::FailedAfterCommit] {
        let (checkout, order) = order().await;
        fault_at_confirmation(&checkout, fault);
        let answer: Value = checkout.pay("ada", &order, "pm_card_visa").await.expect(202);
        assert_eq!(answer["state"], "processing");
        checkout.work().await;
        assert_eq!(checkout.state("ada", &order).await, "paid", "{fault:?}");
        assert_eq!((checkout.charges(&order), checkout.mails_to("ada").len()), (1, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_confirmation_that_never_arrived_may_be_repeated() {
    let (checkout, order) = order().await;
    fault_at_confirmation(&checkout, Fault::Refused);
    checkout.pay("ada", &order, "pm_card_visa").await.expect(202);
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "pending");
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    assert_eq!(checkout.charges(&order), 1);
}

#[tokio::test(start_paused = true)]
async fn f17_an_intent_whose_creation_was_not_answered_is_found_again() {
    for fault in [Fault::AnswerLost, Fault::FailedAfterCommit] {
        let (checkout, order) = order().await;
        checkout.shop.plan(Planned::when(fault, |call| call.service == Service::Provider));
        checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
        assert_eq!((checkout.charges(&order), checkout.stripe.model().ledger().intents().count()), (1, 1), "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_bank_debit_that_takes_a_while_is_processing_until_it_succeeds() {
    let (checkout, order) = order().await;
    let answer = checkout.pay("ada", &order, "pm_usBankAccount_success").await.expect(202);
    assert_eq!(answer["state"], "processing");
    assert_eq!(checkout.state("ada", &order).await, "processing");
    checkout.shop.wait_seconds(10);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!(checkout.state("ada", &order).await, "paid");
    assert_eq!(checkout.charges(&order), 1);
}

#[tokio::test(start_paused = true)]
async fn f07_a_write_that_meets_a_transaction_on_its_row_is_repeated() {
    let (checkout, order) = order().await;
    checkout.shop.plan(Planned::on(Fault::Conflict, Service::DynamoDb, "UpdateItem").times(2));
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.shop.faults.assert_all_fired();
    assert_eq!(checkout.charges(&order), 1);
}
