//! Customers: finding one, blocking and unblocking, and what they may take with them.

use domain::accounts::Role;
use serde_json::{Value, json};
use tests::{Answer, Call, Checkout, Fault, PASSWORD, Planned, Service};

/// A shop in which Ada has an account with a password and a session.
async fn shop() -> Checkout {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 9);
    checkout.shop.seed_account("ada", Role::Buyer);
    checkout
}

async fn block(checkout: &Checkout, method: &str, role: Role) -> Answer {
    let function = checkout.shop.start("manage-customers").await;
    let path = format!("/v1/merchant/customers/{}/block", checkout.shop.buyer_id("ada"));
    checkout.shop.call(&function, Call::new(method, &path).bearer(&checkout.shop.staff(role))).await
}

async fn find(checkout: &Checkout, email: &str) -> Answer {
    let function = checkout.shop.start("manage-customers").await;
    checkout.shop.show_on_desk().await;
    let call = Call::get("/v1/merchant/customers").query(&format!("email={email}"));
    checkout.shop.call(&function, call.bearer(&checkout.shop.staff(Role::Support))).await
}

async fn log_in(checkout: &Checkout, password: &str) -> Answer {
    let body = json!({ "email": "ada@example.com", "password": password });
    checkout.shop.call(&checkout.shop.start("log-in").await, Call::post("/v1/login").json(&body)).await
}

async fn order(checkout: &Checkout, key: &str) -> Answer {
    checkout.place("ada", key, &Checkout::wish(&[("tea", 1)])).await
}

#[tokio::test(start_paused = true)]
async fn a_customer_is_found_by_address_with_the_newest_orders() {
    let checkout = shop().await;
    let first = order(&checkout, "the first order").await.expect(201)["id"].clone();
    checkout.shop.wait_seconds(1);
    let second = order(&checkout, "the second order").await.expect(201)["id"].clone();
    let found = find(&checkout, "ADA@example.com").await.expect(200);
    assert_eq!((&found["id"], &found["email"]), (&json!(checkout.shop.buyer_id("ada")), &json!("ada@example.com")));
    assert_eq!((&found["state"], &found["orders_count"]), (&json!("active"), &json!(2)));
    assert_eq!(found["newest_orders"], json!([second, first]));
    find(&checkout, "eve@example.com").await.expect_problem(404, "not_found");
    for email in ["", "ada", "a%20b@example.com"] {
        find(&checkout, email).await.expect_problem(400, "invalid_query");
    }
}

