//! Faults at every call: one of them is healed on the way, a lasting one is told as 503, and a repeat works.

use tests::{Answer, Fault, Operation, Planned, Service};

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, refresh_token};

/// What can befall one call of any kind.
const FAULTS: [Fault; 7] = [
    Fault::Refused,
    Fault::AnswerLost,
    Fault::Hang,
    Fault::HangAfterCommit,
    Fault::Throttled,
    Fault::Failed,
    Fault::FailedAfterCommit,
];

/// Each fault at each of a use case's `calls`: a new `accounts_client` with the fault planned `calls` deep.
pub(crate) fn single_faults(calls: usize) -> impl Iterator<Item = (Fault, usize)> {
    FAULTS.into_iter().flat_map(move |fault| (0..calls).map(move |at| (fault, at)))
}

pub(crate) fn plan(accounts_client: &AccountsClient, (fault, at): (Fault, usize)) {
    accounts_client.shop.plan(Planned::next(fault).after(at));
}

/// A service that does not come back by itself.
pub(crate) fn goes_down(accounts_client: &AccountsClient, service: Service) {
    accounts_client
        .shop
        .plan(Planned::when(Fault::Refused, move |call: &Operation| call.service == service).times(1_000));
}

#[track_caller]
pub(crate) fn unavailable(answer: &Answer) {
    answer.expect_problem(503, "unavailable");
}

#[tokio::test(start_paused = true)]
async fn a_sign_up_survives_any_one_fault() {
    for fault in single_faults(4) {
        let accounts_client = AccountsClient::open().await;
        plan(&accounts_client, fault);
        accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
        accounts_client.shop.faults.assert_all_fired();
        let code = accounts_client.code_of(ADA).await;
        accounts_client.verify(ADA, &code).await.expect(200);
        accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn a_verification_survives_any_one_fault() {
    for fault in single_faults(2).chain([(Fault::InProgress, 1), (Fault::Conflict, 1)]) {
        let accounts_client = AccountsClient::open().await;
        accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
        let code = accounts_client.code_of(ADA).await;
        plan(&accounts_client, fault);
        let answer = accounts_client.verify(ADA, &code).await;
        assert_eq!(answer.status, 200, "{fault:?}: {answer:?}");
        accounts_client.shop.faults.assert_all_fired();
        assert_eq!(accounts_client.rows("USER#").len(), 2, "{fault:?}: a profile and one session");
        accounts_client.refresh(&refresh_token(&answer.json())).await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn f07_a_verification_that_keeps_meeting_others_at_its_rows_commits_nothing_and_is_repeated() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    let code = accounts_client.code_of(ADA).await;
    accounts_client.shop.plan(Planned::on(Fault::Conflict, Service::DynamoDb, "TransactWriteItems").times(1_000));
    unavailable(&accounts_client.verify(ADA, &code).await);
    assert!(accounts_client.rows("EMAIL#").is_empty() && accounts_client.rows("USER#").is_empty());
    accounts_client.shop.faults.heal();
    accounts_client.verify(ADA, &code).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_log_in_survives_any_one_fault_and_counts_as_no_failure() {
    for fault in single_faults(6) {
        let accounts_client = AccountsClient::open().await;
        accounts_client.enrol(ADA, PASSWORD).await;
        plan(&accounts_client, fault);
        let tokens = accounts_client.log_in(ADA, PASSWORD).await.expect(200);
        accounts_client.shop.faults.assert_all_fired();
        accounts_client.refresh(&refresh_token(&tokens)).await.expect(200);
        let mut counters = accounts_client.rows("LIMIT#");
        counters.retain(|row| !row["pk"].as_str().is_some_and(|key| key.contains("sign-up")));
        let counted = counters.iter().any(|row| row.to_string().contains("within_"));
        assert!(!counted, "{fault:?}: an attempt that succeeded stays counted: {counters:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_survives_any_one_fault_a_lost_answer_among_them() {
    for fault in single_faults(2) {
        let accounts_client = AccountsClient::open().await;
        let tokens = accounts_client.enrol(ADA, PASSWORD).await;
        plan(&accounts_client, fault);
        let answer = accounts_client.refresh(&refresh_token(&tokens)).await;
        assert_eq!(answer.status, 200, "{fault:?}: {answer:?}");
        accounts_client.shop.faults.assert_all_fired();
        accounts_client.refresh(&refresh_token(&answer.json())).await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn a_log_out_survives_any_one_fault() {
    for fault in single_faults(1) {
        let accounts_client = AccountsClient::open().await;
        let token = refresh_token(&accounts_client.enrol(ADA, PASSWORD).await);
        plan(&accounts_client, fault);
        let answer = accounts_client.log_out_by(&token).await;
        assert_eq!(answer.status, 204, "{fault:?}: {answer:?}");
        accounts_client.shop.faults.assert_all_fired();
        accounts_client.refresh(&token).await.expect_problem(401, "session_ended");
    }
}

#[tokio::test(start_paused = true)]
async fn a_sign_up_whose_mail_cannot_be_asked_for_is_repeated() {
    let accounts_client = AccountsClient::open().await;
    goes_down(&accounts_client, Service::Sqs);
    unavailable(&accounts_client.sign_up(ADA, PASSWORD).await);
    assert!(accounts_client.shop.queue("notifications").messages().is_empty());
    accounts_client.shop.faults.heal();
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    let code = accounts_client.code_of(ADA).await;
    assert_eq!(accounts_client.mails_to(ADA).await.len(), 1);
    accounts_client.verify(ADA, &code).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_known_address_is_no_different_while_the_queue_is_down() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    goes_down(&accounts_client, Service::Sqs);
    let known = accounts_client.sign_up(ADA, OTHER_PASSWORD).await;
    unavailable(&known);
    assert_eq!(accounts_client.sign_up("nobody@example.com", OTHER_PASSWORD).await, known);
}

#[tokio::test(start_paused = true)]
async fn while_the_accounts_cannot_be_read_nobody_is_told_that_they_are_wrong() {
    let accounts_client = AccountsClient::open().await;
    let tokens = accounts_client.enrol(ADA, PASSWORD).await;
    accounts_client.sign_up("bob@example.com", PASSWORD).await.expect(202);
    let code = accounts_client.code_of("bob@example.com").await;
    goes_down(&accounts_client, Service::DynamoDb);
    unavailable(&accounts_client.log_in(ADA, PASSWORD).await);
    unavailable(&accounts_client.log_in(ADA, OTHER_PASSWORD).await);
    unavailable(&accounts_client.log_in("nobody@example.com", PASSWORD).await);
    unavailable(&accounts_client.sign_up("eve@example.com", PASSWORD).await);
    unavailable(&accounts_client.verify("bob@example.com", &code).await);
    unavailable(&accounts_client.refresh(&refresh_token(&tokens)).await);
    unavailable(&accounts_client.log_out_by(&refresh_token(&tokens)).await);
    accounts_client.shop.faults.heal();
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    accounts_client.verify("bob@example.com", &code).await.expect(200);
    accounts_client.refresh(&refresh_token(&tokens)).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_log_in_that_cannot_store_its_session_hands_out_no_tokens() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let before = accounts_client.rows("USER#");
    accounts_client.shop.plan(Planned::on(Fault::Failed, Service::DynamoDb, "PutItem").times(1_000));
    unavailable(&accounts_client.log_in(ADA, PASSWORD).await);
    assert_eq!(accounts_client.rows("USER#"), before);
}
