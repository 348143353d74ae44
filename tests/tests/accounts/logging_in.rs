//! Logging in: what a refusal tells, and what a hash may look like.

use serde_json::{Value, json};
use tests::Call;

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, access_token, refresh_token};

#[tokio::test(start_paused = true)]
async fn a_good_password_opens_a_session_that_no_cache_keeps() {
    let accounts_client = AccountsClient::open().await;
    let first = accounts_client.enrol(ADA, PASSWORD).await;
    let answer = accounts_client.log_in(ADA, PASSWORD).await;
    let tokens = answer.expect(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_ne!(refresh_token(&tokens), refresh_token(&first));
    assert!(accounts_client.serves(&access_token(&tokens)).await);
    accounts_client.refresh(&refresh_token(&first)).await.expect(200);
    accounts_client.refresh(&refresh_token(&tokens)).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b35_unknown_wrong_and_unverified_are_the_same_bytes_for_the_same_calls() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    accounts_client.sign_up("waiting@example.com", PASSWORD).await.expect(202);
    accounts_client.shop.journal.take();
    let mut seen = Vec::new();
    for (email, password) in [
        (ADA, OTHER_PASSWORD),
        ("nobody@example.com", PASSWORD),
        ("waiting@example.com", PASSWORD),
        ("waiting@example.com", OTHER_PASSWORD),
        (ADA, "short"),
        (ADA, ""),
    ] {
        let answer = accounts_client.log_in(email, password).await;
        answer.expect_problem(401, "invalid_credentials");
        let calls: Vec<_> =
            accounts_client.shop.journal.take().into_iter().map(|call| (call.operation, call.tables)).collect();
        seen.push((answer, calls));
    }
    assert!(seen.iter().all(|it| *it == seen[0]), "{seen:?}");
    assert_eq!(accounts_client.log_in(ADA, &"x".repeat(60_000)).await, seen[0].0);
}

#[tokio::test(start_paused = true)]
async fn b36_b37_an_address_or_password_that_is_no_text_is_refused() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let before = accounts_client.shop.state();
    for odd in [Value::Null, json!(7), json!(true), json!([]), json!([PASSWORD]), json!({ "$ne": "" }), json!({})] {
        for body in [json!({ "email": odd, "password": PASSWORD }), json!({ "email": ADA, "password": odd })] {
            let answer = accounts_client.log_in_with(Call::post("/v1/login").json(&body)).await;
            answer.expect_problem(400, "malformed_body");
        }
    }
    for body in [json!({ "email": ADA }), json!({ "password": PASSWORD }), json!({ "email": "", "password": PASSWORD })]
    {
        accounts_client.log_in_with(Call::post("/v1/login").json(&body)).await.expect_problem(422, "invalid_field");
    }
    assert_eq!(accounts_client.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn b43_a_damaged_hash_looks_like_a_wrong_password() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let unknown = accounts_client.log_in("nobody@example.com", PASSWORD).await;
    let good = accounts_client.account();
    let whole = good["password_hash"].as_str().expect("a hash").to_owned();
    let huge = whole.replace("m=8", "m=4294967295");
    let endless = whole.replace("t=1", "t=4000000000");
    assert!(huge != whole && endless != whole, "{whole}");
    for damaged in ["", "damaged", "$argon2id$", &whole[..whole.len() - 40], &huge, &endless] {
        let mut row = good.clone();
        row["password_hash"] = json!(damaged);
        accounts_client.shop.tables.put("accounts", &row);
        assert_eq!(accounts_client.log_in(ADA, PASSWORD).await, unknown, "{damaged}");
        assert_eq!(accounts_client.account(), row);
    }
    accounts_client.shop.tables.put("accounts", &good);
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b44_a_hash_of_weaker_parameters_is_made_stronger_by_the_right_password_only() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let weak = accounts_client.account();
    assert!(weak["password_hash"].as_str().is_some_and(|hash| hash.contains("m=8,t=1")), "{weak}");
    let log_in = accounts_client.shop.start_at_full_cost("log-in").await;
    let attempt = |password: &str| Call::post("/v1/login").json(&json!({ "email": ADA, "password": password }));
    accounts_client.shop.call(&log_in, attempt(OTHER_PASSWORD)).await.expect(401);
    assert_eq!(accounts_client.account(), weak);
    accounts_client.shop.call(&log_in, attempt(PASSWORD)).await.expect(200);
    let strong = accounts_client.account();
    assert!(strong["password_hash"].as_str().is_some_and(|hash| hash.contains("m=19456,t=2")), "{strong}");
    accounts_client.shop.call(&log_in, attempt(PASSWORD)).await.expect(200);
    assert_eq!(accounts_client.account(), strong, "a hash that is strong enough stays");
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    assert_eq!(accounts_client.account(), strong, "no hash is made weaker");
}
