//! Coming in and going out.

use serde_json::json;

use crate::support::{Answer, Person, Shop, unique};

fn refresh(shop: &Shop, token: &str, status: u16) -> Answer {
    shop.post("/sessions/refresh").json(&json!({ "refresh_token": token })).expect(status)
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn whoever_logs_out_stays_out() {
    let shop = Shop::open();
    let person = shop.new_buyer();
    let elsewhere = shop.log_in(&person);
    assert_eq!(shop.post("/logout").by(&person).expect(204).text, "");
    refresh(&shop, &person.refresh_token, 401);
    refresh(&shop, &elsewhere.refresh_token, 200);
    let back = shop.log_in(&person);
    shop.post("/logout").json(&json!({ "refresh_token": back.refresh_token })).expect(204);
    refresh(&shop, &back.refresh_token, 401);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_refresh_token_used_twice_ends_the_session_for_both_users() {
    let shop = Shop::open();
    let stolen = shop.new_buyer();
    let renewed: Person = stolen.clone().with_tokens(&refresh(&shop, &stolen.refresh_token, 200));
    shop.get("/orders").by(&renewed).expect(200);
    // Within seconds it is a second tab; later it is a thief.
    assert_eq!(refresh(&shop, &stolen.refresh_token, 200).text_at("refresh_token"), renewed.refresh_token);
    std::thread::sleep(std::time::Duration::from_secs(11));
    refresh(&shop, &stolen.refresh_token, 401);
    refresh(&shop, &renewed.refresh_token, 401);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_wrong_password_and_an_unknown_address_look_alike() {
    let shop = Shop::open();
    let person = shop.new_buyer();
    let log_in = |email: &str| {
        let credentials = json!({ "email": email, "password": unique("a wrong password") });
        shop.post("/login").json(&credentials).expect(401).text
    };
    assert_eq!(log_in(&person.email), log_in(&format!("{}@customers.example", unique("nobody"))));
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn signing_up_again_tells_only_the_mailbox_that_there_is_an_account() {
    let shop = Shop::open();
    let person = shop.new_buyer();
    let again = json!({ "email": person.email, "password": unique("another long password") });
    assert_eq!(shop.post("/signup").json(&again).expect(202)["status"], "verification_sent");
    shop.mail(&person.email, "already have an account");
    shop.log_in(&person);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_person_recovers_moves_and_leaves() {
    let shop = Shop::open();
    let person = shop.new_buyer();
    let elsewhere = shop.log_in(&person);

    shop.post("/password-reset").json(&json!({ "email": person.email })).expect(202);
    let token = shop.reset_token(&person.email);
    let password = unique("another long password");
    let proof = json!({ "token": token, "password": password });
    shop.post("/password-reset/confirm").json(&proof).expect(200);
    shop.post("/password-reset/confirm").json(&proof).expect(422).refused_as("invalid_reset_token");
    refresh(&shop, &elsewhere.refresh_token, 401);
    let person = shop.log_in(&Person { password, ..person });
    shop.mail(&person.email, "was changed");

    let named = shop.patch("/me").by(&person).json(&json!({ "name": "Ada" })).expect(200);
    assert_eq!((named.text_at("name"), named.text_at("email")), ("Ada".to_owned(), person.email.clone()));
    let sessions = shop.get("/me/sessions").by(&person).expect(200);
    assert_eq!(sessions["sessions"].as_array().map(Vec::len), Some(1), "{}", sessions.text);

    let password = unique("a third long password");
    let change = json!({ "current_password": person.password, "password": password });
    shop.put("/me/password").by(&person).json(&change).expect(204);
    let email = format!("{}@customers.example", unique("moved"));
    shop.post("/me/email").by(&person).json(&json!({ "email": email, "password": password })).expect(202);
    let code = shop.code(&email, "confirms your new address");
    shop.post("/me/email/confirm").by(&person).json(&json!({ "code": code })).expect(204);
    shop.mail(&person.email, "has moved");
    let person = shop.log_in(&Person { email, password, ..person });

    shop.delete("/me").by(&person).json(&json!({ "password": "not my password" })).expect(403);
    shop.delete("/me").by(&person).json(&json!({ "password": person.password })).expect(204);
    refresh(&shop, &person.refresh_token, 401);
    let credentials = json!({ "email": person.email, "password": person.password });
    shop.post("/login").json(&credentials).expect(401).refused_as("invalid_credentials");
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_person_logs_all_devices_out_and_keeps_the_account_while_an_order_is_open() {
    let (shop, tea) = Shop::selling(3);
    let person = shop.new_buyer();
    let order = shop.order(&person, &[tea.line(1)]);
    shop.delete("/me")
        .by(&person)
        .json(&json!({ "password": person.password }))
        .expect(409)
        .refused_as("order_underway");
    shop.delete("/me/sessions").by(&person).expect(204);
    refresh(&shop, &person.refresh_token, 401);
    let person = shop.log_in(&person);
    assert_eq!(shop.get(&format!("/orders/{order}")).by(&person).expect(200)["shipping_address"]["country"], "US");
}
