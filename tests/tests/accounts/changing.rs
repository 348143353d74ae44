//! What people do to their own accounts: another password, another address, a name.

use serde_json::{Value, json};

use crate::desk::{ADA, Desk, OTHER_PASSWORD, PASSWORD, access_token, refresh_token, wrong};

const NEW: &str = "ada@mill.example";

async fn ended(desk: &Desk, tokens: &Value) {
    desk.refresh(&refresh_token(tokens)).await.expect_problem(401, "session_ended");
}

/// Asks to move to `email`; the code that was mailed there.
async fn code_to(desk: &Desk, access: &str, email: &str) -> String {
    assert_eq!(desk.ask_for_move(access, email, PASSWORD).await.expect(202), json!({ "status": "code_sent" }));
    desk.code_of(email).await
}

#[tokio::test(start_paused = true)]
async fn b52_a_new_password_ends_all_sessions_but_the_one_that_set_it() {
    let desk = Desk::open().await;
    let (first, elsewhere) = (desk.enrol(ADA, PASSWORD).await, desk.log_in(ADA, PASSWORD).await.expect(200));
    let here = desk.refresh(&refresh_token(&first)).await.expect(200);
    desk.change_password(&access_token(&here), PASSWORD, OTHER_PASSWORD).await.expect(204);
    ended(&desk, &elsewhere).await;
    let here = desk.refresh(&refresh_token(&here)).await.expect(200);
    desk.log_in(ADA, PASSWORD).await.expect_problem(401, "invalid_credentials");
    desk.log_in(ADA, OTHER_PASSWORD).await.expect(200);
    desk.change_password(&access_token(&here), OTHER_PASSWORD, PASSWORD).await.expect(204);
    desk.refresh(&refresh_token(&here)).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn the_mailbox_is_told_of_a_new_password_and_not_of_one_that_was_refused() {
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    desk.change_password(&access, OTHER_PASSWORD, PASSWORD).await.expect_problem(403, "wrong_password");
    desk.shop.wait_seconds(30);
    let before = desk.mails_to(ADA).await.len();
    desk.change_password(&access, PASSWORD, OTHER_PASSWORD).await.expect(204);
    desk.shop.wait_seconds(30);
    let mails = desk.mails_to(ADA).await;
    assert_eq!(mails.len(), before + 1);
    assert!(mails.last().is_some_and(|mail| mail.subject.contains("was changed")), "{mails:?}");
}

#[tokio::test(start_paused = true)]
async fn guesses_at_the_current_password_are_counted_before_they_cost_a_hash_and_only_against_who_is_logged_in() {
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    for _ in 0..10 {
        desk.change_password(&access, "a wrong guess at it", OTHER_PASSWORD)
            .await
            .expect_problem(403, "wrong_password");
    }
    let before = backroom::planted::hashes();
    desk.change_password(&access, PASSWORD, OTHER_PASSWORD).await.expect_problem(429, "too_many_attempts");
    desk.ask_for_move(&access, NEW, PASSWORD).await.expect_problem(429, "too_many_attempts");
    desk.close(&access, PASSWORD).await.expect_problem(429, "too_many_attempts");
    assert_eq!(backroom::planted::hashes(), before);
    desk.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_was_logged_out_of_sets_no_password() {
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    desk.log_out(&access).await.expect(204);
    desk.change_password(&access, PASSWORD, OTHER_PASSWORD).await.expect_problem(401, "session_ended");
    desk.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_new_password_keeps_the_rules_and_is_not_the_address() {
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    let before = desk.account();
    for (password, rule) in [("short", "too_short"), ("passwordpassword", "too_common"), (ADA, "is_email")] {
        let problem = desk.change_password(&access, PASSWORD, password).await.expect_problem(422, "invalid_field");
        assert_eq!(
            (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
            (&json!("/password"), &json!(rule))
        );
    }
    assert_eq!(desk.account(), before);
}

#[tokio::test(start_paused = true)]
async fn a_code_from_the_new_mailbox_moves_the_account_and_both_mailboxes_are_told() {
    let desk = Desk::open().await;
    let tokens = desk.enrol(ADA, PASSWORD).await;
    let access = access_token(&tokens);
    let code = code_to(&desk, &access, NEW).await;
    assert!(desk.mails_to(ADA).await.iter().any(|mail| mail.subject.contains("about to move")));
    desk.move_account(&access, &code).await.expect(204);
    assert_eq!(desk.me(&access).await.expect(200)["email"], NEW);
    desk.log_in(ADA, PASSWORD).await.expect_problem(401, "invalid_credentials");
    desk.log_in(NEW, PASSWORD).await.expect(200);
    desk.refresh(&refresh_token(&tokens)).await.expect(200);
    assert_eq!(desk.account()["email"], NEW);
    desk.shop.wait_seconds(30);
    for email in [ADA, NEW] {
        let mails = desk.mails_to(email).await;
        assert!(mails.iter().any(|mail| mail.subject.contains("has moved")), "{email}: {mails:?}");
    }
    // The address that was left is free again.
    desk.enrol(ADA, OTHER_PASSWORD).await;
}

#[tokio::test(start_paused = true)]
async fn i11_only_the_mailbox_learns_that_an_address_has_an_account_already() {
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    desk.enrol("eve@example.com", OTHER_PASSWORD).await;
    let mut seen = Vec::new();
    for email in ["eve@example.com", "nobody@example.com", ADA] {
        desk.shop.journal.take();
        let answer = desk.ask_for_move(&access, email, PASSWORD).await;
        answer.expect(202);
        let calls = desk.shop.journal.take().into_iter().map(|call| (call.service, call.operation)).collect::<Vec<_>>();
        seen.push((answer, calls));
    }
    assert!(seen.iter().all(|it| *it == seen[0]), "{seen:?}");
    desk.ask_for_move(&access, "eve@example.com", PASSWORD).await.expect(202);
    let mail = desk.mails_to("eve@example.com").await.pop().expect("a mail");
    assert!(mail.text.contains("has an account already") && !mail.text.chars().any(|c| c.is_ascii_digit()), "{mail:?}");
    // Even whoever knew the code would not get two accounts under one address.
    let row = desk.rows("USER#").into_iter().find(|row| row["sk"] == "EMAIL-CHANGE").expect("a wish");
    let before = desk.rows("EMAIL#");
    desk.move_account(&access, row["code"].as_str().expect("a code")).await.expect_problem(422, "invalid_code");
    assert_eq!(desk.rows("EMAIL#"), before);
}

#[tokio::test(start_paused = true)]
async fn a_moves_code_is_good_once_for_ten_tries_and_fifteen_minutes_and_for_its_owner_only() {
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    let eves = access_token(&desk.enrol("eve@example.com", PASSWORD).await);
    let code = code_to(&desk, &access, NEW).await;
    desk.move_account(&eves, &code).await.expect_problem(422, "invalid_code");
    for _ in 0..10 {
        desk.move_account(&access, &wrong(&code)).await.expect_problem(422, "invalid_code");
    }
    desk.move_account(&access, &code).await.expect_problem(422, "invalid_code");
    let code = code_to(&desk, &access, NEW).await;
    desk.shop.wait_seconds(900);
    let access = access_token(&desk.log_in(ADA, PASSWORD).await.expect(200));
    desk.move_account(&access, &code).await.expect_problem(422, "invalid_code");
    let older = code_to(&desk, &access, NEW).await;
    let code = code_to(&desk, &access, NEW).await;
    desk.move_account(&access, &older).await.expect_problem(422, "invalid_code");
    desk.move_account(&access, &code).await.expect(204);
    desk.move_account(&access, &code).await.expect_problem(422, "invalid_code");
}

#[tokio::test(start_paused = true)]
async fn a_move_keeps_the_person_the_name_and_the_password_and_old_reset_codes_are_void() {
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    desk.edit(&access, &json!({ "name": "Ada" })).await.expect(200);
    let before = desk.me(&access).await.expect(200);
    desk.ask_for_reset(ADA).await.expect(202);
    let reset = desk.code_of(ADA).await;
    let code = code_to(&desk, &access, NEW).await;
    desk.move_account(&access, &code).await.expect(204);
    let mut expected = before;
    expected["email"] = json!(NEW);
    assert_eq!(desk.me(&access).await.expect(200), expected);
    for email in [ADA, NEW] {
        desk.reset(email, &reset, OTHER_PASSWORD).await.expect_problem(422, "invalid_code");
    }
    desk.log_in(NEW, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_stolen_access_token_alone_moves_nothing() {
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    let before = desk.rows("USER#");
    desk.ask_for_move(&access, NEW, OTHER_PASSWORD).await.expect_problem(403, "wrong_password");
    let problem = desk.ask_for_move(&access, "not an address", PASSWORD).await.expect_problem(422, "invalid_field");
    assert_eq!(problem["errors"][0]["pointer"], "/email");
    assert_eq!(desk.rows("USER#"), before);
    assert!(desk.mails_to(NEW).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn people_see_their_account_and_choose_what_they_are_called() {
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    let id = desk.account()["uid"].clone();
    let plain = json!({ "id": id, "email": ADA, "name": null, "role": "buyer" });
    let answer = desk.me(&access).await;
    assert_eq!((answer.header("cache-control"), answer.expect(200)), (Some("no-store"), plain.clone()));
    let named = desk.edit(&access, &json!({ "name": "  Ada Lovelace " })).await.expect(200);
    assert_eq!(named["name"], "Ada Lovelace");
    assert_eq!(desk.me(&access).await.expect(200), named);
    assert_eq!(desk.edit(&access, &json!({ "name": null })).await.expect(200), plain);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_none_is_refused_and_nothing_else_can_be_edited() {
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    let before = desk.shop.state();
    for name in ["", "   ", "a\nb", &"x".repeat(101)] {
        let problem = desk.edit(&access, &json!({ "name": name })).await.expect_problem(422, "invalid_field");
        assert_eq!(problem["errors"][0]["pointer"], "/name");
    }
    desk.edit(&access, &json!({})).await.expect_problem(422, "invalid_field");
    for body in [json!({ "name": 7 }), json!({ "role": "merchant" }), json!({ "name": "Ada", "email": NEW })] {
        desk.edit(&access, &body).await.expect_problem(400, "malformed_body");
    }
    assert_eq!(desk.shop.state(), before);
}
