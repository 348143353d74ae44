//! Signing up: which addresses are taken, and what a stranger learns about the ones that are known.

use serde_json::json;
use tests::{Answer, Service};

use crate::desk::{ADA, Desk, OTHER_PASSWORD, PASSWORD, without_its_name};

/// A sign-up with this address, refused without a trace.
async fn refused(desk: &Desk, email: &str) {
    let before = desk.shop.state();
    let problem = desk.sign_up(email, PASSWORD).await.expect_problem(422, "invalid_field");
    assert_eq!(problem["errors"][0]["pointer"], "/email", "{email:?}");
    assert_eq!(desk.shop.state(), before, "{email:?}");
    assert!(desk.shop.journal.take().is_empty(), "{email:?}");
}

/// An address of this many characters, as long in every part as it may be.
fn address_of(length: usize) -> String {
    let domain = format!("{0}.{0}.{1}.com", "b".repeat(61), "b".repeat(length - 193));
    format!("{}@{domain}", "a".repeat(64))
}

/// The services asked, for what and about which tables, for one sign-up.
async fn calls_of(desk: &Desk, email: &str, password: &str) -> (Answer, Vec<(Service, String, Vec<String>)>) {
    desk.shop.journal.take();
    let answer = desk.sign_up(email, password).await;
    let calls = desk.shop.journal.take();
    (without_its_name(&answer), calls.into_iter().map(|call| (call.service, call.operation, call.tables)).collect())
}

#[tokio::test(start_paused = true)]
async fn b21_b23_what_is_not_one_plain_address_is_refused() {
    let desk = Desk::open().await;
    for email in ["", " ", "a@b", "ada", "@example.com", "ada@", "a@@example.com", "a@b@example.com", "a b@example.com"]
    {
        refused(&desk, email).await;
    }
    for email in ["ada@example .com", "Ada <ada@example.com>", "a@[127.0.0.1]", "a@example.com,b@example.com", "😀@😀"]
    {
        refused(&desk, email).await;
    }
    for body in [json!({ "password": PASSWORD }), json!({})] {
        let problem = desk.sign_up_with(&body).await.expect_problem(422, "invalid_field");
        assert_eq!(problem["errors"][0]["code"], "required");
    }
}

#[tokio::test(start_paused = true)]
async fn b22_an_address_has_at_most_254_characters() {
    let desk = Desk::open().await;
    assert_eq!((address_of(254).len(), address_of(255).len()), (254, 255));
    refused(&desk, &address_of(255)).await;
    refused(&desk, &format!("{}@example.com", "a".repeat(60_000))).await;
    desk.enrol(&address_of(254), PASSWORD).await;
}

