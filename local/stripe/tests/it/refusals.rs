//! Wrong requests, in Stripe's error shape, and without effect.

use http::Method;
use serde_json::json;

use crate::support::{NOW, ask, confirm, get, json as body, new_intent, post, request, stripe};

/// The code, null where Stripe has none, and the parameter that is named.
fn refused(form: &str, code: Option<&str>, param: &str) {
    let mut stripe = stripe();
    let error = ask(&mut stripe, &post("/v1/payment_intents", form), 400)["error"].clone();
    assert_eq!(error["type"], "invalid_request_error", "{form}");
    assert_eq!((&error["code"], &error["param"]), (&json!(code), &json!(param)), "{form}");
    assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()));
    assert_eq!(stripe.ledger().intents().count(), 0, "{form}");
}

#[test]
fn an_amount_is_a_whole_number_within_the_bounds_of_its_currency() {
    refused("currency=usd", Some("parameter_missing"), "amount");
    refused("amount=&currency=usd", Some("parameter_invalid_empty"), "amount");
    for amount in ["5.5", "abc", "0", "-500"] {
        refused(&format!("amount={amount}&currency=usd"), Some("parameter_invalid_integer"), "amount");
    }
    refused("amount=49&currency=usd", Some("amount_too_small"), "amount");
    refused("amount=29&currency=gbp", Some("amount_too_small"), "amount");
    refused("amount=100000000&currency=usd", Some("amount_too_large"), "amount");
}

#[test]
fn a_currency_is_three_lower_case_letters_of_a_known_one() {
    refused("amount=500", Some("parameter_missing"), "currency");
    for currency in ["USD", "us", "zzz"] {
        refused(&format!("amount=500&currency={currency}"), None, "currency");
    }
}

#[test]
fn what_stripe_does_not_know_is_refused_by_name() {
    refused("amount=500&currency=usd&colour=red", Some("parameter_unknown"), "colour");
    refused("amount=500&currency=usd&metadata[a][b]=c", Some("parameter_unknown"), "metadata[a][b]");
    refused("amount=500&currency=usd&confirm=yes", None, "confirm");
    refused("amount=500&currency=usd&payment_method_types[]=cheque", None, "payment_method_types");
    refused("amount=500&currency=usd&payment_method=pm_unknown", Some("resource_missing"), "payment_method");
    refused("amount=500&currency=usd&return_url=https://a.example", None, "return_url");
}

#[test]
fn metadata_has_bounds() {
    let mut stripe = stripe();
    for metadata in [format!("metadata[{}]=x", "k".repeat(41)), format!("metadata[k]={}", "v".repeat(501))] {
        ask(&mut stripe, &post("/v1/payment_intents", &format!("amount=500&currency=usd&{metadata}")), 400);
    }
    let many: Vec<String> = (0..51).map(|number| format!("metadata[k{number}]=x")).collect();
    let form = format!("amount=500&currency=usd&{}", many.join("&"));
    ask(&mut stripe, &post("/v1/payment_intents", &form), 400);
}

#[test]
fn an_unknown_method_is_refused_and_leaves_the_intent_alone() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    let error = ask(&mut stripe, &confirm(&id, "pm_card_unheard_of"), 400)["error"].clone();
    assert_eq!((&error["code"], &error["param"]), (&json!("resource_missing"), &json!("payment_method")));
    assert_eq!(stripe.ledger().charges().count(), 0);
}

#[test]
fn a_method_of_a_type_that_the_intent_does_not_accept_is_refused() {
    let mut stripe = stripe();
    let intent =
        ask(&mut stripe, &post("/v1/payment_intents", "amount=500&currency=usd&payment_method_types[]=card"), 200);
    let id = intent["id"].as_str().unwrap();
    assert_eq!(ask(&mut stripe, &confirm(id, "pm_usBankAccount_success"), 400)["error"]["param"], "payment_method");
}

#[test]
fn only_the_secret_key_opens_the_door_by_bearer_or_basic() {
    let mut stripe = stripe();
    // "sk_test_local:" and "sk_test_locaL:" in base 64.
    for (authorization, status) in [
        ("Bearer sk_test_local", 200),
        ("bearer sk_test_local", 200),
        ("Basic c2tfdGVzdF9sb2NhbDo=", 200),
        ("Basic c2tfdGVzdF9sb2NhTDo=", 401),
        ("Basic ???", 401),
        ("Bearer sk_test_other", 401),
        ("Digest sk_test_local", 401),
        ("", 401),
    ] {
        let response =
            stripe.handle(&request(Method::GET, "/v1/payment_intents", "", &[("authorization", authorization)]), NOW);
        assert_eq!(response.status, status, "{authorization}");
    }
    let mut bare = get("/v1/payment_intents");
    bare.headers.remove("authorization");
    let refused = stripe.handle(&bare, NOW);
    assert_eq!((refused.status, &body(&refused)["error"]["type"]), (401, &json!("invalid_request_error")));
}

#[test]
fn what_does_not_exist_is_404() {
    let mut stripe = stripe();
    for path in ["/v1/payment_intents/pi_none", "/v1/refunds/re_none", "/v1/charges/ch_none", "/v1/events/evt_none"] {
        assert_eq!(ask(&mut stripe, &get(path), 404)["error"]["code"], "resource_missing", "{path}");
    }
    for strange in [
        get("/v1/customers"),
        get("/"),
        get("/_local/nothing"),
        request(Method::DELETE, "/v1/payment_intents", "", &[]),
    ] {
        ask(&mut stripe, &strange, 404);
    }
    for change in ["confirm", "cancel"] {
        ask(&mut stripe, &post(&format!("/v1/payment_intents/pi_none/{change}"), ""), 404);
    }
}

#[test]
fn lists_refuse_strange_pages() {
    let mut stripe = stripe();
    for query in ["limit=0", "limit=101", "limit=many", "starting_after=pi_none", "colour=red"] {
        ask(&mut stripe, &get(&format!("/v1/payment_intents?{query}")), 400);
    }
}

#[test]
fn a_json_body_is_not_a_form() {
    let mut stripe = stripe();
    let json = request(Method::POST, "/v1/payment_intents", "{}", &[("content-type", "application/json")]);
    ask(&mut stripe, &json, 400);
}
