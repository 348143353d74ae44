//! Refunds on bad days: of the provider, of the queues, of the bank.

use tests::{Checkout, Fault, PRICE, Planned, Service};

use crate::refunds::{bought_with, intent, refunds, shown, sold_with, told};

/// The next so many calls to the provider meet `fault`, after `calls` that go well.
fn at_the_provider(checkout: &Checkout, fault: Fault, after: usize, times: usize) {
    let planned = Planned::when(fault, |call| call.service == Service::Provider);
    checkout.shop.plan(planned.after(after).times(times));
}

#[tokio::test(start_paused = true)]
async fn a_silent_provider_is_asked_again_by_the_sweep_and_the_stock_waits_for_it() {
    // A hang takes up the time of both attempts. The first call looks, the second asks.
    for (fault, after, times) in [
        (Fault::Refused, 0, 2),
        (Fault::Refused, 1, 2),
        (Fault::AnswerLost, 1, 2),
        (Fault::Hang, 1, 1),
        (Fault::HangAfterCommit, 1, 1),
        (Fault::Throttled, 1, 2),
        (Fault::InProgress, 1, 2),
    ] {
        let (checkout, order) = sold_with("pm_card_visa").await;
        at_the_provider(&checkout, fault, after, times);
        assert_eq!(checkout.refund(&order).await.expect(202)["status"], "pending", "{fault:?}");
        assert_eq!(checkout.state("ada", &order).await, "refunding", "{fault:?}");
        checkout.shop.faults.assert_all_fired();
        assert_eq!((checkout.available("tea"), checkout.outstanding()), (3, 1), "{fault:?}");
        checkout.shop.wait_seconds(61);
        checkout.sweep().await;
        assert_eq!(checkout.state("ada", &order).await, "refunded", "{fault:?}");
        assert_eq!((checkout.available("tea"), checkout.outstanding()), (5, 0), "{fault:?}");
        assert_eq!(checkout.stripe.model().ledger().refunds().count(), 1, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_the_provider_keeps_under_a_key_is_got_round() {
    for after_commit in [false, true] {
        let (checkout, order) = sold_with("pm_card_visa").await;
        let kind = if after_commit {
            local_stripe::FaultKind::ErrorAfterCommit
        } else {
            local_stripe::FaultKind::ErrorBeforeCommit
        };
        let method = Some("POST".to_owned());
        checkout.stripe.model().plan_fault(local_stripe::Fault { kind, requests: 2, path: None, method });
        checkout.refund(&order).await.expect(201);
        assert_eq!((checkout.available("tea"), checkout.stripe.model().ledger().refunds().count()), (5, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn stock_returns_once_when_the_answer_to_its_return_is_lost() {
    let (checkout, order) = sold_with("pm_card_visa").await;
    checkout.shop.show_on_desk().await;
    checkout.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems").times(3));
    checkout.refund(&order).await.expect_problem(503, "unavailable");
    checkout.shop.faults.assert_all_fired();
    assert_eq!(checkout.refund(&order).await.expect(201)["status"], "succeeded");
    checkout.shop.wait_seconds(61);
    checkout.sweep().await;
    assert_eq!((checkout.available("tea"), checkout.outstanding()), (5, 0));
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_failed_frees_its_money_and_its_units_and_the_operator_is_told() {
    let (checkout, order) = sold_with("pm_card_refundFail").await;
    // The refund is made, and nobody hears of it before the bank has sent it back.
    at_the_provider(&checkout, Fault::AnswerLost, 1, 2);
    checkout.refund(&order).await.expect(202);
    checkout.shop.wait_seconds(61);
    checkout.sweep().await;
    assert_eq!(checkout.state("ada", &order).await, "paid");
    assert_eq!((checkout.available("tea"), checkout.given_back(&order), checkout.outstanding()), (3, 0, 0));
    checkout.refund(&order).await.expect_problem(409, "refund_failed");
    assert_eq!(shown(&checkout, &order).await, [], "a buyer is not shown what came to nothing");
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), told(&checkout).len()), ("paid", 0));
    checkout.ship(&order, "sent after all", &[("tea", 1)]).await.expect(201);
    checkout.refund_lines(&order, "again", &[("tea", 1, false)]).await.expect(201);
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("paid", 4));
}

#[tokio::test(start_paused = true)]
async fn a_part_that_the_bank_sends_back_later_is_free_again_and_its_units_stay_where_they_are() {
    let (checkout, order) = sold_with("pm_card_refundFail").await;
    checkout.refund_lines(&order, "one", &[("tea", 1, false)]).await.expect(201);
    assert_eq!(checkout.available("tea"), 4);
    checkout.shop.wait_seconds(10);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.available("tea"), checkout.given_back(&order)), (4, 0));
    assert_eq!(checkout.get("ada", &order).await.expect(200)["refunded_minor"], 0);
    checkout.ship(&order, "both", &[("tea", 2)]).await.expect_problem(409, "exceeds_remaining");
    checkout.refund_lines(&order, "two", &[("tea", 2, false)]).await.expect_problem(409, "exceeds_remaining");
    checkout.refund_amount(&order, "by hand", PRICE).await.expect(201);
    assert_eq!(checkout.state("ada", &order).await, "paid");
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_the_bank_sends_back_later_leaves_the_order_refunded_for_the_audit_to_show() {
    let (checkout, order) = sold_with("pm_card_refundFail").await;
    checkout.refund(&order).await.expect(201);
    checkout.shop.wait_seconds(10);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("refunded", 5));
    assert_eq!((checkout.given_back(&order), checkout.outstanding()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_receipt_whose_message_was_lost_is_asked_for_whatever_became_of_the_refund() {
    for card in ["pm_card_visa", "pm_card_refundFail", "pm_card_pendingRefund"] {
        let checkout = Checkout::open().await;
        checkout.enrol("ada");
        checkout.stock("tea", 5);
        let order = checkout.placed("ada", "order", "tea", 2).await;
        checkout.shop.plan(Planned::on(Fault::Refused, Service::Sqs, "SendMessage").times(3));
        checkout.pay("ada", &order, card).await.expect(200);
        checkout.shop.faults.assert_all_fired();
        if card == "pm_card_refundFail" {
            at_the_provider(&checkout, Fault::AnswerLost, 1, 2);
        }
        checkout.refund(&order).await;
        for _ in 0..8 {
            checkout.shop.wait_seconds(181);
            checkout.sweep().await;
            checkout.work().await;
        }
        let (end, mails) = if card == "pm_card_refundFail" { ("paid", 1) } else { ("refunded", 2) };
        assert_eq!(checkout.state("ada", &order).await, end, "{card}");
        assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (mails, 0), "{card}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_receipt_that_is_sent_while_the_refund_is_underway_leaves_the_refund_its_deadline() {
    let (checkout, order) = bought_with("pm_card_pendingRefund").await;
    checkout.refund(&order).await.expect(202);
    checkout.work().await;
    assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (1, 1));
    checkout.shop.wait_seconds(901);
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.outstanding()), ("refunded", 0));
}

#[tokio::test(start_paused = true)]
async fn two_refunds_and_a_sweep_at_once_give_back_once() {
    let (checkout, order) = sold_with("pm_card_visa").await;
    at_the_provider(&checkout, Fault::Refused, 0, 2);
    checkout.refund(&order).await.expect(202);
    checkout.shop.wait_seconds(61);
    let (one, two, _) = tokio::join!(checkout.refund(&order), checkout.refund(&order), checkout.sweep());
    assert_eq!((one.status, two.status), (201, 201));
    assert_eq!((checkout.available("tea"), checkout.stripe.model().ledger().refunds().count()), (5, 1));
}

#[tokio::test(start_paused = true)]
async fn a_refund_at_the_provider_that_meets_an_outage_is_not_forgotten() {
    let (checkout, order) = sold_with("pm_card_visa").await;
    checkout.refund_at_the_provider(&format!("payment_intent={}", intent(&checkout)));
    checkout.webhooks().await;
    // The first call is the worker's look-up, which shows the money gone; then the provider falls silent.
    at_the_provider(&checkout, Fault::Refused, 1, 2);
    assert_eq!(checkout.deliver_settlements().await.failed.len(), 1);
    checkout.shop.faults.assert_all_fired();
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.outstanding()), ("paid", 0));
    checkout.shop.wait_seconds(180);
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("refunded", 5));
    assert!(checkout.shop.queue("payment-syncs").messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_refund_is_made_once_whatever_fault_meets_which_call() {
    // Of the desk, the order, the provider's list, the row, the provider, the queue, the row again: each call meets each fault.
    for (fault, times) in
        [(Fault::Refused, 99), (Fault::AnswerLost, 1), (Fault::AnswerLost, 99), (Fault::Throttled, 99)]
    {
        for after in 0..8 {
            let (checkout, order) = sold_with("pm_card_visa").await;
            checkout.shop.show_on_desk().await;
            let function = checkout.shop.start("refund-order").await;
            let call = || {
                let call = tests::Call::post(&format!("/v1/merchant/orders/{order}/refunds")).key("one of them");
                let lines = serde_json::json!([{ "sku": "tea", "quantity": 1 }]);
                call.bearer(&checkout.shop.merchant()).json(&serde_json::json!({ "lines": lines, "reason": "other" }))
            };
            checkout.shop.plan(Planned::when(fault, |_| true).after(after).times(times));
            let _ = checkout.shop.call(&function, call()).await;
            checkout.shop.faults.heal();
            let again = checkout.shop.start("refund-order").await;
            let second = checkout.shop.call(&again, call()).await;
            assert!([201, 202].contains(&second.status), "{fault:?} after {after}: {second:?}");
            checkout.shop.wait_seconds(901);
            checkout.sweep().await;
            checkout.work().await;
            checkout.shop.wait_seconds(61);
            checkout.work().await;
            let done = [("succeeded".to_owned(), PRICE.cast_signed())];
            assert_eq!(shown(&checkout, &order).await, done, "{fault:?} after {after}");
            assert_eq!((refunds(&checkout), checkout.available("tea")), (1, 4), "{fault:?} after {after}");
            assert_eq!((told(&checkout).len(), checkout.outstanding()), (1, 0), "{fault:?} after {after}");
        }
    }
}
