//! A forgotten password: a code by mail, once, for a new one.

use serde_json::json;
use tests::{Answer, Service};

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, access_token, refresh_token, wrong};

/// A third good password.
const THIRD_PASSWORD: &str = "four kettles on one stove";

/// Asks for a reset; the code that was mailed.
async fn code_for(accounts_client: &AccountsClient, email: &str) -> String {
    accounts_client.create_password_reset(email).await.expect(202);
    accounts_client.code_of(email).await
}

fn refused(answer: &Answer) {
    answer.expect_problem(422, "invalid_code");
}

#[tokio::test(start_paused = true)]
async fn a_mailed_code_sets_a_new_password_and_the_mailbox_is_told() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    assert_eq!(
        accounts_client.create_password_reset(" ADA@example.com").await.expect(202),
        json!({ "status": "code_sent" })
    );
    let code = accounts_client.code_of(ADA).await;
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    let before = accounts_client.mails_to(ADA).await.len();
    assert_eq!(accounts_client.reset(ADA, &code, OTHER_PASSWORD).await.expect(204), json!(null));
    accounts_client.log_in(ADA, PASSWORD).await.expect_problem(401, "invalid_credentials");
    accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(200);
    accounts_client.shop.wait_seconds(20);
    let mails = accounts_client.mails_to(ADA).await;
    assert_eq!(mails.len(), before + 1);
    assert!(mails.last().is_some_and(|mail| mail.subject.contains("was changed")), "{mails:?}");
}

