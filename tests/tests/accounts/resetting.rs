//! A forgotten password: a token by mail, once, for a new one.

use serde_json::{Value, json};
use tests::{Answer, Call, Service, count_hashes};

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, access_token, refresh_token};

/// A third good password.
const THIRD_PASSWORD: &str = "four kettles on one stove";
const NO_TOKEN: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Asks for a reset; the token that was mailed.
async fn token_for(accounts_client: &AccountsClient, email: &str) -> String {
    accounts_client.create_password_reset(email).await.expect(202);
    accounts_client.reset_token_of(email).await
}

#[track_caller]
fn refused(answer: &Answer) {
    answer.expect_problem(422, "invalid_reset_token");
}

#[tokio::test(start_paused = true)]
async fn a_mailed_token_sets_a_new_password_and_the_mailbox_is_told() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let asked = accounts_client.create_password_reset(" ADA@example.com").await.expect(202);
    assert_eq!(asked, json!({ "status": "mail_sent" }));
    let token = accounts_client.reset_token_of(ADA).await;
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    let before = accounts_client.mails_to(ADA).await.len();
    let answer = accounts_client.reset(&format!(" {token} "), OTHER_PASSWORD).await;
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.expect(200)["device_token"].is_string());
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
    let token = token_for(&accounts_client, ADA).await;
    accounts_client.reset(&token, OTHER_PASSWORD).await.expect(200);
    for tokens in [&first, &second] {
        accounts_client.refresh(&refresh_token(tokens)).await.expect_problem(401, "session_ended");
        assert!(accounts_client.serves(&access_token(tokens)).await, "an access token stays valid for minutes");
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
        let calls = accounts_client.shop.journal.take().into_iter();
        let calls: Vec<(Service, String, Vec<String>)> =
            calls.map(|call| (call.service, call.operation, call.tables)).collect();
        seen.push((asked, calls));
    }
    assert!(seen.iter().all(|it| *it == seen[0]), "{seen:?}");
    for email in ["nobody@example.com", "waiting@example.com"] {
        assert!(accounts_client.mails_to(email).await.iter().all(|mail| !mail.subject.contains("Reset")), "{email}");
    }
}

