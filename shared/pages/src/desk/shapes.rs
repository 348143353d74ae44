//! What the API answers, as far as the desk shows it.

use serde::{Deserialize, Serialize};

/// A page of orders.
#[derive(Debug, Deserialize)]
pub(crate) struct Orders {
    pub(crate) orders: Vec<Entry>,
    pub(crate) next_cursor: Option<String>,
}

/// An order in a list.
#[derive(Debug, Deserialize)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) payment_state: String,
    pub(crate) fulfilment_state: Option<String>,
    pub(crate) currency: String,
    pub(crate) total_minor: u64,
    pub(crate) refunded_minor: u64,
    pub(crate) units: u64,
    pub(crate) dispute: Option<String>,
    pub(crate) created_at: String,
}

/// An order with all that is known of it.
#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) state: String,
    pub(crate) fulfilment_state: String,
    pub(crate) currency: String,
    pub(crate) total_minor: u64,
    pub(crate) refunded_minor: u64,
    pub(crate) lines: Vec<Line>,
    pub(crate) shipping_address: Option<Address>,
    pub(crate) created_at: String,
    pub(crate) reserved_until: String,
    pub(crate) shipments: Vec<Shipment>,
    pub(crate) refunds: Vec<Refund>,
    pub(crate) buyer_id: String,
    pub(crate) email: Option<String>,
    pub(crate) payment_intent: Option<String>,
    pub(crate) received_minor: Option<u64>,
    pub(crate) review: Option<Review>,
    pub(crate) disputes: Vec<Dispute>,
    pub(crate) receipt: Option<String>,
    pub(crate) timeline: Vec<Happening>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) sku: String,
    pub(crate) product_id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) quantity: u64,
    pub(crate) unit_price_minor: u64,
    pub(crate) total_minor: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Address {
    name: String,
    company: Option<String>,
    line1: String,
    line2: Option<String>,
    city: Option<String>,
    region: Option<String>,
    postal_code: Option<String>,
    country: String,
    pub(crate) phone: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Shipment {
    pub(crate) id: String,
    pub(crate) lines: Vec<Units>,
    pub(crate) carrier: String,
    pub(crate) tracking_number: Option<String>,
    pub(crate) tracking_url: Option<String>,
    pub(crate) created_at: String,
    pub(crate) delivered_at: Option<String>,
    pub(crate) voided_at: Option<String>,
}

/// Units of a SKU, and whether they came back.
#[derive(Debug, Deserialize)]
pub(crate) struct Units {
    pub(crate) sku: String,
    pub(crate) quantity: u64,
    #[serde(default)]
    pub(crate) returned: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Refund {
    pub(crate) status: String,
    pub(crate) amount_minor: u64,
    pub(crate) lines: Vec<Units>,
    pub(crate) created_at: String,
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Review {
    pub(crate) reason: String,
    pub(crate) since: String,
    pub(crate) outcome: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Dispute {
    pub(crate) status: String,
    pub(crate) reason: String,
    pub(crate) amount_minor: u64,
    pub(crate) answer_until: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Happening {
    pub(crate) event: String,
    pub(crate) at: String,
    pub(crate) by: Option<String>,
}

/// A product as its shopkeeper reads and writes it.
#[derive(Clone, Debug, Deserialize)]
pub struct SavedProduct {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its category.
    pub category: String,
    /// `draft`, `active` or `archived`.
    pub state: String,
    /// What it is chosen by.
    pub options: Vec<String>,
    /// Its SKUs.
    pub variants: Vec<SavedVariant>,
}

/// A SKU of a product.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct SavedVariant {
    /// The SKU.
    pub sku: String,
    /// One value for each option.
    pub options: Vec<String>,
    /// One price for each currency.
    pub prices: Vec<SavedPrice>,
    /// What a unit weighs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_grams: Option<u64>,
}

/// A price.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct SavedPrice {
    /// The currency.
    pub currency: String,
    /// The price in minor units.
    pub price_minor: u64,
    /// What it was before, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare_at_minor: Option<u64>,
}

impl SavedVariant {
    /// The name of the field of a price.
    #[must_use]
    pub fn price_field(&self, price: &SavedPrice) -> String {
        format!("price {} {}", self.sku, price.currency)
    }
}

impl Address {
    /// The lines of a label, as far as there is something on them.
    pub(crate) fn lines(&self) -> Vec<String> {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let town = [text(&self.postal_code), text(&self.city)].join(" ").trim().to_owned();
        let company = text(&self.company);
        let line2 = text(&self.line2);
        let all =
            [self.name.clone(), company, self.line1.clone(), line2, town, text(&self.region), self.country.clone()];
        all.into_iter().filter(|line| !line.is_empty()).collect()
    }
}

/// What of a SKU was ordered, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Balance {
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) ordered: u64,
    pub(crate) shipped: u64,
    /// Units that were sent and came back.
    pub(crate) returned: u64,
    /// Units that may still be sent, if the order is paid.
    pub(crate) to_ship: u64,
}

impl Order {
    /// What became of each SKU, in the order of the lines.
    pub(crate) fn balances(&self) -> Vec<Balance> {
        let mut skus: Vec<&str> = Vec::new();
        for line in &self.lines {
            if !skus.contains(&line.sku.as_str()) {
                skus.push(&line.sku);
            }
        }
        skus.into_iter().map(|sku| self.balance(sku)).collect()
    }

    fn balance(&self, sku: &str) -> Balance {
        let line = self.lines.iter().find(|line| line.sku == sku);
        let name = line.and_then(|line| line.name.clone()).unwrap_or_else(|| sku.to_owned());
        let ordered = self.lines.iter().filter(|line| line.sku == sku).map(|line| line.quantity).sum();
        let sent = self.shipments.iter().filter(|shipment| shipment.voided_at.is_none());
        let shipped = units(sent.flat_map(|shipment| &shipment.lines), sku, false);
        let given = || self.refunds.iter().filter(|refund| refund.status != "failed").flat_map(|refund| &refund.lines);
        let (unsent, returned) = (units(given(), sku, false), units(given(), sku, true));
        let to_ship = u64::saturating_sub(ordered, shipped + unsent);
        Balance { sku: sku.to_owned(), name, ordered, shipped, returned, to_ship }
    }

    /// What can still be given back, in minor units, as far as the order tells.
    pub(crate) fn left_minor(&self) -> u64 {
        let under_way = self.refunds.iter().filter(|refund| refund.status == "pending").map(|it| it.amount_minor);
        let gone = self.refunded_minor + under_way.sum::<u64>();
        self.received_minor.unwrap_or(self.total_minor).saturating_sub(gone)
    }

    /// What a SKU was called.
    pub(crate) fn name_of(&self, sku: &str) -> String {
        let line = self.lines.iter().find(|line| line.sku == sku);
        line.and_then(|line| line.name.clone()).unwrap_or_else(|| sku.to_owned())
    }
}

fn units<'a>(lines: impl Iterator<Item = &'a Units>, sku: &str, returned: bool) -> u64 {
    lines.filter(|line| line.sku == sku && line.returned == returned).map(|line| line.quantity).sum()
}
