//! Proving an address: the code that was mailed, a few tries, a quarter of an hour.

use crate::desk::{ADA, Desk, OTHER_PASSWORD, PASSWORD, access_token, refresh_token, wrong};

#[tokio::test(start_paused = true)]
async fn a_wrong_code_proves_nothing_and_looks_like_no_account() {
    let desk = Desk::open().await;
    desk.sign_up(ADA, PASSWORD).await.expect(202);
    let code = desk.code_of(ADA).await;
    let refused = desk.verify(ADA, &wrong(&code)).await;
    refused.expect_problem(422, "invalid_code");
    for other in ["", "1234567", "123456789", "12a45678", "１２３４５６７８", &"1".repeat(10_000)] {
        assert_eq!(desk.verify(ADA, other).await, refused, "{other}");
    }
    assert_eq!(desk.verify("nobody@example.com", &code).await, refused);
    assert!(desk.rows("EMAIL#").is_empty() && desk.rows("USER#").is_empty());

    desk.verify(ADA, &format!(" {code} ")).await.expect(200);
    assert_eq!(desk.verify(ADA, &code).await, refused, "a code is good once");
}

#[tokio::test(start_paused = true)]
async fn a_code_can_be_tried_ten_times() {
    let desk = Desk::open().await;
    desk.sign_up(ADA, PASSWORD).await.expect(202);
    let code = desk.code_of(ADA).await;
    for _ in 0..10 {
        desk.verify(ADA, &wrong(&code)).await.expect_problem(422, "invalid_code");
    }
    desk.verify(ADA, &code).await.expect_problem(422, "invalid_code");
    desk.sign_up(ADA, PASSWORD).await.expect(202);
    let fresh = desk.code_of(ADA).await;
    for _ in 0..9 {
        desk.verify(ADA, &wrong(&fresh)).await.expect_problem(422, "invalid_code");
    }
    desk.verify(ADA, &fresh).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn two_hundred_codes_at_once_are_ten_tries() {
    let desk = Desk::open().await;
    desk.sign_up(ADA, PASSWORD).await.expect(202);
    let code = desk.code_of(ADA).await;
    let guesses: Vec<String> = (0..200).map(|n| format!("{n:08}")).filter(|guess| *guess != code).collect();
    let tried = futures::future::join_all(guesses.iter().map(|guess| desk.verify(ADA, guess))).await;
    assert!(tried.iter().all(|answer| answer.status == 422), "{tried:?}");
    assert_eq!(desk.waiting()["code_tries"].as_array().map(Vec::len), Some(10));
    desk.verify(ADA, &code).await.expect_problem(422, "invalid_code");
}

#[tokio::test(start_paused = true)]
async fn a_code_is_good_for_fifteen_minutes() {
    let desk = Desk::open().await;
    desk.sign_up(ADA, PASSWORD).await.expect(202);
    let code = desk.code_of(ADA).await;
    desk.shop.wait_seconds(900);
    desk.verify(ADA, &code).await.expect_problem(422, "invalid_code");
    desk.sign_up(ADA, PASSWORD).await.expect(202);
    let code = desk.code_of(ADA).await;
    desk.shop.wait_seconds(898);
    desk.verify(ADA, &code).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn the_code_that_somebody_asked_for_never_confirms_a_strangers_password() {
    let desk = Desk::open().await;
    desk.sign_up(ADA, PASSWORD).await.expect(202);
    let (own, owns_code) = (desk.sign_up_of(ADA), desk.code_of(ADA).await);
    desk.sign_up(ADA, OTHER_PASSWORD).await.expect(202);
    let strangers_code = desk.code_of(ADA).await;
    assert_ne!(owns_code, strangers_code);
    // The newest mail is the stranger's: its code is not the one of the sign-up that Ada waits with.
    desk.verify_sign_up(&own, &strangers_code).await.expect_problem(422, "invalid_code");
    desk.verify_sign_up(&own, &owns_code).await.expect(200);
    desk.log_in(ADA, OTHER_PASSWORD).await.expect_problem(401, "invalid_credentials");
    desk.log_in(ADA, PASSWORD).await.expect(200);
    // What the stranger waits with opens nothing any more, and changes nothing.
    desk.verify(ADA, &strangers_code).await.expect_problem(422, "invalid_code");
    desk.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn wrong_codes_of_a_stranger_take_no_try_from_another_sign_up() {
    let desk = Desk::open().await;
    desk.sign_up(ADA, PASSWORD).await.expect(202);
    let (own, code) = (desk.sign_up_of(ADA), desk.code_of(ADA).await);
    desk.sign_up(ADA, OTHER_PASSWORD).await.expect(202);
    for _ in 0..12 {
        desk.verify(ADA, &wrong(&code)).await.expect_problem(422, "invalid_code");
    }
    desk.verify_sign_up(&own, &code).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_proven_address_has_a_profile_and_a_session_and_is_a_buyers() {
    let desk = Desk::open().await;
    let tokens = desk.enrol(ADA, PASSWORD).await;
    let account = desk.account();
    assert_eq!((&account["role"], &account["generation"]), (&"buyer".into(), &0.into()));
    let rows = desk.rows("USER#");
    let of = |kind: &str| rows.iter().filter(|row| row["sk"].as_str().is_some_and(|sk| sk.starts_with(kind))).count();
    assert_eq!((rows.len(), of("PROFILE"), of("SESSION#")), (2, 1, 1));
    assert!(desk.serves(&access_token(&tokens)).await);
    desk.refresh(&refresh_token(&tokens)).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn the_code_of_one_account_opens_no_other() {
    let desk = Desk::open().await;
    desk.sign_up(ADA, PASSWORD).await.expect(202);
    desk.sign_up("eve@example.com", OTHER_PASSWORD).await.expect(202);
    let eves = desk.code_of("eve@example.com").await;
    desk.verify(ADA, &eves).await.expect_problem(422, "invalid_code");
    desk.verify("eve@example.com", &eves).await.expect(200);
}
