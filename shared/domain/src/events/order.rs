//! What happened to an order.

use serde::Serialize;

use super::{Event, EventData, EventType};
use crate::{
    desk::DeskEntry,
    kernel::{Currency, OrderId, ShipmentId, Sku, Timestamp, UserId},
    orders::{FulfilmentState, Order, OrderNumber, Shipment, State, merge_shards},
    payments::Dispute,
};

/// What an event tells of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderFacts {
    order_id: OrderId,
    number: OrderNumber,
    buyer_id: UserId,
    currency: Currency,
    total_minor: u64,
    #[serde(flatten)]
    more: More,
}

impl OrderFacts {
    /// Whose order it is, and which.
    pub(super) const fn ids(&self) -> (&UserId, &OrderId) {
        (&self.buyer_id, &self.order_id)
    }
}

/// What belongs to one kind of event alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum More {
    Placed { lines: Vec<LineFacts> },
    Shipped { shipment_id: ShipmentId, fulfilment_state: FulfilmentState, lines: Vec<UnitsFacts> },
    Refunded { amount_minor: u64, refunded_minor: u64 },
    Disputed(DisputeFacts),
    Nothing {},
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct LineFacts {
    sku: Sku,
    quantity: u32,
    unit_price_minor: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct DisputeFacts {
    dispute_id: String,
    status: &'static str,
    reason: String,
    amount_minor: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_until: Option<Timestamp>,
}

impl From<&Dispute> for DisputeFacts {
    fn from(dispute: &Dispute) -> Self {
        Self {
            dispute_id: dispute.id.to_string(),
            status: dispute.status.as_str(),
            reason: dispute.reason.as_str().to_owned(),
            amount_minor: dispute.amount_minor,
            answer_until: dispute.due_by.filter(|_| dispute.status.needs_answer()),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct UnitsFacts {
    sku: Sku,
    quantity: u32,
}

/// The events of the change that made `now`, with this version of its row, out of `before`: none of a change that is nobody
/// else's business. An order that was not there before was placed.
#[must_use]
pub fn order_events(before: Option<&Order>, now: &Order, version: u64, at: Timestamp) -> Vec<Event> {
    let event = |kind: EventType, part: &str, more: More| {
        let facts = EventData::Order(Box::new(facts(now, more)));
        Event::new(kind, now.id.as_str(), part, version, at, facts)
    };
    let Some(before) = before else {
        return vec![event(EventType::OrderPlaced, "", More::Placed { lines: lines(now) })];
    };
    let mut events = Vec::new();
    if now.was_paid() && !before.was_paid() {
        events.push(event(EventType::OrderPaid, "", More::Nothing {}));
    }
    for shipment in now.shipments.iter().filter(|shipment| is_new(shipment, before)) {
        let more = More::Shipped {
            shipment_id: shipment.id.clone(),
            fulfilment_state: now.fulfilment(),
            lines: units(shipment),
        };
        events.push(event(EventType::OrderShipped, shipment.id.as_str(), more));
    }
    let refunded = |order: &Order| DeskEntry::of(order, version).refunded_minor;
    let (refunded_minor, until_now) = (refunded(now), refunded(before));
    if refunded_minor > until_now {
        let more = More::Refunded { amount_minor: refunded_minor - until_now, refunded_minor };
        events.push(event(EventType::OrderRefunded, "", more));
    }
    for dispute in now.moved_disputes(before) {
        let more = More::Disputed(DisputeFacts::from(dispute));
        events.push(event(EventType::OrderDisputed, dispute.id.as_str(), more));
    }
    for (state, kind) in [(State::Cancelled, EventType::OrderCancelled), (State::Expired, EventType::OrderExpired)] {
        if now.state == state && before.state != state {
            events.push(event(kind, "", More::Nothing {}));
        }
    }
    events
}

fn facts(order: &Order, more: More) -> OrderFacts {
    OrderFacts {
        order_id: order.id.clone(),
        number: OrderNumber::from(&order.id),
        buyer_id: order.buyer.clone(),
        currency: order.total.currency,
        total_minor: order.total.amount_minor,
        more,
    }
}

fn lines(order: &Order) -> Vec<LineFacts> {
    let lines = merge_shards(&order.lines).into_iter();
    let facts = lines.map(|line| LineFacts {
        quantity: line.quantity.get(),
        unit_price_minor: line.unit_price.amount_minor,
        sku: line.sku,
    });
    facts.collect()
}

fn units(shipment: &Shipment) -> Vec<UnitsFacts> {
    let lines = shipment.lines.iter();
    lines.map(|line| UnitsFacts { sku: line.sku.clone(), quantity: line.quantity.get() }).collect()
}

fn is_new(shipment: &Shipment, before: &Order) -> bool {
    shipment.counts() && before.shipments.iter().all(|known| known.id != shipment.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kernel::{Digest, Money},
        orders::{
            AddressDraft, Line, NewOrder, PlannedRefund, Quantity, Receipt, RefundReason, RefundRequest, RefundScope,
            Shard, ShipmentDraft, Units,
        },
        payments::RefundStatus,
    };

    const AT: Timestamp = Timestamp::from_millis(1_795_376_589_000);

    /// Five teas out of two stock rows.
    fn order(state: State) -> Order {
        let usd = Currency::parse("USD").expect("a currency");
        let draft = AddressDraft { name: "Ada Buyer", line1: "1 Mill Lane", country: "GB", ..AddressDraft::default() };
        let draft = AddressDraft { city: Some("Leeds"), postal_code: Some("LS1"), ..draft };
        let line = |shard, quantity| Line {
            sku: "tea".parse().expect("a SKU"),
            shard: Shard(shard),
            quantity: Quantity::new(quantity).expect("a quantity"),
            unit_price: Money::new(499, usd),
        };
        let wanted = NewOrder::new(usd, draft.parse().expect("an address"), vec![line(0, 5)]).expect("an order");
        let buyer = UserId::from_digest(&Digest::of(&[b"buyer"]));
        let order = Order::place(buyer, "a key", wanted, AT, 900);
        Order { state, lines: vec![line(0, 2), line(1, 3)], ..order }
    }

    fn shipped(order: Order) -> Order {
        let lines = vec![Units { sku: "tea".parse().expect("a SKU"), quantity: Quantity::new(2).expect("two") }];
        let draft = ShipmentDraft { lines, carrier: "Mill Mail", tracking_number: None, tracking_url: None };
        let shipment = draft.parse(&order.id, "key", order.buyer.clone(), AT).expect("a shipment");
        Order { shipments: vec![shipment], ..order }
    }

    /// The order while this is on its way back to the buyer, and once it is there.
    fn given_back(order: &Order, scope: RefundScope) -> (Order, Order) {
        let (reason, by) = ((RefundReason::Other, true), order.buyer.clone());
        let request = RefundRequest::new((&order.id, "key"), scope, reason, by, AT).expect("a request");
        let Ok(PlannedRefund::New(refund)) = order.plan_refund(&request) else { panic!("nothing to give back") };
        let underway = order.with_refund(&refund);
        let done = underway.with_settled(&refund.settled(RefundStatus::Succeeded, None, AT));
        (underway, done)
    }

    fn kinds(before: &Order, now: &Order) -> Vec<&'static str> {
        order_events(Some(before), now, 2, AT).iter().map(|event| event.kind.as_str()).collect()
    }

    #[test]
    fn a_new_order_is_told_with_what_was_ordered_and_nothing_about_the_buyer() {
        let events = order_events(None, &order(State::Pending), 1, AT);
        let [event] = &events[..] else { panic!("{events:?}") };
        let told = event.to_json();
        assert!(told.contains(r#""lines":[{"sku":"tea","quantity":5,"unit_price_minor":499}]"#), "{told}");
        assert!(told.contains(r#""sequence":1"#) && told.contains(r#""total_minor":2495"#), "{told}");
        for word in ["Ada", "Mill Lane", "Leeds", "LS1"] {
            assert!(!told.contains(word), "{word} in {told}");
        }
    }

    #[test]
    fn each_change_is_told_once_and_others_are_nobodys_business() {
        let [pending, paid, cancelled, expired] =
            [State::Pending, State::Paid, State::Cancelled, State::Expired].map(order);
        let (refunding, refunded) = given_back(&paid, RefundScope::Rest);
        assert_eq!(kinds(&pending, &paid), ["order.paid"]);
        assert_eq!(kinds(&paid, &refunding), [""; 0]);
        assert_eq!(kinds(&refunding, &refunded), ["order.refunded"]);
        assert_eq!(kinds(&order(State::Cancelling), &cancelled), ["order.cancelled"]);
        assert_eq!(kinds(&order(State::Expiring), &expired), ["order.expired"]);
        assert_eq!(kinds(&paid, &Order { receipt: Some(Receipt::Sent), ..paid.clone() }), [""; 0]);
        assert_eq!(kinds(&paid, &shipped(paid.clone())), ["order.shipped"]);
        assert_eq!(kinds(&shipped(paid.clone()), &shipped(paid)), [""; 0]);
    }

    #[test]
    fn a_refund_tells_what_went_back_now_and_a_shipment_what_was_sent() {
        let paid = order(State::Paid);
        let (underway, once) = given_back(&paid, RefundScope::Amount(495));
        let events = order_events(Some(&underway), &once, 9, AT);
        assert!(events[0].to_json().contains(r#""amount_minor":495,"refunded_minor":495"#), "{events:?}");
        let told = order_events(Some(&paid), &shipped(paid.clone()), 9, AT)[0].to_json();
        assert!(told.contains(r#""fulfilment_state":"partly_shipped","lines":[{"sku":"tea","quantity":2}]"#), "{told}");
    }

    #[test]
    fn an_identifier_is_the_changes_own() {
        let (pending, paid) = (order(State::Pending), order(State::Paid));
        let id = |version| order_events(Some(&pending), &paid, version, AT)[0].id.clone();
        assert_eq!(id(2), id(2));
        assert_ne!(id(2), id(3));
        let later = order_events(Some(&pending), &paid, 2, Timestamp::from_millis(0));
        assert_eq!(later[0].id, id(2), "when it is told makes no difference");
    }
}