#[tokio::test(start_paused = true)]
async fn b52_a_reset_ends_every_session_of_the_person_and_nobody_elses() {
    let accounts_client = AccountsClient::open().await;
    let first = accounts_client.enrol(ADA, PASSWORD).await;
    let second = accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    let eves = accounts_client.enrol("eve@example.com", PASSWORD).await;
    let code = code_for(&accounts_client, ADA).await;
    accounts_client.reset(ADA, &code, OTHER_PASSWORD).await.expect(204);
    for tokens in [&first, &second] {
        accounts_client.refresh(&refresh_token(tokens)).await.expect_problem(401, "session_ended");
        assert!(
            accounts_client.serves(&access_token(tokens)).await,
            "an access token that is out stays good for minutes"
        );
    }
    accounts_client.shop.wait_seconds(300);
    assert!(!accounts_client.serves(&access_token(&second)).await);
    accounts_client.refresh(&refresh_token(&eves)).await.expect(200);
    let fresh = accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(200);
    accounts_client.refresh(&refresh_token(&fresh)).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_stranger_cannot_tell_a_known_address_from_an_unknown_one() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    accounts_client.sign_up("waiting@example.com", PASSWORD).await.expect(202);
    let mut seen = Vec::new();
    for email in [ADA, "nobody@example.com", "waiting@example.com"] {
        accounts_client.shop.journal.take();
        let asked = accounts_client.create_password_reset(email).await;
        let guessed = accounts_client.reset(email, "00000000", OTHER_PASSWORD).await;
        refused(&guessed);
        let calls = accounts_client.shop.journal.take().into_iter();
        let calls: Vec<(Service, String, Vec<String>)> =
            calls.map(|call| (call.service, call.operation, call.tables)).collect();
        seen.push((asked, guessed, calls));
    }
    assert!(seen.iter().all(|it| *it == seen[0]), "{seen:?}");
    for email in ["nobody@example.com", "waiting@example.com"] {
        assert!(accounts_client.mails_to(email).await.iter().all(|mail| !mail.subject.contains("resets")), "{email}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_is_good_once_and_of_two_only_the_newest_ever_is() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let (first, second) = (code_for(&accounts_client, ADA).await, code_for(&accounts_client, ADA).await);
    assert_ne!(first, second);
    refused(&accounts_client.reset(ADA, &first, OTHER_PASSWORD).await);
    accounts_client.reset(ADA, &second, OTHER_PASSWORD).await.expect(204);
    for code in [&first, &second] {
        refused(&accounts_client.reset(ADA, code, THIRD_PASSWORD).await);
    }
    accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_code_can_be_tried_ten_times_and_for_fifteen_minutes() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let code = code_for(&accounts_client, ADA).await;
    for _ in 0..10 {
        refused(&accounts_client.reset(ADA, &wrong(&code), OTHER_PASSWORD).await);
    }
    refused(&accounts_client.reset(ADA, &code, OTHER_PASSWORD).await);
    let code = code_for(&accounts_client, ADA).await;
    accounts_client.shop.wait_seconds(900);
    refused(&accounts_client.reset(ADA, &code, OTHER_PASSWORD).await);
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn two_hundred_codes_at_once_are_ten_tries_and_no_hash() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let code = code_for(&accounts_client, ADA).await;
    let before = backroom::planted::hashes();
    let guesses: Vec<String> = (0..200).map(|n| format!("{n:08}")).filter(|guess| *guess != code).collect();
    let tried =
        futures::future::join_all(guesses.iter().map(|guess| accounts_client.reset(ADA, guess, OTHER_PASSWORD))).await;
    tried.iter().for_each(refused);
    let row = accounts_client.rows("EMAIL#").into_iter().find(|row| row["sk"] == "RESET").expect("a reset");
    assert_eq!(row["code_tries"].as_array().map(Vec::len), Some(10));
    assert_eq!(backroom::planted::hashes(), before);
}

#[tokio::test(start_paused = true)]
async fn the_code_of_one_account_resets_no_other_and_a_sign_ups_code_none() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    accounts_client.enrol("eve@example.com", PASSWORD).await;
    let (adas, eves) = (code_for(&accounts_client, ADA).await, code_for(&accounts_client, "eve@example.com").await);
    refused(&accounts_client.reset(ADA, &eves, OTHER_PASSWORD).await);
    accounts_client.sign_up("new@example.com", PASSWORD).await.expect(202);
    let sign_ups = accounts_client.code_of("new@example.com").await;
    refused(&accounts_client.reset("new@example.com", &sign_ups, OTHER_PASSWORD).await);
    accounts_client.reset(ADA, &adas, OTHER_PASSWORD).await.expect(204);
}

#[tokio::test(start_paused = true)]
async fn a_new_password_that_is_refused_uses_up_nothing() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let code = code_for(&accounts_client, ADA).await;
    for (password, rule) in [("short", "too_short"), ("passwordpassword", "too_common"), (ADA, "is_email")] {
        let problem = accounts_client.reset(ADA, &code, password).await.expect_problem(422, "invalid_field");
        assert_eq!(problem["errors"][0]["code"], rule);
    }
    accounts_client.reset(ADA, &code, OTHER_PASSWORD).await.expect(204);
}

#[tokio::test(start_paused = true)]
async fn too_many_resets_of_one_address_or_from_one_network_have_to_wait() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    for email in [ADA, "nobody@example.com"] {
        for _ in 0..10 {
            accounts_client.create_password_reset(email).await.expect(202);
        }
    }
    let known = accounts_client.create_password_reset(ADA).await;
    known.expect_problem(429, "too_many_attempts");
    assert!(known.header("retry-after").is_some());
    assert_eq!(accounts_client.create_password_reset("nobody@example.com").await, known);
    for n in 0..78 {
        accounts_client.create_password_reset(&format!("buyer{n}@example.com")).await.expect(202);
    }
    accounts_client.create_password_reset("one.more@example.com").await.expect_problem(429, "too_many_attempts");
}

#[tokio::test(start_paused = true)]
async fn no_message_about_a_reset_tells_an_address_or_a_code() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    accounts_client.create_password_reset(ADA).await.expect(202);
    let row = accounts_client.rows("EMAIL#").into_iter().find(|row| row["sk"] == "RESET").expect("a reset");
    let code = row["code"].as_str().expect("a code");
    assert!(!row.to_string().contains("ada@"), "{row}");
    let messages = accounts_client.shop.queue("notifications").messages();
    assert!(messages.iter().all(|it| !it.body.contains("ada@") && !it.body.contains(code)), "{messages:?}");
}
