//! Changes arrive twice, late, out of order, or damaged.

use serde_json::{Value, json};
use tests::{Fault, Planned, Service};

use crate::Desk;

/// What two teas cost.
const SOLD: i64 = 998;

/// What the desk holds once every change has arrived as it was made.
async fn told_in_order() -> (Vec<Value>, Vec<Value>) {
    let mut desk = Desk::open().await;
    desk.whole_life("an order").await;
    let records = desk.stream.take(&desk.checkout.shop);
    for record in &records {
        assert!(desk.stream.deliver(std::slice::from_ref(record)).await.is_empty());
    }
    (records, desk.rows())
}

#[tokio::test(start_paused = true)]
async fn every_write_of_an_order_counts_its_version_on() {
    let (records, _) = told_in_order().await;
    let version = |record: &Value, image: &str| record["dynamodb"][image]["ver"]["N"].as_str()?.parse::<u64>().ok();
    let of_orders =
        |record: &&Value| record["dynamodb"]["Keys"]["id"]["S"].as_str().is_some_and(|id| id.starts_with("ord_"));
    let versions: Vec<_> = records
        .iter()
        .filter(of_orders)
        .map(|record| (version(record, "OldImage"), version(record, "NewImage")))
        .collect();
    assert!(versions.len() >= 6, "{versions:?}");
    for (at, (before, after)) in versions.iter().enumerate() {
        let expected = u64::try_from(at).expect("a few");
        assert_eq!((before.unwrap_or(0), after.expect("a version")), (expected, expected + 1));
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_is_on_the_desk_with_its_sums_once_its_changes_have_arrived() {
    let mut desk = Desk::open().await;
    let order = desk.checkout.placed("ada", "an order", "tea", 2).await;
    desk.stream.catch_up(&desk.checkout.shop).await;
    assert_eq!((desk.count("pending").await, desk.sales().await), (1, [0; 4]));
    desk.checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    desk.stream.catch_up(&desk.checkout.shop).await;
    assert_eq!((desk.count("pending").await, desk.count("paid").await), (0, 1));
    assert_eq!(desk.sales().await, [1, 2, SOLD, 0]);
    desk.checkout.refund(&order).await.expect(201);
    desk.checkout.work().await;
    desk.stream.catch_up(&desk.checkout.shop).await;
    assert_eq!((desk.count("paid").await, desk.count("refunded").await), (0, 1));
    assert_eq!(desk.sales().await, [1, 2, SOLD, SOLD]);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_arrives_twice_counts_once() {
    let (records, expected) = told_in_order().await;
    let desk = Desk::open().await;
    for record in &records {
        let twice = [record.clone(), record.clone(), record.clone()];
        assert!(desk.stream.deliver(&twice).await.is_empty());
    }
    assert!(desk.stream.deliver(&records).await.is_empty(), "and all of it once more");
    assert_eq!(desk.rows(), expected);
}

#[tokio::test(start_paused = true)]
async fn changes_in_any_order_come_to_the_same() {
    let (records, expected) = told_in_order().await;
    let mut backwards = records.clone();
    backwards.reverse();
    let mut mixed = records.clone();
    mixed.rotate_left(records.len() / 2);
    let mut oddly = records.clone();
    oddly.sort_by_key(|record| record["eventID"].as_str().map(|id| id.chars().rev().collect::<String>()));
    for order in [backwards, mixed, oddly] {
        let one_by_one = Desk::open().await;
        for record in &order {
            assert!(one_by_one.stream.deliver(std::slice::from_ref(record)).await.is_empty());
        }
        let at_once = Desk::open().await;
        assert!(at_once.stream.deliver(&order).await.is_empty());
        for desk in [one_by_one, at_once] {
            assert_eq!(without_versions(desk.rows()), without_versions(expected.clone()));
        }
    }
}

/// A shipment that is voided leaves the order as it was: what is shown by the version before it and by the one after it is one.
#[tokio::test(start_paused = true)]
async fn a_version_that_comes_after_one_that_undid_it_is_not_shown() {
    let mut desk = Desk::open().await;
    let order = desk.checkout.placed("ada", "an order", "tea", 2).await;
    desk.checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    desk.stream.catch_up(&desk.checkout.shop).await;
    let shipment = desk.checkout.ship(&order, "first", &[("tea", 2)]).await.expect(201);
    let shipment = shipment["id"].as_str().expect("an identifier").to_owned();
    desk.checkout.end_shipment(&order, &shipment, "void").await.expect(200);
    let records = desk.stream.take(&desk.checkout.shop);
    let [shipped, voided] = records.as_slice() else { panic!("two changes: {records:?}") };
    for at_once in [false, true] {
        let late = Desk::open().await;
        let first = json!({ "eventName": "INSERT", "dynamodb": {
            "Keys": shipped["dynamodb"]["Keys"], "NewImage": shipped["dynamodb"]["OldImage"], "SequenceNumber": "1",
        } });
        assert!(late.stream.deliver(&[first]).await.is_empty());
        if at_once {
            assert!(late.stream.deliver(&records).await.is_empty());
        } else {
            assert!(late.stream.deliver(std::slice::from_ref(voided)).await.is_empty());
            assert!(late.stream.deliver(std::slice::from_ref(shipped)).await.is_empty());
        }
        assert_eq!(late.ids("fulfilment_state=unfulfilled").await, std::slice::from_ref(&order), "at once: {at_once}");
        assert_eq!(late.ids("fulfilment_state=shipped").await, Vec::<String>::new(), "at once: {at_once}");
    }
}

/// Versions that a merchant sees no difference between may be skipped or not, by the order in which they come. What a state
/// counted up and down again is zero or not there.
fn without_versions(rows: Vec<Value>) -> Vec<Value> {
    let plain = |row: Value| -> Value {
        let members = row.as_object().expect("a row").iter();
        members
            .filter(|(name, value)| *name != "ver" && **value != json!(0))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    rows.into_iter().map(plain).collect()
}

#[tokio::test(start_paused = true)]
async fn a_change_that_cannot_be_read_holds_nobody_up() {
    let (records, expected) = told_in_order().await;
    let desk = Desk::open().await;
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
        poison(&|record| {
            record["dynamodb"].as_object_mut().expect("a change").remove("NewImage");
        }),
    ];
    batch.extend(records);
    assert!(desk.stream.deliver(&batch).await.is_empty(), "nothing is delivered again");
    assert_eq!(desk.rows(), expected);
}

#[tokio::test(start_paused = true)]
async fn rows_that_only_count_a_buyers_orders_are_passed_over() {
    let mut desk = Desk::open().await;
    desk.checkout.placed("ada", "an order", "tea", 1).await;
    let mut records = desk.stream.take(&desk.checkout.shop);
    records.retain(|record| record["dynamodb"]["Keys"]["id"]["S"].as_str().is_some_and(|id| id.starts_with("limit#")));
    assert_eq!(records.len(), 1);
    assert!(desk.stream.deliver(&records).await.is_empty());
    assert!(desk.rows().is_empty());
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_once_the_change_is_delivered_again_and_counts_once() {
    let (records, expected) = told_in_order().await;
    for fault in [Fault::Refused, Fault::Failed, Fault::Throttled, Fault::AnswerLost, Fault::Conflict, Fault::Hang] {
        for passing in [0, 1, 3] {
            let desk = Desk::open().await;
            let befalls = move |call: &tests::Operation| call.service == Service::DynamoDb && fault.can_befall(call);
            desk.checkout.shop.plan(Planned::when(fault, befalls).after(passing).times(2));
            for record in &records {
                let one = std::slice::from_ref(record);
                while !desk.stream.deliver(one).await.is_empty() {}
            }
            let struck = desk.checkout.shop.journal.take().iter().any(|call| call.fault == Some(fault));
            assert!(struck, "{fault:?} after {passing} never came");
            assert_eq!(desk.rows(), expected, "{fault:?} after {passing}");
        }
    }
}
