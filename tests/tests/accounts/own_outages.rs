//! Faults at every call of what people do to their own accounts: a single one is healed on the way; a process that ends in the
//! middle leaves nothing half done that a repeat does not finish.

use serde_json::json;
use tests::{Fault, Planned, Service};

use crate::{
    desk::{ADA, Desk, OTHER_PASSWORD, PASSWORD, access_token, refresh_token},
    outages::{goes_down, plan, single_faults, unavailable},
};

const NEW: &str = "ada@mill.example";

/// How many calls what follows makes when nothing goes wrong.
async fn calls(desk: &Desk, work: impl Future<Output = tests::Answer>) -> (tests::Answer, usize) {
    desk.shop.journal.take();
    let answer = work.await;
    (answer, desk.shop.journal.take().len())
}

/// The subjects of the mails to an address that hold these words.
async fn told(desk: &Desk, email: &str, words: &str) -> usize {
    desk.shop.wait_seconds(30);
    desk.mails_to(email).await.iter().filter(|mail| mail.subject.contains(words)).count()
}

#[tokio::test(start_paused = true)]
async fn a_reset_survives_any_one_fault_at_either_step() {
    for fault in single_faults(4) {
        let desk = Desk::open().await;
        desk.enrol(ADA, PASSWORD).await;
        plan(&desk, fault);
        desk.ask_for_reset(ADA).await.expect(202);
        desk.shop.faults.assert_all_fired();
        let code = desk.code_of(ADA).await;
        desk.reset(ADA, &code, OTHER_PASSWORD).await.expect(204);
    }
    for fault in single_faults(4) {
        let desk = Desk::open().await;
        let tokens = desk.enrol(ADA, PASSWORD).await;
        desk.ask_for_reset(ADA).await.expect(202);
        let code = desk.code_of(ADA).await;
        plan(&desk, fault);
        desk.reset(ADA, &code, OTHER_PASSWORD).await.expect(204);
        desk.shop.faults.assert_all_fired();
        desk.log_in(ADA, OTHER_PASSWORD).await.expect(200);
        desk.refresh(&refresh_token(&tokens)).await.expect_problem(401, "session_ended");
        assert!(told(&desk, ADA, "was changed").await >= 1, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_password_survives_any_one_fault() {
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    let (answer, count) = calls(&desk, desk.change_password(&access, PASSWORD, OTHER_PASSWORD)).await;
    answer.expect(204);
    for fault in single_faults(count) {
        let desk = Desk::open().await;
        let tokens = desk.enrol(ADA, PASSWORD).await;
        plan(&desk, fault);
        desk.change_password(&access_token(&tokens), PASSWORD, OTHER_PASSWORD).await.expect(204);
        desk.shop.faults.assert_all_fired();
        desk.log_in(ADA, OTHER_PASSWORD).await.expect(200);
        desk.refresh(&refresh_token(&tokens)).await.expect(200);
        assert!(told(&desk, ADA, "was changed").await >= 1, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_password_that_could_not_be_stored_is_not_told_and_nothing_has_changed() {
    let desk = Desk::open().await;
    let tokens = desk.enrol(ADA, PASSWORD).await;
    desk.ask_for_reset(ADA).await.expect(202);
    let code = desk.code_of(ADA).await;
    for fault in [Fault::Failed, Fault::Conflict] {
        desk.shop.plan(Planned::on(fault, Service::DynamoDb, "TransactWriteItems").times(1_000));
        unavailable(&desk.reset(ADA, &code, OTHER_PASSWORD).await);
        unavailable(&desk.change_password(&access_token(&tokens), PASSWORD, OTHER_PASSWORD).await);
        desk.shop.faults.heal();
    }
    assert_eq!(told(&desk, ADA, "was changed").await, 0);
    desk.log_in(ADA, PASSWORD).await.expect(200);
    desk.refresh(&refresh_token(&tokens)).await.expect(200);
    desk.reset(ADA, &code, OTHER_PASSWORD).await.expect(204);
    assert_eq!(told(&desk, ADA, "was changed").await, 1);
}

#[tokio::test(start_paused = true)]
async fn without_the_queue_no_password_changes_unnoticed() {
    let desk = Desk::open().await;
    let tokens = desk.enrol(ADA, PASSWORD).await;
    desk.ask_for_reset(ADA).await.expect(202);
    let code = desk.code_of(ADA).await;
    goes_down(&desk, Service::Sqs);
    unavailable(&desk.reset(ADA, &code, OTHER_PASSWORD).await);
    unavailable(&desk.change_password(&access_token(&tokens), PASSWORD, OTHER_PASSWORD).await);
    let (known, unknown) = (desk.ask_for_reset(ADA).await, desk.ask_for_reset("nobody@example.com").await);
    unavailable(&known);
    assert_eq!(known, unknown);
    desk.shop.faults.heal();
    desk.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_move_survives_any_one_fault_at_either_step() {
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    let (asked, asking) = calls(&desk, desk.ask_for_move(&access, NEW, PASSWORD)).await;
    asked.expect(202);
    let code = desk.code_of(NEW).await;
    let (moved, moving) = calls(&desk, desk.move_account(&access, &code)).await;
    moved.expect(204);
    for (step, (fault, at)) in single_faults(asking).map(|it| (1, it)).chain(single_faults(moving).map(|it| (2, it))) {
        let desk = Desk::open().await;
        let tokens = desk.enrol(ADA, PASSWORD).await;
        let access = access_token(&tokens);
        let plan_at = |now: u8| {
            if now == step {
                plan(&desk, (fault, at));
            }
        };
        plan_at(1);
        desk.ask_for_move(&access, NEW, PASSWORD).await.expect(202);
        let code = desk.code_of(NEW).await;
        plan_at(2);
        desk.move_account(&access, &code).await.expect(204);
        desk.shop.faults.assert_all_fired();
        assert_eq!(desk.account()["email"], NEW, "{fault:?} {at}");
        desk.log_in(NEW, PASSWORD).await.expect(200);
        desk.refresh(&refresh_token(&tokens)).await.expect(200);
        for email in [ADA, NEW] {
            assert!(told(&desk, email, "has moved").await >= 1, "{fault:?} {at}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn closing_an_account_survives_any_one_fault_and_is_finished_by_a_repeat_after_a_lasting_one() {
    let order = |uid: &serde_json::Value| {
        json!({
            "buyer_id": uid, "id": format!("ord_{}", "a".repeat(26)), "fingerprint": "a".repeat(26), "state": "paid",
            "lines": [{ "product_id": "tea", "shard": 0, "quantity": 1, "unit_price_minor": 500 }],
            "currency": "USD", "total_minor": 500, "created_ms": 1, "expires_ms": 2,
            "address": { "name": "Ada", "line1": "1 Mill Lane", "city": "Leeds", "postal_code": "LS1", "country": "GB" },
        })
    };
    let desk = Desk::open().await;
    let access = access_token(&desk.enrol(ADA, PASSWORD).await);
    desk.shop.tables.put("orders", &order(&desk.account()["uid"]));
    let (closed, count) = calls(&desk, desk.close(&access, PASSWORD)).await;
    closed.expect(204);
    assert!(count > 8, "{count}");
    for fault in single_faults(count) {
        let desk = Desk::open().await;
        let access = access_token(&desk.enrol(ADA, PASSWORD).await);
        desk.shop.tables.put("orders", &order(&desk.account()["uid"]));
        plan(&desk, fault);
        desk.close(&access, PASSWORD).await.expect(204);
        desk.shop.faults.assert_all_fired();
        assert!(desk.rows("USER#").is_empty() && desk.rows("EMAIL#").is_empty(), "{fault:?}");
    }
    // The process ends at each call in turn, for good: whatever was done, the owner comes back and finishes it.
    for at in 0..count {
        let desk = Desk::open().await;
        let access = access_token(&desk.enrol(ADA, PASSWORD).await);
        desk.shop.tables.put("orders", &order(&desk.account()["uid"]));
        desk.shop.plan(Planned::next(Fault::Refused).after(at).times(1_000));
        unavailable(&desk.close(&access, PASSWORD).await);
        desk.shop.faults.heal();
        let access = access_token(&desk.log_in(ADA, PASSWORD).await.expect(200));
        desk.close(&access, PASSWORD).await.expect(204);
        assert!(desk.rows("USER#").is_empty() && desk.rows("EMAIL#").is_empty(), "{at}");
        assert!(!desk.shop.tables.rows("orders").iter().any(|row| row.to_string().contains("Mill Lane")), "{at}");
    }
}

#[tokio::test(start_paused = true)]
async fn sessions_are_listed_and_ended_through_any_one_fault() {
    for which in ["", "one"] {
        for fault in single_faults(if which.is_empty() { 3 } else { 1 }) {
            let desk = Desk::open().await;
            let tokens = desk.enrol(ADA, PASSWORD).await;
            let access = access_token(&tokens);
            let id = desk.sessions(&access).await[0]["id"].as_str().expect("an identifier").to_owned();
            plan(&desk, fault);
            let which = if which.is_empty() { String::new() } else { format!("/{id}") };
            desk.end_sessions(&access, &which).await.expect(204);
            desk.shop.faults.assert_all_fired();
            desk.refresh(&refresh_token(&tokens)).await.expect_problem(401, "session_ended");
        }
    }
}
