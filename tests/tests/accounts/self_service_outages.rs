//! Faults at every call of what people do to their `self_service` accounts: a single one is healed on the way; a process that ends in the
//! middle leaves nothing half done that a repeat does not finish.

use serde_json::json;
use tests::{Fault, Planned, Service};

use crate::{
    accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, access_token, refresh_token},
    outages::{goes_down, plan, single_faults, unavailable},
};

const NEW: &str = "ada@mill.example";

/// How many calls what follows makes when nothing goes wrong.
async fn calls(accounts_client: &AccountsClient, work: impl Future<Output = tests::Answer>) -> (tests::Answer, usize) {
    accounts_client.shop.journal.take();
    let answer = work.await;
    (answer, accounts_client.shop.journal.take().len())
}

/// The subjects of the mails to an address that hold these words.
async fn told(accounts_client: &AccountsClient, email: &str, words: &str) -> usize {
    accounts_client.shop.wait_seconds(30);
    accounts_client.mails_to(email).await.iter().filter(|mail| mail.subject.contains(words)).count()
}

#[tokio::test(start_paused = true)]
async fn a_reset_survives_any_one_fault_at_either_step() {
    for fault in single_faults(3) {
        let accounts_client = AccountsClient::open().await;
        accounts_client.enrol(ADA, PASSWORD).await;
        plan(&accounts_client, fault);
        accounts_client.create_password_reset(ADA).await.expect(202);
        accounts_client.shop.faults.assert_all_fired();
        let code = accounts_client.reset_token_of(ADA).await;
        accounts_client.reset(&code, OTHER_PASSWORD).await.expect(200);
    }
    for fault in single_faults(6) {
        let accounts_client = AccountsClient::open().await;
        let tokens = accounts_client.enrol(ADA, PASSWORD).await;
        accounts_client.create_password_reset(ADA).await.expect(202);
        let code = accounts_client.reset_token_of(ADA).await;
        plan(&accounts_client, fault);
        accounts_client.reset(&code, OTHER_PASSWORD).await.expect(200);
        accounts_client.shop.faults.assert_all_fired();
        accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(200);
        accounts_client.refresh(&refresh_token(&tokens)).await.expect_problem(401, "session_ended");
        assert!(told(&accounts_client, ADA, "was changed").await >= 1, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_password_survives_any_one_fault() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let (answer, count) =
        calls(&accounts_client, accounts_client.change_password(&access, PASSWORD, OTHER_PASSWORD)).await;
    answer.expect(204);
    for fault in single_faults(count) {
        let accounts_client = AccountsClient::open().await;
        let tokens = accounts_client.enrol(ADA, PASSWORD).await;
        plan(&accounts_client, fault);
        accounts_client.change_password(&access_token(&tokens), PASSWORD, OTHER_PASSWORD).await.expect(204);
        accounts_client.shop.faults.assert_all_fired();
        accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(200);
        accounts_client.refresh(&refresh_token(&tokens)).await.expect(200);
        assert!(told(&accounts_client, ADA, "was changed").await >= 1, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_password_that_could_not_be_stored_is_not_told_and_nothing_has_changed() {
    let accounts_client = AccountsClient::open().await;
    let tokens = accounts_client.enrol(ADA, PASSWORD).await;
    accounts_client.create_password_reset(ADA).await.expect(202);
    let code = accounts_client.reset_token_of(ADA).await;
    for fault in [Fault::Failed, Fault::Conflict] {
        accounts_client.shop.plan(Planned::on(fault, Service::DynamoDb, "TransactWriteItems").times(1_000));
        unavailable(&accounts_client.reset(&code, OTHER_PASSWORD).await);
        unavailable(&accounts_client.change_password(&access_token(&tokens), PASSWORD, OTHER_PASSWORD).await);
        accounts_client.shop.faults.heal();
    }
    assert_eq!(told(&accounts_client, ADA, "was changed").await, 0);
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    accounts_client.refresh(&refresh_token(&tokens)).await.expect(200);
    accounts_client.reset(&code, OTHER_PASSWORD).await.expect(200);
    assert_eq!(told(&accounts_client, ADA, "was changed").await, 1);
}

#[tokio::test(start_paused = true)]
async fn without_the_queue_no_password_changes_unnoticed() {
    let accounts_client = AccountsClient::open().await;
    let tokens = accounts_client.enrol(ADA, PASSWORD).await;
    accounts_client.create_password_reset(ADA).await.expect(202);
    let code = accounts_client.reset_token_of(ADA).await;
    goes_down(&accounts_client, Service::Sqs);
    unavailable(&accounts_client.reset(&code, OTHER_PASSWORD).await);
    unavailable(&accounts_client.change_password(&access_token(&tokens), PASSWORD, OTHER_PASSWORD).await);
    let (known, unknown) = (
        accounts_client.create_password_reset(ADA).await,
        accounts_client.create_password_reset("nobody@example.com").await,
    );
    unavailable(&known);
    assert_eq!(known, unknown);
    accounts_client.shop.faults.heal();
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_move_survives_any_one_fault_at_either_step() {
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    let (asked, asking) = calls(&accounts_client, accounts_client.create_email_change(&access, NEW, PASSWORD)).await;
    asked.expect(202);
    let code = accounts_client.code_of(NEW).await;
    let (moved, moving) = calls(&accounts_client, accounts_client.apply_email_change(&access, &code)).await;
    moved.expect(204);
    for (step, (fault, at)) in single_faults(asking).map(|it| (1, it)).chain(single_faults(moving).map(|it| (2, it))) {
        let accounts_client = AccountsClient::open().await;
        let tokens = accounts_client.enrol(ADA, PASSWORD).await;
        let access = access_token(&tokens);
        let plan_at = |now: u8| {
            if now == step {
                plan(&accounts_client, (fault, at));
            }
        };
        plan_at(1);
        accounts_client.create_email_change(&access, NEW, PASSWORD).await.expect(202);
        let code = accounts_client.code_of(NEW).await;
        plan_at(2);
        accounts_client.apply_email_change(&access, &code).await.expect(204);
        accounts_client.shop.faults.assert_all_fired();
        assert_eq!(accounts_client.account()["email"], NEW, "{fault:?} {at}");
        accounts_client.log_in(NEW, PASSWORD).await.expect(200);
        accounts_client.refresh(&refresh_token(&tokens)).await.expect(200);
        for email in [ADA, NEW] {
            assert!(told(&accounts_client, email, "has moved").await >= 1, "{fault:?} {at}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn closing_an_account_survives_any_one_fault_and_is_finished_by_a_repeat_after_a_lasting_one() {
    let order = |uid: &serde_json::Value| {
        json!({
            "buyer_id": uid, "id": format!("ord_{}", "a".repeat(26)), "fingerprint": "a".repeat(26), "state": "paid",
            "lines": [{ "sku": "tea", "shard": 0, "quantity": 1, "unit_price_minor": 500 }],
            "currency": "USD", "total_minor": 500, "created_ms": 1, "expires_ms": 2,
            "address": { "name": "Ada", "line1": "1 Mill Lane", "city": "Leeds", "postal_code": "LS1", "country": "GB" },
        })
    };
    let accounts_client = AccountsClient::open().await;
    let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    accounts_client.shop.tables.put("orders", &order(&accounts_client.account()["uid"]));
    let (closed, count) = calls(&accounts_client, accounts_client.close(&access, PASSWORD)).await;
    closed.expect(204);
    assert!(count > 8, "{count}");
    for fault in single_faults(count) {
        let accounts_client = AccountsClient::open().await;
        let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
        accounts_client.shop.tables.put("orders", &order(&accounts_client.account()["uid"]));
        plan(&accounts_client, fault);
        accounts_client.close(&access, PASSWORD).await.expect(204);
        accounts_client.shop.faults.assert_all_fired();
        assert!(accounts_client.rows("USER#").is_empty() && accounts_client.rows("EMAIL#").is_empty(), "{fault:?}");
    }
    // The process ends at each call in turn, for good: whatever was done, the owner comes back and finishes it.
    for at in 0..count {
        let accounts_client = AccountsClient::open().await;
        let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
        accounts_client.shop.tables.put("orders", &order(&accounts_client.account()["uid"]));
        accounts_client.shop.plan(Planned::next(Fault::Refused).after(at).times(1_000));
        unavailable(&accounts_client.close(&access, PASSWORD).await);
        accounts_client.shop.faults.heal();
        let access = access_token(&accounts_client.log_in(ADA, PASSWORD).await.expect(200));
        accounts_client.close(&access, PASSWORD).await.expect(204);
        assert!(accounts_client.rows("USER#").is_empty() && accounts_client.rows("EMAIL#").is_empty(), "{at}");
        assert!(
            !accounts_client.shop.tables.rows("orders").iter().any(|row| row.to_string().contains("Mill Lane")),
            "{at}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn sessions_are_listed_and_ended_through_any_one_fault() {
    for which in ["", "one"] {
        for fault in single_faults(if which.is_empty() { 3 } else { 1 }) {
            let accounts_client = AccountsClient::open().await;
            let tokens = accounts_client.enrol(ADA, PASSWORD).await;
            let access = access_token(&tokens);
            let id = accounts_client.sessions(&access).await[0]["id"].as_str().expect("an identifier").to_owned();
            plan(&accounts_client, fault);
            let which = if which.is_empty() { String::new() } else { format!("/{id}") };
            accounts_client.end_sessions(&access, &which).await.expect(204);
            accounts_client.shop.faults.assert_all_fired();
            accounts_client.refresh(&refresh_token(&tokens)).await.expect_problem(401, "session_ended");
        }
    }
}
