//! Bodies: B01 to B13.

use lambda::http::MAX_BODY_BYTES;
use serde_json::{Value, json};
use tests::{Answer, Call, Shop};

use crate::{
    doors::{BODY_IS_OPTIONAL, JSON_DOORS},
    every, refused,
};

fn with_member(call: Call, name: &str, value: &Value) -> Call {
    let mut body = call.body_json();
    body[name] = value.clone();
    call.json(&body)
}

fn malformed(answer: &Answer) {
    answer.expect_problem(400, "malformed_body");
}

#[tokio::test(start_paused = true)]
async fn b01_an_empty_body_is_refused() {
    let in_need = || JSON_DOORS.iter().filter(|door| !BODY_IS_OPTIONAL.contains(&door.name));
    every(in_need(), Call::no_body, malformed).await;
    every(in_need(), |call| call.text(""), malformed).await;
}

#[tokio::test(start_paused = true)]
async fn b02_json_that_stops_in_the_middle_is_refused() {
    let cut = |call: Call| {
        let whole = call.body_json().to_string();
        call.text(&whole[..whole.len() - 1])
    };
    every(JSON_DOORS, cut, malformed).await;
}

#[tokio::test(start_paused = true)]
async fn b03_anything_but_an_object_is_refused() {
    for body in ["[]", "[{}]", "null", "\"text\"", "7", "true"] {
        every(JSON_DOORS, |call| call.text(body), malformed).await;
    }
}

#[tokio::test(start_paused = true)]
async fn b04_a_member_that_nobody_asked_for_is_refused() {
    for name in ["role", "price", "id", "__proto__", "admin"] {
        // Who gives a role names it.
        let doors = JSON_DOORS.iter().filter(|door| (door.name, name) != ("manage-staff", "role"));
        every(doors, |call| with_member(call, name, &json!("merchant")), malformed).await;
    }
}

#[tokio::test(start_paused = true)]
async fn b04_a_member_that_is_given_twice_is_refused() {
    let twice = |call: Call| {
        let body = call.body_json().to_string();
        let members = &body[1..body.len() - 1];
        call.text(&format!("{{{members},{members}}}"))
    };
    every(JSON_DOORS, twice, malformed).await;
}

/// The members that a refusal says are missing, in the order of the alphabet.
fn missing(answer: &Answer) -> Vec<String> {
    let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
    let missing = errors.iter().filter(|error| error["code"] == "required");
    let mut pointers: Vec<String> = missing.filter_map(|error| error["pointer"].as_str().map(str::to_owned)).collect();
    pointers.sort();
    pointers
}

#[tokio::test(start_paused = true)]
async fn all_members_that_are_missing_are_told_at_once() {
    for door in JSON_DOORS.iter().filter(|door| !door.is_ours() && !BODY_IS_OPTIONAL.contains(&door.name)) {
        let shop = Shop::open();
        let function = door.start(&shop).await;
        let good = door.good(&shop).body_json();
        let mut needed = Vec::new();
        for name in good.as_object().expect("an object").keys() {
            let mut body = good.clone();
            body.as_object_mut().expect("an object").remove(name);
            needed.extend(missing(&shop.call(&function, door.good(&shop).json(&body)).await));
        }
        let answer = shop.call(&function, door.good(&shop).json(&json!({}))).await;
        needed.sort();
        assert_eq!(missing(&answer), needed, "{}", door.name);
    }
}

#[tokio::test(start_paused = true)]
async fn all_wrong_members_of_an_order_are_told_at_once() {
    let spoilt = |call: Call| {
        let mut body = call.body_json();
        body["currency"] = json!("XXX");
        body["shipping_address"]["name"] = json!("");
        body["shipping_address"]["country"] = json!("UK");
        body["lines"][0]["quantity"] = json!(0);
        call.json(&body)
    };
    let doors = JSON_DOORS.iter().filter(|door| door.name == "place-order");
    every(doors, spoilt, |answer| {
        answer.expect_problem(422, "invalid_field");
        let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
        let pointers: Vec<&str> = errors.iter().filter_map(|error| error["pointer"].as_str()).collect();
        let wrong = ["/currency", "/shipping_address/country", "/shipping_address/name", "/lines/0/quantity"];
        assert_eq!(pointers, wrong);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn b06_text_that_is_not_utf_8_is_refused() {
    for bytes in [&b"{\"name\":\"\xff\xfe\"}"[..], b"{\"name\":\"\xed\xa0\x80\"}", b"\xef\xbb\xbf{}"] {
        every(JSON_DOORS, |call| call.bytes(bytes), malformed).await;
    }
    every(JSON_DOORS, |call| call.text(r#"{"name":"\ud800"}"#), malformed).await;
}

#[tokio::test(start_paused = true)]
async fn b08_a_body_of_64_kib_and_one_byte_is_refused() {
    let padded = |call: Call| {
        let body = call.body_json().to_string();
        let padding = " ".repeat(MAX_BODY_BYTES + 1 - body.len());
        call.text(&(body + &padding))
    };
    every(JSON_DOORS, padded, |answer| {
        answer.expect_problem(413, "body_too_large");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn b09_text_plain_is_refused() {
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        let typed = |call: Call| call.without("content-type").header("content-type", kind);
        every(JSON_DOORS, typed, refused(415)).await;
    }
    every(JSON_DOORS, |call| call.without("content-type"), refused(415)).await;
}

#[tokio::test(start_paused = true)]
async fn b10_a_body_that_is_not_the_base_64_it_claims_to_be_is_refused() {
    for body in ["%%%", "e30", "e3", "{}"] {
        every(JSON_DOORS, |call| call.base64(body), malformed).await;
    }
}

#[tokio::test(start_paused = true)]
async fn b12_control_characters_are_refused() {
    for text in ["\u{0}", "a\u{7}b", "\u{1b}[31m", "\u{9f}"] {
        let planted = |call: Call| {
            let mut body = call.body_json();
            let members = body.as_object_mut().expect("an object");
            let first = members.values_mut().next().expect("a member");
            *first = json!(text);
            call.json(&body)
        };
        every(JSON_DOORS, planted, malformed).await;
    }
    every(JSON_DOORS, |call| call.text("{\"name\":\"a\u{1}\"}"), malformed).await;
}

#[tokio::test(start_paused = true)]
async fn b13_a_compressed_body_is_refused() {
    every(
        JSON_DOORS,
        |call| call.header("content-encoding", "gzip"),
        |answer| {
            answer.expect_problem(415, "unsupported_encoding");
        },
    )
    .await;
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 64, failure_persistence: None, ..Default::default() })]
    #[test]
    fn no_garbage_whatever_is_answered_with_a_5xx(body in ".{0,200}", key in ".{0,140}", is_base64: bool) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        runtime.expect("a runtime").block_on(async {
            for door in JSON_DOORS {
                let shop = Shop::open();
                let function = door.start(&shop).await;
                let call = door.good(&shop).without("idempotency-key").header("idempotency-key", &key);
                let call = if is_base64 { call.base64(&body) } else { call.text(&body) };
                let answer = shop.call(&function, call).await;
                assert!(answer.status < 500, "{}: {answer:?}", door.name);
            }
        });
    }
}
