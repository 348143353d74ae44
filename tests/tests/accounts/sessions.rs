//! Sessions: each refresh token is good once, and a session that has ended stays so (I12).

use serde_json::Value;

use crate::accounts_client::{ADA, AccountsClient, PASSWORD, access_token, refresh_token};

const DAY_SECONDS: u64 = 86_400;

/// Refreshes with the token in `tokens`. The next tokens.
async fn refreshed(accounts_client: &AccountsClient, tokens: &Value) -> Value {
    accounts_client.refresh(&refresh_token(tokens)).await.expect(200)
}

async fn ended(accounts_client: &AccountsClient, tokens: &Value) {
    accounts_client.refresh(&refresh_token(tokens)).await.expect_problem(401, "session_ended");
}

#[tokio::test(start_paused = true)]
async fn a_refresh_gives_new_tokens_of_the_same_session() {
    let accounts_client = AccountsClient::open().await;
    let mut tokens = accounts_client.enrol(ADA, PASSWORD).await;
    for _ in 0..5 {
        accounts_client.shop.wait_seconds(300);
        assert!(!accounts_client.serves(&access_token(&tokens)).await);
        let next = refreshed(&accounts_client, &tokens).await;
        assert_ne!(refresh_token(&next), refresh_token(&tokens));
        assert!(accounts_client.serves(&access_token(&next)).await);
        tokens = next;
    }
    let sessions = accounts_client.rows("USER#").into_iter().filter(|row| row["sk"] != "PROFILE");
    assert_eq!(sessions.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn b51_a_session_that_was_logged_out_of_is_not_refreshed() {
    let accounts_client = AccountsClient::open().await;
    let (here, there) =
        (accounts_client.enrol(ADA, PASSWORD).await, accounts_client.log_in(ADA, PASSWORD).await.expect(200));
    assert_eq!(accounts_client.log_out(&access_token(&here)).await.expect(204), Value::Null);
    ended(&accounts_client, &here).await;
    accounts_client.log_out(&access_token(&here)).await.expect(204);
    let there = refreshed(&accounts_client, &there).await;
    accounts_client.log_out_by(&refresh_token(&there)).await.expect(204);
    ended(&accounts_client, &there).await;
    accounts_client.log_out_by(&refresh_token(&there)).await.expect(204);
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    ended(&accounts_client, &there).await;
}

#[tokio::test(start_paused = true)]
async fn an_older_refresh_token_logs_nobody_out() {
    let accounts_client = AccountsClient::open().await;
    let old = accounts_client.enrol(ADA, PASSWORD).await;
    let new = refreshed(&accounts_client, &old).await;
    accounts_client.log_out_by(&refresh_token(&old)).await.expect_problem(401, "session_ended");
    refreshed(&accounts_client, &new).await;
}

#[tokio::test(start_paused = true)]
async fn nobody_is_logged_out_without_a_token() {
    let accounts_client = AccountsClient::open().await;
    let tokens = accounts_client.enrol(ADA, PASSWORD).await;
    accounts_client.log_out("").await.expect_problem(401, "unauthorized");
    accounts_client.log_out(&refresh_token(&tokens)).await.expect_problem(401, "unauthorized");
    accounts_client.log_out_by("").await.expect_problem(401, "session_ended");
    accounts_client.log_out_by(&access_token(&tokens)).await.expect_problem(401, "session_ended");
    refreshed(&accounts_client, &tokens).await;
}

#[tokio::test(start_paused = true)]
async fn b53_a_refresh_token_that_comes_twice_ends_its_session_and_no_other() {
    let accounts_client = AccountsClient::open().await;
    let first = accounts_client.enrol(ADA, PASSWORD).await;
    let elsewhere = accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    let second = refreshed(&accounts_client, &first).await;
    let third = refreshed(&accounts_client, &second).await;
    ended(&accounts_client, &first).await;
    for tokens in [&third, &second, &first] {
        ended(&accounts_client, tokens).await;
    }
    refreshed(&accounts_client, &elsewhere).await;
}

#[tokio::test(start_paused = true)]
async fn b53_of_two_who_refresh_with_one_token_at_once_nobody_keeps_the_session() {
    let accounts_client = AccountsClient::open().await;
    let token = refresh_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let (one, other) = tokio::join!(accounts_client.refresh(&token), accounts_client.refresh(&token));
    let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
    lost.expect_problem(401, "session_ended");
    ended(&accounts_client, &won.expect(200)).await;
}

#[tokio::test(start_paused = true)]
async fn a_session_ends_thirty_days_after_its_log_in_however_often_it_is_refreshed() {
    let accounts_client = AccountsClient::open().await;
    let mut tokens = accounts_client.enrol(ADA, PASSWORD).await;
    for _ in 0..29 {
        accounts_client.shop.wait_seconds(DAY_SECONDS);
        tokens = refreshed(&accounts_client, &tokens).await;
    }
    accounts_client.shop.wait_seconds(DAY_SECONDS - 60);
    tokens = refreshed(&accounts_client, &tokens).await;
    accounts_client.shop.wait_seconds(60);
    ended(&accounts_client, &tokens).await;
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b46_what_is_no_refresh_token_refreshes_nothing() {
    let accounts_client = AccountsClient::open().await;
    let tokens = accounts_client.enrol(ADA, PASSWORD).await;
    let eves = accounts_client.enrol("eve@example.com", PASSWORD).await;
    let (good, other) = (refresh_token(&tokens), refresh_token(&eves));
    let secret = good.rsplit('.').next().expect("a secret");
    let forged = other.replace(other.rsplit('.').next().expect("a secret"), secret);
    let (before, refused) = (accounts_client.shop.state(), accounts_client.refresh("").await);
    refused.expect_problem(401, "session_ended");
    for text in ["..", "a.b.c", "😀", &good[..good.len() - 1], &format!("{good}A"), &"A".repeat(60_000)] {
        assert_eq!(accounts_client.refresh(text).await, refused, "{text}");
    }
    assert_eq!(accounts_client.refresh(&access_token(&tokens)).await, refused);
    assert_eq!(accounts_client.shop.state(), before);
    assert_eq!(accounts_client.refresh(&forged).await, refused);
    refreshed(&accounts_client, &tokens).await;
}
