//! Looking at orders.

use tests::Checkout;

#[tokio::test(start_paused = true)]
async fn a_buyer_sees_their_own_orders_newest_first_page_by_page() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 50);
    let mut placed = Vec::new();
    for n in 0..5 {
        placed.push(checkout.placed("ada", &format!("order {n}"), "tea", 1).await);
        checkout.shop.wait_seconds(1);
    }
    checkout.placed("bob", "order 0", "tea", 1).await;
    placed.reverse();
    let (mut seen, mut query) = (Vec::new(), "limit=2".to_owned());
    loop {
        let page = checkout.list("ada", &query).await.expect(200);
        let orders = page["orders"].as_array().expect("orders");
        assert!(orders.len() <= 2);
        seen.extend(orders.iter().map(|order| order["id"].as_str().expect("an id").to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("limit=2&cursor={cursor}");
    }
    assert_eq!(seen, placed);
    assert_eq!(checkout.shop.journal.count("Query"), 3);
}

#[tokio::test(start_paused = true)]
async fn b55_a_cursor_of_somebody_elses_orders_is_refused() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 50);
    for n in 0..3 {
        checkout.placed("ada", &format!("order {n}"), "tea", 1).await;
    }
    let page = checkout.list("ada", "limit=1").await.expect(200);
    let cursor = page["next_cursor"].as_str().expect("a cursor");
    checkout.list("bob", &format!("cursor={cursor}")).await.expect_problem(400, "invalid_cursor");
    checkout.list("ada", "cursor=AAAA").await.expect_problem(400, "invalid_cursor");
    for query in ["limit=0", "limit=-1", "limit=1000000000", "limit=abc", "limit=1&limit=9", "state=paid"] {
        checkout.list("ada", query).await.expect_problem(400, "invalid_query");
    }
}

#[tokio::test(start_paused = true)]
async fn b76_another_buyers_order_is_no_order() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 1).await;
    checkout.get("ada", &order).await.expect(200);
    let theirs = checkout.get("bob", &order).await;
    theirs.expect_problem(404, "not_found");
    let before = checkout.shop.state();
    for nothing in ["ord_aaaaaaaaaaaaaaaaaaaaaaaaaa", "..%2f", "😀", &"x".repeat(500), "ord_"] {
        assert_eq!(checkout.get("bob", nothing).await, theirs, "{nothing}");
        assert_eq!(checkout.cancel("bob", nothing).await, theirs, "{nothing}");
        assert_eq!(checkout.pay("bob", nothing, "pm_card_visa").await, theirs, "{nothing}");
    }
    assert_eq!(checkout.cancel("bob", &order).await, theirs);
    assert_eq!(checkout.pay("bob", &order, "pm_card_visa").await, theirs);
    assert_eq!(checkout.shop.state(), before);
}
