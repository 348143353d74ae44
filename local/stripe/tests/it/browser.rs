//! A customer's browser: what it loads, what it may ask with the publishable key, and the pages that ask its owner.

use http::Method;
use local_stripe::{Response, Stripe};
use serde_json::Value;

use crate::support::{NOW, ask, get, json, post, read, request, stripe, succeeded};

const CARD: &str = "payment_method_data[type]=card&payment_method_data[card][exp_month]=12&payment_method_data[card][exp_year]=2034\
                    &payment_method_data[card][cvc]=123";

/// A new intent whose methods may redirect: its identifier and its secret.
fn open_intent(stripe: &mut Stripe, currency: &str) -> (String, String) {
    let body = format!("amount=2500&currency={currency}&metadata[order_id]=o1&automatic_payment_methods[enabled]=true");
    let intent = ask(stripe, &post("/v1/payment_intents", &body), 200);
    (intent["id"].as_str().unwrap().into(), intent["client_secret"].as_str().unwrap().into())
}

fn in_browser(stripe: &mut Stripe, (id, secret): &(String, String), form: &str) -> (u16, Value) {
    let body =
        format!("client_secret={secret}&use_stripe_sdk=true&return_url=https://shop.example/back?order=7&{form}");
    let body = body.replace("back?order=7", "back%3Forder%3D7");
    let path = format!("/v1/payment_intents/{id}/confirm");
    let response =
        stripe.handle(&request(Method::POST, &path, &body, &[("authorization", "Bearer pk_test_local")]), NOW);
    (response.status, json(&response))
}

fn card(number: &str) -> String {
    format!("{CARD}&payment_method_data[card][number]={number}")
}

/// The path of a page of this Stripe, from an intent's next action.
fn page_of(address: &Value) -> String {
    address.as_str().unwrap().strip_prefix("https://hooks.stripe.com").unwrap().to_owned()
}

fn press(stripe: &mut Stripe, page: &str, outcome: &str) -> Response {
    let (path, query) = page.split_once('?').unwrap();
    stripe.handle(&request(Method::POST, path, &format!("{query}&outcome={outcome}"), &[]), NOW)
}

#[test]
fn the_script_and_what_it_frames_are_served_to_everybody() {
    let mut stripe = stripe();
    let script = stripe.handle(&get("/clover/stripe.js"), NOW);
    assert_eq!((script.status, script.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
    assert_eq!(stripe.handle(&get("/v3/"), NOW), script);
    for path in ["/elements/payment", "/elements/payment-element.js", "/elements/texts.js", "/elements/style.css"] {
        let file = stripe.handle(&get(path), NOW);
        assert_eq!(file.status, 200, "{path}");
        assert!(file.header("content-security-policy").unwrap().starts_with("default-src 'none'"), "{path}");
    }
    let preflight = stripe.handle(&request(Method::OPTIONS, "/v1/payment_intents/pi_1/confirm", "", &[]), NOW);
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some("*")));
}

#[test]
fn a_card_that_is_typed_does_what_its_test_number_says() {
    for (number, status, code, decline) in [
        ("4242424242424242", 200, None, None),
        ("4242+4242+4242+4242", 200, None, None),
        ("4000000000000002", 402, Some("card_declined"), Some("generic_decline")),
        ("4000000000009995", 402, Some("card_declined"), Some("insufficient_funds")),
        ("4000000000000069", 402, Some("expired_card"), Some("expired_card")),
        ("4000000000000127", 402, Some("incorrect_cvc"), Some("incorrect_cvc")),
        ("4242424242424241", 402, Some("incorrect_number"), None),
        ("4111111111111111", 402, Some("card_declined"), Some("test_mode_live_card")),
    ] {
        let mut stripe = stripe();
        let intent = open_intent(&mut stripe, "eur");
        let (answered, body) = in_browser(&mut stripe, &intent, &card(number));
        let error = &body["error"];
        assert_eq!(
            (answered, error["code"].as_str(), error["decline_code"].as_str()),
            (status, code, decline),
            "{number}: {body}"
        );
        assert_eq!(succeeded(&stripe), usize::from(status == 200), "{number}");
        if error.is_object() {
            assert_eq!(error["type"], "card_error");
            assert_eq!(in_browser(&mut stripe, &intent, &card("4242424242424242")).0, 200, "another card may be tried");
        }
    }
}

