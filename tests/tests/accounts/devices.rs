//! Devices: where somebody is logged in, and how their own ones are known again.

use serde_json::{Value, json};
use tests::{Answer, Call};

use crate::desk::{ADA, Desk, OTHER_PASSWORD, PASSWORD, access_token, refresh_token};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn log_in_on(desk: &Desk, device: &str, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password, "device_token": device });
    desk.log_in_with(Call::post("/v1/login").json(&body)).await
}

fn device_token(tokens: &Value) -> String {
    tokens["device_token"].as_str().expect("a device token").to_owned()
}

/// Wrong passwords of strangers until the account has no attempt left.
async fn attack(desk: &Desk) {
    for n in 0..10 {
        desk.log_in_from(&format!("198.51.100.{n}"), ADA, OTHER_PASSWORD).await.expect(401);
    }
    desk.log_in_from("198.51.100.99", ADA, PASSWORD).await.expect_problem(429, "too_many_attempts");
}

#[tokio::test(start_paused = true)]
async fn whoever_has_logged_in_before_logs_in_while_strangers_guess() {
    let desk = Desk::open().await;
    let verified = device_token(&desk.enrol(ADA, PASSWORD).await);
    let logged_in = device_token(&desk.log_in(ADA, PASSWORD).await.expect(200));
    assert_ne!(verified, logged_in);
    attack(&desk).await;
    for device in [&verified, &logged_in] {
        let tokens = log_in_on(&desk, device, ADA, PASSWORD).await.expect(200);
        assert_eq!(device_token(&tokens), *device, "a known device keeps its token");
    }
    desk.log_in(ADA, PASSWORD).await.expect_problem(429, "too_many_attempts");
}

#[tokio::test(start_paused = true)]
async fn a_stolen_device_token_has_ten_guesses_of_its_own_and_takes_none_from_others() {
    let desk = Desk::open().await;
    let stolen = device_token(&desk.enrol(ADA, PASSWORD).await);
    let own = device_token(&desk.log_in(ADA, PASSWORD).await.expect(200));
    for _ in 0..10 {
        log_in_on(&desk, &stolen, ADA, OTHER_PASSWORD).await.expect_problem(401, "invalid_credentials");
    }
    let refused = log_in_on(&desk, &stolen, ADA, PASSWORD).await;
    refused.expect_problem(429, "too_many_attempts");
    assert!(refused.header("retry-after").is_some());
    log_in_on(&desk, &own, ADA, PASSWORD).await.expect(200);
    desk.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_device_token_of_the_account_helps_nobody_and_hurts_nobody() {
    let desk = Desk::open().await;
    let own = device_token(&desk.enrol(ADA, PASSWORD).await);
    let eves = device_token(&desk.enrol("eve@example.com", PASSWORD).await);
    let odd = [eves.as_str(), "", "..", &own[1..], &"A".repeat(64), &"A".repeat(60_000)];
    for device in odd {
        log_in_on(&desk, device, ADA, PASSWORD).await.expect(200);
    }
    attack(&desk).await;
    for device in odd {
        log_in_on(&desk, device, ADA, PASSWORD).await.expect_problem(429, "too_many_attempts");
    }
}

#[tokio::test(start_paused = true)]
async fn no_row_holds_a_device_token() {
    let desk = Desk::open().await;
    let token = device_token(&desk.enrol(ADA, PASSWORD).await);
    log_in_on(&desk, &token, ADA, OTHER_PASSWORD).await.expect(401);
    assert!(!desk.shop.state().to_string().contains(&token));
}

#[tokio::test(start_paused = true)]
async fn sessions_are_listed_with_their_device_the_last_used_first() {
    let desk = Desk::open().await;
    let first = desk.enrol(ADA, PASSWORD).await;
    desk.shop.wait_seconds(60);
    let call = Call::post("/v1/login").header("user-agent", FIREFOX);
    let second = desk.log_in_with(call.json(&json!({ "email": ADA, "password": PASSWORD }))).await.expect(200);
    let sessions = desk.sessions(&access_token(&second)).await;
    let seen: Vec<_> = sessions.iter().map(|it| (it["device"].clone(), it["current"].clone())).collect();
    assert_eq!(seen, [(json!("Firefox on Linux"), json!(true)), (json!("unknown device"), json!(false))]);
    assert!(sessions.iter().all(|it| it.as_object().map(serde_json::Map::len) == Some(5)), "{sessions:?}");
    desk.shop.wait_seconds(60);
    let first = desk.refresh(&refresh_token(&first)).await.expect(200);
    let sessions = desk.sessions(&access_token(&first)).await;
    assert_eq!((&sessions[0]["current"], &sessions[1]["device"]), (&json!(true), &json!("Firefox on Linux")));
    assert!(sessions[0]["last_used_at"].as_str() > sessions[0]["created_at"].as_str());
    let eve = desk.enrol("eve@example.com", PASSWORD).await;
    assert_eq!(desk.sessions(&access_token(&eve)).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn one_session_is_ended_by_its_owner_and_by_nobody_else() {
    let desk = Desk::open().await;
    let (here, there) = (desk.enrol(ADA, PASSWORD).await, desk.log_in(ADA, PASSWORD).await.expect(200));
    let eve = desk.enrol("eve@example.com", PASSWORD).await;
    let sessions = desk.sessions(&access_token(&here)).await;
    let other = sessions.iter().find(|it| it["current"] == false).expect("another session");
    let which = format!("/{}", other["id"].as_str().expect("an identifier"));
    desk.end_sessions(&access_token(&eve), &which).await.expect(204);
    let there = desk.refresh(&refresh_token(&there)).await.expect(200);
    for _ in 0..2 {
        desk.end_sessions(&access_token(&here), &which).await.expect(204);
    }
    desk.refresh(&refresh_token(&there)).await.expect_problem(401, "session_ended");
    desk.refresh(&refresh_token(&here)).await.expect(200);
    assert_eq!(desk.sessions(&access_token(&here)).await.len(), 1);
    desk.end_sessions(&access_token(&here), "/usr_a").await.expect_problem(404, "not_found");
}

#[tokio::test(start_paused = true)]
async fn all_sessions_end_at_once_however_many_there_are_this_one_included() {
    let desk = Desk::open().await;
    let mut all = vec![desk.enrol(ADA, PASSWORD).await];
    for _ in 0..120 {
        all.push(desk.log_in(ADA, PASSWORD).await.expect(200));
    }
    let access = access_token(&all[0]);
    assert_eq!(desk.sessions(&access).await.len(), 100, "a list has a bound");
    let before = desk.shop.journal.take().len();
    assert!(before > 0);
    desk.end_sessions(&access, "").await.expect(204);
    assert_eq!(desk.shop.journal.take().len(), 3, "two reads and one transaction");
    for tokens in &all {
        desk.refresh(&refresh_token(tokens)).await.expect_problem(401, "session_ended");
    }
    assert!(desk.sessions(&access).await.is_empty());
    let fresh = desk.log_in(ADA, PASSWORD).await.expect(200);
    desk.refresh(&refresh_token(&fresh)).await.expect(200);
}
