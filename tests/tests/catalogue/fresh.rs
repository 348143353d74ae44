//! Lists from memory: while they are fresh nobody is asked, and nobody sees one that is older than a minute.

use serde_json::json;
use tests::{Answer, Call, Fault, Planned};

use crate::counter::{Counter, tea_but};

async fn list(counter: &Counter, query: &str) -> Answer {
    counter.list_with(Call::get("/v1/products").query(query)).await
}

/// The price of the first product on a page.
fn price(answer: &Answer) -> u64 {
    answer.expect(200)["products"][0]["price_minor"].as_u64().expect("a price")
}

#[tokio::test(start_paused = true)]
async fn a_page_is_read_once_a_minute_and_says_how_long_it_is_still_fresh() {
    let counter = Counter::with_tea(6).await;
    let first = list(&counter, "").await;
    assert_eq!((first.header("cache-control"), counter.calls().len()), (Some("public, max-age=60"), 1));
    counter.put("tea", &tea_but(&json!({ "price_minor": 1_400 }))).await.expect(200);
    counter.calls();
    // Writing took a moment, so not quite 43 seconds are left.
    counter.checkout.shop.wait_seconds(17);
    let kept = list(&counter, "").await;
    assert_eq!((kept.header("cache-control"), counter.calls().len()), (Some("public, max-age=42"), 0));
    assert_eq!((&kept.body, kept.header("etag")), (&first.body, first.header("etag")));
    counter.checkout.shop.wait_seconds(42);
    let kept = list(&counter, "").await;
    assert_eq!((price(&kept), kept.header("cache-control")), (price(&first), Some("public, max-age=0")));
    counter.checkout.shop.wait_seconds(1);
    let read = list(&counter, "").await;
    assert_eq!((price(&read), read.header("cache-control")), (1_400, Some("public, max-age=60")));
    assert_eq!(counter.calls(), ["Query"]);
}

#[tokio::test(start_paused = true)]
async fn who_has_the_page_is_told_so_without_a_read() {
    let counter = Counter::with_tea(6).await;
    let tag = list(&counter, "").await.header("etag").expect("a tag").to_owned();
    counter.calls();
    let answer = counter.list_with(Call::get("/v1/products").header("if-none-match", &tag)).await;
    assert_eq!((answer.status, answer.body.as_str(), counter.calls().len()), (304, "", 0));
}

#[tokio::test(start_paused = true)]
async fn a_reload_reads_anew_and_others_see_what_it_found() {
    let counter = Counter::with_tea(6).await;
    list(&counter, "").await;
    counter.put("tea", &tea_but(&json!({ "price_minor": 1_400 }))).await.expect(200);
    counter.calls();
    for (directives, calls) in [("max-age=60", 0), ("no-cache", 1), ("max-age=0, No-Cache", 1)] {
        counter.list_with(Call::get("/v1/products").header("cache-control", directives)).await.expect(200);
        assert_eq!(counter.calls().len(), calls, "{directives}");
    }
    assert_eq!((price(&list(&counter, "").await), counter.calls().len()), (1_400, 0));
}

#[tokio::test(start_paused = true)]
async fn each_page_is_kept_by_itself_and_the_oldest_makes_room() {
    let counter = Counter::with_tea(6).await;
    let queries = |range: std::ops::Range<u32>| range.map(|number| format!("category=Tea&limit={number}"));
    for query in queries(1..34) {
        list(&counter, &query).await.expect(200);
    }
    assert_eq!(counter.calls().len(), 33);
    for query in queries(2..34) {
        list(&counter, &query).await.expect(200);
    }
    // The same question in other words.
    list(&counter, "limit=33&sort=newest&category=Tea").await.expect(200);
    assert_eq!(counter.calls().len(), 0);
    list(&counter, "category=Tea&limit=1").await.expect(200);
    assert_eq!(counter.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_not_kept() {
    let counter = Counter::with_tea(6).await;
    counter.checkout.shop.plan(Planned::next(Fault::Refused).times(3));
    list(&counter, "").await.expect_problem(503, "unavailable");
    counter.checkout.shop.faults.assert_all_fired();
    list(&counter, "").await.expect(200);
}