#[test]
fn a_card_that_cannot_be_right_is_refused_by_the_field_that_is_wrong() {
    for (wrong, code) in [
        ("[exp_month]=13&", "invalid_expiry_month"),
        ("[exp_year]=2022&", "invalid_expiry_year"),
        ("[cvc]=12&", "invalid_cvc"),
        ("[cvc]=abc&", "invalid_cvc"),
    ] {
        let mut stripe = stripe();
        let intent = open_intent(&mut stripe, "eur");
        // The last of several wins.
        let form = format!("{}&payment_method_data[card]{wrong}", card("4242424242424242"));
        let (status, body) = in_browser(&mut stripe, &intent, form.trim_end_matches('&'));
        assert_eq!((status, body["error"]["code"].as_str()), (402, Some(code)), "{body}");
    }
}

#[test]
fn card_numbers_come_from_browsers_only_and_are_kept_nowhere() {
    let mut stripe = stripe();
    let (id, secret) = open_intent(&mut stripe, "eur");
    let confirm = format!("/v1/payment_intents/{id}/confirm");
    let server = post(&confirm, &format!("{}&return_url=https://shop.example", card("4242424242424242")));
    assert_eq!(ask(&mut stripe, &server, 402)["error"]["type"], "invalid_request_error");
    assert_eq!(succeeded(&stripe), 0);
    assert_eq!(in_browser(&mut stripe, &(id, secret), &card("4242424242424242")).0, 200);
    let kept = format!("{:?}", stripe.snapshot());
    assert!(!kept.contains("4242424242424242"));
}

#[test]
fn a_browser_does_not_see_what_is_the_shops() {
    let mut stripe = stripe();
    let intent = open_intent(&mut stripe, "eur");
    let (_, declined) = in_browser(&mut stripe, &intent, &card("4000000000000002"));
    let (_, paid) = in_browser(&mut stripe, &intent, &card("4242424242424242"));
    let path = format!("/v1/payment_intents/{}?client_secret={}", intent.0, intent.1);
    let seen = stripe.handle(&request(Method::GET, &path, "", &[("authorization", "Bearer pk_test_local")]), NOW);
    assert_eq!(seen.header("access-control-allow-origin"), Some("*"));
    for shown in [&declined["error"]["payment_intent"], &paid, &json(&seen)] {
        assert_eq!(shown["object"], "payment_intent", "{shown}");
        assert_eq!((&shown["metadata"], &shown["latest_charge"]), (&Value::Null, &Value::Null));
    }
    assert_eq!(read(&mut stripe, &intent.0)["metadata"]["order_id"], "o1");
    for path in ["/v1/charges", "/v1/refunds", "/v1/events", "/v1/payment_intents"] {
        let refused = stripe.handle(&request(Method::GET, path, "", &[("authorization", "Bearer pk_test_local")]), NOW);
        assert_eq!((refused.status, &json(&refused)["error"]["code"]), (401, &"secret_key_required".into()));
    }
}

#[test]
fn a_cards_owner_answers_in_a_dialogue_that_the_script_shows() {
    for (number, outcome, status, code) in [
        ("4000002500003155", "succeed", "succeeded", None),
        ("4000002760003184", "succeed", "succeeded", None),
        ("4000002760003184", "fail", "requires_payment_method", Some("payment_intent_authentication_failure")),
        ("4000008400001629", "succeed", "requires_payment_method", Some("card_declined")),
        ("4000008260003178", "succeed", "requires_payment_method", Some("card_declined")),
    ] {
        let mut stripe = stripe();
        let intent = open_intent(&mut stripe, "eur");
        let (answered, body) = in_browser(&mut stripe, &intent, &card(number));
        let action = &body["next_action"];
        assert_eq!((answered, &action["type"]), (200, &"use_stripe_sdk".into()), "{body}");
        let page = page_of(&action["use_stripe_sdk"]["stripe_js"]);
        let shown = stripe.handle(&request(Method::GET, &page, "", &[]), NOW);
        let text = String::from_utf8(shown.body).unwrap();
        assert!(text.contains("25.00 EUR") && text.contains("Complete") && !text.contains("{{"), "{text}");
        let done = press(&mut stripe, &page, outcome);
        assert!(done.status == 200 && String::from_utf8(done.body).unwrap().contains("answered.js"));
        let after = read(&mut stripe, &intent.0);
        assert_eq!((after["status"].as_str(), after["last_payment_error"]["code"].as_str()), (Some(status), code));
        assert_eq!(press(&mut stripe, &page, outcome).status, 409, "nobody answers twice");
    }
}

