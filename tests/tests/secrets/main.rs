//! What is secret or personal goes to its owner and to nobody else: not into the log, not into a queue, not into a refusal, not
//! into a key; neither when all goes well nor when it does not.

#![allow(clippy::expect_used, reason = "these are tests")]

mod canaries;
mod failing;
mod log;
mod misplaced;
mod serving;

use canaries::Canaries;
use domain::accounts::Role;
use log::Log;
use serde_json::{Value, json};
use tests::{Answer, Call, Caller, Endpoint, Fixture};

/// The caller whom a route serves.
pub(crate) fn served_caller(endpoint: &Endpoint) -> Caller {
    if endpoint.permission().is_some() { Caller::Staff(Role::Owner) } else { Caller::Owner }
}

/// Sends a request and looks for what must not be seen.
pub(crate) async fn watched(fixture: &Fixture, endpoint: &Endpoint, call: Call, log: &Log) -> (Answer, Canaries) {
    let mut canaries = Canaries::of(fixture, &call);
    let event = call.event(fixture.shop.clock.now().millis());
    let answer = fixture.start(endpoint.function()).await.invoke(event).await.expect("HTTP functions always answer");
    let answer = Answer::of_event(&answer);
    if answer.status < 400 {
        canaries.learn(&serde_json::from_str(&answer.body).unwrap_or(Value::Null));
    } else {
        canaries.absent(&format!("{}: a refusal", endpoint.route()), &without_products(&answer));
    }
    let lines = log.take();
    assert!(["answered", "refused", "failed"].iter().any(|word| lines.contains(word)), "nothing was logged: {lines}");
    canaries.absent_from_the_shop(fixture, endpoint, &lines);
    (answer, canaries)
}

/// A refusal without the products that it names: the client hears which of them it was.
fn without_products(answer: &Answer) -> String {
    let mut body = answer.json();
    for line in body["lines"].as_array_mut().into_iter().flatten() {
        line["sku"] = Value::Null;
    }
    body.to_string()
}

/// Lets the queues be worked off and the sweep go round, and looks again.
pub(crate) async fn worked_off(fixture: &Fixture, endpoint: &Endpoint, canaries: &Canaries, log: &Log) {
    for (queue, worker) in [("payment-syncs", "sync-payment"), ("notifications", "send-notification")] {
        let worker = fixture.shop.start(worker).await;
        fixture.shop.wait_seconds(60);
        fixture.shop.queue(queue).deliver(&worker).await;
    }
    let sweep = fixture.shop.start("sweep-orders").await;
    fixture.shop.wait_seconds(900);
    // A round that fails fails the function, whose last words are logged.
    let round = sweep.invoke(json!({})).await;
    let words = round.err().map(|error| error.to_string()).unwrap_or_default();
    canaries.absent(&format!("{}: the failure of a round", endpoint.route()), &words);
    canaries.absent_from_the_shop(fixture, endpoint, &log.take());
}
