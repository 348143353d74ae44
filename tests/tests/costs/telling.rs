//! What it costs to tell others what happened to an order.

use std::fmt::Write as _;

use tests::{ChangeStreams, Checkout, Service, Shop};

use crate::{
    hold,
    measured::Cost,
    prices::{Dollars, EVENT},
};

/// What the streams brought of one step, each record in an invocation of its own: the most that it can cost.
struct Told {
    step: &'static str,
    invocations: u32,
    events: u32,
    dollars: f64,
}

async fn tell(step: &'static str, shop: &Shop, streams: &mut ChangeStreams) -> Told {
    // Lambda's own filter lets neither limits nor movements through.
    let is_told = |record: &serde_json::Value| {
        let keys = &record["dynamodb"]["Keys"];
        let starts = |key: &str, prefix: &str| keys[key]["S"].as_str().is_some_and(|text| text.starts_with(prefix));
        starts("id", "ord_") || (starts("row", "shard#") && record["eventName"] == "MODIFY")
    };
    let records: Vec<_> = streams.take(shop).into_iter().filter(is_told).collect();
    let known = shop.bus.entries().len();
    let mut dollars = 0.0;
    for record in &records {
        shop.journal.take();
        assert!(streams.deliver(std::slice::from_ref(record)).await);
        let cost = Cost { operation: step, function: "publish-changes", calls: shop.journal.take() };
        assert_eq!(cost.count(Service::DynamoDb), 0, "publishing reads nothing");
        dollars += Dollars::of(&cost).total();
    }
    let events = u32::try_from(shop.bus.entries().len() - known).expect("a few events");
    let invocations = u32::try_from(records.len()).expect("a few records");
    Told { step, invocations, events, dollars: dollars + f64::from(events) * EVENT.dollars }
}

#[tokio::test(start_paused = true)]
async fn the_page_on_costs_tells_what_it_costs_to_tell_of_an_order() {
    let checkout = Checkout::open().await;
    let mut streams = ChangeStreams::open(&checkout.shop).await;
    checkout.enrol("ada");
    checkout.stock("tea", 100);
    streams.take(&checkout.shop);
    let mut steps = Vec::new();
    let order = checkout.placed("ada", "an order", "tea", 1).await;
    steps.push(tell("an order is placed", &checkout.shop, &mut streams).await);
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    steps.push(tell("it is paid", &checkout.shop, &mut streams).await);
    checkout.webhooks().await;
    checkout.work().await;
    steps.push(tell("its receipt is sent", &checkout.shop, &mut streams).await);
    checkout.ship(&order, "the shipment", &[("tea", 1)]).await.expect(201);
    checkout.work().await;
    steps.push(tell("it is shipped, and its buyer told", &checkout.shop, &mut streams).await);
    let mut table = String::from("| a million times | invocations | events | dollars |\n|---|---|---|---|\n");
    for Told { step, invocations, events, dollars } in &steps {
        let _ = writeln!(table, "| {step} | {invocations} | {events} | {dollars:.2} |");
    }
    let sum = |of: fn(&Told) -> f64| steps.iter().map(of).sum::<f64>();
    let (invocations, events) = (sum(|it| f64::from(it.invocations)), sum(|it| f64::from(it.events)));
    let _ = writeln!(table, "| all of it | {invocations} | {events} | **{:.2}** |", sum(|it| it.dollars));
    hold("docs/costs.md", &table);
}
