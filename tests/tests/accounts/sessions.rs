//! Sessions: refresh tokens rotate, and a session that has ended stays so (I12).

use domain::accounts::REFRESH_GRACE_SECONDS;
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
    // An older one than the one before the newest, however soon.
    ended(&accounts_client, &first).await;
    for tokens in [&third, &second, &first] {
        ended(&accounts_client, tokens).await;
    }
    refreshed(&accounts_client, &elsewhere).await;
}

/// Waits until the token before the newest gets nothing any more.
fn outlast_the_grace(accounts_client: &AccountsClient) {
    accounts_client.shop.wait_seconds(u64::try_from(REFRESH_GRACE_SECONDS + 1).expect("seconds"));
}

#[tokio::test(start_paused = true)]
async fn b53_the_token_before_the_newest_ends_its_session_after_the_grace_interval() {
    let accounts_client = AccountsClient::open().await;
    let first = accounts_client.enrol(ADA, PASSWORD).await;
    let elsewhere = accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    let second = refreshed(&accounts_client, &first).await;
    outlast_the_grace(&accounts_client);
    ended(&accounts_client, &first).await;
    ended(&accounts_client, &second).await;
    refreshed(&accounts_client, &elsewhere).await;
}

#[tokio::test(start_paused = true)]
async fn two_tabs_that_refresh_at_once_both_go_on() {
    let accounts_client = AccountsClient::open().await;
    let mut token = refresh_token(&accounts_client.enrol(ADA, PASSWORD).await);
    for _ in 0..3 {
        let (one, other) = tokio::join!(accounts_client.refresh(&token), accounts_client.refresh(&token));
        let (one, other) = (one.expect(200), other.expect(200));
        assert_eq!(refresh_token(&one), refresh_token(&other));
        for tokens in [&one, &other] {
            assert!(accounts_client.serves(&access_token(tokens)).await);
        }
        token = refresh_token(&other);
        accounts_client.shop.wait_seconds(240);
    }
    let rows = accounts_client.rows("USER#");
    assert_eq!(rows.iter().filter(|row| row["sk"] != "PROFILE").count(), 1, "{rows:?}");
}

#[tokio::test(start_paused = true)]
async fn a_refresh_whose_answer_is_lost_again_and_again_is_repeated_and_the_interval_does_not_grow() {
    let accounts_client = AccountsClient::open().await;
    let first = accounts_client.enrol(ADA, PASSWORD).await;
    let second = refreshed(&accounts_client, &first).await;
    for _ in 0..3 {
        accounts_client.shop.wait_seconds(3);
        let again = refresh_token(&first);
        let repeats = [accounts_client.refresh(&again), accounts_client.refresh(&again)];
        for repeat in futures::future::join_all(repeats).await {
            assert_eq!(refresh_token(&repeat.expect(200)), refresh_token(&second));
        }
    }
    let third = refreshed(&accounts_client, &second).await;
    assert_eq!(refresh_token(&refreshed(&accounts_client, &second).await), refresh_token(&third));
    outlast_the_grace(&accounts_client);
    ended(&accounts_client, &second).await;
    ended(&accounts_client, &third).await;
}

#[tokio::test(start_paused = true)]
async fn a_session_that_has_ended_has_no_grace_interval() {
    let accounts_client = AccountsClient::open().await;
    let first = accounts_client.enrol(ADA, PASSWORD).await;
    let second = refreshed(&accounts_client, &first).await;
    accounts_client.end_sessions(&access_token(&second), "").await.expect(204);
    ended(&accounts_client, &first).await;
    ended(&accounts_client, &second).await;
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
