//! Passwords: which are taken, how they are kept, and that they are one password however they are typed.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use app_context::AppContext;
use domain::kernel::Random;
use serde_json::{Value, json};
use tests::{Call, Registered, Shop, seeded};

use crate::accounts_client::{ADA, AccountsClient, PASSWORD};

/// Letters that follow no pattern.
fn patternless(length: usize) -> String {
    let letter = |i: usize| char::from(b'a' + u8::try_from(i * i * 7 % 23).expect("a letter"));
    (0..length).map(|i| if i % 5 == 4 { '-' } else { letter(i) }).collect()
}

async fn refused(accounts_client: &AccountsClient, password: &str, code: &str) {
    let before = accounts_client.shop.state();
    let problem = accounts_client.sign_up(ADA, password).await.expect_problem(422, "invalid_field");
    assert_eq!(problem["errors"][0]["pointer"], "/password");
    assert_eq!(problem["errors"][0]["code"], code, "{password}");
    // A letter or two stand in every sentence.
    assert!(password.len() < 10 || !problem.to_string().contains(password), "{problem}");
    assert_eq!(accounts_client.shop.state(), before);
    assert!(accounts_client.shop.journal.take().is_empty());
}

#[tokio::test(start_paused = true)]
async fn b28_b29_b30_a_password_has_15_to_256_characters() {
    let accounts_client = AccountsClient::open().await;
    for length in [0, 1, 14] {
        refused(&accounts_client, &patternless(length), "too_short").await;
    }
    refused(&accounts_client, &patternless(257), "too_long").await;
    refused(&accounts_client, &patternless(60_000), "too_long").await;
    for length in [15, 64, 256] {
        let email = format!("buyer{length}@example.com");
        accounts_client.enrol(&email, &patternless(length)).await;
        accounts_client.log_in(&email, &patternless(length)).await.expect(200);
        accounts_client.log_in(&email, &patternless(length - 1)).await.expect(401);
    }
}

#[tokio::test(start_paused = true)]
async fn b30_a_password_that_is_too_long_is_not_hashed() {
    let shop = Shop::open();
    let drawn = Arc::new(AtomicUsize::new(0));
    let (seeded, counter) = (seeded(1), Arc::clone(&drawn));
    let random = Random::new(move |bytes| {
        counter.fetch_add(1, SeqCst);
        bytes.copy_from_slice(&seeded.bytes::<64>()[..bytes.len()]);
    });
    let context = AppContext { random, ..shop.world_of("sign-up") };
    let function = Registered::named("sign-up").start(context).await.expect("a function that starts");
    let sign_up = |password: &str| Call::post("/v1/signup").json(&json!({ "email": ADA, "password": password }));
    shop.call(&function, sign_up(&patternless(257))).await.expect_problem(422, "invalid_field");
    shop.call(&function, sign_up(&"x".repeat(60_000))).await.expect_problem(422, "invalid_field");
    shop.call(&function, sign_up(&"x".repeat(1 << 20))).await.expect_problem(413, "body_too_large");
    assert_eq!(drawn.load(SeqCst), 0, "without a salt there is no hash");
    shop.call(&function, sign_up(PASSWORD)).await.expect(202);
    assert!(drawn.load(SeqCst) > 0);
}

#[tokio::test(start_paused = true)]
async fn b31_b32_b33_a_password_that_is_tried_first_is_refused() {
    let accounts_client = AccountsClient::open().await;
    for password in ["password1234567", "Password1234567", "passwordpassword", "qwertyuiopasdfgh", "123456789012345"] {
        refused(&accounts_client, password, "too_common").await;
    }
    refused(&accounts_client, "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏ", "too_common").await;
    for password in [ADA, "ADA@example.com", "Ada@Example.COM"] {
        refused(&accounts_client, password, "is_email").await;
    }
    refused(&accounts_client, &" ".repeat(15), "blank").await;
    refused(&accounts_client, &"\u{a0}".repeat(20), "blank").await;
}

#[tokio::test(start_paused = true)]
async fn b37_a_password_that_is_no_text_is_refused() {
    let accounts_client = AccountsClient::open().await;
    for password in [Value::Null, json!(7), json!(true), json!([PASSWORD]), json!({ "$ne": "" })] {
        let answer = accounts_client.sign_up_with(&json!({ "email": ADA, "password": password })).await;
        answer.expect_problem(400, "malformed_body");
    }
    let problem = accounts_client.sign_up_with(&json!({ "email": ADA })).await.expect_problem(422, "invalid_field");
    assert_eq!(problem["errors"][0]["pointer"], "/password");
    assert!(accounts_client.rows("").is_empty());
}

#[tokio::test(start_paused = true)]
async fn b34_both_ways_of_typing_a_letter_log_in() {
    let accounts_client = AccountsClient::open().await;
    let (composed, decomposed) = ("cr\u{e8}me br\u{fb}l\u{e9}e? 🍮", "cre\u{300}me bru\u{302}le\u{301}e? 🍮");
    accounts_client.enrol(ADA, composed).await;
    accounts_client.log_in(ADA, composed).await.expect(200);
    accounts_client.log_in(ADA, decomposed).await.expect(200);
    accounts_client.log_in(ADA, "creme brulee? 🍮").await.expect(401);
    accounts_client.enrol("bob@example.com", decomposed).await;
    accounts_client.log_in("bob@example.com", composed).await.expect(200);
    let emoji = "🙂🍞🫖🥚🧈🍓🍯🥛🧀🍎🍐🍊🍋🍌🍉";
    accounts_client.enrol("eve@example.com", emoji).await;
    accounts_client.log_in("eve@example.com", emoji).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_password_is_taken_as_it_is_spaces_and_case_included() {
    let accounts_client = AccountsClient::open().await;
    accounts_client.enrol(ADA, " seven Herons over the weir ").await;
    accounts_client.log_in(ADA, " seven Herons over the weir ").await.expect(200);
    for other in ["seven Herons over the weir", " seven herons over the weir ", " seven Herons over the weir"] {
        accounts_client.log_in(ADA, other).await.expect_problem(401, "invalid_credentials");
    }
}

#[tokio::test(start_paused = true)]
async fn the_shop_keeps_a_password_as_owasp_asks() {
    let shop = Shop::open();
    let function = shop.start_at_full_cost("sign-up").await;
    let body = json!({ "email": ADA, "password": PASSWORD });
    shop.call(&function, Call::post("/v1/signup").json(&body)).await.expect(202);
    let rows = shop.tables.rows("accounts");
    let hash = rows.iter().find_map(|row| row["password_hash"].as_str()).expect("a hash");
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert!(!shop.state().to_string().contains(PASSWORD));
}
