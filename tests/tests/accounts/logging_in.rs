//! Logging in: what a refusal tells, and what a hash may look like.

use serde_json::{Value, json};
use tests::{Call, Function};

use crate::desk::{ADA, Desk, OTHER_PASSWORD, PASSWORD, access_token, refresh_token};

#[tokio::test(start_paused = true)]
async fn a_good_password_opens_a_session_that_no_cache_keeps() {
    let desk = Desk::open().await;
    let first = desk.enrol(ADA, PASSWORD).await;
    let answer = desk.log_in(ADA, PASSWORD).await;
    let tokens = answer.expect(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_ne!(refresh_token(&tokens), refresh_token(&first));
    assert!(desk.serves(&access_token(&tokens)).await);
    desk.refresh(&refresh_token(&first)).await.expect(200);
    desk.refresh(&refresh_token(&tokens)).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b35_unknown_wrong_and_unverified_are_the_same_bytes_for_the_same_calls() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    desk.sign_up("waiting@example.com", PASSWORD).await.expect(202);
    desk.shop.journal.take();
    let mut seen = Vec::new();
    for (email, password) in [
        (ADA, OTHER_PASSWORD),
        ("nobody@example.com", PASSWORD),
        ("waiting@example.com", PASSWORD),
        ("waiting@example.com", OTHER_PASSWORD),
        (ADA, "short"),
        (ADA, ""),
    ] {
        let answer = desk.log_in(email, password).await;
        answer.expect_problem(401, "invalid_credentials");
        let calls: Vec<_> = desk.shop.journal.take().into_iter().map(|call| (call.operation, call.tables)).collect();
        seen.push((answer, calls));
    }
    assert!(seen.iter().all(|it| *it == seen[0]), "{seen:?}");
    assert_eq!(desk.log_in(ADA, &"x".repeat(60_000)).await, seen[0].0);
}

#[tokio::test(start_paused = true)]
async fn b36_b37_an_address_or_password_that_is_no_text_is_refused() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    let before = desk.shop.state();
    for odd in [Value::Null, json!(7), json!(true), json!([]), json!([PASSWORD]), json!({ "$ne": "" }), json!({})] {
        for body in [json!({ "email": odd, "password": PASSWORD }), json!({ "email": ADA, "password": odd })] {
            let answer = desk.log_in_with(Call::post("/v1/login").json(&body)).await;
            answer.expect_problem(400, "malformed_body");
        }
    }
    for body in [json!({ "email": ADA }), json!({ "password": PASSWORD }), json!({ "email": "", "password": PASSWORD })]
    {
        desk.log_in_with(Call::post("/v1/login").json(&body)).await.expect_problem(422, "invalid_field");
    }
    assert_eq!(desk.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn b43_a_damaged_hash_looks_like_a_wrong_password() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    let unknown = desk.log_in("nobody@example.com", PASSWORD).await;
    let good = desk.account();
    let whole = good["password_hash"].as_str().expect("a hash").to_owned();
    let huge = whole.replace("m=8", "m=4294967295");
    let endless = whole.replace("t=1", "t=4000000000");
    assert!(huge != whole && endless != whole, "{whole}");
    for damaged in ["", "damaged", "$argon2id$", &whole[..whole.len() - 40], &huge, &endless] {
        let mut row = good.clone();
        row["password_hash"] = json!(damaged);
        desk.shop.tables.put("accounts", &row);
        assert_eq!(desk.log_in(ADA, PASSWORD).await, unknown, "{damaged}");
        assert_eq!(desk.account(), row);
    }
    desk.shop.tables.put("accounts", &good);
    desk.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b44_a_hash_of_weaker_parameters_is_made_stronger_by_the_right_password_only() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    let weak = desk.account();
    assert!(weak["password_hash"].as_str().is_some_and(|hash| hash.contains("m=8,t=1")), "{weak}");
    let log_in = Function::http::<log_in::LogIn>(&desk.shop.world_of("log-in")).await.expect("it starts");
    let attempt = |password: &str| Call::post("/v1/login").json(&json!({ "email": ADA, "password": password }));
    desk.shop.call(&log_in, attempt(OTHER_PASSWORD)).await.expect(401);
    assert_eq!(desk.account(), weak);
    desk.shop.call(&log_in, attempt(PASSWORD)).await.expect(200);
    let strong = desk.account();
    assert!(strong["password_hash"].as_str().is_some_and(|hash| hash.contains("m=19456,t=2")), "{strong}");
    desk.shop.call(&log_in, attempt(PASSWORD)).await.expect(200);
    assert_eq!(desk.account(), strong, "a hash that is strong enough stays");
    desk.log_in(ADA, PASSWORD).await.expect(200);
    assert_eq!(desk.account(), strong, "no hash is made weaker");
}
