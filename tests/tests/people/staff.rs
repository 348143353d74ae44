//! Who has which role, who gives it, and that there is always an owner.

use domain::accounts::Role;
use serde_json::json;
use tests::{Call, Fault, Planned, Service};

use crate::{People, nobody, staff_of};

const OWNERS: [(&str, &str); 2] = [("ada", "owner"), ("grace", "owner")];

#[tokio::test(start_paused = true)]
async fn an_owner_gives_a_role_changes_it_and_takes_it_away() {
    let people = People::open().await;
    let eve = people.id("eve");
    let given = people.give("ada", "eve@example.com", "support").await.expect(200);
    assert_eq!(given, json!({ "id": eve, "email": "eve@example.com", "role": "support" }));
    assert_eq!(people.staff().await, staff_of(&[("ada", "owner"), ("eve", "support"), ("grace", "owner")]));
    people.give("grace", &eve, "manager").await.expect(200);
    assert_eq!(people.staff().await, staff_of(&[("ada", "owner"), ("eve", "manager"), ("grace", "owner")]));
    people.revoke("ada", &eve).await.expect(204);
    people.revoke("ada", &eve).await.expect(204);
    assert_eq!(people.staff().await, staff_of(&OWNERS));
    assert_eq!(people.profile("eve")["role"], "buyer");
}

#[tokio::test(start_paused = true)]
async fn a_change_ends_the_accounts_sessions_and_a_repeat_changes_nothing() {
    let people = People::open().await;
    people.give("ada", "eve@example.com", "support").await.expect(200);
    assert_eq!(people.profile("eve")["session_epoch"], 1);
    let before = people.shop.state();
    people.give("ada", "eve@example.com", "support").await.expect(200);
    assert_eq!(people.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_role_is_for_an_account_that_exists_and_is_a_role_of_staff() {
    let people = People::open().await;
    let before = people.shop.state();
    for who in [nobody().as_str(), "nobody@example.com", "nobody"] {
        people.give("ada", who, "support").await.expect_problem(404, "not_found");
        people.revoke("ada", who).await.expect_problem(404, "not_found");
    }
    for role in ["buyer", "merchant", "king", ""] {
        let refused = people.give("ada", "eve@example.com", role).await.expect_problem(422, "invalid_field");
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!("/role"), &json!("role"))
        );
    }
    assert_eq!(people.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn the_last_owner_stays() {
    let people = People::open().await;
    people.revoke("ada", &people.id("grace")).await.expect(204);
    let before = people.shop.state();
    people.revoke("ada", &people.id("ada")).await.expect_problem(409, "last_owner");
    people.give("ada", "ada@example.com", "manager").await.expect_problem(409, "last_owner");
    assert_eq!(people.shop.state(), before);
    // With another owner, one may go by oneself.
    people.give("ada", "eve@example.com", "owner").await.expect(200);
    people.give("ada", "ada@example.com", "manager").await.expect(200);
    assert_eq!(people.staff().await, staff_of(&[("ada", "manager"), ("eve", "owner")]));
}

#[tokio::test(start_paused = true)]
async fn two_owners_who_revoke_each_other_at_once_leave_one() {
    let people = People::open().await;
    let (ada, grace) = (people.id("ada"), people.id("grace"));
    let (one, other) = futures::join!(people.revoke("ada", &grace), people.revoke("grace", &ada));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 204, "{one:?} {other:?}");
    assert!([401, 409].contains(&statuses[1]), "{one:?} {other:?}");
    let roles = ["ada", "grace"].map(|name| people.profile(name)["role"].clone());
    assert!(roles.contains(&json!("owner")) && roles.contains(&json!("buyer")), "{roles:?}");
}

#[tokio::test(start_paused = true)]
async fn an_owner_whose_role_was_taken_away_gives_none_with_the_token_that_is_left() {
    let people = People::open().await;
    let token = people.owner("grace");
    people.revoke("ada", &people.id("grace")).await.expect(204);
    let before = people.shop.state();
    let call = Call::put("/v1/merchant/staff/grace@example.com").bearer(&token).json(&json!({ "role": "owner" }));
    people.shop.call(&people.staff, call).await.expect_problem(401, "session_ended");
    assert_eq!(people.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_changes_the_role_once() {
    let people = People::open().await;
    people.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems"));
    people.give("ada", "eve@example.com", "support").await.expect(200);
    people.shop.faults.assert_all_fired();
    assert_eq!(people.profile("eve")["session_epoch"], 1);
    assert_eq!(people.log("").await["records"].as_array().map(Vec::len), Some(1));
}

#[tokio::test(start_paused = true)]
async fn a_merchant_from_before_there_were_roles_is_an_owner() {
    let people = People::open().await;
    people.seed("old", "merchant");
    people.give("old", "eve@example.com", "fulfilment").await.expect(200);
    // Listed among the owners from the next grant on.
    people.grant("old").await;
    let staff = people.staff().await;
    assert!(staff.contains(&("old@example.com".to_owned(), "owner".to_owned())), "{staff:?}");
    assert_eq!(people.profile("old")["role"], "owner");
}

#[tokio::test(start_paused = true)]
async fn only_owners_see_and_change_the_staff() {
    let people = People::open().await;
    for role in [Role::Buyer, Role::Manager, Role::Fulfilment, Role::Support] {
        let call = Call::get("/v1/merchant/staff").bearer(&people.shop.staff(role));
        let refused = people.shop.call(&people.staff, call).await.expect_problem(403, "forbidden");
        assert_eq!(refused["permission"], "staff.manage");
    }
}
