//! A forgotten password: a code by mail, once, for a new one.

use serde_json::json;
use tests::{Answer, Service};

use crate::desk::{ADA, Desk, OTHER_PASSWORD, PASSWORD, access_token, refresh_token, wrong};

/// A third good password.
const THIRD_PASSWORD: &str = "four kettles on one stove";

/// Asks for a reset; the code that was mailed.
async fn code_for(desk: &Desk, email: &str) -> String {
    desk.ask_for_reset(email).await.expect(202);
    desk.code_of(email).await
}

fn refused(answer: &Answer) {
    answer.expect_problem(422, "invalid_code");
}

#[tokio::test(start_paused = true)]
async fn a_mailed_code_sets_a_new_password_and_the_mailbox_is_told() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    assert_eq!(desk.ask_for_reset(" ADA@example.com").await.expect(202), json!({ "status": "code_sent" }));
    let code = desk.code_of(ADA).await;
    desk.log_in(ADA, PASSWORD).await.expect(200);
    let before = desk.mails_to(ADA).await.len();
    assert_eq!(desk.reset(ADA, &code, OTHER_PASSWORD).await.expect(204), json!(null));
    desk.log_in(ADA, PASSWORD).await.expect_problem(401, "invalid_credentials");
    desk.log_in(ADA, OTHER_PASSWORD).await.expect(200);
    desk.shop.wait_seconds(20);
    let mails = desk.mails_to(ADA).await;
    assert_eq!(mails.len(), before + 1);
    assert!(mails.last().is_some_and(|mail| mail.subject.contains("was changed")), "{mails:?}");
}

