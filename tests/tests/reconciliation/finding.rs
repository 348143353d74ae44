//! Whatever is wrong is found under its rule.

use domain::reconciliation::Rule;
use serde_json::json;
use tests::{Checkout, PRICE};
use workflows::ReconciliationOptions;

use crate::{AT_REST, RUNNING, at_the_provider, charge, found, intent_of, report, sold, tamper};

fn of_order(rule: Rule, order: &str) -> (Rule, String) {
    (rule, format!("order {order}"))
}

#[tokio::test(start_paused = true)]
async fn a_stock_row_that_is_off_by_one() {
    let (checkout, _) = sold().await;
    tamper(&checkout, "stock", ("sku", "tea"), |row| row["available"] = json!(2));
    let report = report(&checkout, RUNNING).await.expect("a reconciliation");
    assert_eq!(report.passes, 2);
    let found: Vec<_> = report.differences.iter().map(|it| (it.rule.id(), it.detail.as_str())).collect();
    assert_eq!(found, [("I1", "2 available + 0 held + 2 sold = 4, but 5 were received")]);
}

#[tokio::test(start_paused = true)]
async fn a_stock_row_below_zero_is_told_and_breaks_nothing() {
    let (checkout, _) = sold().await;
    tamper(&checkout, "stock", ("sku", "tea"), |row| row["available"] = json!(-1));
    let tea = "SKU tea".to_owned();
    assert_eq!(found(&checkout, RUNNING).await, [(Rule::StockAddsUp, tea.clone()), (Rule::NotNegative, tea)]);
}

