//! How soon a change shows.

use serde_json::json;
use tests::Service;

use crate::search_client::SearchClient;

#[tokio::test(start_paused = true)]
async fn what_sells_out_changes_or_goes_shows_within_five_seconds() {
    let mut client = SearchClient::selling(&["Black tea", "Green tea"]).await;
    let badge = async |client: &SearchClient, name: &str| {
        let answer = client.ask(&format!("q={name}")).await.expect(200);
        answer["products"][0]["availability"].clone()
    };
    assert_eq!(badge(&client, "green").await, "in");
    let begun = client.shop.clock.now();
    client.stock("green-tea", 0);
    client.put("black-tea", &json!({ "name": "Black tea", "state": "archived" }), 20);
    client.put("white-tea", &json!({ "name": "White tea" }), 3);
    client.project().await;
    // The queue's window.
    client.shop.wait_seconds(1);
    client.catch_up().await;
    assert_eq!((badge(&client, "green").await, badge(&client, "white").await), (json!("out"), json!("low")));
    assert_eq!(client.names("q=tea").await, ["White tea", "Green tea"]);
    let took = client.shop.clock.now().millis() - begun.millis();
    assert!(took < 5_000, "{took} ms");
}

#[tokio::test(start_paused = true)]
async fn an_order_of_what_there_is_plenty_of_asks_for_no_look() {
    let mut client = SearchClient::selling(&["Tea"]).await;
    let sent = client.shop.queue("search-changes").sent();
    for units in [19, 12, 6] {
        client.stock("tea", units);
    }
    client.project().await;
    assert_eq!(client.shop.queue("search-changes").sent(), sent);
    for units in [5, 4, 0, 6] {
        client.stock("tea", units);
    }
    client.project().await;
    assert_eq!(client.shop.queue("search-changes").sent(), sent + 4);
}

#[tokio::test(start_paused = true)]
async fn the_manifest_is_asked_for_at_most_once_in_two_seconds_and_only_when_somebody_asks() {
    let client = SearchClient::selling(&["Tea"]).await;
    client.ask("q=tea").await.expect(200);
    client.shop.journal.take();
    client.ask("q=tea").await.expect(200);
    client.ask("q=te").await.expect(200);
    assert_eq!(client.shop.journal.entries().len(), 0);
    client.shop.wait_seconds(600);
    assert_eq!(client.shop.journal.entries().len(), 0);
    client.ask("q=tea").await.expect(200);
    let asked: Vec<_> = client.shop.journal.take().into_iter().map(|call| (call.service, call.operation)).collect();
    assert_eq!(asked, [(Service::S3, "GetObject".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn messages_that_come_twice_late_or_out_of_order_do_no_harm() {
    let mut client = SearchClient::selling(&["Tea", "Cups"]).await;
    client.put("tea", &json!({ "name": "Assam" }), 20);
    client.project().await;
    let queue = client.shop.queue("search-changes");
    let batch = queue.hand_over().expect("a batch");
    client.put("tea", &json!({ "name": "Ceylon" }), 20);
    client.catch_up().await;
    for _ in 0..2 {
        client.index.invoke(batch.event.clone()).await.expect("a batch that is worked through");
    }
    client.shop.wait_seconds(2);
    let mut names = client.names("").await;
    names.sort();
    assert_eq!(names, ["Ceylon", "Cups"]);
}

#[tokio::test(start_paused = true)]
async fn a_catalogue_that_is_replaced_whole_is_found_whole() {
    let mut client = SearchClient::open().await;
    for at in 0..60 {
        client.sell(&format!("Old thing {at}"), 10);
    }
    client.catch_up().await;
    assert_eq!(client.ask("q=thing").await.expect(200)["total"], 60);
    for at in 0..60 {
        client.put(&format!("old-thing-{at}"), &json!({ "name": "gone", "state": "archived" }), 0);
        client.sell(&format!("New article {at}"), 10);
    }
    client.catch_up().await;
    assert_eq!(client.ask("q=thing").await.expect(200)["total"], 0);
    assert_eq!(client.ask("q=article").await.expect(200)["total"], 60);
    client.rebuild().await;
    assert_eq!(client.ask("").await.expect(200)["total"], 60);
}

#[tokio::test(start_paused = true)]
async fn many_small_changes_keep_the_index_small() {
    let mut client = SearchClient::open().await;
    for at in 0..70 {
        client.sell(&format!("Thing {}", at % 30), 10 + at);
        client.catch_up().await;
    }
    assert_eq!(client.ask("q=thing").await.expect(200)["total"], 30);
    client.shop.wait_seconds(3_600);
    client.rebuild().await;
    // The manifest, three copies of manifests, and the objects of those three.
    let keys = client.shop.buckets.keys();
    assert!(keys.len() <= 4 + 3 * 20, "{} objects", keys.len());
    assert_eq!(keys.iter().filter(|key| key.starts_with("manifests/")).count(), 3, "{keys:?}");
}
