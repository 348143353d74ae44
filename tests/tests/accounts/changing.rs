//! What people do to their `self_service` accounts: another password, another address, a name.

use serde_json::{Value, json};
use tests::count_hashes;

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, access_token, refresh_token, wrong};

const NEW: &str = "ada@mill.example";

async fn ended(accounts_client: &AccountsClient, tokens: &Value) {
    accounts_client.refresh(&refresh_token(tokens)).await.expect_problem(401, "session_ended");
}

/// Asks to move to `email`; the code that was mailed there.
async fn code_to(accounts_client: &AccountsClient, access: &str, email: &str) -> String {
    assert_eq!(
        accounts_client.create_email_change(access, email, PASSWORD).await.expect(202),
        json!({ "status": "code_sent" })
    );
    accounts_client.code_of(email).await
}

#[tokio::test(start_paused = true)]
async fn b52_a_new_password_ends_all_sessions_but_the_one_that_set_it() {
    let accounts_client = AccountsClient::open().await;
    let (first, elsewhere) =
        (accounts_client.enrol(ADA, PASSWORD).await, accounts_client.log_in(ADA, PASSWORD).await.expect(200));
    let here = accounts_client.refresh(&refresh_token(&first)).await.expect(200);
    accounts_client.change_password(&access_token(&here), PASSWORD, OTHER_PASSWORD).await.expect(204);
    ended(&accounts_client, &elsewhere).await;
    let here = accounts_client.refresh(&refresh_token(&here)).await.expect(200);
    accounts_client.log_in(ADA, PASSWORD).await.expect_problem(401, "invalid_credentials");
    accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(200);
    accounts_client.change_password(&access_token(&here), OTHER_PASSWORD, PASSWORD).await.expect(204);
    accounts_client.refresh(&refresh_token(&here)).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn the_mailbox_is_told_of_a_new_password_and_not_of_one_that_was_refused() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    accounts_client.change_password(&access, OTHER_PASSWORD, PASSWORD).await.expect_problem(403, "wrong_password");
    accounts_client.shop.wait_seconds(30);
    let before = accounts_client.mails_to(ADA).await.len();
    accounts_client.change_password(&access, PASSWORD, OTHER_PASSWORD).await.expect(204);
    accounts_client.shop.wait_seconds(30);
    let mails = accounts_client.mails_to(ADA).await;
    assert_eq!(mails.len(), before + 1);
    assert!(mails.last().is_some_and(|mail| mail.subject.contains("was changed")), "{mails:?}");
}

#[tokio::test(start_paused = true)]
async fn guesses_at_the_current_password_are_counted_before_they_cost_a_hash_and_only_against_who_is_logged_in() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    for _ in 0..10 {
        accounts_client
            .change_password(&access, "a wrong guess at it", OTHER_PASSWORD)
            .await
            .expect_problem(403, "wrong_password");
    }
    let one_too_many = async {
        let refused = accounts_client.change_password(&access, PASSWORD, OTHER_PASSWORD).await;
        refused.expect_problem(429, "too_many_attempts");
        accounts_client.create_email_change(&access, NEW, PASSWORD).await.expect_problem(429, "too_many_attempts");
        accounts_client.close(&access, PASSWORD).await.expect_problem(429, "too_many_attempts");
    };
    assert_eq!(count_hashes(one_too_many).await, ((), 0));
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_was_logged_out_of_sets_no_password() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    accounts_client.log_out(&access).await.expect(204);
    accounts_client.change_password(&access, PASSWORD, OTHER_PASSWORD).await.expect_problem(401, "session_ended");
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_new_password_keeps_the_rules_and_is_not_the_address() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let before = accounts_client.account();
    for (password, rule) in [("short", "too_short"), ("passwordpassword", "too_common"), (ADA, "is_email")] {
        let problem =
            accounts_client.change_password(&access, PASSWORD, password).await.expect_problem(422, "invalid_field");
        assert_eq!(
            (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
            (&json!("/password"), &json!(rule))
        );
    }
    assert_eq!(accounts_client.account(), before);
}

#[tokio::test(start_paused = true)]
async fn a_code_from_the_new_mailbox_moves_the_account_and_both_mailboxes_are_told() {
    let accounts_client = AccountsClient::open().await;
    let tokens = accounts_client.enrol(ADA, PASSWORD).await;
    let access = access_token(&tokens);
    let code = code_to(&accounts_client, &access, NEW).await;
    assert!(accounts_client.mails_to(ADA).await.iter().any(|mail| mail.subject.contains("about to move")));
    accounts_client.apply_email_change(&access, &code).await.expect(204);
    assert_eq!(accounts_client.me(&access).await.expect(200)["email"], NEW);
    accounts_client.log_in(ADA, PASSWORD).await.expect_problem(401, "invalid_credentials");
    accounts_client.log_in(NEW, PASSWORD).await.expect(200);
    accounts_client.refresh(&refresh_token(&tokens)).await.expect(200);
    assert_eq!(accounts_client.account()["email"], NEW);
    accounts_client.shop.wait_seconds(30);
    for email in [ADA, NEW] {
        let mails = accounts_client.mails_to(email).await;
        assert!(mails.iter().any(|mail| mail.subject.contains("has moved")), "{email}: {mails:?}");
    }
    // The address that was left is free again.
    accounts_client.enrol(ADA, OTHER_PASSWORD).await;
}

