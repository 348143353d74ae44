//! Sessions: each refresh token is good once, and a session that has ended stays so (I12).

use serde_json::Value;

use crate::desk::{ADA, Desk, PASSWORD, access_token, refresh_token};

const DAY_SECONDS: u64 = 86_400;

/// Refreshes with the token in `tokens`. The next tokens.
async fn refreshed(desk: &Desk, tokens: &Value) -> Value {
    desk.refresh(&refresh_token(tokens)).await.expect(200)
}

async fn ended(desk: &Desk, tokens: &Value) {
    desk.refresh(&refresh_token(tokens)).await.expect_problem(401, "session_ended");
}

#[tokio::test(start_paused = true)]
async fn a_refresh_gives_new_tokens_of_the_same_session() {
    let desk = Desk::open().await;
    let mut tokens = desk.enrol(ADA, PASSWORD).await;
    for _ in 0..5 {
        desk.shop.wait_seconds(300);
        assert!(!desk.serves(&access_token(&tokens)).await);
        let next = refreshed(&desk, &tokens).await;
        assert_ne!(refresh_token(&next), refresh_token(&tokens));
        assert!(desk.serves(&access_token(&next)).await);
        tokens = next;
    }
    let sessions = desk.rows("USER#").into_iter().filter(|row| row["sk"] != "PROFILE");
    assert_eq!(sessions.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn b51_a_session_that_was_logged_out_of_is_not_refreshed() {
    let desk = Desk::open().await;
    let (here, there) = (desk.enrol(ADA, PASSWORD).await, desk.log_in(ADA, PASSWORD).await.expect(200));
    assert_eq!(desk.log_out(&access_token(&here)).await.expect(204), Value::Null);
    ended(&desk, &here).await;
    desk.log_out(&access_token(&here)).await.expect(204);
    let there = refreshed(&desk, &there).await;
    desk.log_out_by(&refresh_token(&there)).await.expect(204);
    ended(&desk, &there).await;
    desk.log_out_by(&refresh_token(&there)).await.expect(204);
    desk.log_in(ADA, PASSWORD).await.expect(200);
    ended(&desk, &there).await;
}

#[tokio::test(start_paused = true)]
async fn an_older_refresh_token_logs_nobody_out() {
    let desk = Desk::open().await;
    let old = desk.enrol(ADA, PASSWORD).await;
    let new = refreshed(&desk, &old).await;
    desk.log_out_by(&refresh_token(&old)).await.expect_problem(401, "session_ended");
    refreshed(&desk, &new).await;
}

#[tokio::test(start_paused = true)]
async fn nobody_is_logged_out_without_a_token() {
    let desk = Desk::open().await;
    let tokens = desk.enrol(ADA, PASSWORD).await;
    desk.log_out("").await.expect_problem(401, "unauthorized");
    desk.log_out(&refresh_token(&tokens)).await.expect_problem(401, "unauthorized");
    desk.log_out_by("").await.expect_problem(401, "session_ended");
    desk.log_out_by(&access_token(&tokens)).await.expect_problem(401, "session_ended");
    refreshed(&desk, &tokens).await;
}

#[tokio::test(start_paused = true)]
async fn b53_a_refresh_token_that_comes_twice_ends_its_session_and_no_other() {
    let desk = Desk::open().await;
    let first = desk.enrol(ADA, PASSWORD).await;
    let elsewhere = desk.log_in(ADA, PASSWORD).await.expect(200);
    let second = refreshed(&desk, &first).await;
    let third = refreshed(&desk, &second).await;
    ended(&desk, &first).await;
    for tokens in [&third, &second, &first] {
        ended(&desk, tokens).await;
    }
    refreshed(&desk, &elsewhere).await;
}

#[tokio::test(start_paused = true)]
async fn b53_of_two_who_refresh_with_one_token_at_once_nobody_keeps_the_session() {
    let desk = Desk::open().await;
    let token = refresh_token(&desk.enrol(ADA, PASSWORD).await);
    let (one, other) = tokio::join!(desk.refresh(&token), desk.refresh(&token));
    let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
    lost.expect_problem(401, "session_ended");
    ended(&desk, &won.expect(200)).await;
}

#[tokio::test(start_paused = true)]
async fn a_session_ends_thirty_days_after_its_log_in_however_often_it_is_refreshed() {
    let desk = Desk::open().await;
    let mut tokens = desk.enrol(ADA, PASSWORD).await;
    for _ in 0..29 {
        desk.shop.wait_seconds(DAY_SECONDS);
        tokens = refreshed(&desk, &tokens).await;
    }
    desk.shop.wait_seconds(DAY_SECONDS - 60);
    tokens = refreshed(&desk, &tokens).await;
    desk.shop.wait_seconds(60);
    ended(&desk, &tokens).await;
    desk.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b46_what_is_no_refresh_token_refreshes_nothing() {
    let desk = Desk::open().await;
    let tokens = desk.enrol(ADA, PASSWORD).await;
    let eves = desk.enrol("eve@example.com", PASSWORD).await;
    let (good, other) = (refresh_token(&tokens), refresh_token(&eves));
    let secret = good.rsplit('.').next().expect("a secret");
    let forged = other.replace(other.rsplit('.').next().expect("a secret"), secret);
    let (before, refused) = (desk.shop.state(), desk.refresh("").await);
    refused.expect_problem(401, "session_ended");
    for text in ["..", "a.b.c", "😀", &good[..good.len() - 1], &format!("{good}A"), &"A".repeat(60_000)] {
        assert_eq!(desk.refresh(text).await, refused, "{text}");
    }
    assert_eq!(desk.refresh(&access_token(&tokens)).await, refused);
    assert_eq!(desk.shop.state(), before);
    assert_eq!(desk.refresh(&forged).await, refused);
    refreshed(&desk, &tokens).await;
}
