//! The check itself: what is not described does not pass, and is told in words.

use serde_json::json;
use tests::{Answer, Description};

const ROUTE: &str = "GET /v1/orders";

fn page() -> Answer {
    let headers = [("content-type", "application/json"), ("cache-control", "no-store")];
    Answer {
        status: 200,
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        cookies: Vec::new(),
        body: json!({ "orders": [], "next_cursor": null }).to_string(),
    }
}

#[track_caller]
fn refused(answer: &Answer, word: &str) {
    let wrong = Description::served().check_answer(ROUTE, answer).expect_err("an answer that nobody described");
    assert!(wrong.contains(word) && wrong.contains("openapi.yaml"), "{wrong}");
}

#[test]
fn an_answer_as_described_passes() {
    Description::served().check_answer(ROUTE, &page()).expect("an answer as described");
}

#[test]
fn what_is_not_described_is_told() {
    let wrong = Description::served().check_answer("GET /v1/carts", &page()).expect_err("no such route");
    assert!(wrong.contains("add it under paths"), "{wrong}");
    refused(&Answer { status: 418, ..page() }, "add this status");
    let mut stranger = page();
    stranger.headers.push(("x-served-by".to_owned(), "a lambda".to_owned()));
    refused(&stranger, "add the header x-served-by");
    refused(&Answer { body: json!({ "orders": [], "next_cursor": null, "total": 7 }).to_string(), ..page() }, "total");
    refused(&Answer { body: String::new(), ..page() }, "not JSON");
    let html = vec![("content-type".to_owned(), "text/html".to_owned())];
    refused(&Answer { headers: html, ..page() }, "add text/html");
}

#[test]
fn a_code_that_is_not_listed_is_told() {
    let problem = |status: u16, code: &str| {
        let body =
            json!({ "type": "urn:backroom:problem:x", "title": "X", "status": status, "code": code, "detail": "X." });
        let headers = vec![("content-type".to_owned(), "application/problem+json".to_owned())];
        Answer { status, headers, cookies: Vec::new(), body: body.to_string() }
    };
    Description::served().check_answer(ROUTE, &problem(400, "invalid_cursor")).expect("a code that is listed");
    refused(&problem(400, "declined"), "declined");
    // A repeat makes sense after some seconds, which a 503 has to say.
    refused(&problem(503, "unavailable"), "Retry-After");
}
