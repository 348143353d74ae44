//! A shop's hands: short ways to ask the model.

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use local_stripe::{Request, Response, Settings, Stripe};
use serde_json::Value;

pub(crate) const NOW: i64 = 1_700_000_000;

pub(crate) fn stripe() -> Stripe {
    Stripe::new(Settings::default())
}

pub(crate) fn request(method: Method, path: &str, body: &str, headers: &[(&str, &str)]) -> Request {
    let mut map = HeaderMap::new();
    map.insert("authorization", HeaderValue::from_static("Bearer sk_test_local"));
    for (name, value) in headers {
        map.insert(HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap());
    }
    Request { method, path: path.into(), headers: map, body: body.as_bytes().to_vec() }
}

pub(crate) fn post(path: &str, body: &str) -> Request {
    request(Method::POST, path, body, &[])
}

pub(crate) fn keyed(path: &str, body: &str, key: &str) -> Request {
    request(Method::POST, path, body, &[("idempotency-key", key)])
}

pub(crate) fn get(path: &str) -> Request {
    request(Method::GET, path, "", &[])
}

pub(crate) fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap()
}

/// Sends and takes the body, when the status is the expected one.
pub(crate) fn ask(stripe: &mut Stripe, request: &Request, status: u16) -> Value {
    let response = stripe.handle(request, NOW);
    assert_eq!(response.status, status, "{}", String::from_utf8_lossy(&response.body));
    json(&response)
}

/// A new intent over 25.00 for order o1 that takes cards.
pub(crate) fn new_intent(stripe: &mut Stripe) -> String {
    let body = "amount=2500&currency=eur&metadata[order_id]=o1&automatic_payment_methods[enabled]=true\
                &automatic_payment_methods[allow_redirects]=never";
    let intent = ask(stripe, &post("/v1/payment_intents", body), 200);
    intent["id"].as_str().unwrap().into()
}

pub(crate) fn confirm(id: &str, method: &str) -> Request {
    post(&format!("/v1/payment_intents/{id}/confirm"), &format!("payment_method={method}"))
}

pub(crate) fn cancel(id: &str) -> Request {
    post(&format!("/v1/payment_intents/{id}/cancel"), "")
}

pub(crate) fn read(stripe: &mut Stripe, id: &str) -> Value {
    ask(stripe, &get(&format!("/v1/payment_intents/{id}")), 200)
}

pub(crate) fn succeeded(stripe: &Stripe) -> usize {
    stripe.ledger().charges().filter(|charge| charge.succeeded()).count()
}

/// The types of all events, oldest first.
pub(crate) fn events(stripe: &mut Stripe) -> Vec<String> {
    let list = ask(stripe, &get("/v1/events?limit=100"), 200);
    list["data"].as_array().unwrap().iter().rev().map(|event| event["type"].as_str().unwrap().into()).collect()
}
