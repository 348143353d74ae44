//! What a paid order counts for, however it is told of.

use serde_json::json;
use tests::{Fault, Planned};

use crate::Recommending;

#[tokio::test(start_paused = true)]
async fn an_order_counts_when_it_is_paid_and_not_before() {
    let mut shop = Recommending::open(&["tea", "cup"]).await;
    shop.checkout.placed("ada", "one", "tea", 1).await;
    shop.stream.catch_up(&shop.checkout.shop).await;
    assert!(shop.rows("").is_empty());
    let order = shop.paid("ada", "two", &["tea", "cup"]).await;
    shop.stream.catch_up(&shop.checkout.shop).await;
    let history = shop.history("ada");
    assert_eq!((&history["baskets"], &history["counted"]), (&json!(1), &json!([order])));
    let log = shop.rows("LOG#");
    assert_eq!((log.len(), &log[0]["sk"], &log[0]["products"]), (1, &json!(order), &json!("cup tea")));
}

#[tokio::test(start_paused = true)]
async fn changes_that_come_twice_late_or_out_of_order_count_once() {
    let mut shop = Recommending::open(&["tea", "cup", "milk"]).await;
    for (key, products) in [("one", &["tea"][..]), ("two", &["cup", "tea"]), ("three", &["milk"])] {
        shop.paid("ada", key, products).await;
    }
    let mut records = shop.stream.take(&shop.checkout.shop);
    assert!(shop.stream.deliver(&records).await.is_empty());
    let (history, log) = (shop.history("ada"), shop.rows("LOG#"));
    assert_eq!((&history["baskets"], log.len()), (&json!(3), 3));
    records.reverse();
    for _ in 0..2 {
        assert!(shop.stream.deliver(&records).await.is_empty());
        assert_eq!((shop.history("ada"), shop.rows("LOG#")), (history.clone(), log.clone()));
    }
    let other = Recommending::open(&["tea", "cup", "milk"]).await;
    assert!(other.stream.deliver(&records).await.is_empty(), "stock of another shop, the same SKUs");
    let backwards = other.history("ada");
    assert_eq!(backwards["baskets"], 3);
    let products = |row: &serde_json::Value| {
        let text = row["products"].as_str().expect("products").to_owned();
        let mut names: Vec<String> =
            text.split(' ').map(|it| it.split(':').next().expect("a name").to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(products(&backwards), products(&history));
}

/// Whatever call the worker is stopped at, and however often: when it is delivered again, the order counts once.
#[tokio::test(start_paused = true)]
async fn a_worker_that_is_killed_at_any_call_leaves_an_order_that_counts_once() {
    let calls = {
        let mut shop = Recommending::open(&["tea"]).await;
        shop.paid("ada", "one", &["tea"]).await;
        shop.checkout.shop.journal.take();
        shop.stream.catch_up(&shop.checkout.shop).await;
        shop.checkout.shop.journal.take().len()
    };
    assert!(calls >= 4, "the desk, the products, the history and the log: {calls}");
    for place in 0..calls {
        for fault in [Fault::CrashBefore, Fault::CrashAfter, Fault::AnswerLost, Fault::Failed] {
            let mut shop = Recommending::open(&["tea"]).await;
            shop.paid("ada", "one", &["tea"]).await;
            let records = shop.stream.take(&shop.checkout.shop);
            shop.checkout.shop.plan(Planned::next(fault).after(place));
            for _ in 0..3 {
                shop.stream.deliver(&records).await;
            }
            assert_eq!(shop.history("ada")["baskets"], 1, "{fault:?} at call {place}");
            assert_eq!(shop.rows("LOG#").len(), 1, "{fault:?} at call {place}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn two_workers_at_one_buyer_lose_nothing() {
    let mut shop = Recommending::open(&["tea", "cup"]).await;
    for number in 0..8 {
        shop.paid("ada", &format!("order {number}"), &[if number % 2 == 0 { "tea" } else { "cup" }]).await;
    }
    let records = shop.stream.take(&shop.checkout.shop);
    let (one, other) = records.split_at(records.len() / 2);
    let (a, b) = futures::join!(shop.stream.deliver(one), shop.stream.deliver(other));
    if !a.is_empty() || !b.is_empty() {
        assert!(shop.stream.deliver(&records).await.is_empty());
    }
    let history = shop.history("ada");
    assert_eq!((&history["baskets"], history["counted"].as_array().map(Vec::len)), (&json!(8), Some(8)));
}

#[tokio::test(start_paused = true)]
async fn the_log_names_nobody() {
    let mut shop = Recommending::open(&["tea"]).await;
    shop.paid("ada", "one", &["tea"]).await;
    shop.stream.catch_up(&shop.checkout.shop).await;
    let buyer = shop.checkout.shop.buyer_id("ada").to_string();
    assert!(shop.rows("LOG#").iter().all(|row| !row.to_string().contains(&buyer)));
    assert!(shop.rows("LOG#").iter().all(|row| row["ttl"].is_u64()), "and it goes");
}
