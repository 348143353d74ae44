//! What the desk answers.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Count, DayRange, DayTally, DeskEntry, Tally};
use crate::{
    catalogue::SkuNames,
    kernel::{Email, Timestamp, UserId},
    orders::{DisputeView, FulfilmentState, Order, OrderView, Receipt, State},
    payments::{IntentId, RefundStatus},
};

/// A page of orders, newest first.
#[derive(Debug, Serialize)]
pub struct DeskPage {
    /// The orders.
    pub orders: Vec<DeskEntry>,
    /// Where the next page starts; none on the last one.
    pub next_cursor: Option<String>,
}

/// All that is known of one order.
#[derive(Debug, Serialize)]
pub struct MerchantOrderView<'a> {
    #[serde(flatten)]
    order: OrderView<'a>,
    buyer_id: &'a UserId,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_intent: Option<&'a IntentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<&'static str>,
    payment_failures: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    received_minor: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    review: Option<ReviewView<'a>>,
    disputes: Vec<DisputeView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    buyer_left_at: Option<Timestamp>,
    timeline: Vec<Event<'a>>,
}

/// Why an order was put aside, and what was decided.
#[derive(Debug, Serialize)]
struct ReviewView<'a> {
    reason: &'static str,
    since: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<&'a UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<Timestamp>,
}

impl<'a> ReviewView<'a> {
    fn of(order: &'a Order) -> Option<Self> {
        let (review, decision) = (order.review?, order.decision.as_ref());
        Some(Self {
            reason: review.reason.as_str(),
            since: review.since,
            outcome: decision.map(|decision| decision.outcome.as_str()),
            decided_by: decision.map(|decision| &decision.by),
            decided_at: decision.map(|decision| decision.at),
        })
    }
}

/// Something that happened to an order, as far as its row remembers it.
#[derive(Debug, Serialize)]
struct Event<'a> {
    #[serde(rename = "event")]
    name: &'static str,
    at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a UserId>,
}

impl<'a> MerchantOrderView<'a> {
    /// `order`, with what its lines were called when it was placed, and its buyer's address, if there is one.
    #[must_use]
    pub fn new(order: &'a Order, names: SkuNames, email: Option<&Email>) -> Self {
        Self {
            order: OrderView::for_merchant(order, names),
            buyer_id: &order.buyer,
            email: email.filter(|_| order.email.is_none()).map(|email| email.as_str().to_owned()),
            payment_intent: order.intent.as_ref(),
            receipt: order.receipt.map(|receipt| match receipt {
                Receipt::Due | Receipt::Sending(_) => "due",
                Receipt::Sent => "sent",
                Receipt::Undeliverable => "undeliverable",
            }),
            payment_failures: order.payment_failures,
            received_minor: order.received_minor,
            review: ReviewView::of(order),
            disputes: DisputeView::of(order),
            buyer_left_at: order.buyer_left,
            timeline: timeline(order),
        }
    }
}

fn timeline(order: &Order) -> Vec<Event<'_>> {
    let event = |name, at, by| Event { name, at, by };
    let mut events = vec![event("placed", order.created, Some(&order.buyer))];
    events.extend(order.processing_since.map(|at| event("payment_processing", at, None)));
    events.extend(order.review.map(|review| event("put_aside", review.since, None)));
    events.extend(order.decision.as_ref().map(|decision| event("decided", decision.at, Some(&decision.by))));
    events.extend(order.disputes.iter().map(|dispute| event("disputed", dispute.created, None)));
    for refund in &order.refunds {
        events.push(event("refund_requested", refund.created, refund.by.as_ref()));
        events.extend(refund.settled.map(|at| match refund.status {
            RefundStatus::Failed => event("refund_failed", at, None),
            _ => event("refunded", at, None),
        }));
    }
    for shipment in &order.shipments {
        events.push(event("shipped", shipment.created, Some(&shipment.by)));
        events.extend(shipment.delivered.map(|at| event("delivered", at, None)));
        events.extend(shipment.voided.map(|at| event("shipment_voided", at, None)));
    }
    events.sort_by_key(|event| event.at);
    events
}

/// How many orders are in which state.
#[derive(Debug, Serialize)]
pub struct OrderCounts {
    from: String,
    to: String,
    payment_states: BTreeMap<&'static str, i64>,
    fulfilment_states: BTreeMap<&'static str, i64>,
}

impl OrderCounts {
    /// The counts of the orders that were placed on these days.
    #[must_use]
    pub fn new(days: DayRange, parts: &[DayTally]) -> Self {
        let mut all = Tally::default();
        for part in parts {
            all.add_all(&part.tally);
        }
        let payment = |state: State| (state.as_str(), all.get(Count::Payment(state)));
        let fulfilment = |state: FulfilmentState| (state.as_str(), all.get(Count::Fulfilment(state)));
        Self {
            from: days.from.to_string(),
            to: days.to.to_string(),
            payment_states: State::ALL.into_iter().map(payment).collect(),
            fulfilment_states: FulfilmentState::ALL.into_iter().map(fulfilment).collect(),
        }
    }
}

/// What was sold, by day and currency.
#[derive(Debug, Serialize)]
pub struct SalesReport {
    from: String,
    to: String,
    days: Vec<DayTally>,
}

impl SalesReport {
    /// The sales of these days; a day on which nothing was sold is not listed.
    #[must_use]
    pub fn new(days: DayRange, parts: Vec<DayTally>) -> Self {
        let sold = |day: &DayTally| day.tally.get(Count::Orders) != 0;
        let parts = DayTally::merged(parts).into_iter().filter(sold).collect();
        Self { from: days.from.to_string(), to: days.to.to_string(), days: parts }
    }
}
