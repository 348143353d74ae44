//! Signing up: which addresses are taken, and what a stranger learns about the ones that are known.

use serde_json::json;
use tests::{Answer, Service, count_hashes};

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD, without_its_name};

/// A sign-up with this address, refused without a trace.
async fn refused(accounts_client: &AccountsClient, email: &str) {
    let before = accounts_client.shop.state();
    let problem = accounts_client.sign_up(email, PASSWORD).await.expect_problem(422, "invalid_field");
    assert_eq!(problem["errors"][0]["pointer"], "/email", "{email:?}");
    assert_eq!(accounts_client.shop.state(), before, "{email:?}");
    assert!(accounts_client.shop.journal.take().is_empty(), "{email:?}");
}

/// An address of this many characters, as long in every part as it may be.
fn address_of(length: usize) -> String {
    let domain = format!("{0}.{0}.{1}.com", "b".repeat(61), "b".repeat(length - 193));
    format!("{}@{domain}", "a".repeat(64))
}

/// The services asked, for what and about which tables, for one sign-up.
async fn calls_of(
    accounts_client: &AccountsClient,
    email: &str,
    password: &str,
) -> (Answer, Vec<(Service, String, Vec<String>)>) {
    accounts_client.shop.journal.take();
    let answer = accounts_client.sign_up(email, password).await;
    let calls = accounts_client.shop.journal.take();
    (without_its_name(&answer), calls.into_iter().map(|call| (call.service, call.operation, call.tables)).collect())
}

#[tokio::test(start_paused = true)]
async fn b21_b23_what_is_not_one_plain_address_is_refused() {
    let accounts_client = AccountsClient::open().await;
    for email in ["", " ", "a@b", "ada", "@example.com", "ada@", "a@@example.com", "a@b@example.com", "a b@example.com"]
    {
        refused(&accounts_client, email).await;
    }
    for email in ["ada@example .com", "Ada <ada@example.com>", "a@[127.0.0.1]", "a@example.com,b@example.com", "😀@😀"]
    {
        refused(&accounts_client, email).await;
    }
    for body in [json!({ "password": PASSWORD }), json!({})] {
        let problem = accounts_client.sign_up_with(&body).await.expect_problem(422, "invalid_field");
        assert_eq!(problem["errors"][0]["code"], "required");
    }
}

#[tokio::test(start_paused = true)]
async fn b22_an_address_has_at_most_254_characters() {
    let accounts_client = AccountsClient::open().await;
    assert_eq!((address_of(254).len(), address_of(255).len()), (254, 255));
    refused(&accounts_client, &address_of(255)).await;
    refused(&accounts_client, &format!("{}@example.com", "a".repeat(60_000))).await;
    accounts_client.enrol(&address_of(254), PASSWORD).await;
}

