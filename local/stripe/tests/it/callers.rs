//! Who may ask for what, and how lists and histories come out.

use local_stripe::State;

use crate::support::{NOW, ask, confirm, get, json, new_intent, post, read, request, stripe};

#[test]
fn automatic_methods_that_may_redirect_need_a_return_url() {
    let mut stripe = stripe();
    let intent = ask(
        &mut stripe,
        &post("/v1/payment_intents", "amount=900&currency=usd&automatic_payment_methods[enabled]=true"),
        200,
    );
    let id = intent["id"].as_str().unwrap();
    assert_eq!(ask(&mut stripe, &confirm(id, "pm_card_visa"), 400)["error"]["param"], "return_url");
    let back = post(
        &format!("/v1/payment_intents/{id}/confirm"),
        "payment_method=pm_card_visa&return_url=https://shop.example/back",
    );
    assert_eq!(ask(&mut stripe, &back, 200)["status"], "succeeded");
}

#[test]
fn a_browser_may_confirm_with_the_client_secret_and_nothing_else() {
    let mut stripe = stripe();
    let id = new_intent(&mut stripe);
    let secret = read(&mut stripe, &id)["client_secret"].as_str().unwrap().to_owned();
    let browser = [("authorization", "Bearer pk_test_local")];
    let path = format!("/v1/payment_intents/{id}/confirm");
    let mut ask_as_browser = |path: &str, body: &str, status| {
        let response = stripe.handle(&request(http::Method::POST, path, body, &browser), NOW);
        assert_eq!(response.status, status, "{}", String::from_utf8_lossy(&response.body));
        json(&response)
    };
    ask_as_browser(&path, "payment_method=pm_card_visa", 400);
    ask_as_browser(&path, "payment_method=pm_card_visa&client_secret=guess", 400);
    assert_eq!(
        ask_as_browser("/v1/payment_intents", "amount=500&currency=usd", 401)["error"]["code"],
        "secret_key_required"
    );
    ask_as_browser(&format!("/v1/payment_intents/{id}/cancel"), "", 401);
    ask_as_browser(&path, &format!("payment_method=pm_card_visa&client_secret={secret}"), 200);
    assert!(matches!(stripe.ledger().intent(&id).unwrap().state, State::Succeeded { .. }));
    assert_eq!(stripe.ledger().succeeded_charges_for("order_id", "o1").count(), 1);
}

#[test]
fn lists_come_newest_first_a_page_at_a_time() {
    let mut stripe = stripe();
    let mut ids: Vec<String> = (0..5).map(|_| new_intent(&mut stripe)).collect();
    ids.reverse();
    let mut seen: Vec<String> = Vec::new();
    let mut path = "/v1/payment_intents?limit=2".to_owned();
    loop {
        let page = ask(&mut stripe, &get(&path), 200);
        seen.extend(page["data"].as_array().unwrap().iter().map(|intent| intent["id"].as_str().unwrap().to_owned()));
        if page["has_more"] == false {
            break;
        }
        path = format!("/v1/payment_intents?limit=2&starting_after={}", seen.last().unwrap());
    }
    assert_eq!(seen, ids);
}

#[test]
fn a_list_of_intents_shows_each_latest_charge_in_full_when_asked_to() {
    let mut stripe = stripe();
    let paid = new_intent(&mut stripe);
    stripe.handle(&confirm(&paid, "pm_card_visa"), NOW);
    new_intent(&mut stripe);
    let plain = ask(&mut stripe, &get("/v1/payment_intents"), 200);
    assert!(plain["data"][1]["latest_charge"].is_string(), "{plain}");
    let page = ask(&mut stripe, &get("/v1/payment_intents?expand%5B%5D=data.latest_charge"), 200);
    let charge = &page["data"][1]["latest_charge"];
    assert_eq!((&charge["status"], &charge["amount_refunded"]), (&"succeeded".into(), &0.into()));
    assert!(page["data"][0]["latest_charge"].is_null(), "{page}");
    ask(&mut stripe, &get("/v1/payment_intents?expand[]=data.customer"), 400);
}

#[test]
fn one_seed_makes_one_history() {
    let run = || {
        let mut stripe = stripe();
        let id = new_intent(&mut stripe);
        stripe.handle(&confirm(&id, "pm_card_visa"), NOW).body
    };
    assert_eq!(run(), run());
}
