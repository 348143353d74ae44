//! The store is slow, gone or stale; workers die at any call, and two work at once.

use serde_json::json;
use tests::{Fault, Planned, Service};

use crate::{damage::dies, search_client::SearchClient};

/// Calls of one change, at most.
const CALLS: usize = 40;

#[tokio::test(start_paused = true)]
async fn while_the_store_does_not_answer_the_index_in_memory_does() {
    for fault in [Fault::Refused, Fault::Hang, Fault::Failed, Fault::Throttled] {
        let client = SearchClient::selling(&["Tea"]).await;
        client.ask("q=tea").await.expect(200);
        client.shop.wait_seconds(5);
        client.shop.plan(Planned::when(fault, |operation| operation.service == Service::S3).times(3));
        assert_eq!(client.names("q=tea").await, ["Tea"], "{fault:?}");
        client.shop.faults.heal();
        client.shop.wait_seconds(5);
        assert_eq!(client.names("q=tea").await, ["Tea"], "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_process_that_cannot_reach_the_store_says_so_and_recovers() {
    let mut client = SearchClient::selling(&["Tea"]).await;
    client.shop.plan(Planned::when(Fault::Refused, |operation| operation.service == Service::S3).times(6));
    client.search = client.shop.start("search-products").await;
    client.ask("q=tea").await.expect_problem(503, "search_unavailable");
    client.shop.faults.heal();
    assert_eq!(client.names("q=tea").await, ["Tea"]);
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_dies_at_any_call_loses_nothing_and_breaks_nothing() {
    for fault in [Fault::CrashBefore, Fault::CrashAfter, Fault::AnswerLost, Fault::FailedAfterCommit] {
        let mut died = 0;
        for call in 0..CALLS {
            let mut client = SearchClient::selling(&["Tea", "Cups"]).await;
            client.put("tea", &json!({ "name": "Assam" }), 0);
            client.project().await;
            let queue = client.shop.queue("search-changes");
            let batch = queue.hand_over().expect("a batch");
            client.shop.plan(Planned::when(fault, |_| true).after(call));
            dies(&client.index, batch.event.clone()).await;
            let fired = client.shop.faults.unfired().is_empty();
            client.shop.faults.heal();
            // Whoever searches now finds the old or the new, and all of it.
            client.shop.wait_seconds(3);
            let found = client.names("").await;
            assert!(
                found == ["Cups", "Assam"] || found == ["Cups", "Tea"] || found == ["Tea", "Cups"],
                "call {call}: {found:?}"
            );
            client.index = client.shop.start("index-products").await;
            queue.work_off(&client.index).await;
            client.shop.wait_seconds(3);
            assert_eq!(client.names("").await, ["Cups", "Assam"], "{fault:?} at call {call}");
            if !fired {
                break;
            }
            died += 1;
        }
        assert!((4..CALLS).contains(&died), "{fault:?} befell {died} calls");
    }
}

#[tokio::test(start_paused = true)]
async fn a_rebuild_that_dies_at_any_call_leaves_the_index_of_before() {
    let mut died = 0;
    for call in 0..CALLS {
        let mut client = SearchClient::selling(&["Tea", "Cups"]).await;
        let queue = client.shop.queue("search-changes");
        queue.send(r#"{"all":"test"}"#);
        let batch = queue.hand_over().expect("a batch");
        client.shop.plan(Planned::when(Fault::CrashBefore, |_| true).after(call));
        dies(&client.index, batch.event).await;
        let fired = client.shop.faults.unfired().is_empty();
        client.shop.faults.heal();
        client.search = client.shop.start("search-products").await;
        assert_eq!(client.names("").await.len(), 2, "call {call}");
        if !fired {
            break;
        }
        died += 1;
    }
    assert!((6..CALLS).contains(&died), "{died} calls");
}

#[tokio::test(start_paused = true)]
async fn of_two_workers_at_once_neither_loses_what_the_other_brings() {
    for round in 0..5 {
        let mut client = SearchClient::selling(&["Tea"]).await;
        let other = client.shop.start("index-products").await;
        client.sell("Cups", 10);
        client.sell("Milk", 10);
        client.project().await;
        let message =
            |id: &str| json!({ "Records": [{ "messageId": id, "body": format!("{{\"product\":\"{id}\"}}") }] });
        let (one, two) = tokio::join!(client.index.invoke(message("cups")), other.invoke(message("milk")));
        assert_eq!(one.expect("a batch")["batchItemFailures"], json!([]));
        assert_eq!(two.expect("a batch")["batchItemFailures"], json!([]));
        client.shop.wait_seconds(3);
        assert_eq!(client.names("").await.len(), 3, "round {round}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_changes_during_a_rebuild_is_in_what_it_makes() {
    let client = SearchClient::selling(&["Tea", "Cups"]).await;
    let other = client.shop.start("index-products").await;
    client.shop.queue("search-changes").work_off(&client.index).await;
    let all = json!({ "Records": [{ "messageId": "all", "body": "{\"all\":\"test\"}" }] });
    let change = async {
        // The rebuild has read the rows by then, and has not written.
        tokio::time::sleep(std::time::Duration::from_millis(12)).await;
        client.put("tea", &json!({ "name": "Assam" }), 20);
        client.put("cups", &json!({ "name": "Cups", "state": "archived" }), 20);
        let message = |id: &str| json!({ "messageId": id, "body": format!("{{\"product\":\"{id}\"}}") });
        other.invoke(json!({ "Records": [message("tea"), message("cups")] })).await
    };
    let (rebuilt, changed) = tokio::join!(client.index.invoke(all), change);
    assert_eq!(rebuilt.expect("a batch")["batchItemFailures"], json!([]));
    assert_eq!(changed.expect("a batch")["batchItemFailures"], json!([]));
    client.shop.wait_seconds(3);
    assert_eq!(client.names("").await, ["Assam"]);
}
