//! What it costs to tell others what happened to an order.

use std::fmt::Write as _;

use serde_json::json;
use tests::{Call, ChangeStreams, Checkout, Service, Shop};

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
        assert!(
            cost.count(Service::DynamoDb) <= 1 && cost.write_units() == 0.0,
            "who wants it is looked up, and no more"
        );
        dollars += Dollars::of(&cost).total();
    }
    let events = u32::try_from(shop.bus.entries().len() - known).expect("a few events");
    let invocations = u32::try_from(records.len()).expect("a few records");
    Told { step, invocations, events, dollars: dollars + f64::from(events) * EVENT.dollars }
}

#[tokio::test(start_paused = true)]
async fn the_page_on_costs_tells_what_it_costs_to_tell_of_an_order() {
    let checkout = Checkout::of(Shop::deployed_with(1, &[("ShopOrdersAddress", "")])).await;
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

#[tokio::test(start_paused = true)]
async fn the_page_on_costs_counts_what_a_webhook_and_a_mail_to_the_shop_ask_of_aws() {
    let checkout = Checkout::open().await;
    let shop = &checkout.shop;
    let mut streams = ChangeStreams::open(shop).await;
    checkout.enrol("ada");
    checkout.stock("tea", 100);
    streams.take(shop);
    let (manage, send) = (shop.start("manage-webhooks").await, shop.start("send-webhook").await);
    shop.journal.take();
    let mut costs = Vec::new();
    let mut note = |operation, function| costs.push(Cost { operation, function, calls: shop.journal.take() });
    let wish = json!({ "url": "https://hooks.example.com/", "event_types": ["order.paid"] });
    let call = Call::post("/v1/merchant/webhooks").bearer(&shop.merchant()).json(&wish);
    let made = shop.call(&manage, call).await.expect(201);
    note("add an endpoint", "manage-webhooks");
    let order = checkout.placed("ada", "an order", "tea", 1).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.webhooks().await;
    checkout.work().await;
    shop.journal.take();
    streams.catch_up(shop).await;
    note("tell a bus, an endpoint and the shop of a paid order", "publish-changes");
    shop.queue("webhooks").deliver(&send).await;
    note("send an event that is taken", "send-webhook");
    checkout.work().await;
    note("mail the shop", "send-notification");
    let at = format!("/v1/merchant/webhooks/{}/deliveries", made["id"].as_str().expect("an identifier"));
    shop.call(&manage, Call::get(&at).bearer(&shop.merchant())).await.expect(200);
    note("list what was sent to an endpoint", "manage-webhooks");
    let mut table = String::from(
        "| operation | DynamoDB calls | read units | write units | SQS sends | mails | Stripe calls |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for cost in &costs {
        let _ = writeln!(table, "{}", cost.row());
    }
    hold("docs/costs.md", &table);
}
