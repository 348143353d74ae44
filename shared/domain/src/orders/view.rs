//! Orders as buyers see them.

use serde::Serialize;

use super::{
    Address, FulfilmentState, Line, LineDetails, Order, OrderNumber, Quoted, RefundView, ShipmentView, ShippingCharge,
    State, Tax, merge_shards,
};
use crate::{
    catalogue::{CardImage, SkuNames},
    kernel::{Currency, Email, Money, OrderId, ProductId, Sku, Timestamp},
};

/// An order in an answer.
#[derive(Debug, Serialize)]
pub struct OrderView<'a> {
    id: &'a OrderId,
    number: OrderNumber,
    state: &'static str,
    currency: Currency,
    total_minor: u64,
    lines: Vec<LineView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping: Option<&'a ShippingCharge>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tax: Option<&'a Tax>,
    shipping_address: &'a Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    created_at: Timestamp,
    reserved_until: Timestamp,
    fulfilment_state: &'static str,
    shipments: Vec<ShipmentView<'a>>,
    refunded_minor: u64,
    refunds: Vec<RefundView<'a>>,
}

#[derive(Debug, Serialize)]
struct LineView {
    sku: Sku,
    #[serde(skip_serializing_if = "Option::is_none")]
    product_id: Option<ProductId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<CardImage>,
    quantity: u32,
    unit_price_minor: u64,
    total_minor: u64,
}

impl LineView {
    /// A line, with how its quote showed it.
    fn of(line: Line, quoted: &Quoted) -> Self {
        let total_minor = line.total().map_or(0, |total| total.amount_minor);
        let (quantity, unit_price_minor) = (line.quantity.get(), line.unit_price.amount_minor);
        let details = quoted.details.get(&line.sku);
        Self {
            product_id: details.map(|details| details.product.clone()),
            name: details.map(LineDetails::title),
            image: details.and_then(|details| details.image.clone()),
            sku: line.sku,
            quantity,
            unit_price_minor,
            total_minor,
        }
    }
}

impl<'a> From<&'a Order> for OrderView<'a> {
    fn from(order: &'a Order) -> Self {
        let shipments = order.shipments.iter().map(ShipmentView::from).collect();
        let (state, fulfilment_state) = (order.state.as_str(), order.fulfilment().as_str());
        let (refunded_minor, refunds) = (order.refunded_minor(), RefundView::of_buyer(order));
        Self { state, fulfilment_state, shipments, refunded_minor, refunds, ..placed(order) }
    }
}

impl<'a> OrderView<'a> {
    /// `order`, with what its lines were called when it was placed.
    #[must_use]
    pub fn with_names(order: &'a Order, mut names: SkuNames) -> Self {
        let mut view = Self::from(order);
        for line in &mut view.lines {
            if let Some(named) = names.remove(&line.sku) {
                (line.product_id, line.name) = (Some(named.product), Some(named.name));
            }
        }
        view
    }

    /// The same as merchants see it.
    #[must_use]
    pub fn for_merchant(order: &'a Order, names: SkuNames) -> Self {
        Self { refunds: RefundView::of_merchant(order), ..Self::with_names(order, names) }
    }
}

/// The answer to placing `order`. It tells the moment of placing, so every repeat of the request gets the same bytes,
/// whatever has become of the order since.
#[must_use]
pub fn placed(order: &Order) -> OrderView<'_> {
    OrderView {
        id: &order.id,
        number: OrderNumber::from(&order.id),
        state: State::Pending.as_str(),
        currency: order.total.currency,
        total_minor: order.total.amount_minor,
        lines: merge_shards(&order.lines).into_iter().map(|line| LineView::of(line, &order.quoted)).collect(),
        shipping: order.quoted.shipping.as_ref(),
        tax: order.quoted.tax.as_ref(),
        shipping_address: &order.address,
        email: order.email.as_ref().map(Email::as_str),
        created_at: order.created,
        reserved_until: order.expires,
        fulfilment_state: FulfilmentState::Unfulfilled.as_str(),
        shipments: Vec::new(),
        refunded_minor: 0,
        refunds: Vec::new(),
    }
}

/// An order in a list.
#[derive(Debug, PartialEq, Eq)]
pub struct OrderSummary {
    /// Its identifier.
    pub id: OrderId,
    /// Where it stands.
    pub state: State,
    /// What it costs.
    pub total: Money,
    /// When it was placed.
    pub created: Timestamp,
    /// Until when it can be paid.
    pub expires: Timestamp,
}

impl Serialize for OrderSummary {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            id: &'a OrderId,
            number: OrderNumber,
            state: &'static str,
            currency: Currency,
            total_minor: u64,
            created_at: Timestamp,
            reserved_until: Timestamp,
        }
        let row = Row {
            id: &self.id,
            number: OrderNumber::from(&self.id),
            state: self.state.as_str(),
            currency: self.total.currency,
            total_minor: self.total.amount_minor,
            created_at: self.created,
            reserved_until: self.expires,
        };
        row.serialize(serializer)
    }
}

/// A page of a buyer's orders, newest first.
#[derive(Debug, Serialize)]
pub struct OrderPage {
    /// The orders.
    pub orders: Vec<OrderSummary>,
    /// Where the next page starts; none on the last one.
    pub next_cursor: Option<String>,
}

/// The place in a buyer's list after which the next page starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The last order of the page before.
    pub id: OrderId,
    /// When it was placed.
    pub created: Timestamp,
}
