//! Records come twice, late, out of order and damaged; the bus takes all of them, some, or none.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Fault, Planned, Service};

use crate::Publisher;

/// A shop in which much has happened, and nobody was told.
async fn busy() -> (Publisher, Vec<Value>) {
    let mut publisher = Publisher::open().await;
    publisher.whole_life("an order").await;
    for number in 0..6 {
        publisher.checkout.placed("ada", &format!("order number {number}"), "tea", 1).await;
    }
    let records = publisher.take();
    (publisher, records)
}

/// What was told, each once and in one order.
fn told(publisher: &Publisher) -> BTreeSet<String> {
    publisher.checkout.shop.bus.events().iter().map(ToString::to_string).collect()
}

/// What there is to be told.
async fn expected() -> BTreeSet<String> {
    let (publisher, records) = busy().await;
    assert!(publisher.deliver(&records).await);
    let told = told(&publisher);
    assert_eq!(told.len(), 12, "the life of an order, six others, and a stock that is low");
    assert_eq!(publisher.checkout.shop.bus.events().len(), told.len(), "each once");
    told
}

/// When a record was written is the machine's time here, so events of two shops differ in it.
fn without_times(events: BTreeSet<String>) -> BTreeSet<String> {
    let plain = |text: String| {
        let mut event: Value = serde_json::from_str(&text).expect("JSON");
        event.as_object_mut().expect("an event").remove("timestamp");
        event.to_string()
    };
    events.into_iter().map(plain).collect()
}

#[tokio::test(start_paused = true)]
async fn a_change_that_comes_twice_or_late_or_backwards_is_told_under_the_same_identifier() {
    let expected = without_times(expected().await);
    let (publisher, records) = busy().await;
    let mut backwards = records.clone();
    backwards.reverse();
    assert!(publisher.deliver(&backwards).await);
    assert!(publisher.deliver(&records).await, "and all of it once more");
    let half = records.len() / 2;
    assert!(publisher.deliver(&[&records[half..], &records[..half]].concat()).await);
    assert_eq!(publisher.checkout.shop.bus.events().len(), 3 * expected.len());
    assert_eq!(without_times(told(&publisher)), expected);
}

#[tokio::test(start_paused = true)]
async fn events_go_out_ten_at_a_time() {
    let (publisher, records) = busy().await;
    assert!(publisher.deliver(&records).await);
    let calls = publisher.checkout.shop.bus.calls();
    assert!(calls.iter().all(|entries| *entries <= 10) && calls.contains(&10), "{calls:?}");
}

#[tokio::test(start_paused = true)]
async fn one_event_of_ten_that_the_bus_does_not_take_is_sent_again_and_the_others_are_not() {
    let expected = without_times(expected().await);
    let (publisher, records) = busy().await;
    publisher.checkout.shop.bus.refuse("order.paid", "InternalFailure", 1);
    assert!(publisher.deliver(&records).await);
    assert_eq!(publisher.checkout.shop.bus.events().len(), expected.len(), "none twice");
    assert_eq!(without_times(told(&publisher)), expected);
    assert!(publisher.checkout.shop.bus.calls().contains(&1), "{:?}", publisher.checkout.shop.bus.calls());
}

#[tokio::test(start_paused = true)]
async fn a_batch_of_which_the_bus_takes_one_event_not_at_all_is_never_reported_as_done() {
    let expected = without_times(expected().await);
    let (publisher, records) = busy().await;
    publisher.checkout.shop.bus.refuse("order.refunded", "ThrottlingException", 3);
    assert!(!publisher.deliver(&records).await, "after three tries of one event the batch has failed");
    assert!(publisher.aside().is_empty(), "it is not given up");
    assert!(publisher.deliver(&records).await, "and is delivered again");
    assert_eq!(without_times(told(&publisher)), expected);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_the_bus_refuses_for_good_is_set_aside_and_the_others_are_told() {
    let expected = without_times(expected().await);
    let (publisher, records) = busy().await;
    publisher.checkout.shop.bus.refuse("order.refunded", "MalformedDetail", 99);
    assert!(publisher.deliver(&records).await, "the stream goes on");
    let told = without_times(told(&publisher));
    let missing: BTreeSet<_> = expected.difference(&told).cloned().collect();
    assert!(missing.iter().all(|event| event.contains("order.refunded")) && missing.len() == 1, "{missing:?}");
    let aside: Vec<_> =
        publisher.aside().iter().map(|it| it["event_id"].as_str().expect("an event").to_owned()).collect();
    assert!(aside.len() == 1 && aside.iter().all(|id| missing.iter().any(|event| event.contains(id))), "{aside:?}");
}

#[tokio::test(start_paused = true)]
async fn a_record_that_nobody_can_read_is_set_aside_and_the_stream_goes_on() {
    let expected = without_times(expected().await);
    let (publisher, records) = busy().await;
    let poison = |spoil: &dyn Fn(&mut Value)| {
        let mut record = records[0].clone();
        spoil(&mut record);
        record
    };
    let mut batch = vec![
        json!(null),
        json!({ "dynamodb": {} }),
        poison(&|record| record["dynamodb"]["NewImage"]["state"] = json!({ "S": "payed" })),
        poison(&|record| record["dynamodb"]["NewImage"]["lines"] = json!({ "B": "AA==" })),
        poison(&|record| record["dynamodb"]["NewImage"]["ver"] = json!({ "N": "-1" })),
        poison(&|record| record["dynamodb"]["Keys"] = json!({ "pk": { "S": "x" } })),
        poison(&|record| record["dynamodb"]["ApproximateCreationDateTime"] = json!("now")),
        poison(&|record| {
            record["dynamodb"].as_object_mut().expect("a change").remove("NewImage");
        }),
    ];
    let bad = batch.len();
    batch.extend(records.iter().cloned());
    assert!(publisher.deliver(&batch).await, "nothing is delivered again");
    assert_eq!(without_times(told(&publisher)), expected);
    let aside = publisher.aside();
    assert_eq!(aside.len(), bad, "{aside:?}");
    let place = &records[0]["dynamodb"]["SequenceNumber"];
    assert!(place.is_string() && aside.iter().filter(|it| it["sequence_number"] == *place).count() == 6, "{aside:?}");
    for message in &aside {
        for words in ["Ada", "Mill Lane", "LS1"] {
            assert!(!message.to_string().contains(words), "{message}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_record_that_cannot_be_set_aside_is_delivered_again() {
    let (publisher, records) = busy().await;
    publisher.checkout.shop.plan(Planned::on(Fault::Failed, Service::Sqs, "SendMessage").times(3));
    let batch = [&[json!(null)], &records[..]].concat();
    assert!(!publisher.deliver(&batch[..20]).await);
    assert!(!publisher.checkout.shop.bus.events().is_empty(), "what could be told was told");
    assert!(publisher.deliver(&batch[..20]).await);
    assert_eq!(publisher.aside().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_on_the_way_to_the_bus_nothing_is_left_untold() {
    let expected = without_times(expected().await);
    for fault in
        [Fault::Refused, Fault::Failed, Fault::Throttled, Fault::AnswerLost, Fault::Hang, Fault::HangAfterCommit]
    {
        let (publisher, records) = busy().await;
        publisher.checkout.shop.plan(Planned::on(fault, Service::Events, "PutEvents").times(7));
        let mut tries = 1;
        while !publisher.deliver(&records).await {
            tries += 1;
            assert!(tries < 20, "{fault:?} never ends");
        }
        publisher.checkout.shop.faults.assert_all_fired();
        assert_eq!(without_times(told(&publisher)), expected, "{fault:?}");
    }
}
