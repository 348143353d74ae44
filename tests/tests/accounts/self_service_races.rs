//! Two at once on one account, of whom one changes what the other relies on.

use std::time::Duration;

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, access_token, refresh_token};

const NEW: &str = "ada@mill.example";
const THIRD_PASSWORD: &str = "four kettles on one stove";

/// Starts `work` so many milliseconds later.
async fn after<T>(head_start_ms: u64, work: impl Future<Output = T>) -> T {
    tokio::time::sleep(Duration::from_millis(head_start_ms)).await;
    work.await
}

#[tokio::test(start_paused = true)]
async fn b52_a_log_in_with_the_old_password_beside_its_change_keeps_no_session() {
    let mut opened = 0;
    for head_start_ms in 0..24 {
        let accounts_client = AccountsClient::open().await;
        let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
        let change = after(head_start_ms, accounts_client.change_password(&access, PASSWORD, OTHER_PASSWORD));
        let thiefs = after(head_start_ms / 2, accounts_client.log_in(ADA, PASSWORD));
        let (changed, thiefs) = tokio::join!(change, thiefs);
        changed.expect(204);
        if thiefs.status == 200 {
            opened += 1;
            accounts_client.refresh(&refresh_token(&thiefs.json())).await.expect_problem(401, "session_ended");
        }
    }
    assert!(opened > 0, "the race was run");
}

#[tokio::test(start_paused = true)]
async fn b52_a_refresh_beside_a_reset_wins_minutes_and_no_session() {
    for head_start_ms in 0..16 {
        let accounts_client = AccountsClient::open().await;
        let token = refresh_token(&accounts_client.enrol(ADA, PASSWORD).await);
        accounts_client.create_password_reset(ADA).await.expect(202);
        let code = accounts_client.reset_token_of(ADA).await;
        let (reset, renewed) = tokio::join!(
            accounts_client.reset(&code, OTHER_PASSWORD),
            after(head_start_ms, accounts_client.refresh(&token))
        );
        reset.expect(200);
        let newest = if renewed.status == 200 { refresh_token(&renewed.json()) } else { token };
        accounts_client.refresh(&newest).await.expect_problem(401, "session_ended");
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_who_bring_one_reset_code_at_once_one_sets_the_password() {
    for head_start_ms in 0..16 {
        let accounts_client = AccountsClient::open().await;
        accounts_client.enrol(ADA, PASSWORD).await;
        accounts_client.create_password_reset(ADA).await.expect(202);
        let code = accounts_client.reset_token_of(ADA).await;
        let later = after(head_start_ms, accounts_client.reset(&code, THIRD_PASSWORD));
        let (one, other) = tokio::join!(accounts_client.reset(&code, OTHER_PASSWORD), later);
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert!([[200, 422], [200, 409]].contains(&statuses), "{one:?} {other:?}");
        let holds = if one.status == 200 { OTHER_PASSWORD } else { THIRD_PASSWORD };
        accounts_client.log_in(ADA, holds).await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_changes_of_password_at_once_one_holds_and_the_other_is_told() {
    for head_start_ms in 0..16 {
        let accounts_client = AccountsClient::open().await;
        let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
        let elsewhere = access_token(&accounts_client.log_in(ADA, PASSWORD).await.expect(200));
        let later = after(head_start_ms, accounts_client.change_password(&elsewhere, PASSWORD, THIRD_PASSWORD));
        let (one, other) = tokio::join!(accounts_client.change_password(&access, PASSWORD, OTHER_PASSWORD), later);
        let (holds, told) = if one.status == 204 { (OTHER_PASSWORD, other) } else { (THIRD_PASSWORD, one) };
        assert!([409, 403, 401].contains(&told.status), "{told:?}");
        accounts_client.log_in(ADA, holds).await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn i11_an_address_that_two_want_at_once_goes_to_one_of_them() {
    for head_start_ms in 0..16 {
        let accounts_client = AccountsClient::open().await;
        let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
        accounts_client.create_email_change(&access, NEW, PASSWORD).await.expect(202);
        let code = accounts_client.code_of(NEW).await;
        accounts_client.sign_up(NEW, OTHER_PASSWORD).await.expect(202);
        let sign_up = accounts_client.sign_up_of(NEW);
        let sign_ups = accounts_client.code_of_sign_up(&sign_up);
        let newcomer = after(head_start_ms, accounts_client.verify_sign_up(&sign_up, &sign_ups));
        let (moved, verified) = tokio::join!(accounts_client.apply_email_change(&access, &code), newcomer);
        match (moved.status, verified.status) {
            (204, 422) => assert_eq!(accounts_client.account()["email"], NEW),
            (422, 200) => {
                accounts_client.log_in(ADA, PASSWORD).await.expect(200).is_object().then_some(()).expect("tokens");
            }
            other => panic!("{other:?}"),
        }
        let accounts =
            accounts_client.rows("EMAIL#").into_iter().filter(|row| row["sk"] == "ACCOUNT" && row["email"] == NEW);
        assert_eq!(accounts.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_move_beside_a_new_password_loses_neither() {
    for head_start_ms in 0..16 {
        let accounts_client = AccountsClient::open().await;
        let access = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
        accounts_client.create_email_change(&access, NEW, PASSWORD).await.expect(202);
        let code = accounts_client.code_of(NEW).await;
        let change = after(head_start_ms, accounts_client.change_password(&access, PASSWORD, OTHER_PASSWORD));
        let (moved, changed) = tokio::join!(accounts_client.apply_email_change(&access, &code), change);
        let email = if moved.status == 204 { NEW } else { ADA };
        let password = if changed.status == 204 { OTHER_PASSWORD } else { PASSWORD };
        assert!(moved.status == 204 || changed.status == 204, "{moved:?} {changed:?}");
        assert!(
            [204, 409, 422, 401].contains(&moved.status) && [204, 409, 401].contains(&changed.status),
            "{moved:?} {changed:?}"
        );
        accounts_client.log_in(email, password).await.expect(200);
        accounts_client.account();
    }
}
