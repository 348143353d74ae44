//! Proving an address: the code that was mailed, a few tries, a quarter of an hour.

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, access_token, refresh_token, wrong};

#[tokio::test(start_paused = true)]
async fn a_wrong_code_proves_nothing_and_looks_like_no_account() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    let code = accounts_client.code_of(ADA).await;
    let refused = accounts_client.verify(ADA, &wrong(&code)).await;
    refused.expect_problem(422, "invalid_code");
    for other in ["", "1234567", "123456789", "12a45678", "１２３４５６７８", &"1".repeat(10_000)] {
        assert_eq!(accounts_client.verify(ADA, other).await, refused, "{other}");
    }
    assert_eq!(accounts_client.verify("nobody@example.com", &code).await, refused);
    assert!(accounts_client.rows("EMAIL#").is_empty() && accounts_client.rows("USER#").is_empty());

    accounts_client.verify(ADA, &format!(" {code} ")).await.expect(200);
    assert_eq!(accounts_client.verify(ADA, &code).await, refused, "a code is good once");
}

#[tokio::test(start_paused = true)]
async fn a_code_can_be_tried_ten_times() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    let code = accounts_client.code_of(ADA).await;
    for _ in 0..10 {
        accounts_client.verify(ADA, &wrong(&code)).await.expect_problem(422, "invalid_code");
    }
    accounts_client.verify(ADA, &code).await.expect_problem(422, "invalid_code");
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    let fresh = accounts_client.code_of(ADA).await;
    for _ in 0..9 {
        accounts_client.verify(ADA, &wrong(&fresh)).await.expect_problem(422, "invalid_code");
    }
    accounts_client.verify(ADA, &fresh).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn two_hundred_codes_at_once_are_ten_tries() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    let code = accounts_client.code_of(ADA).await;
    let guesses: Vec<String> = (0..200).map(|n| format!("{n:08}")).filter(|guess| *guess != code).collect();
    let tried = futures::future::join_all(guesses.iter().map(|guess| accounts_client.verify(ADA, guess))).await;
    assert!(tried.iter().all(|answer| answer.status == 422), "{tried:?}");
    assert_eq!(accounts_client.waiting()["code_tries"].as_array().map(Vec::len), Some(10));
    accounts_client.verify(ADA, &code).await.expect_problem(422, "invalid_code");
}

#[tokio::test(start_paused = true)]
async fn a_code_is_good_for_fifteen_minutes() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    let code = accounts_client.code_of(ADA).await;
    accounts_client.shop.wait_seconds(900);
    accounts_client.verify(ADA, &code).await.expect_problem(422, "invalid_code");
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    let code = accounts_client.code_of(ADA).await;
    accounts_client.shop.wait_seconds(898);
    accounts_client.verify(ADA, &code).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn the_code_that_somebody_asked_for_never_confirms_a_strangers_password() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    let (self_service, owns_code) = (accounts_client.sign_up_of(ADA), accounts_client.code_of(ADA).await);
    accounts_client.sign_up(ADA, OTHER_PASSWORD).await.expect(202);
    let strangers_code = accounts_client.code_of(ADA).await;
    assert_ne!(owns_code, strangers_code);
    // The newest mail is the stranger's: its code is not the one of the sign-up that Ada waits with.
    accounts_client.verify_sign_up(&self_service, &strangers_code).await.expect_problem(422, "invalid_code");
    accounts_client.verify_sign_up(&self_service, &owns_code).await.expect(200);
    accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect_problem(401, "invalid_credentials");
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    // What the stranger waits with opens nothing any more, and changes nothing.
    accounts_client.verify(ADA, &strangers_code).await.expect_problem(422, "invalid_code");
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn wrong_codes_of_a_stranger_take_no_try_from_another_sign_up() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    let (self_service, code) = (accounts_client.sign_up_of(ADA), accounts_client.code_of(ADA).await);
    accounts_client.sign_up(ADA, OTHER_PASSWORD).await.expect(202);
    for _ in 0..12 {
        accounts_client.verify(ADA, &wrong(&code)).await.expect_problem(422, "invalid_code");
    }
    accounts_client.verify_sign_up(&self_service, &code).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_proven_address_has_a_profile_and_a_session_and_is_a_buyers() {
    let accounts_client = AccountsClient::open().await;
    let tokens = accounts_client.enrol(ADA, PASSWORD).await;
    let account = accounts_client.account();
    assert_eq!((&account["role"], &account["session_epoch"]), (&"buyer".into(), &0.into()));
    let rows = accounts_client.rows("USER#");
    let of = |kind: &str| rows.iter().filter(|row| row["sk"].as_str().is_some_and(|sk| sk.starts_with(kind))).count();
    assert_eq!((rows.len(), of("PROFILE"), of("SESSION#")), (2, 1, 1));
    assert!(accounts_client.serves(&access_token(&tokens)).await);
    accounts_client.refresh(&refresh_token(&tokens)).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn the_code_of_one_account_opens_no_other() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    accounts_client.sign_up("eve@example.com", OTHER_PASSWORD).await.expect(202);
    let eves = accounts_client.code_of("eve@example.com").await;
    accounts_client.verify(ADA, &eves).await.expect_problem(422, "invalid_code");
    accounts_client.verify("eve@example.com", &eves).await.expect(200);
}