#[tokio::test(start_paused = true)]
async fn received_stock_that_no_adjustment_explains() {
    let (checkout, _) = sold().await;
    let record = json!({ "sku": "tea", "row": "adjustment#adj_1", "quantity": 4 });
    checkout.shop.tables.put("stock", &record);
    assert_eq!(found(&checkout, RUNNING).await, [(Rule::ReceiptsAddUp, "SKU tea".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_somebody_set_to_paid() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    tamper(&checkout, "orders", ("id", &order), |row| row["state"] = json!("paid"));
    let expected = [of_order(Rule::PaidHasMoney, &order), of_order(Rule::Receipt, &order)];
    assert_eq!(found(&checkout, RUNNING).await, expected);
}

#[tokio::test(start_paused = true)]
async fn a_paid_order_whose_money_went_back() {
    let (checkout, order) = sold().await;
    at_the_provider(&checkout, "/v1/refunds", &format!("payment_intent={}", intent_of(&checkout, &order)));
    assert_eq!(found(&checkout, RUNNING).await, [of_order(Rule::RefundedRight, &order)]);
}

#[tokio::test(start_paused = true)]
async fn a_refunded_order_whose_money_came_back_to_the_shop() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.pay("ada", &order, "pm_card_refundFail").await.expect(200);
    checkout.refund(&order).await.expect(201);
    assert_eq!(found(&checkout, RUNNING).await, []);
    checkout.work().await;
    checkout.shop.wait_seconds(10);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!(found(&checkout, AT_REST).await, [of_order(Rule::MoneyHasOrder, &order)]);
}

#[tokio::test(start_paused = true)]
async fn a_paid_order_whose_intent_the_provider_does_not_know() {
    let (checkout, order) = sold().await;
    tamper(&checkout, "orders", ("id", &order), |row| row["payment_intent"] = json!("pi_unknown"));
    let found = found(&checkout, RUNNING).await;
    assert!(found.contains(&of_order(Rule::OwnIntent, &order)), "{found:?}");
    // The money that is there belongs to an order which says that it has another intent.
    assert!(found.iter().any(|(rule, _)| *rule == Rule::MoneyHasOrder), "{found:?}");
}

#[tokio::test(start_paused = true)]
async fn charges_without_a_paid_order() {
    let (checkout, _) = sold().await;
    let unknown = charge(&checkout, Some("ord_aaaaaaaaaaaaaaaaaaaaaaaaaa"), PRICE);
    let foreign = charge(&checkout, None, PRICE);
    let mut expected = [unknown.clone(), foreign].map(|intent| (Rule::MoneyHasOrder, format!("intent {intent}")));
    expected.sort();
    assert_eq!(found(&checkout, RUNNING).await, expected);
    let shared = ReconciliationOptions { shared_account: true, ..RUNNING };
    assert_eq!(found(&checkout, shared).await, [(Rule::MoneyHasOrder, format!("intent {unknown}"))]);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_was_charged_twice() {
    let (checkout, order) = sold().await;
    let second = charge(&checkout, Some(&order), 2 * PRICE);
    let stranger = (Rule::MoneyHasOrder, format!("intent {second}"));
    assert_eq!(found(&checkout, RUNNING).await, [of_order(Rule::ChargedOnce, &order), stranger]);
    at_the_provider(&checkout, "/v1/refunds", &format!("payment_intent={second}"));
    assert_eq!(found(&checkout, AT_REST).await, []);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_was_charged_another_amount() {
    let (checkout, order) = sold().await;
    tamper(&checkout, "orders", ("id", &order), |row| row["total_minor"] = json!(2 * PRICE + 1));
    assert_eq!(found(&checkout, RUNNING).await, [of_order(Rule::ChargedRight, &order)]);
    tamper(&checkout, "orders", ("id", &order), |row| {
        row["total_minor"] = json!(2 * PRICE);
        row["currency"] = json!("EUR");
    });
    assert_eq!(found(&checkout, RUNNING).await, [of_order(Rule::ChargedRight, &order)]);
}

#[tokio::test(start_paused = true)]
async fn an_expired_order_that_can_still_be_paid() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    tamper(&checkout, "orders", ("id", &order), |row| {
        row["state"] = json!("expired");
        for name in ["due_at_ms", "due_shard"] {
            row.as_object_mut().expect("a row").remove(name);
        }
    });
    tamper(&checkout, "stock", ("sku", "tea"), |row| row["available"] = json!(5));
    assert_eq!(found(&checkout, RUNNING).await, [of_order(Rule::EndedIsCanceled, &order)]);
}

#[tokio::test(start_paused = true)]
async fn an_order_to_which_no_deadline_leads() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    tamper(&checkout, "orders", ("id", &order), |row| {
        row.as_object_mut().expect("a row").remove("due_at_ms");
    });
    assert_eq!(found(&checkout, RUNNING).await, [of_order(Rule::Deadline, &order)]);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_the_due_index_does_not_show_where_the_sweep_looks() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    tamper(&checkout, "orders", ("id", &order), |row| row["due_shard"] = json!("8"));
    let found = found(&checkout, RUNNING).await;
    assert_eq!(found[0].0, Rule::Readable);
    assert!(found[0].1.contains(&order), "{found:?}");
}

#[tokio::test(start_paused = true)]
async fn an_order_that_the_sweep_does_not_get_to() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.shop.wait_seconds(900 + 590);
    assert_eq!(found(&checkout, RUNNING).await, []);
    checkout.shop.wait_seconds(20);
    assert_eq!(found(&checkout, RUNNING).await, [of_order(Rule::InTime, &order)]);
}

#[tokio::test(start_paused = true)]
async fn a_receipt_that_was_not_sent() {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    assert_eq!(found(&checkout, RUNNING).await, []);
    assert_eq!(found(&checkout, AT_REST).await, [of_order(Rule::Receipt, &order)]);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_waits_for_a_person() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    charge(&checkout, Some(&order), 2 * PRICE);
    checkout.webhooks().await;
    checkout.work().await;
    let found = found(&checkout, AT_REST).await;
    assert!(found.contains(&of_order(Rule::Review, &order)), "{found:?}");
    assert!(found.iter().any(|(rule, _)| *rule == Rule::MoneyHasOrder), "{found:?}");
}
