//! Devices: where somebody is logged in, and how their `self_service` ones are known again.

use serde_json::{Value, json};
use tests::{Answer, Call};

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, access_token, refresh_token};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn log_in_on(accounts_client: &AccountsClient, device: &str, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password, "device_token": device });
    accounts_client.log_in_with(Call::post("/v1/login").json(&body)).await
}

fn device_token(tokens: &Value) -> String {
    tokens["device_token"].as_str().expect("a device token").to_owned()
}

/// Wrong passwords of strangers until the account has no attempt left.
async fn attack(accounts_client: &AccountsClient) {
    for n in 0..10 {
        accounts_client.log_in_from(&format!("198.51.100.{n}"), ADA, OTHER_PASSWORD).await.expect(401);
    }
    accounts_client.log_in_from("198.51.100.99", ADA, PASSWORD).await.expect_problem(429, "too_many_attempts");
}

#[tokio::test(start_paused = true)]
async fn whoever_has_logged_in_before_logs_in_while_strangers_guess() {
    let accounts_client = AccountsClient::open().await;
    let verified = device_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let logged_in = device_token(&accounts_client.log_in(ADA, PASSWORD).await.expect(200));
    assert_ne!(verified, logged_in);
    attack(&accounts_client).await;
    for device in [&verified, &logged_in] {
        let tokens = log_in_on(&accounts_client, device, ADA, PASSWORD).await.expect(200);
        assert_eq!(device_token(&tokens), *device, "a known device keeps its token");
    }
    accounts_client.log_in(ADA, PASSWORD).await.expect_problem(429, "too_many_attempts");
}

#[tokio::test(start_paused = true)]
async fn a_stolen_device_token_has_ten_guesses_of_its_own_and_takes_none_from_others() {
    let accounts_client = AccountsClient::open().await;
    let stolen = device_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let self_service = device_token(&accounts_client.log_in(ADA, PASSWORD).await.expect(200));
    for _ in 0..10 {
        log_in_on(&accounts_client, &stolen, ADA, OTHER_PASSWORD).await.expect_problem(401, "invalid_credentials");
    }
    let refused = log_in_on(&accounts_client, &stolen, ADA, PASSWORD).await;
    refused.expect_problem(429, "too_many_attempts");
    assert!(refused.header("retry-after").is_some());
    log_in_on(&accounts_client, &self_service, ADA, PASSWORD).await.expect(200);
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_device_token_of_the_account_helps_nobody_and_hurts_nobody() {
    let accounts_client = AccountsClient::open().await;
    let self_service = device_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let eves = device_token(&accounts_client.enrol("eve@example.com", PASSWORD).await);
    let odd = [eves.as_str(), "", "..", &self_service[1..], &"A".repeat(64), &"A".repeat(60_000)];
    for device in odd {
        log_in_on(&accounts_client, device, ADA, PASSWORD).await.expect(200);
    }
    attack(&accounts_client).await;
    for device in odd {
        log_in_on(&accounts_client, device, ADA, PASSWORD).await.expect_problem(429, "too_many_attempts");
    }
}

#[tokio::test(start_paused = true)]
async fn no_row_holds_a_device_token() {
    let accounts_client = AccountsClient::open().await;
    let token = device_token(&accounts_client.enrol(ADA, PASSWORD).await);
    log_in_on(&accounts_client, &token, ADA, OTHER_PASSWORD).await.expect(401);
    assert!(!accounts_client.shop.state().to_string().contains(&token));
}

#[tokio::test(start_paused = true)]
async fn sessions_are_listed_with_their_device_the_last_used_first() {
    let accounts_client = AccountsClient::open().await;
    let first = accounts_client.enrol(ADA, PASSWORD).await;
    accounts_client.shop.wait_seconds(60);
    let call = Call::post("/v1/login").header("user-agent", FIREFOX);
    let second =
        accounts_client.log_in_with(call.json(&json!({ "email": ADA, "password": PASSWORD }))).await.expect(200);
    let sessions = accounts_client.sessions(&access_token(&second)).await;
    let seen: Vec<_> = sessions.iter().map(|it| (it["device"].clone(), it["current"].clone())).collect();
    assert_eq!(seen, [(json!("Firefox on Linux"), json!(true)), (json!("unknown device"), json!(false))]);
    assert!(sessions.iter().all(|it| it.as_object().map(serde_json::Map::len) == Some(5)), "{sessions:?}");
    accounts_client.shop.wait_seconds(60);
    let first = accounts_client.refresh(&refresh_token(&first)).await.expect(200);
    let sessions = accounts_client.sessions(&access_token(&first)).await;
    assert_eq!((&sessions[0]["current"], &sessions[1]["device"]), (&json!(true), &json!("Firefox on Linux")));
    assert!(sessions[0]["last_used_at"].as_str() > sessions[0]["created_at"].as_str());
    let eve = accounts_client.enrol("eve@example.com", PASSWORD).await;
    assert_eq!(accounts_client.sessions(&access_token(&eve)).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn one_session_is_ended_by_its_owner_and_by_nobody_else() {
    let accounts_client = AccountsClient::open().await;
    let (here, there) =
        (accounts_client.enrol(ADA, PASSWORD).await, accounts_client.log_in(ADA, PASSWORD).await.expect(200));
    let eve = accounts_client.enrol("eve@example.com", PASSWORD).await;
    let sessions = accounts_client.sessions(&access_token(&here)).await;
    let other = sessions.iter().find(|it| it["current"] == false).expect("another session");
    let which = format!("/{}", other["id"].as_str().expect("an identifier"));
    accounts_client.end_sessions(&access_token(&eve), &which).await.expect(204);
    let there = accounts_client.refresh(&refresh_token(&there)).await.expect(200);
    for _ in 0..2 {
        accounts_client.end_sessions(&access_token(&here), &which).await.expect(204);
    }
    accounts_client.refresh(&refresh_token(&there)).await.expect_problem(401, "session_ended");
    accounts_client.refresh(&refresh_token(&here)).await.expect(200);
    assert_eq!(accounts_client.sessions(&access_token(&here)).await.len(), 1);
    accounts_client.end_sessions(&access_token(&here), "/usr_a").await.expect_problem(404, "not_found");
}

#[tokio::test(start_paused = true)]
async fn all_sessions_end_at_once_however_many_there_are_this_one_included() {
    let accounts_client = AccountsClient::open().await;
    let mut all = vec![accounts_client.enrol(ADA, PASSWORD).await];
    for _ in 0..120 {
        all.push(accounts_client.log_in(ADA, PASSWORD).await.expect(200));
    }
    let access = access_token(&all[0]);
    assert_eq!(accounts_client.sessions(&access).await.len(), 100, "a list has a bound");
    let before = accounts_client.shop.journal.take().len();
    assert!(before > 0);
    accounts_client.end_sessions(&access, "").await.expect(204);
    assert_eq!(accounts_client.shop.journal.take().len(), 3, "two reads and one transaction");
    for tokens in &all {
        accounts_client.refresh(&refresh_token(tokens)).await.expect_problem(401, "session_ended");
    }
    assert!(accounts_client.sessions(&access).await.is_empty());
    let fresh = accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    accounts_client.refresh(&refresh_token(&fresh)).await.expect(200);
}