#[tokio::test(start_paused = true)]
async fn b24_an_address_cannot_carry_headers_into_a_mail() {
    let accounts_client = AccountsClient::open().await;
    for email in
        ["ada@example.com\r\nBcc: eve@example.com", "ada@example.com\nBcc: eve@example.com", "a\tb@example.com"]
    {
        refused(&accounts_client, email).await;
    }
    refused(&accounts_client, "Bcc: eve@example.com").await;
    assert!(accounts_client.mails_to("eve@example.com").await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_sign_up_mails_a_code_that_opens_the_account() {
    let accounts_client = AccountsClient::open().await;
    let answer = accounts_client.sign_up(ADA, PASSWORD).await;
    assert_eq!(without_its_name(&answer).json(), json!({ "status": "verification_sent", "sign_up_id": "sup_" }));
    let code = accounts_client.code_of(ADA).await;
    let mails = accounts_client.mails_to(ADA).await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.contains(&code) && mails[0].html.contains(&code));
    let tokens = accounts_client.verify(ADA, &code).await.expect(200);
    assert!(accounts_client.serves(&crate::accounts_client::access_token(&tokens)).await);
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b25_i11_case_and_outer_spaces_do_not_make_another_account() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let kept = accounts_client.account();
    let first = without_its_name(&accounts_client.sign_up(ADA, OTHER_PASSWORD).await);
    for email in ["Ada@Example.com", "ADA@EXAMPLE.COM", "  ada@example.com ", " aDa@example.COM"] {
        assert_eq!(without_its_name(&accounts_client.sign_up(email, OTHER_PASSWORD).await), first, "{email}");
    }
    assert_eq!(accounts_client.account(), kept);
    accounts_client.log_in(" ADA@example.com", PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b27_a_stranger_cannot_tell_a_known_address_from_an_unknown_one() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    accounts_client.sign_up("waiting@example.com", PASSWORD).await.expect(202);
    let unknown = calls_of(&accounts_client, "new@example.com", OTHER_PASSWORD).await;
    let known = calls_of(&accounts_client, ADA, OTHER_PASSWORD).await;
    let unverified = calls_of(&accounts_client, "waiting@example.com", OTHER_PASSWORD).await;
    assert_eq!(known, unknown);
    assert_eq!(unverified, unknown);
}

#[tokio::test(start_paused = true)]
async fn b27_only_the_mailbox_learns_that_it_has_an_account() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let kept = accounts_client.account();
    accounts_client.sign_up(ADA, OTHER_PASSWORD).await.expect(202);
    let notice = accounts_client.mails_to(ADA).await.pop().expect("a mail");
    assert!(notice.text.contains("has an account already"), "{notice:?}");
    assert!(!notice.text.chars().any(|c| c.is_ascii_digit()), "a notice carries no code: {notice:?}");
    assert_eq!(accounts_client.account(), kept);
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect_problem(401, "invalid_credentials");
}

#[tokio::test(start_paused = true)]
async fn no_message_and_no_key_tells_an_address_a_code_or_a_password() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol("known@example.com", OTHER_PASSWORD).await;
    for email in [ADA, ADA, "known@example.com"] {
        accounts_client.sign_up(email, PASSWORD).await.expect(202);
    }
    let code =
        accounts_client.rows("SIGNUP#").iter().find_map(|row| row["code"].as_str().map(str::to_owned)).expect("a code");
    let messages = accounts_client.shop.queue("notifications").messages();
    assert_eq!(messages.len(), 3);
    for message in messages {
        for secret in ["ada@", "known@", "example", "mill race", "argon2", &code] {
            assert!(!message.body.contains(secret), "{}", message.body);
        }
    }
    accounts_client.log_in(ADA, "a wrong one, but a long one").await.expect(401);
    for row in accounts_client.rows("") {
        let key = format!("{} {}", row["pk"], row["sk"]);
        assert!(!["ada@", "known@", "example", "203.0.113"].iter().any(|secret| key.contains(secret)), "{key}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_sign_up_that_nobody_verifies_does_not_stay() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    let ttl = accounts_client.waiting()["ttl"].as_i64().expect("an end");
    let hours = (ttl - accounts_client.shop.clock.now().seconds()) / 3_600;
    assert!((23..=24).contains(&hours), "{hours}");
    assert!(accounts_client.rows("EMAIL#").is_empty(), "an account begins when its address is proven");
    let code = accounts_client.code_of(ADA).await;
    accounts_client.verify(ADA, &code).await.expect(200);
    let account = accounts_client.account();
    assert!(["ttl", "code", "code_expires_ms", "code_tries"].iter().all(|name| account.get(*name).is_none()));
    assert!(accounts_client.rows("SIGNUP#").is_empty());
}

#[tokio::test(start_paused = true)]
async fn many_sign_ups_from_one_network_or_with_one_address_have_to_wait_before_any_hash() {
    let accounts_client = AccountsClient::open().await;
    for _ in 0..10 {
        accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
    }
    accounts_client.enrol("known@example.com", PASSWORD).await;
    let (refused, hashes) = count_hashes(accounts_client.sign_up(" ADA@example.com", PASSWORD)).await;
    assert_eq!(hashes, 0);
    refused.expect_problem(429, "too_many_attempts");
    let wait: u64 = refused.header("retry-after").and_then(|seconds| seconds.parse().ok()).expect("seconds");
    for n in 0..88 {
        accounts_client.sign_up(&format!("buyer{n}@example.com"), PASSWORD).await.expect(202);
    }
    for email in ["one.more@example.com", "known@example.com"] {
        accounts_client.sign_up(email, PASSWORD).await.expect_problem(429, "too_many_attempts");
    }
    accounts_client.shop.wait_seconds(wait);
    accounts_client.sign_up(ADA, PASSWORD).await.expect(202);
}
