//! What is told, of which change, in which form.

use std::collections::BTreeSet;

use domain::events::EventType;
use serde_json::json;
use tests::{Call, PRICE};

use crate::{Publisher, described, kind};

#[test]
fn every_type_of_event_is_described_and_no_other() {
    let names: BTreeSet<_> = described().into_keys().collect();
    assert_eq!(names, EventType::ALL.map(|kind| kind.to_string()).into());
    for schema in described().values() {
        assert!(jsonschema::meta::is_valid(schema), "{schema}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_event_is_what_its_description_says_and_tells_nothing_about_a_person() {
    let mut publisher = Publisher::open().await;
    publisher.whole_life("an order").await;
    let cancelled = publisher.checkout.placed("ada", "cancelled", "tea", 4).await;
    publisher.checkout.cancel("ada", &cancelled).await.expect(200);
    publisher.checkout.stock("jam", 40);
    let disputed = publisher.checkout.placed("ada", "disputed", "jam", 1).await;
    publisher.checkout.pay("ada", &disputed, "pm_card_createDispute").await.expect(200);
    publisher.checkout.webhooks().await;
    publisher.checkout.work().await;
    publisher.checkout.placed("ada", "expired", "tea", 8).await;
    publisher.checkout.shop.wait_seconds(901);
    publisher.checkout.sweep().await;
    let product = json!({ "name": "Green tea", "description": "", "category": "Tea",
        "variants": [{ "prices": [{ "currency": "USD", "price_minor": PRICE }] }] });
    let put = publisher.checkout.shop.start("manage-products").await;
    let call = Call::put("/v1/products/green-tea").bearer(&publisher.checkout.shop.merchant()).json(&product);
    publisher.checkout.shop.call(&put, call).await.expect(200);
    publisher.catch_up().await;
    assert!(publisher.aside().is_empty(), "the count of a category is no product: {:?}", publisher.aside());
    let (events, schemas) = (publisher.checkout.shop.bus.events(), described());
    let told: BTreeSet<_> = events.iter().map(kind).collect();
    assert_eq!(told, schemas.keys().cloned().collect(), "each type was told");
    for event in &events {
        let validator = jsonschema::validator_for(&schemas[&kind(event)]).expect("a schema");
        let wrong: Vec<_> = validator.iter_errors(event).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{event}: {wrong:?}");
        for words in ["Ada", "ada@", "Mill Lane", "Leeds", "LS1", "Mill Mail", "Green tea"] {
            assert!(!event.to_string().contains(words), "{words} in {event}");
        }
    }
    for entry in publisher.checkout.shop.bus.entries() {
        let detail: serde_json::Value =
            serde_json::from_str(entry["Detail"].as_str().expect("a detail")).expect("JSON");
        assert_eq!((&entry["Source"], &entry["DetailType"]), (&json!("backroom"), &detail["type"]));
        assert_eq!(entry["EventBusName"], "shop-events");
    }
}

#[tokio::test(start_paused = true)]
async fn the_life_of_an_order_is_told_step_by_step_and_numbered() {
    let mut publisher = Publisher::open().await;
    let order = publisher.whole_life("an order").await;
    publisher.catch_up().await;
    let events = publisher.checkout.shop.bus.events();
    let of_it: Vec<_> = events.iter().filter(|event| event["subject"] == order.as_str()).collect();
    let kinds: Vec<_> = of_it.iter().map(|event| kind(event)).collect();
    assert_eq!(kinds, ["order.placed", "order.paid", "order.shipped", "order.shipped", "order.refunded"]);
    let numbers: Vec<_> = of_it.iter().map(|event| event["sequence"].as_u64().expect("a number")).collect();
    assert!(numbers.is_sorted_by(|one, next| one < next) && numbers[0] == 1, "{numbers:?}");
    let data = |at: usize| &of_it[at]["data"];
    assert_eq!(data(0)["lines"], json!([{ "sku": "tea", "quantity": 2, "unit_price_minor": PRICE }]));
    assert_eq!(
        (&data(2)["fulfilment_state"], &data(3)["fulfilment_state"]),
        (&json!("partly_shipped"), &json!("shipped"))
    );
    assert_eq!((&data(4)["amount_minor"], &data(4)["refunded_minor"]), (&json!(2 * PRICE), &json!(2 * PRICE)));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_nobody_pays_and_one_that_is_given_up_are_told_of() {
    let mut publisher = Publisher::open().await;
    let order = publisher.checkout.placed("ada", "cancelled", "tea", 1).await;
    assert_eq!(publisher.told().await, ["order.placed"]);
    publisher.checkout.cancel("ada", &order).await.expect(200);
    assert_eq!(publisher.told().await, ["order.cancelled"]);
    publisher.checkout.placed("ada", "expired", "tea", 1).await;
    publisher.checkout.shop.wait_seconds(901);
    publisher.checkout.sweep().await;
    assert_eq!(publisher.told().await, ["order.placed", "order.expired"]);
}

#[tokio::test(start_paused = true)]
async fn stock_is_told_of_on_its_way_down_and_not_on_its_way_up() {
    let mut publisher = Publisher::open().await;
    let mut low = async |key: &str, units: u64| {
        publisher.checkout.placed("ada", key, "tea", units).await;
        let known = publisher.checkout.shop.bus.events().len();
        publisher.catch_up().await;
        let events = publisher.checkout.shop.bus.events();
        let of_stock = events[known..].iter().filter(|event| kind(event) == "stock.low");
        let told: Vec<_> =
            of_stock.map(|event| (event["data"]["availability"].clone(), event["data"]["available"].clone())).collect();
        told
    };
    assert_eq!(low("eight are left with seven", 1).await, []);
    assert_eq!(low("seven are left with four", 3).await, [(json!("low"), json!(4))]);
    assert_eq!(low("four are left with three", 1).await, []);
    assert_eq!(low("three are left with none", 3).await, [(json!("out"), json!(0))]);
    publisher.checkout.shop.wait_seconds(901);
    publisher.checkout.sweep().await;
    assert_eq!(publisher.checkout.available("tea"), 8);
    let told = publisher.told().await;
    assert!(told.iter().all(|kind| kind == "order.expired"), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_sku_with_a_threshold_of_its_own_is_told_of_by_that() {
    let mut publisher = Publisher::open().await;
    let manage = publisher.checkout.shop.start("manage-stock").await;
    let call = Call::put("/v1/merchant/skus/tea/low-stock-threshold").json(&json!({ "threshold": 7 }));
    publisher.checkout.shop.call(&manage, call.bearer(&publisher.checkout.shop.merchant())).await.expect(200);
    publisher.checkout.placed("ada", "eight are left with seven", "tea", 1).await;
    let told: BTreeSet<String> = publisher.told().await.into_iter().collect();
    assert_eq!(told, ["order.placed", "stock.low"].map(str::to_owned).into());
}

#[tokio::test(start_paused = true)]
async fn what_concerns_nobody_is_not_told() {
    let mut publisher = Publisher::open().await;
    let order = publisher.checkout.placed("ada", "an order", "tea", 1).await;
    publisher.checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    assert_eq!(publisher.told().await, ["order.placed", "order.paid"]);
    // Its receipt, its leases, its deadline.
    publisher.checkout.webhooks().await;
    publisher.checkout.work().await;
    let records = publisher.take();
    assert!(records.len() >= 2, "{} changes", records.len());
    let known = publisher.checkout.shop.bus.calls().len();
    assert!(publisher.deliver(&records).await);
    assert_eq!(publisher.checkout.shop.bus.calls().len(), known, "nobody is asked to take nothing");
}
