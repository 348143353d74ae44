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
