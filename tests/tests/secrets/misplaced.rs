//! When people put what is secret where it does not belong: a card number for a name, a password for an identifier.

use serde_json::{Value, json};
use tests::{Call, ENDPOINTS, Fixture, PASSWORD};

use crate::{canaries::CARDS, log::Log, served_caller, watched};

/// Headers that a function may read.
const HEADERS: [&str; 7] = [
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "content-encoding",
    "user-agent",
    "stripe-signature",
];

/// The request with `text` in place of each value in turn, as a member, in the query, in the path, and in a header.
fn misplaced(good: &Call, text: &str) -> Vec<Call> {
    let mut spoiled = Vec::new();
    let body = good.body_json();
    for (name, _) in body.as_object().into_iter().flatten() {
        let mut changed = body.clone();
        changed[name] = json!(text);
        spoiled.push(good.clone().text(&changed.to_string()));
    }
    if body["lines"].is_array() {
        let mut changed = body.clone();
        changed["lines"][0]["sku"] = json!(text);
        spoiled.push(good.clone().text(&changed.to_string()));
    }
    if body.is_object() {
        let mut changed = body;
        changed[text] = Value::Bool(true);
        spoiled.push(good.clone().text(&changed.to_string()));
        spoiled.push(good.clone().text(&format!("{{\"{text}\": {text}")));
    }
    let encoded = text.replace(' ', "%20");
    spoiled.push(good.clone().query(&format!("{encoded}={encoded}")));
    spoiled.push(good.clone().query(&format!("cursor={encoded}&limit={encoded}")));
    spoiled.push(good.clone().path_of_id(&encoded));
    spoiled.extend(HEADERS.map(|name| good.clone().without(name).header(name, text)));
    spoiled
}

#[tokio::test(start_paused = true)]
async fn b83_what_was_put_in_the_wrong_place_is_not_repeated() {
    let (log, _guard) = Log::open();
    for endpoint in ENDPOINTS {
        let mut fixture = Fixture::before(endpoint).await;
        for text in CARDS.into_iter().chain([PASSWORD, "1 Market Street"]) {
            let good = fixture.by(served_caller(endpoint), fixture.request(endpoint));
            for call in misplaced(&good, text) {
                log.take();
                let before = fixture.shop.state();
                watched(&fixture, endpoint, call, &log).await;
                if fixture.shop.state() != before {
                    fixture = Fixture::before(endpoint).await;
                }
            }
        }
    }
}
