//! Two at once on one account.

use std::time::Duration;

use serde_json::json;

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, access_token, without_its_name, wrong};

#[tokio::test(start_paused = true)]
async fn f46_i11_two_sign_ups_of_one_address_at_once_are_one_account() {
    for head_start_ms in 0..12 {
        let accounts_client = AccountsClient::open().await;
        let later = async {
            tokio::time::sleep(Duration::from_millis(head_start_ms)).await;
            accounts_client.sign_up_with(&json!({ "email": "ADA@example.com", "password": OTHER_PASSWORD })).await
        };
        let (one, other) = tokio::join!(accounts_client.sign_up(ADA, PASSWORD), later);
        assert_eq!(without_its_name(&one), without_its_name(&other));
        let ids = [one, other].map(|answer| answer.json()["sign_up_id"].as_str().expect("a sign-up").to_owned());
        let codes = ids.clone().map(|id| accounts_client.code_of_sign_up(&id));
        assert_eq!(accounts_client.mails_to(ADA).await.len(), 2, "each sign-up has a code of its self_service");
        let verify = |at: usize| accounts_client.verify_sign_up(&ids[at], &codes[at]);
        let (one, other) = tokio::join!(verify(0), verify(1));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
        let holds = if one.status == 200 { [PASSWORD, OTHER_PASSWORD] } else { [OTHER_PASSWORD, PASSWORD] };
        accounts_client.log_in(ADA, holds[0]).await.expect(200);
        accounts_client.log_in(ADA, holds[1]).await.expect(401);
        accounts_client.account();
        assert_eq!(accounts_client.rows("USER#").iter().filter(|row| row["sk"] == "PROFILE").count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_sign_up_in_the_middle_of_a_verification_never_lends_its_password_to_the_account() {
    for head_start_ms in 0..20 {
        let accounts_client = AccountsClient::open().await;
        accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
        let (id, code) = (accounts_client.sign_up_of(ADA), accounts_client.code_of(ADA).await);
        let stranger = async {
            tokio::time::sleep(Duration::from_millis(head_start_ms)).await;
            accounts_client.sign_up(ADA, OTHER_PASSWORD).await
        };
        let (proof, sign_up) = tokio::join!(accounts_client.verify_sign_up(&id, &code), stranger);
        sign_up.expect(202);
        assert!(accounts_client.serves(&access_token(&proof.expect(200))).await);
        accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect_problem(401, "invalid_credentials");
        accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn one_code_sent_twice_at_once_opens_one_session() {
    for head_start_ms in 0..12 {
        let accounts_client = AccountsClient::open().await;
        accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
        let code = accounts_client.code_of(ADA).await;
        let later = async {
            tokio::time::sleep(Duration::from_millis(head_start_ms)).await;
            accounts_client.verify(ADA, &code).await
        };
        let (one, other) = tokio::join!(accounts_client.verify(ADA, &code), later);
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
        assert_eq!(accounts_client.rows("USER#").len(), 2, "a profile and one session");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_code_beside_the_right_one_takes_nothing_away() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    let code = accounts_client.code_of(ADA).await;
    let guess = wrong(&code);
    let (right, refused) = tokio::join!(accounts_client.verify(ADA, &code), accounts_client.verify(ADA, &guess));
    right.expect(200);
    refused.expect_problem(422, "invalid_code");
}

#[tokio::test(start_paused = true)]
async fn wrong_passwords_beside_a_right_one_leave_its_attempt_to_its_owner() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let wrong = futures::future::join_all((0..9).map(|_| accounts_client.log_in(ADA, OTHER_PASSWORD)));
    let (wrong, right) = tokio::join!(wrong, accounts_client.log_in(ADA, PASSWORD));
    assert!(wrong.iter().all(|answer| answer.status == 401), "{wrong:?}");
    right.expect(200);
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(401);
    accounts_client.log_in(ADA, PASSWORD).await.expect_problem(429, "too_many_attempts");
}
