//! The order desk: what merchants see is what the orders are, however their changes arrive.

#![allow(clippy::expect_used, reason = "these are tests")]

mod arriving;
mod listing;
mod rebuilding;
mod reconciling;
mod showing;

use serde_json::Value;
use tests::{Answer, Call, Checkout, DeskStream, Function};

/// A shop whose changes are kept, and its merchant's desk.
pub(crate) struct Desk {
    pub(crate) checkout: Checkout,
    pub(crate) stream: DeskStream,
    function: Function,
}

impl Desk {
    /// A shop with tea, a buyer, and an empty desk.
    pub(crate) async fn open() -> Self {
        let checkout = Checkout::open().await;
        checkout.enrol("ada");
        checkout.stock("tea", 500);
        let stream = DeskStream::open(&checkout.shop).await;
        let function = checkout.shop.start("order-desk").await;
        Self { checkout, stream, function }
    }

    /// What a merchant gets who asks for this.
    pub(crate) async fn ask(&self, path: &str, query: &str) -> Answer {
        let call = Call::get(path).query(query).bearer(&self.checkout.shop.merchant());
        self.checkout.shop.call(&self.function, call).await
    }

    /// A list, good.
    pub(crate) async fn list(&self, query: &str) -> Value {
        self.ask("/v1/merchant/orders", query).await.expect(200)
    }

    /// The identifiers of a list.
    pub(crate) async fn ids(&self, query: &str) -> Vec<String> {
        let page = self.list(query).await;
        let rows = page["orders"].as_array().expect("orders").iter();
        rows.map(|row| row["id"].as_str().expect("an identifier").to_owned()).collect()
    }

    /// Today's sales: orders, units, gross and refunded.
    pub(crate) async fn sales(&self) -> [i64; 4] {
        let report = self.ask("/v1/merchant/sales", "").await.expect(200);
        let days = report["days"].as_array().expect("days").clone();
        assert!(days.len() <= 1, "{days:?}");
        let day = days.first().cloned().unwrap_or_default();
        ["orders", "units", "gross_minor", "refunded_minor"].map(|sum| day[sum].as_i64().unwrap_or(0))
    }

    /// How many orders are in a state of money.
    pub(crate) async fn count(&self, state: &str) -> i64 {
        let counts = self.ask("/v1/merchant/orders/counts", "").await.expect(200);
        counts["payment_states"][state].as_i64().expect("a count")
    }

    /// Everything that the desk table holds, in one order.
    pub(crate) fn rows(&self) -> Vec<Value> {
        let mut rows = self.checkout.shop.tables.rows("desk");
        rows.sort_by_key(|row| format!("{}{}", row["pk"], row["sk"]));
        rows
    }

    /// Places an order of two teas, pays it, has its receipt sent, and gives the money back: six changes or more.
    pub(crate) async fn whole_life(&self, key: &str) -> String {
        let order = self.checkout.placed("ada", key, "tea", 2).await;
        self.checkout.shop.show_on_desk().await;
        self.checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
        self.checkout.webhooks().await;
        self.checkout.work().await;
        self.checkout.refund(&order).await.expect(201);
        self.checkout.work().await;
        order
    }
}
