//! Passwords: which are taken, how they are kept, and that they are one password however they are typed.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use backroom::world::{Random, World};
use serde_json::{Value, json};
use tests::{Call, Registered, Shop, seeded};

use crate::desk::{ADA, Desk, PASSWORD};

/// Letters that follow no pattern.
fn patternless(length: usize) -> String {
    let letter = |i: usize| char::from(b'a' + u8::try_from(i * i * 7 % 23).expect("a letter"));
    (0..length).map(|i| if i % 5 == 4 { '-' } else { letter(i) }).collect()
}

async fn refused(desk: &Desk, password: &str, code: &str) {
    let before = desk.shop.state();
    let problem = desk.sign_up(ADA, password).await.expect_problem(422, "invalid_field");
    assert_eq!(problem["errors"][0]["pointer"], "/password");
    assert_eq!(problem["errors"][0]["code"], code, "{password}");
    // A letter or two stand in every sentence.
    assert!(password.len() < 10 || !problem.to_string().contains(password), "{problem}");
    assert_eq!(desk.shop.state(), before);
    assert!(desk.shop.journal.take().is_empty());
}

#[tokio::test(start_paused = true)]
async fn b28_b29_b30_a_password_has_15_to_256_characters() {
    let desk = Desk::open().await;
    for length in [0, 1, 14] {
        refused(&desk, &patternless(length), "too_short").await;
    }
    refused(&desk, &patternless(257), "too_long").await;
    refused(&desk, &patternless(60_000), "too_long").await;
    for length in [15, 64, 256] {
        let email = format!("buyer{length}@example.com");
        desk.enrol(&email, &patternless(length)).await;
        desk.log_in(&email, &patternless(length)).await.expect(200);
        desk.log_in(&email, &patternless(length - 1)).await.expect(401);
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
    let world = World { random, ..shop.world_of("sign-up") };
    let function = Registered::named("sign-up").start(world).await.expect("a function that starts");
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
    let desk = Desk::open().await;
    for password in ["password1234567", "Password1234567", "passwordpassword", "qwertyuiopasdfgh", "123456789012345"] {
        refused(&desk, password, "too_common").await;
    }
    refused(&desk, "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏ", "too_common").await;
    for password in [ADA, "ADA@example.com", "Ada@Example.COM"] {
        refused(&desk, password, "is_email").await;
    }
    refused(&desk, &" ".repeat(15), "blank").await;
    refused(&desk, &"\u{a0}".repeat(20), "blank").await;
}

#[tokio::test(start_paused = true)]
async fn b37_a_password_that_is_no_text_is_refused() {
    let desk = Desk::open().await;
    for password in [Value::Null, json!(7), json!(true), json!([PASSWORD]), json!({ "$ne": "" })] {
        let answer = desk.sign_up_with(&json!({ "email": ADA, "password": password })).await;
        answer.expect_problem(400, "malformed_body");
    }
    let problem = desk.sign_up_with(&json!({ "email": ADA })).await.expect_problem(422, "invalid_field");
    assert_eq!(problem["errors"][0]["pointer"], "/password");
    assert!(desk.rows("").is_empty());
}

#[tokio::test(start_paused = true)]
async fn b34_both_ways_of_typing_a_letter_log_in() {
    let desk = Desk::open().await;
    let (composed, decomposed) = ("cr\u{e8}me br\u{fb}l\u{e9}e? 🍮", "cre\u{300}me bru\u{302}le\u{301}e? 🍮");
    desk.enrol(ADA, composed).await;
    desk.log_in(ADA, composed).await.expect(200);
    desk.log_in(ADA, decomposed).await.expect(200);
    desk.log_in(ADA, "creme brulee? 🍮").await.expect(401);
    desk.enrol("bob@example.com", decomposed).await;
    desk.log_in("bob@example.com", composed).await.expect(200);
    let emoji = "🙂🍞🫖🥚🧈🍓🍯🥛🧀🍎🍐🍊🍋🍌🍉";
    desk.enrol("eve@example.com", emoji).await;
    desk.log_in("eve@example.com", emoji).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_password_is_taken_as_it_is_spaces_and_case_included() {
    let desk = Desk::open().await;
    desk.enrol(ADA, " seven Herons over the weir ").await;
    desk.log_in(ADA, " seven Herons over the weir ").await.expect(200);
    for other in ["seven Herons over the weir", " seven herons over the weir ", " seven Herons over the weir"] {
        desk.log_in(ADA, other).await.expect_problem(401, "invalid_credentials");
    }
}

#[tokio::test(start_paused = true)]
async fn the_shop_keeps_a_password_as_owasp_asks() {
    let shop = Shop::open();
    let function = shop.start("sign-up").await;
    let body = json!({ "email": ADA, "password": PASSWORD });
    shop.call(&function, Call::post("/v1/signup").json(&body)).await.expect(202);
    let rows = shop.tables.rows("accounts");
    let hash = rows.iter().find_map(|row| row["password_hash"].as_str()).expect("a hash");
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert!(!shop.state().to_string().contains(PASSWORD));
}