#[tokio::test(start_paused = true)]
async fn b24_an_address_cannot_carry_headers_into_a_mail() {
    let desk = Desk::open().await;
    for email in
        ["ada@example.com\r\nBcc: eve@example.com", "ada@example.com\nBcc: eve@example.com", "a\tb@example.com"]
    {
        refused(&desk, email).await;
    }
    refused(&desk, "Bcc: eve@example.com").await;
    assert!(desk.mails_to("eve@example.com").await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_sign_up_mails_a_code_that_opens_the_account() {
    let desk = Desk::open().await;
    let answer = desk.sign_up(ADA, PASSWORD).await;
    assert_eq!(without_its_name(&answer).json(), json!({ "status": "verification_sent", "sign_up_id": "sup_" }));
    let code = desk.code_of(ADA).await;
    let mails = desk.mails_to(ADA).await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.contains(&code) && mails[0].html.contains(&code));
    let tokens = desk.verify(ADA, &code).await.expect(200);
    assert!(desk.serves(&crate::desk::access_token(&tokens)).await);
    desk.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b25_i11_case_and_outer_spaces_do_not_make_another_account() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    let kept = desk.account();
    let first = without_its_name(&desk.sign_up(ADA, OTHER_PASSWORD).await);
    for email in ["Ada@Example.com", "ADA@EXAMPLE.COM", "  ada@example.com ", " aDa@example.COM"] {
        assert_eq!(without_its_name(&desk.sign_up(email, OTHER_PASSWORD).await), first, "{email}");
    }
    assert_eq!(desk.account(), kept);
    desk.log_in(" ADA@example.com", PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b27_a_stranger_cannot_tell_a_known_address_from_an_unknown_one() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    desk.sign_up("waiting@example.com", PASSWORD).await.expect(202);
    let unknown = calls_of(&desk, "new@example.com", OTHER_PASSWORD).await;
    let known = calls_of(&desk, ADA, OTHER_PASSWORD).await;
    let unverified = calls_of(&desk, "waiting@example.com", OTHER_PASSWORD).await;
    assert_eq!(known, unknown);
    assert_eq!(unverified, unknown);
}

#[tokio::test(start_paused = true)]
async fn b27_only_the_mailbox_learns_that_it_has_an_account() {
    let desk = Desk::open().await;
    desk.enrol(ADA, PASSWORD).await;
    let kept = desk.account();
    desk.sign_up(ADA, OTHER_PASSWORD).await.expect(202);
    let notice = desk.mails_to(ADA).await.pop().expect("a mail");
    assert!(notice.text.contains("has an account already"), "{notice:?}");
    assert!(!notice.text.chars().any(|c| c.is_ascii_digit()), "a notice carries no code: {notice:?}");
    assert_eq!(desk.account(), kept);
    desk.log_in(ADA, PASSWORD).await.expect(200);
    desk.log_in(ADA, OTHER_PASSWORD).await.expect_problem(401, "invalid_credentials");
}

#[tokio::test(start_paused = true)]
async fn no_message_and_no_key_tells_an_address_a_code_or_a_password() {
    let desk = Desk::open().await;
    desk.enrol("known@example.com", OTHER_PASSWORD).await;
    for email in [ADA, ADA, "known@example.com"] {
        desk.sign_up(email, PASSWORD).await.expect(202);
    }
    let code = desk.rows("SIGNUP#").iter().find_map(|row| row["code"].as_str().map(str::to_owned)).expect("a code");
    let messages = desk.shop.queue("notifications").messages();
    assert_eq!(messages.len(), 3);
    for message in messages {
        for secret in ["ada@", "known@", "example", "mill race", "argon2", &code] {
            assert!(!message.body.contains(secret), "{}", message.body);
        }
    }
    desk.log_in(ADA, "a wrong one, but a long one").await.expect(401);
    for row in desk.rows("") {
        let key = format!("{} {}", row["pk"], row["sk"]);
        assert!(!["ada@", "known@", "example", "203.0.113"].iter().any(|secret| key.contains(secret)), "{key}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_sign_up_that_nobody_verifies_does_not_stay() {
    let desk = Desk::open().await;
    desk.sign_up(ADA, PASSWORD).await.expect(202);
    let ttl = desk.waiting()["ttl"].as_i64().expect("an end");
    let hours = (ttl - desk.shop.clock.now().seconds()) / 3_600;
    assert!((23..=24).contains(&hours), "{hours}");
    assert!(desk.rows("EMAIL#").is_empty(), "an account begins when its address is proven");
    let code = desk.code_of(ADA).await;
    desk.verify(ADA, &code).await.expect(200);
    let account = desk.account();
    assert!(["ttl", "code", "code_expires_ms", "code_tries"].iter().all(|name| account.get(*name).is_none()));
    assert!(desk.rows("SIGNUP#").is_empty());
}

#[tokio::test(start_paused = true)]
async fn many_sign_ups_from_one_network_or_with_one_address_have_to_wait_before_any_hash() {
    let desk = Desk::open().await;
    for _ in 0..10 {
        desk.sign_up(ADA, PASSWORD).await.expect(202);
    }
    desk.enrol("known@example.com", PASSWORD).await;
    let before = backroom::planted::hashes();
    let refused = desk.sign_up(" ADA@example.com", PASSWORD).await;
    refused.expect_problem(429, "too_many_attempts");
    let wait: u64 = refused.header("retry-after").and_then(|seconds| seconds.parse().ok()).expect("seconds");
    assert_eq!(backroom::planted::hashes(), before);
    for n in 0..88 {
        desk.sign_up(&format!("buyer{n}@example.com"), PASSWORD).await.expect(202);
    }
    for email in ["one.more@example.com", "known@example.com"] {
        desk.sign_up(email, PASSWORD).await.expect_problem(429, "too_many_attempts");
    }
    desk.shop.wait_seconds(wait);
    desk.sign_up(ADA, PASSWORD).await.expect(202);
}