#[tokio::test(start_paused = true)]
async fn several_tokens_work_until_one_of_them_is_used_and_that_one_works_once() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let (first, second) = (token_for(&accounts_client, ADA).await, token_for(&accounts_client, ADA).await);
    assert_ne!(first, second);
    accounts_client.reset(&first, OTHER_PASSWORD).await.expect(200);
    for token in [&first, &second] {
        refused(&accounts_client.reset(token, THIRD_PASSWORD).await);
    }
    accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_token_works_for_an_hour() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let token = token_for(&accounts_client, ADA).await;
    accounts_client.shop.wait_seconds(3_600);
    refused(&accounts_client.reset(&token, OTHER_PASSWORD).await);
    let token = token_for(&accounts_client, ADA).await;
    accounts_client.shop.wait_seconds(3_590);
    accounts_client.reset(&token, OTHER_PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn wrong_tokens_cost_no_hash_and_take_nothing_from_the_owner() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let token = token_for(&accounts_client, ADA).await;
    let before = accounts_client.shop.state();
    let guesses = async {
        for wrong in [NO_TOKEN, "", "12345678", &token[1..], &"A".repeat(60_000)] {
            for _ in 0..20 {
                refused(&accounts_client.reset(wrong, OTHER_PASSWORD).await);
            }
        }
    };
    assert_eq!(count_hashes(guesses).await, ((), 0));
    assert_eq!(accounts_client.shop.state(), before);
    accounts_client.reset(&token, OTHER_PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn whatever_strangers_ask_and_guess_the_owner_gets_in_by_what_the_mailbox_holds() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    // All day, from as many networks as they like.
    for hour in 0..24 {
        for n in 0..10 {
            let network = format!("198.51.{hour}.{n}");
            accounts_client.create_password_reset_from(&network, ADA).await.expect(202);
            accounts_client.log_in_from(&network, ADA, OTHER_PASSWORD).await;
        }
        accounts_client.shop.wait_seconds(3_600);
    }
    for n in 0..10 {
        let network = format!("203.0.113.{n}");
        accounts_client.create_password_reset_from(&network, ADA).await.expect(202);
        accounts_client.log_in_from(&network, ADA, OTHER_PASSWORD).await;
    }
    accounts_client.log_in(ADA, PASSWORD).await.expect_problem(429, "too_many_attempts");
    accounts_client.create_password_reset(ADA).await.expect(202);
    let token = accounts_client.reset_token_of(ADA).await;
    let device = accounts_client.reset(&token, OTHER_PASSWORD).await.expect(200)["device_token"].clone();
    // At once, on any device; and while the guessing goes on, on this one.
    accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(200);
    for n in 0..12 {
        accounts_client.log_in_from(&format!("203.0.113.{n}"), ADA, PASSWORD).await;
    }
    accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect_problem(429, "too_many_attempts");
    let body = json!({ "email": ADA, "password": OTHER_PASSWORD, "device_token": device });
    accounts_client.log_in_with(Call::post("/v1/login").json(&body)).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_mailbox_gets_three_reset_mails_an_hour_and_the_same_answer_for_more() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let before = accounts_client.mails_to(ADA).await.len();
    let mut answers: Vec<Answer> = Vec::new();
    for _ in 0..10 {
        answers.push(accounts_client.create_password_reset(ADA).await);
        // Sent at once: requests that wait in the queue together are answered with one mail.
        accounts_client.mails_to(ADA).await;
    }
    assert!(answers.iter().all(|answer| answer.status == 202 && *answer == answers[0]), "{answers:?}");
    assert_eq!(accounts_client.mails_to(ADA).await.len(), before + 3);
    accounts_client.shop.wait_seconds(3_600);
    accounts_client.create_password_reset(ADA).await.expect(202);
    assert_eq!(accounts_client.mails_to(ADA).await.len(), before + 4);
}

#[tokio::test(start_paused = true)]
async fn a_network_that_asks_too_often_waits_and_uses_up_nobodys_mails() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    for n in 0..100 {
        accounts_client.create_password_reset(&format!("buyer{n}@example.com")).await.expect(202);
    }
    for _ in 0..5 {
        let answer = accounts_client.create_password_reset(ADA).await;
        answer.expect_problem(429, "too_many_attempts");
        assert!(answer.header("retry-after").is_some());
    }
    let before = accounts_client.mails_to(ADA).await.len();
    accounts_client.create_password_reset_from("198.51.100.1", ADA).await.expect(202);
    assert_eq!(accounts_client.mails_to(ADA).await.len(), before + 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_of_one_account_resets_no_other_and_none_of_a_later_account_with_the_address() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    accounts_client.enrol("eve@example.com", PASSWORD).await;
    let eves = token_for(&accounts_client, "eve@example.com").await;
    accounts_client.reset(&eves, OTHER_PASSWORD).await.expect(200);
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    let token = token_for(&accounts_client, ADA).await;
    accounts_client.close(&access, PASSWORD).await.expect(204);
    accounts_client.enrol(ADA, PASSWORD).await;
    refused(&accounts_client.reset(&token, OTHER_PASSWORD).await);
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_new_password_that_is_refused_uses_up_nothing() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let token = token_for(&accounts_client, ADA).await;
    for (password, rule) in [("short", "too_short"), ("passwordpassword", "too_common"), (ADA, "is_email")] {
        let problem = accounts_client.reset(&token, password).await.expect_problem(422, "invalid_field");
        assert_eq!(problem["errors"][0]["code"], rule);
    }
    accounts_client.reset(&token, OTHER_PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn no_row_and_no_message_holds_a_reset_token_and_no_message_an_address() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    accounts_client.create_password_reset(ADA).await.expect(202);
    let messages = accounts_client.shop.queue("notifications").messages();
    assert!(!messages.is_empty() && messages.iter().all(|it| !it.body.contains("ada@")), "{messages:?}");
    let token = accounts_client.reset_token_of(ADA).await;
    let rows: Vec<Value> = accounts_client.rows("RESET#");
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].to_string().contains("ada@"), "{rows:?}");
    let everything = Value::from(accounts_client.rows("")).to_string();
    assert!(!everything.contains(&token));
}
