//! Lists from memory: while they are fresh nobody is asked, and nobody sees one that is older than a minute.

use serde_json::json;
use tests::{Answer, Call, Fault, Planned, Service};

use crate::catalogue_client::{CatalogueClient, tea_but};

async fn list(catalogue_client: &CatalogueClient, query: &str) -> Answer {
    catalogue_client.list_with(Call::get("/v1/products").query(query)).await
}

/// The price of the first product on a page.
fn price(answer: &Answer) -> u64 {
    answer.expect(200)["products"][0]["prices"][0]["from_minor"].as_u64().expect("a price")
}

#[tokio::test(start_paused = true)]
async fn a_page_is_read_once_a_minute_and_says_how_long_it_is_still_fresh() {
    let catalogue_client = CatalogueClient::with_tea(6).await;
    let first = list(&catalogue_client, "").await;
    assert_eq!((first.header("cache-control"), catalogue_client.calls().len()), (Some("public, max-age=60"), 2));
    catalogue_client.put("tea", &tea_but(&json!({ "price_minor": 1_400 }))).await.expect(200);
    catalogue_client.calls();
    // Writing took a moment, so not quite 43 seconds are left.
    catalogue_client.checkout.shop.wait_seconds(17);
    let kept = list(&catalogue_client, "").await;
    assert_eq!((kept.header("cache-control"), catalogue_client.calls().len()), (Some("public, max-age=42"), 0));
    assert_eq!((&kept.body, kept.header("etag")), (&first.body, first.header("etag")));
    catalogue_client.checkout.shop.wait_seconds(42);
    let kept = list(&catalogue_client, "").await;
    assert_eq!((price(&kept), kept.header("cache-control")), (price(&first), Some("public, max-age=0")));
    catalogue_client.checkout.shop.wait_seconds(1);
    let read = list(&catalogue_client, "").await;
    assert_eq!((price(&read), read.header("cache-control")), (1_400, Some("public, max-age=60")));
    assert_eq!(catalogue_client.calls(), ["Query", "BatchGetItem"]);
}

#[tokio::test(start_paused = true)]
async fn who_has_the_page_is_told_so_without_a_read() {
    let catalogue_client = CatalogueClient::with_tea(6).await;
    let tag = list(&catalogue_client, "").await.header("etag").expect("a tag").to_owned();
    catalogue_client.calls();
    let answer = catalogue_client.list_with(Call::get("/v1/products").header("if-none-match", &tag)).await;
    assert_eq!((answer.status, answer.body.as_str(), catalogue_client.calls().len()), (304, "", 0));
}

#[tokio::test(start_paused = true)]
async fn a_reload_reads_anew_and_others_see_what_it_found() {
    let catalogue_client = CatalogueClient::with_tea(6).await;
    list(&catalogue_client, "").await;
    catalogue_client.put("tea", &tea_but(&json!({ "price_minor": 1_400 }))).await.expect(200);
    catalogue_client.calls();
    for (directives, calls) in [("max-age=60", 0), ("no-cache", 2), ("max-age=0, No-Cache", 2)] {
        catalogue_client.list_with(Call::get("/v1/products").header("cache-control", directives)).await.expect(200);
        assert_eq!(catalogue_client.calls().len(), calls, "{directives}");
    }
    assert_eq!((price(&list(&catalogue_client, "").await), catalogue_client.calls().len()), (1_400, 0));
}

#[tokio::test(start_paused = true)]
async fn each_page_is_kept_by_itself_and_the_oldest_makes_room() {
    let catalogue_client = CatalogueClient::with_tea(6).await;
    let queries = |range: std::ops::Range<u32>| range.map(|number| format!("category=Tea&limit={number}"));
    for query in queries(1..34) {
        list(&catalogue_client, &query).await.expect(200);
    }
    assert_eq!(catalogue_client.calls().len(), 66);
    for query in queries(2..34) {
        list(&catalogue_client, &query).await.expect(200);
    }
    // The same question in other words.
    list(&catalogue_client, "limit=33&sort=newest&category=TEA").await.expect(200);
    assert_eq!(catalogue_client.calls().len(), 0);
    list(&catalogue_client, "category=Tea&limit=1").await.expect(200);
    assert_eq!(catalogue_client.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_not_kept() {
    let catalogue_client = CatalogueClient::with_tea(6).await;
    for call in ["Query", "BatchGetItem"] {
        catalogue_client.checkout.shop.plan(Planned::on(Fault::Refused, Service::DynamoDb, call).times(3));
        list(&catalogue_client, "").await.expect_problem(503, "unavailable");
        catalogue_client.checkout.shop.faults.assert_all_fired();
    }
    list(&catalogue_client, "").await.expect(200);
}