#[tokio::test(start_paused = true)]
async fn i11_only_the_mailbox_learns_that_an_address_has_an_account_already() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    accounts_client.enrol("eve@example.com", OTHER_PASSWORD).await;
    let mut seen = Vec::new();
    for email in ["eve@example.com", "nobody@example.com", ADA] {
        accounts_client.shop.journal.take();
        let answer = accounts_client.create_email_change(&access, email, PASSWORD).await;
        answer.expect(202);
        let calls = accounts_client
            .shop
            .journal
            .take()
            .into_iter()
            .map(|call| (call.service, call.operation))
            .collect::<Vec<_>>();
        seen.push((answer, calls));
    }
    assert!(seen.iter().all(|it| *it == seen[0]), "{seen:?}");
    accounts_client.create_email_change(&access, "eve@example.com", PASSWORD).await.expect(202);
    let mail = accounts_client.mails_to("eve@example.com").await.pop().expect("a mail");
    assert!(mail.text.contains("has an account already") && !mail.text.chars().any(|c| c.is_ascii_digit()), "{mail:?}");
    // Even whoever knew the code would not get two accounts under one address.
    let row = accounts_client.rows("USER#").into_iter().find(|row| row["sk"] == "EMAIL-CHANGE").expect("a wish");
    let before = accounts_client.rows("EMAIL#");
    accounts_client
        .apply_email_change(&access, row["code"].as_str().expect("a code"))
        .await
        .expect_problem(422, "invalid_code");
    assert_eq!(accounts_client.rows("EMAIL#"), before);
}

#[tokio::test(start_paused = true)]
async fn a_moves_code_is_good_once_for_ten_tries_and_fifteen_minutes_and_for_its_owner_only() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let eves = access_token(&accounts_client.enrol("eve@example.com", PASSWORD).await);
    let code = code_to(&accounts_client, &access, NEW).await;
    accounts_client.apply_email_change(&eves, &code).await.expect_problem(422, "invalid_code");
    for _ in 0..10 {
        accounts_client.apply_email_change(&access, &wrong(&code)).await.expect_problem(422, "invalid_code");
    }
    accounts_client.apply_email_change(&access, &code).await.expect_problem(422, "invalid_code");
    let code = code_to(&accounts_client, &access, NEW).await;
    accounts_client.shop.wait_seconds(900);
    let access = access_token(&accounts_client.log_in(ADA, PASSWORD).await.expect(200));
    accounts_client.apply_email_change(&access, &code).await.expect_problem(422, "invalid_code");
    let older = code_to(&accounts_client, &access, NEW).await;
    let code = code_to(&accounts_client, &access, NEW).await;
    accounts_client.apply_email_change(&access, &older).await.expect_problem(422, "invalid_code");
    accounts_client.apply_email_change(&access, &code).await.expect(204);
    accounts_client.apply_email_change(&access, &code).await.expect_problem(422, "invalid_code");
}

#[tokio::test(start_paused = true)]
async fn a_move_keeps_the_person_the_name_and_the_password_and_old_reset_codes_are_void() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    accounts_client.edit(&access, &json!({ "name": "Ada" })).await.expect(200);
    let before = accounts_client.me(&access).await.expect(200);
    accounts_client.create_password_reset(ADA).await.expect(202);
    let reset = accounts_client.reset_token_of(ADA).await;
    let code = code_to(&accounts_client, &access, NEW).await;
    accounts_client.apply_email_change(&access, &code).await.expect(204);
    let mut expected = before;
    expected["email"] = json!(NEW);
    assert_eq!(accounts_client.me(&access).await.expect(200), expected);
    accounts_client.reset(&reset, OTHER_PASSWORD).await.expect_problem(422, "invalid_reset_token");
    accounts_client.log_in(NEW, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_stolen_access_token_alone_moves_nothing() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let before = accounts_client.rows("USER#");
    accounts_client.create_email_change(&access, NEW, OTHER_PASSWORD).await.expect_problem(403, "wrong_password");
    let problem = accounts_client
        .create_email_change(&access, "not an address", PASSWORD)
        .await
        .expect_problem(422, "invalid_field");
    assert_eq!(problem["errors"][0]["pointer"], "/email");
    assert_eq!(accounts_client.rows("USER#"), before);
    assert!(accounts_client.mails_to(NEW).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn people_see_their_account_and_choose_what_they_are_called() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let id = accounts_client.account()["uid"].clone();
    let plain = json!({ "id": id, "email": ADA, "name": null, "role": "buyer" });
    let answer = accounts_client.me(&access).await;
    assert_eq!((answer.header("cache-control"), answer.expect(200)), (Some("no-store"), plain.clone()));
    let named = accounts_client.edit(&access, &json!({ "name": "  Ada Lovelace " })).await.expect(200);
    assert_eq!(named["name"], "Ada Lovelace");
    assert_eq!(accounts_client.me(&access).await.expect(200), named);
    assert_eq!(accounts_client.edit(&access, &json!({ "name": null })).await.expect(200), plain);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_none_is_refused_and_nothing_else_can_be_edited() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let before = accounts_client.shop.state();
    for name in ["", "   ", "a\nb", &"x".repeat(101)] {
        let problem =
            accounts_client.edit(&access, &json!({ "name": name })).await.expect_problem(422, "invalid_field");
        assert_eq!(problem["errors"][0]["pointer"], "/name");
    }
    accounts_client.edit(&access, &json!({})).await.expect_problem(422, "invalid_field");
    for body in [json!({ "name": 7 }), json!({ "role": "merchant" }), json!({ "name": "Ada", "email": NEW })] {
        accounts_client.edit(&access, &body).await.expect_problem(400, "malformed_body");
    }
    assert_eq!(accounts_client.shop.state(), before);
}
