//! A damaged index is never served.

use tests::Function;

use crate::search_client::SearchClient;

/// A process that starts now.
async fn anew(client: &mut SearchClient) {
    client.search = client.shop.start("search-products").await;
}

#[tokio::test(start_paused = true)]
async fn a_shop_without_an_index_finds_nothing_and_says_so() {
    let mut client = SearchClient::open().await;
    let answer = client.ask("q=tea").await.expect(200);
    assert_eq!((answer["total"].clone(), answer["changed_at"].clone()), (0.into(), serde_json::Value::Null));
    client.sell("Tea", 10);
    client.catch_up().await;
    assert_eq!(client.names("q=tea").await, ["Tea"]);
    // The index was made from all products, although one was named.
    client.shop.buckets.tamper("manifest", |_| None);
    client.sell("Cups", 10);
    client.catch_up().await;
    anew(&mut client).await;
    assert_eq!(client.names("").await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_cut_off_or_changed_is_refused_by_new_processes_and_passed_over_by_old_ones() {
    for key in ["manifest", "objects/"] {
        for spoil in [cut as fn(&mut Vec<u8>), |bytes| flip(bytes), empty] {
            let mut client = SearchClient::selling(&["Tea", "Cups"]).await;
            client.ask("q=tea").await.expect(200);
            let keys = client.shop.buckets.keys();
            for key in keys.iter().filter(|known| known.starts_with(key) && !known.starts_with("manifests/")) {
                client.shop.buckets.tamper(key, |bytes| {
                    spoil(bytes);
                    Some(())
                });
            }
            client.shop.wait_seconds(10);
            assert_eq!(client.names("q=tea").await, ["Tea"], "the process that has an index serves it on");
            let serving = std::mem::replace(&mut client.search, client.shop.start("search-products").await);
            client.ask("q=tea").await.expect_problem(503, "search_unavailable");
            // A writer that has the index in memory does not look at its objects again; the next process does.
            client.index = client.shop.start("index-products").await;
            client.sell("Milk", 10);
            client.catch_up().await;
            assert_eq!(client.names("").await.len(), 3, "the next change makes it anew");
            client.search = serving;
            assert_eq!(client.names("").await.len(), 3);
        }
    }
}

fn cut(bytes: &mut Vec<u8>) {
    bytes.truncate(bytes.len() / 2);
}

fn flip(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
}

fn empty(bytes: &mut Vec<u8>) {
    bytes.clear();
}

#[tokio::test(start_paused = true)]
async fn an_index_of_other_code_older_or_newer_is_not_read() {
    for (from, to) in [("\"fingerprint\":\"", "\"fingerprint\":\"a"), ("\"sequence\":", "\"future\":1,\"sequence\":")] {
        let mut client = SearchClient::selling(&["Tea"]).await;
        client.ask("q=tea").await.expect(200);
        client.shop.buckets.tamper("manifest", |bytes| {
            let text = String::from_utf8(bytes.clone()).expect("a text");
            let json = text.split_once('\n').expect("two lines").1.replacen(from, to, 1);
            *bytes = format!("{}\n{json}", hex(&json)).into_bytes();
            Some(())
        });
        client.shop.wait_seconds(10);
        assert_eq!(client.names("q=tea").await, ["Tea"]);
        anew(&mut client).await;
        client.ask("q=tea").await.expect_problem(503, "search_unavailable");
        client.rebuild().await;
        assert_eq!(client.names("q=tea").await, ["Tea"]);
    }
}

fn hex(text: &str) -> String {
    data_encoding::HEXLOWER.encode(domain::kernel::Digest::sha256(text.as_bytes()).bytes())
}

#[tokio::test(start_paused = true)]
async fn a_message_that_nobody_can_read_ends_among_the_dead_letters_and_holds_nobody_up() {
    let mut client = SearchClient::selling(&["Tea"]).await;
    let queue = client.shop.queue("search-changes");
    for body in ["", "null", r#"{"product":"a b"}"#, r#"{"all":"x","product":"tea"}"#] {
        queue.send(body);
    }
    client.sell("Cups", 10);
    client.project().await;
    queue.work_off(&client.index).await;
    client.shop.wait_seconds(2);
    assert_eq!(queue.dead_letters().messages().len(), 4);
    assert_eq!(client.names("").await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_product_whose_row_is_damaged_is_left_out_and_the_others_come_in() {
    let mut client = SearchClient::selling(&["Tea"]).await;
    client.put("broken", &serde_json::json!({ "name": "Broken", "variants": "none" }), 10);
    client.sell("Cups", 10);
    client.catch_up().await;
    assert_eq!(client.names("").await.len(), 2);
    client.rebuild().await;
    assert_eq!(client.names("").await.len(), 2);
}

/// A worker, as the simulation of a crash leaves it: gone in the midst of a batch.
pub(crate) async fn dies(worker: &Function, event: serde_json::Value) {
    let _ = tokio::time::timeout(std::time::Duration::from_mins(1), worker.invoke(event)).await;
}
