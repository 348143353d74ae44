//! The shop: its API, and the few steps of which every story has some.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    http::{Answer, Request},
    outside::unique,
    people::Person,
    stack::Stack,
    waiting::{PATIENCE, wait_for, wait_within},
};

/// The scheduled sweep may have met a bad day of the provider that another test made; it looks again after a minute.
const SECOND_LOOK: Duration = Duration::from_mins(1);

/// The shop that runs in the stack.
#[derive(Clone, Debug)]
pub(crate) struct Shop {
    pub(crate) stack: Stack,
    api: String,
}

/// A product in stock, with the price that buyers see.
#[derive(Clone, Debug)]
pub(crate) struct Goods {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) category: String,
    pub(crate) price_minor: u64,
}

impl Goods {
    /// A product that nobody sells yet.
    pub(crate) fn new(name: &str, category: &str, price_minor: u64) -> Self {
        Self { id: unique("sku"), name: name.to_owned(), category: category.to_owned(), price_minor }
    }

    /// As a merchant writes it down.
    pub(crate) fn described(&self) -> Value {
        json!({
            "name": self.name,
            "description": format!("{}, made for this test.", self.name),
            "category": self.category,
            "variants": [{ "prices": [{ "currency": "USD", "price_minor": self.price_minor }] }],
        })
    }

    /// An order's line about it.
    pub(crate) fn line(&self, quantity: u32) -> Value {
        json!({ "sku": self.id, "quantity": quantity, "unit_price_minor": self.price_minor })
    }
}

impl Shop {
    /// The shop that `BACKROOM_STACK` names.
    pub(crate) fn open() -> Self {
        let stack = Stack::running();
        let api = stack.tells(&["api_url"]);
        Self { stack, api }
    }

    /// The shop with one new product, of which there are so many.
    pub(crate) fn selling(units: u32) -> (Self, Goods) {
        let shop = Self::open();
        let goods = Goods::new("Green tea", &unique("category"), 1_250);
        shop.put_on_shelf(&shop.new_merchant(), &goods, units);
        (shop, goods)
    }

    pub(crate) fn get(&self, path: &str) -> Request {
        Request::new("GET", format!("{}{path}", self.api))
    }

    pub(crate) fn post(&self, path: &str) -> Request {
        Request::new("POST", format!("{}{path}", self.api))
    }

    pub(crate) fn put(&self, path: &str) -> Request {
        Request::new("PUT", format!("{}{path}", self.api))
    }

    pub(crate) fn patch(&self, path: &str) -> Request {
        Request::new("PATCH", format!("{}{path}", self.api))
    }

    pub(crate) fn delete(&self, path: &str) -> Request {
        Request::new("DELETE", format!("{}{path}", self.api))
    }

    /// The merchant writes a product down and receives so many of it.
    pub(crate) fn put_on_shelf(&self, merchant: &Person, goods: &Goods, units: u32) {
        self.describe(merchant, goods);
        let delivery = json!({ "quantity": units, "reason": "first delivery" });
        let path = format!("/merchant/skus/{}/adjustments", goods.id);
        self.post(&path).by(merchant).key(&unique("delivery")).json(&delivery).expect(200);
    }

    /// The merchant writes a product down.
    pub(crate) fn describe(&self, merchant: &Person, goods: &Goods) {
        self.put(&format!("/products/{}", goods.id)).by(merchant).json(&goods.described()).expect(200);
    }

    /// How many of a product can be bought.
    pub(crate) fn available(&self, goods: &Goods) -> u64 {
        let product = self.get(&format!("/products/{}", goods.id)).expect(200);
        product["variants"][0]["available"].as_u64().unwrap_or_else(|| panic!("no number of units in {}", product.text))
    }

    /// The request to place an order of these lines.
    pub(crate) fn ordering(&self, buyer: &Person, lines: &[Value]) -> Request {
        self.post("/orders").by(buyer).json(&wish(lines))
    }

    /// A new order. Returns its identifier.
    pub(crate) fn order(&self, buyer: &Person, lines: &[Value]) -> String {
        self.ordering(buyer, lines).key(&unique("order")).expect(201).text_at("id")
    }

    /// The request to pay an order with a payment method.
    pub(crate) fn paying(&self, buyer: &Person, order: &str, method: &str) -> Request {
        self.post(&format!("/orders/{order}/payment")).by(buyer).json(&json!({ "payment_method": method }))
    }

    /// Begins to pay an order in the browser: the answer has the intent and its client secret.
    pub(crate) fn begin_payment(&self, buyer: &Person, order: &str) -> Answer {
        self.post(&format!("/orders/{order}/payment")).by(buyer).json(&json!({})).expect(200)
    }

    pub(crate) fn cancelling(&self, buyer: &Person, order: &str) -> Request {
        self.post(&format!("/orders/{order}/cancel")).by(buyer)
    }

    /// Where an order stands.
    pub(crate) fn state(&self, buyer: &Person, order: &str) -> String {
        self.get(&format!("/orders/{order}")).by(buyer).expect(200).text_at("state")
    }

    /// Waits until the shop knows by itself that an order is paid.
    pub(crate) fn wait_until_paid(&self, buyer: &Person, order: &str) {
        wait_for(&format!("order {order} to be paid"), || (self.state(buyer, order) == "paid").then_some(()));
    }

    /// Sweeps, instead of waiting for the schedule to do so, until an order stands where it should after its payment
    /// window.
    pub(crate) fn sweep_until(&self, buyer: &Person, order: &str, state: &str) {
        let limit = Duration::from_secs(self.stack.payment_window_seconds()) + SECOND_LOOK + PATIENCE;
        wait_within(limit, &format!("the sweep to find order {order} {state}"), || {
            let usual = self.provider();
            self.stack.invoke("sweep-orders", &json!({}));
            drop(usual);
            (self.state(buyer, order) == state).then_some(())
        });
    }
}

/// An order of these lines, as a buyer sends it.
pub(crate) fn wish(lines: &[Value]) -> Value {
    let address = json!({
        "name": "Ada Buyer",
        "line1": "1 Market Street",
        "city": "Cincinnati",
        "region": "OH",
        "postal_code": "45202",
        "country": "US",
    });
    json!({ "currency": "USD", "shipping_address": address, "lines": lines })
}
