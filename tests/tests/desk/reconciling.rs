//! `backroom reconcile` holds the desk against the orders.

use std::time::Duration;

use aws::{DeskTable, OrdersTable, StockTable};
use domain::kernel::Secret;
use serde_json::{Value, json};
use stripe::Stripe;
use workflows::{Reconciler, ReconciliationOptions};

use crate::Desk;

/// What a reconciliation finds: the rule and the subject of each difference.
async fn found(desk: &Desk) -> Vec<(&'static str, String)> {
    let shop = &desk.checkout.shop;
    let mut variables = shop.variables_of("sweep-orders");
    variables.extend(shop.variables_of("project-changes"));
    let context = shop.world_with(variables);
    let reconciler = Reconciler {
        stock: StockTable::new(&context).expect("a stock table"),
        orders: OrdersTable::new(&context).expect("an orders table"),
        desk: Some(DeskTable::new(&context).expect("a desk table")),
        provider: Stripe::new(&context, Secret::new("sk_test_local")).expect("a provider"),
        clock: context.clock,
    };
    let terms = ReconciliationOptions { at_rest: false, shared_account: false, pause: Duration::from_secs(5) };
    let report = reconciler.reconcile(terms, &mut |_| {}).await.expect("a reconciliation");
    report.differences.into_iter().map(|found| (found.rule.id(), found.subject.to_string())).collect()
}

/// Changes a row of the desk by hand.
fn tamper(desk: &Desk, wanted: impl Fn(&Value) -> bool, change: impl FnOnce(&mut Value)) {
    let mut row = desk.rows().into_iter().find(wanted).expect("a row");
    change(&mut row);
    desk.checkout.shop.tables.put("desk", &row);
}

async fn in_business() -> (Desk, String) {
    let mut desk = Desk::open().await;
    let order = desk.whole_life("one").await;
    desk.checkout.placed("ada", "two", "tea", 3).await;
    desk.stream.catch_up(&desk.checkout.shop).await;
    (desk, order)
}

#[tokio::test(start_paused = true)]
async fn a_desk_that_has_caught_up_differs_in_nothing() {
    let (desk, _) = in_business().await;
    assert_eq!(found(&desk).await, []);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_the_desk_shows_wrongly_or_lacks_is_found() {
    let (mut desk, order) = in_business().await;
    tamper(&desk, |row| row["id"] == order.as_str(), |row| row["total_minor"] = json!(1));
    let late = desk.checkout.placed("ada", "three", "tea", 1).await;
    let mut expected = vec![("desk", format!("order {order}")), ("desk", format!("order {late}"))];
    let mut differences = found(&desk).await;
    expected.sort();
    differences.sort();
    assert_eq!(differences, expected);
    desk.stream.catch_up(&desk.checkout.shop).await;
    assert_eq!(found(&desk).await, [("desk", format!("order {order}"))]);
}

#[tokio::test(start_paused = true)]
async fn sums_that_somebody_changed_are_found() {
    let (desk, _) = in_business().await;
    let is_sum = |row: &Value| row["pk"].as_str().is_some_and(|pk| pk.starts_with("TALLY#")) && row["units"] == 2;
    tamper(&desk, is_sum, |row| row["gross_minor"] = json!(1));
    let differences = found(&desk).await;
    assert_eq!(differences.len(), 1, "{differences:?}");
    assert!(differences[0].1.starts_with("desk sums of "), "{differences:?}");
}

#[tokio::test(start_paused = true)]
async fn a_row_of_the_desk_that_cannot_be_read_is_named() {
    let (desk, order) = in_business().await;
    tamper(&desk, |row| row["id"] == order.as_str(), |row| row["payment_state"] = json!("payed"));
    let differences = found(&desk).await;
    assert!(differences.contains(&("I0", format!("row ORDER#{order} SUMMARY"))), "{differences:?}");
}
