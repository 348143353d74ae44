//! What of an order is with its buyer: derived from its lines and shipments, and apart from its payment.

use std::{collections::BTreeSet, str::FromStr};

use super::{MAX_SHIPMENTS, Order, Shipment, State, Units, merge_shards};
use crate::kernel::Sku;

/// How far an order is on its way to the buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FulfilmentState {
    /// Nothing was sent.
    Unfulfilled,
    /// Some of it was sent.
    PartlyShipped,
    /// All that is to be sent was sent.
    Shipped,
    /// All that is to be sent has reached the buyer.
    Delivered,
}

/// A text that names no fulfilment state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such fulfilment state")]
pub struct InvalidFulfilmentState;

impl FulfilmentState {
    /// Every fulfilment state.
    pub const ALL: [Self; 4] = [Self::Unfulfilled, Self::PartlyShipped, Self::Shipped, Self::Delivered];

    /// The word for it in answers and rows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unfulfilled => "unfulfilled",
            Self::PartlyShipped => "partly_shipped",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
        }
    }
}

impl FromStr for FulfilmentState {
    type Err = InvalidFulfilmentState;

    fn from_str(text: &str) -> Result<Self, InvalidFulfilmentState> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(InvalidFulfilmentState)
    }
}

impl serde::Serialize for FulfilmentState {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Why the shop does not record a shipment. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShipmentRefusal {
    /// The key was used for another shipment.
    KeyReused,
    /// The order is not paid.
    NotShippable(State),
    /// The order has too many shipments.
    TooMany,
    /// Lines of which there is less to send.
    Lines(Vec<Excess>),
}

/// A line that asks for more units than remain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excess {
    /// Its SKU.
    pub sku: Sku,
    /// How many units remain; none where the order has no such SKU.
    pub remaining: Option<u32>,
}

impl Order {
    /// How many units of each SKU were paid for and neither sent nor given back: what may still be sent.
    #[must_use]
    pub fn to_ship(&self) -> Vec<(Sku, u32)> {
        let lines = merge_shards(&self.lines).into_iter();
        let left = |sku: &Sku, paid: u32| paid.saturating_sub(self.shipped(sku) + self.given_up(sku, false));
        lines.map(|line| (line.sku.clone(), left(&line.sku, line.quantity.get()))).collect()
    }

    /// How many units of `sku` were sent.
    #[must_use]
    pub fn shipped(&self, sku: &Sku) -> u32 {
        let lines = self.shipments.iter().filter(|shipment| shipment.counts()).flat_map(|shipment| &shipment.lines);
        lines.filter(|line| line.sku == *sku).map(|line| line.quantity.get()).sum()
    }

    /// The SKUs of which more was sent than was paid for, and how many units too many. There are none, unless somebody else
    /// than the shop wrote its row.
    #[must_use]
    pub fn shipped_beyond(&self) -> Vec<(Sku, u32)> {
        let lines = merge_shards(&self.lines);
        let paid = |sku: &Sku| lines.iter().find(|line| line.sku == *sku).map_or(0, |line| line.quantity.get());
        let sent = self.shipments.iter().filter(|shipment| shipment.counts()).flat_map(|shipment| &shipment.lines);
        let skus: BTreeSet<&Sku> = sent.map(|line| &line.sku).collect();
        let beyond = skus.into_iter().map(|sku| (sku.clone(), self.shipped(sku).saturating_sub(paid(sku))));
        beyond.filter(|(_, units)| *units > 0).collect()
    }

    /// How far it is on its way.
    #[must_use]
    pub fn fulfilment(&self) -> FulfilmentState {
        let mut sent = self.shipments.iter().filter(|shipment| shipment.counts()).peekable();
        if sent.peek().is_none() {
            FulfilmentState::Unfulfilled
        } else if self.to_ship().iter().any(|(_, units)| *units > 0) {
            FulfilmentState::PartlyShipped
        } else if sent.all(|shipment| shipment.delivered.is_some()) {
            FulfilmentState::Delivered
        } else {
            FulfilmentState::Shipped
        }
    }

    /// Whether `shipment` may be taken back: the order is paid, and none of its units came back and was refunded.
    #[must_use]
    pub fn may_void(&self, shipment: &Shipment) -> bool {
        let stays = |line: &Units| {
            let sent = self.shipped(&line.sku).saturating_sub(line.quantity.get());
            sent >= self.given_up(&line.sku, true)
        };
        self.state == State::Paid && shipment.lines.iter().all(stays)
    }

    /// Whether `shipment` may be added now. The one that the same request added before, if it did.
    pub fn check_shipment(&self, shipment: &Shipment) -> Result<Option<&Shipment>, ShipmentRefusal> {
        if let Some(known) = self.shipments.iter().find(|known| known.id == shipment.id) {
            let is_same = known.fingerprint == shipment.fingerprint;
            return if is_same { Ok(Some(known)) } else { Err(ShipmentRefusal::KeyReused) };
        }
        if self.state != State::Paid {
            return Err(ShipmentRefusal::NotShippable(self.state));
        }
        if self.shipments.len() >= MAX_SHIPMENTS {
            return Err(ShipmentRefusal::TooMany);
        }
        let excess = excess(&shipment.lines, &self.to_ship());
        if excess.is_empty() { Ok(None) } else { Err(ShipmentRefusal::Lines(excess)) }
    }
}