#[tokio::test(start_paused = true)]
async fn a_blocked_account_neither_logs_in_nor_orders_and_its_sessions_end() {
    let checkout = shop().await;
    let tokens = log_in(&checkout, PASSWORD).await.expect(200);
    let paid = checkout.placed("ada", "before the block", "tea", 1).await;
    block(&checkout, "PUT", Role::Manager).await.expect(204);
    // With the access token that is left.
    order(&checkout, "after the block").await.expect_problem(403, "account_blocked");
    assert_eq!(checkout.available("tea"), 8);
    log_in(&checkout, PASSWORD).await.expect_problem(403, "account_blocked");
    // Who does not know the password does not learn it.
    log_in(&checkout, "seven herons over the weir").await.expect_problem(401, "invalid_credentials");
    let refresh = Call::post("/v1/sessions/refresh").json(&json!({ "refresh_token": tokens["refresh_token"] }));
    let function = checkout.shop.start("refresh-session").await;
    checkout.shop.call(&function, refresh).await.expect_problem(401, "session_ended");
    // What was placed stays, and can be paid with the token that is left.
    checkout.pay("ada", &paid, "pm_card_visa").await.expect(200);
    let found = find(&checkout, "ada@example.com").await.expect(200);
    assert_eq!(found["state"], "blocked");
    assert!(found["blocked_at"].is_string());

    block(&checkout, "DELETE", Role::Manager).await.expect(204);
    assert_eq!(find(&checkout, "ada@example.com").await.expect(200)["state"], "active");
    log_in(&checkout, PASSWORD).await.expect(200);
    order(&checkout, "after the unblock").await.expect(201);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_out_places_no_order_for_as_long_as_it_lives() {
    let checkout = shop().await;
    // The last second of a window of orders.
    let now = checkout.shop.clock.now().seconds();
    checkout.shop.wait_seconds(u64::try_from(900 - now.rem_euclid(900) - 1).expect("seconds"));
    block(&checkout, "PUT", Role::Owner).await.expect(204);
    for (wait, key) in [(0, "at once, at 0"), (2, "in the next window"), (297, "as the token ends")] {
        checkout.shop.wait_seconds(wait);
        order(&checkout, key).await.expect_problem(403, "account_blocked");
    }
}

#[tokio::test(start_paused = true)]
async fn blocking_twice_is_recorded_once_and_a_lost_answer_changes_nothing() {
    let checkout = shop().await;
    checkout.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems"));
    for method in ["PUT", "PUT", "DELETE", "DELETE", "PUT"] {
        block(&checkout, method, Role::Manager).await.expect(204);
        checkout.shop.wait_seconds(1);
    }
    checkout.shop.faults.assert_all_fired();
    let mut rows = checkout.shop.tables.rows("audit");
    rows.sort_by_key(|row| row["position"].to_string());
    let actions: Vec<_> = rows.iter().map(|row| row["action"].as_str().expect("a word")).collect();
    assert_eq!(actions, ["customer.blocked", "customer.unblocked", "customer.blocked"]);
    assert_eq!(rows[0]["after"], r#"{"state":"blocked"}"#);
    assert!(!format!("{rows:?}").contains("ada@example.com"));
}

#[tokio::test(start_paused = true)]
async fn staff_are_not_blocked_as_customers_and_not_everybody_blocks() {
    let checkout = shop().await;
    block(&checkout, "PUT", Role::Support).await.expect_problem(403, "forbidden");
    checkout.shop.seed_account("ada", Role::Owner);
    let before = checkout.shop.state();
    block(&checkout, "PUT", Role::Manager).await.expect_problem(409, "account_is_staff");
    assert_eq!(checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_buyer_takes_all_that_is_theirs_and_nothing_else() {
    let checkout = shop().await;
    checkout.shop.seed_account("eve", Role::Buyer);
    let mut placed = Vec::new();
    for key in ["the first order", "the second order", "the third order"] {
        placed.push(order(&checkout, key).await.expect(201)["id"].as_str().expect("an id").to_owned());
    }
    checkout.placed("eve", "an order of Eve's", "tea", 1).await;
    let function = checkout.shop.start("export-account").await;
    let (mut found, mut cursor, mut pages): (Vec<String>, String, Vec<Value>) = (Vec::new(), String::new(), Vec::new());
    loop {
        let call = Call::get("/v1/me/export").query(&format!("limit=2{cursor}")).bearer(&checkout.shop.buyer("ada"));
        let page = checkout.shop.call(&function, call).await.expect(200);
        let orders = page["orders"].as_array().expect("orders").iter();
        found.extend(orders.map(|order| order["id"].as_str().expect("an id").to_owned()));
        let next = page["next_cursor"].as_str().map(|next| format!("&cursor={next}"));
        pages.push(page);
        let Some(next) = next else { break };
        cursor = next;
    }
    placed.sort();
    assert_eq!(found, placed);
    assert_eq!(pages[0]["account"]["email"], "ada@example.com");
    assert_eq!(pages[0]["sessions"].as_array().map(Vec::len), Some(1));
    assert_eq!(pages[0]["addresses"].as_array().map(Vec::len), Some(1));
    assert_eq!(pages[0]["addresses"][0], pages[0]["orders"][0]["shipping_address"]);
    assert!(pages[1]["account"].is_null() && pages[1]["sessions"].is_null());
    assert!(!format!("{pages:?}").contains(checkout.shop.buyer_id("eve").as_str()));
}

#[tokio::test(start_paused = true)]
async fn who_has_no_session_any_more_takes_nothing() {
    let checkout = shop().await;
    let function = checkout.shop.start("export-account").await;
    block(&checkout, "PUT", Role::Owner).await.expect(204);
    let call = Call::get("/v1/me/export").bearer(&checkout.shop.buyer("ada"));
    checkout.shop.call(&function, call).await.expect_problem(401, "session_ended");
}
