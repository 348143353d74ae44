//! the reconciliation: a shop that works has no differences, and whatever is wrong is found under its rule.

#![allow(clippy::expect_used, reason = "these are tests")]

mod finding;
mod reading;
mod working;

use std::time::Duration;

use app_context::AppContext;
use aws::{OrdersTable, StockTable};
use domain::{kernel::Secret, reconciliation::Rule};
use serde_json::{Value, json};
use stripe::Stripe;
use tests::Checkout;
use workflows::{Reconciler, ReconciliationError, ReconciliationOptions, ReconciliationReport};

const RUNNING: ReconciliationOptions =
    ReconciliationOptions { at_rest: false, shared_account: false, pause: Duration::from_secs(5) };
const AT_REST: ReconciliationOptions = ReconciliationOptions { at_rest: true, ..RUNNING };

/// The reconciler over the wire, as an operator starts it.
fn reconciler(checkout: &Checkout) -> Reconciler {
    let shop = &checkout.shop;
    let context: AppContext = shop.world_with(shop.variables_of("sweep-orders"));
    Reconciler {
        stock: StockTable::new(&context).expect("a stock table"),
        orders: OrdersTable::new(&context).expect("an orders table"),
        desk: None,
        provider: Stripe::new(&context, Secret::new("sk_test_local")).expect("a provider"),
        clock: context.clock,
    }
}

async fn report(
    checkout: &Checkout,
    terms: ReconciliationOptions,
) -> Result<ReconciliationReport, ReconciliationError> {
    reconciler(checkout).reconcile(terms, &mut |_| {}).await
}

/// What a reconciliation finds: the rule and the subject of each difference.
async fn found(checkout: &Checkout, terms: ReconciliationOptions) -> Vec<(Rule, String)> {
    let report = report(checkout, terms).await.expect("a reconciliation");
    assert!(report.not_judged.is_empty(), "{report:?}");
    report.differences.into_iter().map(|found| (found.rule, found.subject.to_string())).collect()
}

/// A shop with one paid order of two teas, everything about it done.
async fn sold() -> (Checkout, String) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.webhooks().await;
    checkout.work().await;
    (checkout, order)
}

/// Changes a row of a table by hand.
fn tamper(checkout: &Checkout, table: &str, key: (&str, &str), change: impl FnOnce(&mut Value)) {
    let mut rows = checkout.shop.tables.rows(table).into_iter();
    let mut row = rows.find(|row| row[key.0] == key.1).expect("a row");
    change(&mut row);
    checkout.shop.tables.put(table, &row);
}

/// Asks the provider for something behind the shop's back.
fn at_the_provider(checkout: &Checkout, path: &str, form: &str) -> Value {
    let request = local_stripe::Request {
        method: http::Method::POST,
        path: path.to_owned(),
        headers: [
            (http::header::AUTHORIZATION, http::HeaderValue::from_static("Bearer sk_test_local")),
            (http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/x-www-form-urlencoded")),
        ]
        .into_iter()
        .collect(),
        body: form.as_bytes().to_vec(),
    };
    let now = checkout.shop.clock.now().seconds();
    let answer = checkout.stripe.model().handle(&request, now);
    let body = serde_json::from_slice(&answer.body).unwrap_or(json!(null));
    assert_eq!(answer.status, 200, "{body}");
    body
}

/// Pays a new intent at the provider, which names `order` if there is one. Its identifier.
fn charge(checkout: &Checkout, order: Option<&str>, amount: u64) -> String {
    let metadata = order.map(|order| {
        let buyer = checkout.shop.buyer_id("ada");
        format!("&metadata[order_id]={order}&metadata[buyer_id]={buyer}")
    });
    let form = format!(
        "amount={amount}&currency=usd&payment_method_types[]=card&confirm=true&payment_method=pm_card_visa{}",
        metadata.unwrap_or_default()
    );
    let intent = at_the_provider(checkout, "/v1/payment_intents", &form);
    intent["id"].as_str().expect("an identifier").to_owned()
}

/// The intent that an order is linked to.
fn intent_of(checkout: &Checkout, order: &str) -> String {
    let rows = checkout.shop.tables.rows("orders");
    let row = rows.iter().find(|row| row["id"] == order).expect("an order");
    row["payment_intent"].as_str().expect("an intent").to_owned()
}