#[test]
fn a_bank_sends_its_customer_back_with_how_it_went() {
    for (method, outcome, status) in
        [("ideal", "succeed", "succeeded"), ("bancontact", "succeed", "succeeded"), ("klarna", "fail", "failed")]
    {
        let mut stripe = stripe();
        let intent = open_intent(&mut stripe, "eur");
        let details =
            "payment_method_data[billing_details][name]=Ada&payment_method_data[billing_details][email]=a@b.example";
        let (_, body) = in_browser(&mut stripe, &intent, &format!("payment_method_data[type]={method}&{details}"));
        let action = &body["next_action"]["redirect_to_url"];
        assert_eq!(action["return_url"], "https://shop.example/back?order=7", "{body}");
        let page = page_of(&action["url"]);
        let back = press(&mut stripe, &page, outcome);
        let location = format!(
            "https://shop.example/back?order=7&payment_intent={}&payment_intent_client_secret={}&redirect_status={status}",
            intent.0, intent.1
        );
        assert_eq!((back.status, back.header("location")), (303, Some(location.as_str())));
        assert_eq!(succeeded(&stripe), usize::from(outcome == "succeed"));
        if outcome == "fail" {
            let error = &read(&mut stripe, &intent.0)["last_payment_error"];
            assert_eq!(error["code"], "payment_intent_payment_attempt_failed");
        }
    }
}

#[test]
fn a_server_confirms_with_another_page_and_back_unless_a_dialogue_is_asked_for() {
    let mut stripe = stripe();
    let (id, _) = open_intent(&mut stripe, "eur");
    let form = "payment_method=pm_card_authenticationRequired&return_url=https://shop.example/back";
    let confirm = format!("/v1/payment_intents/{id}/confirm");
    let away = ask(&mut stripe, &post(&confirm, form), 200);
    let page = page_of(&away["next_action"]["redirect_to_url"]["url"]);
    let dialogue = ask(&mut stripe, &post(&confirm, &format!("{form}&use_stripe_sdk=true")), 200);
    assert_eq!(dialogue["next_action"]["type"], "use_stripe_sdk");
    ask(&mut stripe, &post(&confirm, form), 200);
    let back = press(&mut stripe, &page, "succeed");
    assert!(back.header("location").unwrap().ends_with("&redirect_status=succeeded"));
}

#[test]
fn methods_that_redirect_are_offered_only_where_they_may() {
    let mut stripe = stripe();
    let (id, _) = open_intent(&mut stripe, "eur");
    let offered = read(&mut stripe, &id)["payment_method_types"].to_string();
    assert!(["ideal", "bancontact", "klarna"].iter().all(|name| offered.contains(name)), "{offered}");
    let body = "amount=2500&currency=eur&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never";
    let closed = ask(&mut stripe, &post("/v1/payment_intents", body), 200);
    assert!(!closed["payment_method_types"].to_string().contains("ideal"), "{closed}");
    let confirm = format!("/v1/payment_intents/{}/confirm", closed["id"].as_str().unwrap());
    ask(&mut stripe, &post(&confirm, "payment_method_data[type]=ideal"), 400);
    ask(&mut stripe, &post(&confirm, "payment_method=ideal"), 400);
}

#[test]
fn a_debit_takes_its_time_and_names_who_pays() {
    let mut stripe = stripe();
    let intent = open_intent(&mut stripe, "eur");
    let debit =
        "payment_method_data[type]=sepa_debit&payment_method_data[sepa_debit][iban]=DE89+3704+0044+0532+0130+00";
    let (status, body) = in_browser(&mut stripe, &intent, debit);
    assert_eq!((status, &body["error"]["code"]), (400, &"parameter_missing".into()), "{body}");
    let who = "payment_method_data[billing_details][name]=Ada&payment_method_data[billing_details][email]=a@b.example";
    assert_eq!(in_browser(&mut stripe, &intent, &format!("{debit}&{who}")).1["status"], "processing");
}

#[test]
fn a_page_is_shown_to_whoever_has_the_secret_and_to_nobody_else() {
    let mut stripe = stripe();
    let intent = open_intent(&mut stripe, "eur");
    in_browser(&mut stripe, &intent, "payment_method_data[type]=ideal");
    let page = format!("/redirect/authenticate?payment_intent={}&payment_intent_client_secret=", intent.0);
    for (page, status) in [(format!("{page}guess"), 404), (page.clone(), 404), ("/redirect/authenticate?".into(), 404)]
    {
        assert_eq!(stripe.handle(&request(Method::GET, &page, "", &[]), NOW).status, status);
        assert_eq!(press(&mut stripe, &page, "succeed").status, status);
    }
    assert_eq!(press(&mut stripe, &format!("{page}{}", intent.1), "perhaps").status, 400);
    assert_eq!(succeeded(&stripe), 0);
}