/// The lines that ask for more than remains.
fn excess(lines: &[Units], remaining: &[(Sku, u32)]) -> Vec<Excess> {
    let left = |sku: &Sku| remaining.iter().find(|(known, _)| known == sku).map(|(_, units)| *units);
    let beyond = lines.iter().filter(|line| line.quantity.get() > left(&line.sku).unwrap_or(0));
    beyond.map(|line| Excess { sku: line.sku.clone(), remaining: left(&line.sku) }).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        kernel::{Currency, Digest, Money, Timestamp, UserId},
        orders::{AddressDraft, Line, NewOrder, Quantity, Shard, shipment::tests::shipment},
    };

    /// Five teas out of two stock rows, and a jam.
    pub(in crate::orders) fn paid() -> Order {
        let usd = Currency::parse("USD").expect("a currency");
        let line = |sku: &str, shard, quantity| Line {
            sku: sku.parse().expect("a SKU"),
            shard: Shard(shard),
            quantity: Quantity::new(quantity).expect("a quantity"),
            unit_price: Money::new(100, usd),
        };
        let draft = AddressDraft { name: "Ada", line1: "1 Mill Lane", country: "GB", ..AddressDraft::default() };
        let draft = AddressDraft { city: Some("Leeds"), postal_code: Some("LS1"), ..draft };
        let lines = vec![line("tea", 0, 5), line("jam", 0, 1)];
        let wanted = NewOrder::new(usd, draft.parse().expect("an address"), lines).expect("an order");
        let buyer = UserId::from_digest(&Digest::of(&[b"buyer"]));
        let order = Order::place(buyer, "a key", wanted, Timestamp::from_millis(0), 900);
        let lines = vec![line("tea", 0, 2), line("tea", 1, 3), line("jam", 0, 1)];
        Order { state: State::Paid, lines, ..order }
    }

    fn with(lines: &[&[(&str, u64)]]) -> Order {
        let shipments = lines.iter().enumerate();
        let shipments = shipments.map(|(n, lines)| shipment(lines, &n.to_string()).expect("a shipment")).collect();
        Order { shipments, ..paid() }
    }

    #[test]
    fn every_fulfilment_state_is_read_back_from_its_word() {
        for state in FulfilmentState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert_eq!("lost".parse::<FulfilmentState>(), Err(InvalidFulfilmentState));
    }

    #[test]
    fn an_order_is_sent_in_parts_and_no_unit_twice() {
        let order = with(&[&[("tea", 3)]]);
        assert_eq!(order.fulfilment(), FulfilmentState::PartlyShipped);
        let check = |lines| order.check_shipment(&shipment(lines, "next").expect("a shipment"));
        assert_eq!(check(&[("tea", 2), ("jam", 1)]), Ok(None));
        let sku = |text: &str| text.parse().expect("a SKU");
        let beyond = |sku, remaining| ShipmentRefusal::Lines(vec![Excess { sku, remaining }]);
        assert_eq!(check(&[("tea", 3), ("jam", 1)]), Err(beyond(sku("tea"), Some(2))));
        assert_eq!(check(&[("gin", 1)]), Err(beyond(sku("gin"), None)));
    }

    #[test]
    fn a_voided_shipment_gives_its_units_back_to_what_may_be_sent() {
        let mut order = with(&[&[("tea", 5)], &[("jam", 1)]]);
        assert_eq!(order.fulfilment(), FulfilmentState::Shipped);
        order.shipments[0].voided = Some(Timestamp::from_millis(1));
        assert_eq!(order.fulfilment(), FulfilmentState::PartlyShipped);
        assert_eq!(order.check_shipment(&shipment(&[("tea", 5)], "again").expect("a shipment")), Ok(None));
        order.shipments[1].voided = Some(Timestamp::from_millis(1));
        assert_eq!(order.fulfilment(), FulfilmentState::Unfulfilled);
    }

    #[test]
    fn an_order_is_delivered_once_all_of_it_is() {
        let mut order = with(&[&[("tea", 5)], &[("jam", 1)]]);
        order.shipments[0].delivered = Some(Timestamp::from_millis(1));
        assert_eq!(order.fulfilment(), FulfilmentState::Shipped);
        order.shipments[1].delivered = Some(Timestamp::from_millis(2));
        assert_eq!(order.fulfilment(), FulfilmentState::Delivered);
    }

    #[test]
    fn a_repeat_is_recognised_before_anything_else_and_only_a_paid_order_is_sent() {
        let order = with(&[&[("tea", 5)]]);
        let (same, other) = (shipment(&[("tea", 5)], "0"), shipment(&[("tea", 4)], "0"));
        let same = same.expect("a shipment");
        assert_eq!(order.check_shipment(&same), Ok(Some(&same)));
        assert_eq!(order.check_shipment(&other.expect("a shipment")), Err(ShipmentRefusal::KeyReused));
        let refunding = Order { state: State::Refunding, ..paid() };
        assert_eq!(refunding.check_shipment(&same), Err(ShipmentRefusal::NotShippable(State::Refunding)));
        let one: &[(&str, u64)] = &[("tea", 1)];
        let full = with(&[one; MAX_SHIPMENTS]);
        assert_eq!(full.check_shipment(&shipment(&[("jam", 1)], "x").expect("one")), Err(ShipmentRefusal::TooMany));
    }
}
