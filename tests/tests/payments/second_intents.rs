//! An order has one intent that can be paid. One that is cancelled at the provider is replaced; money for another is told.

use serde_json::{Value, json};
use tests::{Checkout, Fault, Planned};

pub(crate) async fn order_with_intent() -> (Checkout, String, String) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    let answer = checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    let intent = answer["payment_intent"].as_str().expect("an intent").to_owned();
    (checkout, order, intent)
}

/// Makes and pays an intent in the order's name, as nobody but the holder of the key can.
pub(crate) fn pay_in_the_orders_name(checkout: &Checkout, order: &str) {
    let buyer = checkout.shop.buyer_id("ada");
    checkout.at_the_provider(
        "/v1/payment_intents",
        &format!(
            "amount=998&currency=usd&confirm=true&payment_method=pm_card_visa&payment_method_types[]=card\
             &metadata[order_id]={order}&metadata[buyer_id]={buyer}"
        ),
    );
}

fn parked(checkout: &Checkout) -> Vec<Value> {
    checkout.shop.queue("parked").bodies().iter().map(|body| body["reason"].clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn an_intent_that_was_cancelled_at_the_provider_is_replaced_and_paid() {
    let (checkout, order, first) = order_with_intent().await;
    checkout.cancel_at_the_provider(&first);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("pending", 3));
    let answer = checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    assert_eq!(answer["state"], "paid");
    assert_ne!(answer["payment_intent"], json!(first));
    assert_eq!((checkout.charges(&order), checkout.stripe.model().ledger().intents().count()), (1, 2));
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), parked(&checkout).len()), ("paid", 0));
}

#[tokio::test(start_paused = true)]
async fn each_cancelled_intent_is_replaced_by_one_however_many_tabs_pay() {
    let (checkout, order, mut before) = order_with_intent().await;
    for intents in 2..5 {
        checkout.cancel_at_the_provider(&before);
        let body = json!({});
        let (one, two) = tokio::join!(checkout.pay_with("ada", &order, &body), checkout.pay_with("ada", &order, &body));
        let (one, two) = (one.expect(200), two.expect(200));
        assert_eq!(one, two);
        assert_eq!(checkout.stripe.model().ledger().intents().count(), intents);
        before = one["payment_intent"].as_str().expect("an intent").to_owned();
    }
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    assert_eq!(checkout.charges(&order), 1);
}

#[tokio::test(start_paused = true)]
async fn an_intent_that_is_not_replaced_in_time_ends_with_its_order() {
    let (checkout, order, first) = order_with_intent().await;
    checkout.cancel_at_the_provider(&first);
    checkout.shop.wait_seconds(901);
    checkout.pay("ada", &order, "pm_card_visa").await.expect_problem(409, "order_not_payable");
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("expired", 5));
    assert_eq!(checkout.stripe.model().ledger().intents().count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_replacement_whose_answer_is_lost_is_found_again() {
    let (checkout, order, first) = order_with_intent().await;
    checkout.cancel_at_the_provider(&first);
    checkout.shop.plan(Planned::when(Fault::AnswerLost, |call| call.name == "POST /v1/payment_intents"));
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.shop.faults.assert_all_fired();
    assert_eq!((checkout.charges(&order), checkout.stripe.model().ledger().intents().count()), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn both_of_two_charges_are_told_at_once_whichever_comes_first() {
    for stranger_first in [true, false] {
        let (checkout, order, own) = order_with_intent().await;
        let pay_own =
            || checkout.at_the_provider(&format!("/v1/payment_intents/{own}/confirm"), "payment_method=pm_card_visa");
        if stranger_first {
            pay_in_the_orders_name(&checkout, &order);
        } else {
            pay_own();
        }
        checkout.webhooks().await;
        checkout.work().await;
        if stranger_first {
            assert_eq!((checkout.state("ada", &order).await.as_str(), parked(&checkout).len()), ("needs_review", 1));
            pay_own();
        } else {
            assert_eq!((checkout.state("ada", &order).await.as_str(), parked(&checkout).len()), ("paid", 0));
            pay_in_the_orders_name(&checkout, &order);
        }
        checkout.webhooks().await;
        checkout.work().await;
        let reasons = if stranger_first { vec!["other_intent", "paid_in_review"] } else { vec!["other_intent"] };
        assert_eq!((parked(&checkout), checkout.charges(&order)), (reasons.into_iter().map(Value::from).collect(), 2));
    }
}

#[tokio::test(start_paused = true)]
async fn a_foreign_charge_that_was_given_back_is_no_matter_any_more() {
    let (checkout, order, own) = order_with_intent().await;
    pay_in_the_orders_name(&checkout, &order);
    let foreign = {
        let model = checkout.stripe.model();
        let foreign = model.ledger().intents().find(|intent| intent.id != own);
        foreign.expect("the other intent").id.clone()
    };
    checkout.refund_at_the_provider(&format!("payment_intent={foreign}"));
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), parked(&checkout).len()), ("pending", 0));
}
