//! One order: what was asked for, what became of it, and what can be done.

use askama::Template;
use serde_json::Value;

use super::{
    Attempt, Frame, ShapeError,
    form::Form,
    order_forms::Forms,
    shapes::{Balance, Order},
    words::{When, day, money, short, when},
};

/// The page of an order.
#[derive(Debug, Template)]
#[template(path = "desk/order.html")]
pub struct OrderPage<'a> {
    frame: Frame<'a>,
    order: Order,
    placed: When,
    reserved_until: When,
    payment: String,
    fulfilment: Option<String>,
    total: String,
    refunded: Option<String>,
    received: Option<String>,
    lines: Vec<LineRow>,
    address: Vec<String>,
    shipments: Vec<ShipmentRow>,
    refunds: Vec<RefundRow>,
    disputes: Vec<DisputeRow>,
    review: Option<String>,
    receipt: Option<String>,
    customer: Option<String>,
    timeline: Vec<EventRow>,
    forms: Forms,
}

#[derive(Debug)]
struct LineRow {
    name: String,
    sku: String,
    href: Option<String>,
    quantity: u64,
    price: String,
    total: String,
    shipped: u64,
    returned: u64,
    to_ship: u64,
}

#[derive(Debug)]
struct ShipmentRow {
    lines: Vec<String>,
    carrier: String,
    tracking_number: Option<String>,
    tracking_url: Option<String>,
    state: (&'static str, String),
    at: When,
    delivered: Option<Form>,
    void: Option<Form>,
}

#[derive(Debug)]
struct RefundRow {
    amount: String,
    status: (String, String),
    reason: Option<String>,
    lines: Vec<String>,
    at: When,
}

#[derive(Debug)]
struct DisputeRow {
    status: String,
    reason: String,
    amount: String,
    answer_until: Option<When>,
}

#[derive(Debug)]
struct EventRow {
    text: String,
    at: When,
    by: Option<String>,
}

impl<'a> OrderPage<'a> {
    /// The order of an answer of `GET /v1/merchant/orders/{id}`, and a form that was refused, if one was.
    pub fn new(frame: Frame<'a>, order: Value, attempt: Option<&Attempt>) -> Result<Self, ShapeError> {
        let order: Order = serde_json::from_value(order)?;
        let balances = order.balances();
        let forms = Forms::new(&frame, &order, &balances, attempt);
        let money = |minor: u64| money(frame.language, minor, &order.currency);
        let is_shown = ["paid", "refunding", "refunded"].contains(&order.state.as_str());
        Ok(Self {
            placed: when(frame.language, &order.created_at),
            reserved_until: when(frame.language, &order.reserved_until),
            payment: frame.word("state", &order.state),
            fulfilment: is_shown.then(|| frame.word("fulfilment", &order.fulfilment_state)),
            total: money(order.total_minor),
            refunded: (order.refunded_minor > 0).then(|| money(order.refunded_minor)),
            received: order.received_minor.map(money),
            lines: lines(&frame, &order, &balances),
            address: order.shipping_address.as_ref().map(super::shapes::Address::lines).unwrap_or_default(),
            shipments: shipments(&frame, &order, attempt),
            refunds: refunds(&frame, &order),
            disputes: disputes(&frame, &order),
            review: review(&frame, &order),
            receipt: order.receipt.as_ref().map(|receipt| frame.word("receipt", receipt)),
            customer: order
                .email
                .as_deref()
                .filter(|_| frame.may(domain::accounts::Permission::CustomersRead))
                .map(|email| super::words::href("/desk/customers", &[("email", email)])),
            timeline: timeline(&frame, &order),
            forms,
            order,
            frame,
        })
    }
}

fn lines(frame: &Frame<'_>, order: &Order, balances: &[Balance]) -> Vec<LineRow> {
    let money = |minor: u64| money(frame.language, minor, &order.currency);
    let row = |line: &super::shapes::Line| {
        let balance = balances.iter().find(|balance| balance.sku == line.sku);
        LineRow {
            name: line.name.clone().unwrap_or_else(|| line.sku.clone()),
            sku: line.sku.clone(),
            href: line.product_id.as_ref().map(|id| format!("/desk/products/{id}")),
            quantity: line.quantity,
            price: money(line.unit_price_minor),
            total: money(line.total_minor),
            shipped: balance.map_or(0, |balance| balance.shipped),
            returned: balance.map_or(0, |balance| balance.returned),
            to_ship: balance.map_or(0, |balance| balance.to_ship),
        }
    };
    order.lines.iter().map(row).collect()
}

/// `2 x Assam`, for each line.
fn units(order: &Order, lines: &[super::shapes::Units]) -> Vec<String> {
    lines.iter().map(|line| format!("{} × {}", line.quantity, order.name_of(&line.sku))).collect()
}

fn shipments(frame: &Frame<'_>, order: &Order, attempt: Option<&Attempt>) -> Vec<ShipmentRow> {
    let may = frame.may(domain::accounts::Permission::OrdersShip);
    let action = format!("/desk/orders/{}", order.id);
    let row = |shipment: &super::shapes::Shipment| {
        let (state, at) = match (&shipment.voided_at, &shipment.delivered_at) {
            (Some(at), _) => ("voided", at),
            (None, Some(at)) => ("delivered", at),
            (None, None) => ("shipped", &shipment.created_at),
        };
        let form = |act| Form::new(frame, &action, act, &shipment.id, attempt);
        let is_open = may && state == "shipped";
        ShipmentRow {
            lines: units(order, &shipment.lines),
            carrier: shipment.carrier.clone(),
            tracking_number: shipment.tracking_number.clone(),
            tracking_url: shipment.tracking_url.clone().filter(|url| is_https(url)),
            state: (state, frame.word("shipment", state)),
            at: when(frame.language, at),
            delivered: is_open.then(|| form("delivered")),
            void: is_open.then(|| form("void").danger()),
        }
    };
    order.shipments.iter().map(row).collect()
}

/// Whether a link leads to a page, and runs nothing.
fn is_https(url: &str) -> bool {
    url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
}

fn refunds(frame: &Frame<'_>, order: &Order) -> Vec<RefundRow> {
    let row = |refund: &super::shapes::Refund| RefundRow {
        amount: money(frame.language, refund.amount_minor, &order.currency),
        status: (refund.status.clone(), frame.word("refund", &refund.status)),
        reason: refund.reason.as_ref().map(|reason| frame.word("reason", reason)),
        lines: units(order, &refund.lines),
        at: when(frame.language, &refund.created_at),
    };
    order.refunds.iter().map(row).collect()
}

fn disputes(frame: &Frame<'_>, order: &Order) -> Vec<DisputeRow> {
    let row = |dispute: &super::shapes::Dispute| DisputeRow {
        status: frame.word("dispute", &dispute.status),
        reason: frame.word("dispute-reason", &dispute.reason),
        amount: money(frame.language, dispute.amount_minor, &order.currency),
        answer_until: dispute.answer_until.as_ref().map(|until| when(frame.language, until)),
    };
    order.disputes.iter().map(row).collect()
}

fn review(frame: &Frame<'_>, order: &Order) -> Option<String> {
    let review = order.review.as_ref()?;
    let since = day(frame.language, review.since.get(..10).unwrap_or_default());
    let reason = frame
        .language
        .with("desk-review-since", &[("reason", &frame.word("review", &review.reason)), ("since", &since)]);
    let outcome = review.outcome.as_ref().map(|outcome| frame.word("outcome", outcome));
    Some(outcome.map_or(reason.clone(), |outcome| format!("{reason} {outcome}.")))
}

fn timeline(frame: &Frame<'_>, order: &Order) -> Vec<EventRow> {
    let row = |event: &super::shapes::Happening| EventRow {
        text: frame.word("event", &event.event),
        at: when(frame.language, &event.at),
        by: event.by.as_ref().filter(|by| **by != order.buyer_id).map(|by| short(by)),
    };
    order.timeline.iter().map(row).collect()
}
