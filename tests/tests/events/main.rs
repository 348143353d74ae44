//! Events: whatever happens is told at least once, under one identifier, in the form that is described; and what can never be
//! told holds nobody up.

#![allow(clippy::expect_used, reason = "these are tests")]

mod notices;
mod publishing;
mod telling;

use std::{collections::BTreeMap, fs};

use serde_json::Value;
use tests::{ChangeStreams, Checkout, repository};

/// A shop whose changes are kept, and whoever publishes them.
pub(crate) struct Publisher {
    pub(crate) checkout: Checkout,
    streams: ChangeStreams,
}

impl Publisher {
    /// A shop with tea and a buyer. What was before is told to nobody.
    pub(crate) async fn open() -> Self {
        let checkout = Checkout::open().await;
        let streams = ChangeStreams::open(&checkout.shop).await;
        checkout.enrol("ada");
        checkout.stock("tea", 8);
        let mut publisher = Self { checkout, streams };
        publisher.take();
        publisher
    }

    /// The records since the last ones.
    pub(crate) fn take(&mut self) -> Vec<Value> {
        self.streams.take(&self.checkout.shop)
    }

    /// Hands over these records. Whether all of them went well.
    pub(crate) async fn deliver(&self, records: &[Value]) -> bool {
        self.streams.deliver(records).await
    }

    /// Hands over what has changed since, and what that made known: type, sequence.
    pub(crate) async fn catch_up(&mut self) -> Vec<(String, u64)> {
        let known = self.checkout.shop.bus.events().len();
        let records = self.take();
        assert!(self.deliver(&records).await, "the batch failed");
        let events = self.checkout.shop.bus.events();
        events[known..].iter().map(|event| (kind(event), event["sequence"].as_u64().expect("a number"))).collect()
    }

    /// The same, types alone.
    pub(crate) async fn told(&mut self) -> Vec<String> {
        self.catch_up().await.into_iter().map(|(kind, _)| kind).collect()
    }

    /// What was set aside.
    pub(crate) fn aside(&self) -> Vec<Value> {
        self.checkout.shop.queue("publish-changes-failures").bodies()
    }

    /// Places an order of two teas, pays it, ships it in two parts, and gives the money back.
    pub(crate) async fn whole_life(&self, key: &str) -> String {
        let order = self.checkout.placed("ada", key, "tea", 2).await;
        self.checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
        self.checkout.webhooks().await;
        self.checkout.work().await;
        self.checkout.ship(&order, "the first shipment", &[("tea", 1)]).await.expect(201);
        self.checkout.ship(&order, "the second shipment", &[("tea", 1)]).await.expect(201);
        self.checkout.refund_lines(&order, "all of it", &[("tea", 2, true)]).await.expect(201);
        self.checkout.work().await;
        order
    }
}

pub(crate) fn kind(event: &Value) -> String {
    event["type"].as_str().expect("a type").to_owned()
}

/// Every description of `docs/events`, by type.
pub(crate) fn described() -> BTreeMap<String, Value> {
    let files =
        fs::read_dir(repository().join("docs/events")).expect("docs/events").map(|it| it.expect("a file").path());
    let schemas = files.filter(|path| path.extension().is_some_and(|it| it == "json"));
    let read = |path: std::path::PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, serde_json::from_str(&fs::read_to_string(&path).expect("a schema")).expect("JSON"))
    };
    schemas.map(read).collect()
}
