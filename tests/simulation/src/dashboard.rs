//! What somebody does in the provider's dashboard, behind the shop's back.

use std::{sync::Arc, time::Duration};

use http::Method;
use local_stripe::Request;
use serde_json::Value;

use crate::{client::Client, run_state::RunState};

/// An operator cancels the order's intent.
pub(crate) fn cancel_in_the_dashboard(client: &Client, answer: &Value) {
    let run_state = &client.run_state;
    let Some(intent) = answer["payment_intent"].as_str() else { return };
    let mut headers = http::HeaderMap::new();
    headers.insert("authorization", http::HeaderValue::from_static("Bearer sk_test_local"));
    let path = format!("/v1/payment_intents/{intent}/cancel");
    let request = Request { method: Method::POST, path, headers, body: Vec::new() };
    let answer = run_state.stripe.model().handle(&request, run_state.now().seconds());
    run_state.state().spare_intents += 1;
    let outcome = answer.status.to_string();
    run_state.history.add(run_state.now(), "dashboard", "cancels the intent".to_owned(), None, outcome);
    run_state.look_at_the_books();
}

/// Once the order is paid for, somebody gives the money back at the provider.
pub(crate) async fn refund_in_the_dashboard(client: &Client, order: &str) {
    tokio::time::sleep(Duration::from_secs(1)).await;
    let rows = client.run_state.shop.tables.rows("orders");
    if rows.iter().any(|row| row["id"] == order && row["state"] == "paid") {
        client.promise(order, Some("refunded"));
        give_back(&client.run_state, order);
    }
}

/// Gives the money of a paid order back.
pub(crate) fn give_back(run_state: &Arc<RunState>, order: &str) {
    let rows = run_state.shop.tables.rows("orders");
    let row = rows.iter().find(|row| row["id"] == order).expect("an order");
    let intent = row["payment_intent"].as_str().expect("an intent");
    let mut headers = http::HeaderMap::new();
    headers.insert("authorization", http::HeaderValue::from_static("Bearer sk_test_local"));
    headers.insert("content-type", http::HeaderValue::from_static("application/x-www-form-urlencoded"));
    let (path, body) = ("/v1/refunds".to_owned(), format!("payment_intent={intent}").into_bytes());
    let request = Request { method: Method::POST, path, headers, body };
    let answer = run_state.stripe.model().handle(&request, run_state.now().seconds());
    run_state.history.add(
        run_state.now(),
        "dashboard",
        "gives the money back".to_owned(),
        None,
        answer.status.to_string(),
    );
    run_state.look_at_the_books();
}
