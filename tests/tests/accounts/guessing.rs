//! Guessing passwords: how many attempts an account and a network have.

use serde_json::json;
use tests::{Answer, Call, Shop};

use crate::accounts_client::{ADA, AccountsClient, OTHER_PASSWORD, PASSWORD};

/// Wrong passwords until the account has no attempt left.
async fn use_up(accounts_client: &AccountsClient, email: &str) {
    for _ in 0..10 {
        accounts_client.log_in(email, OTHER_PASSWORD).await.expect_problem(401, "invalid_credentials");
    }
}

/// The seconds after which an attempt makes sense again.
#[track_caller]
fn told_to_wait(answer: &Answer) -> u64 {
    answer.expect_problem(429, "too_many_attempts");
    answer.header("retry-after").and_then(|seconds| seconds.parse().ok()).expect("seconds")
}

#[tokio::test(start_paused = true)]
async fn b40_the_eleventh_wrong_password_has_to_wait_and_so_has_the_right_one() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    use_up(&accounts_client, ADA).await;
    told_to_wait(&accounts_client.log_in(ADA, OTHER_PASSWORD).await);
    let wait = told_to_wait(&accounts_client.log_in(ADA, PASSWORD).await);
    assert!((1..=900).contains(&wait), "{wait}");
    accounts_client.shop.wait_seconds(wait);
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b40_an_unknown_account_has_as_many_attempts_and_the_same_answers() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    use_up(&accounts_client, ADA).await;
    use_up(&accounts_client, "nobody@example.com").await;
    let (known, unknown) = tokio::join!(
        accounts_client.log_in(ADA, OTHER_PASSWORD),
        accounts_client.log_in("nobody@example.com", OTHER_PASSWORD)
    );
    told_to_wait(&known);
    assert_eq!(known, unknown);
}

#[tokio::test(start_paused = true)]
async fn b40_a_day_has_fifty_attempts() {
    let accounts_client = AccountsClient::open().await;
    for _ in 0..4 {
        use_up(&accounts_client, ADA).await;
        accounts_client.shop.wait_seconds(900);
    }
    // The day ends at midnight UTC, four hours after the test begins.
    use_up(&accounts_client, ADA).await;
    accounts_client.shop.wait_seconds(900);
    let wait = told_to_wait(&accounts_client.log_in(ADA, OTHER_PASSWORD).await);
    assert!(wait > 900, "{wait}");
    accounts_client.shop.wait_seconds(wait);
    accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(401);
}

#[tokio::test(start_paused = true)]
async fn b39_case_and_spaces_do_not_evade_the_counter() {
    let accounts_client = AccountsClient::open().await;
    let ways = ["ada@example.com", "ADA@example.com", "Ada@Example.Com", " ada@example.com", "aDA@EXAMPLE.com  "];
    for email in ways.iter().chain(&ways) {
        accounts_client.log_in(email, OTHER_PASSWORD).await.expect(401);
    }
    for email in ways {
        told_to_wait(&accounts_client.log_in(email, OTHER_PASSWORD).await);
    }
}

#[tokio::test(start_paused = true)]
async fn b41_of_two_hundred_wrong_passwords_at_once_at_most_ten_are_looked_at() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    let addresses: Vec<String> = (0..200).map(|n| format!("198.51.100.{n}")).collect();
    let attempts = addresses.iter().map(|address| accounts_client.log_in_from(address, ADA, OTHER_PASSWORD));
    let answers = futures::future::join_all(attempts).await;
    let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
    let refused = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((looked_at, refused), (10, 190));
}

#[tokio::test(start_paused = true)]
async fn b42_one_password_on_many_accounts_from_one_address_has_to_wait() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    for n in 0..100 {
        accounts_client.log_in(&format!("buyer{n}@example.com"), OTHER_PASSWORD).await.expect(401);
    }
    told_to_wait(&accounts_client.log_in("buyer100@example.com", OTHER_PASSWORD).await);
    let wait = told_to_wait(&accounts_client.log_in(ADA, PASSWORD).await);
    accounts_client.log_in_from("198.51.100.1", ADA, PASSWORD).await.expect(200);
    accounts_client.log_in_from("198.51.100.1", "buyer101@example.com", OTHER_PASSWORD).await.expect(401);
    accounts_client.shop.wait_seconds(wait);
    accounts_client.log_in(ADA, PASSWORD).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn b42_one_subscribers_many_addresses_are_one_network() {
    let accounts_client = AccountsClient::open().await;
    let attempt = |n: u32, network: u32| {
        let address = format!("2001:db8:0:{network}::{n:x}");
        let accounts_client = &accounts_client;
        async move { accounts_client.log_in_from(&address, &format!("buyer{n}@example.com"), OTHER_PASSWORD).await }
    };
    for n in 0..100 {
        attempt(n, 7).await.expect(401);
    }
    told_to_wait(&attempt(100, 7).await);
    attempt(101, 8).await.expect(401);
}

#[tokio::test(start_paused = true)]
async fn a_right_password_gives_its_attempt_back() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    for _ in 0..9 {
        accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(401);
    }
    for _ in 0..12 {
        accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    }
    accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(401);
    told_to_wait(&accounts_client.log_in(ADA, PASSWORD).await);
}

#[tokio::test(start_paused = true)]
async fn however_many_right_passwords_come_from_one_address_none_has_to_wait() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, PASSWORD).await;
    for _ in 0..120 {
        accounts_client.log_in(ADA, PASSWORD).await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn counted_attempts_do_not_stay_for_ever() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.log_in(ADA, OTHER_PASSWORD).await.expect(401);
    let counters = accounts_client.rows("LIMIT#");
    assert_eq!(counters.len(), 2);
    let now = accounts_client.shop.clock.now().seconds();
    assert!(counters.iter().all(|row| row["ttl"].as_i64().is_some_and(|ttl| ttl > now && ttl <= now + 86_400)));
}

/// Behind a distribution, all callers come to the gateway from one address; what the distribution says of them counts if it
/// shows its secret, and from nobody else.
#[tokio::test(start_paused = true)]
async fn behind_a_content_network_one_caller_does_not_use_up_the_attempts_of_another() {
    let secret = "f3b0c44298fc1c14";
    let digest = data_encoding::HEXLOWER.encode(domain::kernel::Digest::sha256(secret.as_bytes()).bytes());
    let shop = Shop::deployed_with(1, &[("EdgeSecretDigest", &digest)]);
    let reset = shop.start("reset-password").await;
    let ask = async |n: u32, viewer: &str, shown: &str| {
        let call = Call::post("/v1/password-reset").json(&json!({ "email": format!("buyer{n}@example.com") }));
        let call = call.header("x-edge-secret", shown).header("cloudfront-viewer-address", viewer);
        shop.call(&reset, call).await
    };
    for n in 0..100 {
        ask(n, "198.51.100.10:46532", secret).await.expect(202);
    }
    ask(100, "198.51.100.10:1", secret).await.expect_problem(429, "too_many_attempts");
    ask(101, "192.0.2.77:46532", secret).await.expect(202);
    // Who does not know the secret is counted as the gateway sees them, whatever they claim.
    for n in 200..300 {
        ask(n, &format!("192.0.2.{n}:1"), "guessed").await.expect(202);
    }
    ask(300, "192.0.2.200:1", "guessed").await.expect_problem(429, "too_many_attempts");
    ask(301, "192.0.2.78:46532", secret).await.expect(202);
}