#[tokio::test(start_paused = true)]
async fn b52_a_reset_ends_every_session_of_the_person_and_nobody_elses() {
    let desk = Desk::open().await;
    let first = desk.enrol(ADA, PASSWORD).await;
    let second = desk.log_in(ADA, PASSWORD).await.expect(200);
    let eves = desk.enrol("eve@example.com", PASSWORD).await;
    let code = code_for(&desk, ADA).await;
    desk.reset(ADA, &code, OTHER_PASSWORD).await.expect(204);
    for tokens in [&first, &second] {
        desk.refresh(&refresh_token(tokens)).await.expect_problem(401, "session_ended");
        assert!(desk.serves(&access_token(tokens)).await, "an access token that is out stays good for minutes");
    }
    desk.shop.wait_seconds(300);
    assert!(!desk.serves(&access_token(&second)).await);
    desk.refresh(&refresh_token(&eves)).await.expect(200);
    let fresh = desk.log_in(ADA, OTHER_PASSWORD).await.expect(200);
    desk.refresh(&refresh_token(&fresh)).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_stranger_cannot_tell_a_known_address_from_an_unknown_one() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    desk.sign_up("waiting@example.com", PASSWORD).await.expect(202);
    let mut seen = Vec::new();
    for email in [ADA, "nobody@example.com", "waiting@example.com"] {
        desk.shop.journal.take();
        let asked = desk.ask_for_reset(email).await;
        let guessed = desk.reset(email, "00000000", OTHER_PASSWORD).await;
        refused(&guessed);
        let calls = desk.shop.journal.take().into_iter();
        let calls: Vec<(Service, String, Vec<String>)> =
            calls.map(|call| (call.service, call.operation, call.tables)).collect();
        seen.push((asked, guessed, calls));
    }
    assert!(seen.iter().all(|it| *it == seen[0]), "{seen:?}");
    for email in ["nobody@example.com", "waiting@example.com"] {
        assert!(desk.mails_to(email).await.iter().all(|mail| !mail.subject.contains("resets")), "{email}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_is_good_once_and_of_two_only_the_newest_ever_is() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    let (first, second) = (code_for(&desk, ADA).await, code_for(&desk, ADA).await);
    assert_ne!(first, second);
    refused(&desk.reset(ADA, &first, OTHER_PASSWORD).await);
    desk.reset(ADA, &second, OTHER_PASSWORD).await.expect(204);
    for code in [&first, &second] {
        refused(&desk.reset(ADA, code, THIRD_PASSWORD).await);
    }
    desk.log_in(ADA, OTHER_PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_code_can_be_tried_ten_times_and_for_fifteen_minutes() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    let code = code_for(&desk, ADA).await;
    for _ in 0..10 {
        refused(&desk.reset(ADA, &wrong(&code), OTHER_PASSWORD).await);
    }
    refused(&desk.reset(ADA, &code, OTHER_PASSWORD).await);
    let code = code_for(&desk, ADA).await;
    desk.shop.wait_seconds(900);
    refused(&desk.reset(ADA, &code, OTHER_PASSWORD).await);
    desk.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn two_hundred_codes_at_once_are_ten_tries_and_no_hash() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    let code = code_for(&desk, ADA).await;
    let before = backroom::planted::hashes();
    let guesses: Vec<String> = (0..200).map(|n| format!("{n:08}")).filter(|guess| *guess != code).collect();
    let tried = futures::future::join_all(guesses.iter().map(|guess| desk.reset(ADA, guess, OTHER_PASSWORD))).await;
    tried.iter().for_each(refused);
    let row = desk.rows("EMAIL#").into_iter().find(|row| row["sk"] == "RESET").expect("a reset");
    assert_eq!(row["code_tries"].as_array().map(Vec::len), Some(10));
    assert_eq!(backroom::planted::hashes(), before);
}

#[tokio::test(start_paused = true)]
async fn the_code_of_one_account_resets_no_other_and_a_sign_ups_code_none() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    desk.enrol("eve@example.com", PASSWORD).await;
    let (adas, eves) = (code_for(&desk, ADA).await, code_for(&desk, "eve@example.com").await);
    refused(&desk.reset(ADA, &eves, OTHER_PASSWORD).await);
    desk.sign_up("new@example.com", PASSWORD).await.expect(202);
    let sign_ups = desk.code_of("new@example.com").await;
    refused(&desk.reset("new@example.com", &sign_ups, OTHER_PASSWORD).await);
    desk.reset(ADA, &adas, OTHER_PASSWORD).await.expect(204);
}

#[tokio::test(start_paused = true)]
async fn a_new_password_that_is_refused_uses_up_nothing() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    let code = code_for(&desk, ADA).await;
    for (password, rule) in [("short", "too_short"), ("passwordpassword", "too_common"), (ADA, "is_email")] {
        let problem = desk.reset(ADA, &code, password).await.expect_problem(422, "invalid_field");
        assert_eq!(problem["errors"][0]["code"], rule);
    }
    desk.reset(ADA, &code, OTHER_PASSWORD).await.expect(204);
}

#[tokio::test(start_paused = true)]
async fn too_many_resets_of_one_address_or_from_one_network_have_to_wait() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    for email in [ADA, "nobody@example.com"] {
        for _ in 0..10 {
            desk.ask_for_reset(email).await.expect(202);
        }
    }
    let known = desk.ask_for_reset(ADA).await;
    known.expect_problem(429, "too_many_attempts");
    assert!(known.header("retry-after").is_some());
    assert_eq!(desk.ask_for_reset("nobody@example.com").await, known);
    for n in 0..78 {
        desk.ask_for_reset(&format!("buyer{n}@example.com")).await.expect(202);
    }
    desk.ask_for_reset("one.more@example.com").await.expect_problem(429, "too_many_attempts");
}

#[tokio::test(start_paused = true)]
async fn no_message_about_a_reset_tells_an_address_or_a_code() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    desk.ask_for_reset(ADA).await.expect(202);
    let row = desk.rows("EMAIL#").into_iter().find(|row| row["sk"] == "RESET").expect("a reset");
    let code = row["code"].as_str().expect("a code");
    assert!(!row.to_string().contains("ada@"), "{row}");
    let messages = desk.shop.queue("notifications").messages();
    assert!(messages.iter().all(|it| !it.body.contains("ada@") && !it.body.contains(code)), "{messages:?}");
}
