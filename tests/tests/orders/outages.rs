//! Placing an order while AWS fails.

use std::time::Duration;

use tests::{Checkout, Fault, Planned};

#[tokio::test(start_paused = true)]
async fn f02_the_answer_of_an_order_that_was_placed_as_the_function_died_is_given_to_the_repeat() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let wish = Checkout::wish(&[("tea", 1)]);
    checkout.shop.plan(Planned::next(Fault::CrashAfter));
    let died = tokio::time::timeout(Duration::from_secs(1), checkout.place("ada", "key", &wish)).await;
    assert!(died.is_err(), "whoever died answers nothing");
    let repeat = checkout.place("ada", "key", &wish).await;
    assert_eq!(repeat.expect(201)["state"], "pending");
    assert_eq!(repeat.header("idempotency-replayed"), Some("true"));
    assert_eq!(checkout.available("tea"), 4);
}

#[tokio::test(start_paused = true)]
async fn f04_an_order_whose_every_answer_was_lost_is_recognised_as_ours_by_the_next_request() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 1);
    let wish = Checkout::wish(&[("tea", 1)]);
    // As many as the SDK makes of one request; the next one carries another token.
    checkout.shop.plan(Planned::next(Fault::AnswerLost).times(3));
    checkout.place("ada", "key", &wish).await.expect_problem(503, "unavailable");
    checkout.shop.faults.assert_all_fired();
    checkout.place("ada", "key", &wish).await.expect(201);
    assert_eq!(checkout.available("tea"), 0);
    checkout.place("ada", "another key", &wish).await.expect_problem(409, "out_of_stock");
}

#[tokio::test(start_paused = true)]
async fn f05_a_repeat_after_more_than_ten_minutes_is_still_the_same_order() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let wish = Checkout::wish(&[("tea", 1)]);
    let first = checkout.place("ada", "key", &wish).await;
    first.expect(201);
    for seconds in [601, 86_400] {
        checkout.shop.wait_seconds(seconds);
        let again = checkout.place("ada", "key", &wish).await;
        assert_eq!((again.status, &again.body), (201, &first.body));
    }
    assert_eq!(checkout.available("tea"), 4);
}

#[tokio::test(start_paused = true)]
async fn f10_throttling_for_half_a_minute_is_answered_in_time_and_passes() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let wish = Checkout::wish(&[("tea", 1)]);
    checkout.shop.plan(Planned::next(Fault::Throttled).times(9));
    for _ in 0..3 {
        let began = tokio::time::Instant::now();
        let answer = checkout.place("ada", "key", &wish).await;
        answer.expect_problem(503, "unavailable");
        assert!(answer.header("retry-after").is_some());
        assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
        checkout.shop.wait_seconds(10);
    }
    checkout.shop.faults.assert_all_fired();
    checkout.place("ada", "key", &wish).await.expect(201);
    assert_eq!(checkout.available("tea"), 4);
}

#[tokio::test(start_paused = true)]
async fn f45_an_order_limit_that_was_never_deleted_does_not_count_for_later_orders() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 50);
    let wish = Checkout::wish(&[("tea", 1)]);
    for n in 0..10 {
        checkout.place("ada", &format!("key {n}"), &wish).await.expect(201);
    }
    checkout.place("ada", "one too many", &wish).await.expect_problem(429, "too_many_orders");
    // Nothing in this context deletes a row when its time is over.
    checkout.shop.wait_seconds(900);
    checkout.place("ada", "later", &wish).await.expect(201);
    assert_eq!(checkout.available("tea"), 39);
}

#[tokio::test(start_paused = true)]
async fn f50_a_connection_that_died_in_a_freeze_is_replaced() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    checkout.place("ada", "key 1", &Checkout::wish(&[("tea", 1)])).await.expect(201);
    checkout.shop.wait_seconds(3_600);
    checkout.shop.plan(Planned::next(Fault::Refused));
    checkout.place("ada", "key 2", &Checkout::wish(&[("tea", 1)])).await.expect(201);
    checkout.shop.faults.assert_all_fired();
    assert_eq!(checkout.available("tea"), 3);
}
