//! A buyer disputes a payment at the bank: the order notes it, merchants see it, and no money goes back twice.

use serde_json::{Value, json};
use tests::{Call, Checkout, Fault, Planned};

/// An order of two teas, 9.98 USD, whose payment was disputed; the shop has heard of it.
async fn disputed(method: &str) -> (Checkout, String, String) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.pay("ada", &order, method).await.expect(200);
    hear(&checkout).await;
    let dispute = {
        let model = checkout.stripe.model();
        model.ledger().disputes().next().expect("a dispute").id.clone()
    };
    (checkout, order, dispute)
}

async fn hear(checkout: &Checkout) {
    checkout.webhooks().await;
    checkout.work().await;
}

async fn shown(checkout: &Checkout, order: &str) -> Value {
    checkout.shop.show_on_desk().await;
    let desk = checkout.shop.start("order-desk").await;
    let call = Call::get(&format!("/v1/merchant/orders/{order}")).bearer(&checkout.shop.merchant());
    checkout.shop.call(&desk, call).await.expect(200)
}

async fn sales(checkout: &Checkout) -> Value {
    checkout.shop.show_on_desk().await;
    let desk = checkout.shop.start("order-desk").await;
    let call = Call::get("/v1/merchant/sales").bearer(&checkout.shop.merchant());
    checkout.shop.call(&desk, call).await.expect(200)["days"][0].clone()
}

fn answer(checkout: &Checkout, dispute: &str, evidence: &str) {
    checkout.at_the_provider(&format!("/v1/disputes/{dispute}"), &format!("evidence[uncategorized_text]={evidence}"));
}

#[tokio::test(start_paused = true)]
async fn a_dispute_is_noted_with_its_day_and_the_order_stays_as_it_is() {
    let (checkout, order, dispute) = disputed("pm_card_createDispute").await;
    let seen = shown(&checkout, &order).await;
    assert_eq!((&seen["state"], checkout.available("tea")), (&json!("paid"), 3));
    let noted = &seen["disputes"][0];
    assert_eq!(
        (&noted["id"], &noted["status"], &noted["reason"], &noted["amount_minor"]),
        (&json!(dispute), &json!("needs_response"), &json!("fraudulent"), &json!(998))
    );
    assert!(noted["answer_until"].is_string(), "{noted}");
    assert!(checkout.shop.queue("parked").messages().is_empty());
    // Every event again changes nothing.
    let version = checkout.row(&order)["ver"].clone();
    hear(&checkout).await;
    assert_eq!(checkout.row(&order)["ver"], version);
}

#[tokio::test(start_paused = true)]
async fn while_the_bank_decides_nothing_is_given_back_and_what_is_won_can_be() {
    let (checkout, order, dispute) = disputed("pm_card_createDispute").await;
    checkout.refund(&order).await.expect_problem(409, "order_disputed");
    checkout.refund_amount(&order, "refund of monday", 1).await.expect_problem(409, "order_disputed");
    answer(&checkout, &dispute, "winning_evidence");
    hear(&checkout).await;
    let seen = shown(&checkout, &order).await;
    assert_eq!((&seen["disputes"][0]["status"], &seen["disputes"][0]["answer_until"]), (&json!("won"), &Value::Null));
    checkout.refund(&order).await.expect(201);
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.given_back(&order)), ("refunded", 998));
    assert_eq!(sales(&checkout).await["lost_minor"], 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_lost_is_a_loss_in_the_sales_and_cannot_be_given_back_as_well() {
    for gives_in in [true, false] {
        let (checkout, order, dispute) = disputed("pm_card_createDisputeProductNotReceived").await;
        if gives_in {
            checkout.at_the_provider(&format!("/v1/disputes/{dispute}/close"), "");
        } else {
            answer(&checkout, &dispute, "losing_evidence");
        }
        hear(&checkout).await;
        let seen = shown(&checkout, &order).await;
        assert_eq!((&seen["state"], &seen["disputes"][0]["status"]), (&json!("paid"), &json!("lost")));
        let problem = checkout.refund(&order).await.expect_problem(409, "exceeds_paid");
        assert_eq!(problem["left_minor"], 0);
        let day = sales(&checkout).await;
        assert_eq!(
            (&day["gross_minor"], &day["refunded_minor"], &day["lost_minor"]),
            (&json!(998), &json!(0), &json!(998))
        );
        assert_eq!(checkout.given_back(&order), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn an_inquiry_takes_no_money_and_a_part_may_be_lost() {
    let (checkout, order, dispute) = disputed("pm_card_createDisputeInquiry").await;
    assert_eq!(shown(&checkout, &order).await["disputes"][0]["status"], "warning_needs_response");
    checkout.refund_amount(&order, "refund of monday", 400).await.expect(201);
    checkout.at_the_provider(&format!("/v1/disputes/{dispute}/close"), "");
    hear(&checkout).await;
    assert_eq!(shown(&checkout, &order).await["disputes"][0]["status"], "warning_closed");
    checkout.refund(&order).await.expect(201);
    assert_eq!(checkout.given_back(&order), 998);
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_meets_a_dispute_of_which_the_shop_has_not_heard_fails_and_its_money_stays_noted() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.pay("ada", &order, "pm_card_createDispute").await.expect(200);
    checkout.refund(&order).await.expect_problem(409, "refund_failed");
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.given_back(&order)), ("paid", 0));
    hear(&checkout).await;
    assert_eq!(shown(&checkout, &order).await["disputes"][0]["status"], "needs_response");
    checkout.refund_amount(&order, "another refund", 100).await.expect_problem(409, "order_disputed");
}

#[tokio::test(start_paused = true)]
async fn a_dispute_is_asked_about_again_while_the_provider_does_not_answer() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.pay("ada", &order, "pm_card_createDispute").await.expect(200);
    checkout.shop.plan(Planned::when(Fault::Hang, |call| call.name.starts_with("GET /v1/disputes")));
    hear(&checkout).await;
    checkout.shop.faults.assert_all_fired();
    for _ in 0..6 {
        checkout.shop.wait_seconds(120);
        checkout.work().await;
    }
    assert_eq!(shown(&checkout, &order).await["disputes"][0]["status"], "needs_response");
}
