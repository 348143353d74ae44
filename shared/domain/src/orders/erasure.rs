//! Forgetting the person behind an order. The order itself stays: it is part of the shop's snapshot.

use super::{Address, Order, Shipment, State};
use crate::kernel::{InvalidText, Seconds, Text, Timestamp};

/// A day, as the returns time is counted.
const DAY_SECONDS: Seconds = 86_400;
/// The longest returns time that a shop may have, in days.
const MAX_RETURNS_DAYS: Seconds = 365;

/// For how long after the end of its payment window a guest's order keeps its buyer that came to nothing: a repeat of the request
/// that placed it still gets the same answer.
pub const UNSOLD_RETENTION_SECONDS: Seconds = DAY_SECONDS;

/// For how long after its last units were sent an order's address may be needed: goods come back in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnsTime(Seconds);

impl ReturnsTime {
    /// So many days, from 0 to 365.
    #[must_use]
    pub fn of_days(days: Seconds) -> Option<Self> {
        (0..=MAX_RETURNS_DAYS).contains(&days).then_some(Self(days * DAY_SECONDS))
    }

    /// When it ends that begins at `start`.
    #[must_use]
    pub const fn after(self, start: Timestamp) -> Timestamp {
        start.plus_seconds(self.0)
    }
}

/// What an order's address is still needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressNeed {
    /// Nothing: it may go.
    Nothing,
    /// Units of it were not sent yet.
    ToBeSent,
    /// All was sent, and may come back until then.
    MayComeBack(Timestamp),
    /// A guest is told until then what became of it: its mails go to no other address.
    ToBeTold(Timestamp),
}

impl Order {
    /// Whether its buyer is to be forgotten, once the address is needed no longer: a guest, or somebody who has closed the account. It
    /// has a deadline until then.
    #[must_use]
    pub const fn forgets_buyer(&self) -> bool {
        self.email.is_some() || self.buyer_left.is_some()
    }

    /// Whether what is to be sent of it has waited for a whole returns time at `now`, while its buyer is to be forgotten.
    #[must_use]
    pub fn has_waited(&self, returns: ReturnsTime, now: Timestamp) -> bool {
        let since = self.buyer_left.unwrap_or(self.created);
        returns.after(since.plus_seconds(DAY_SECONDS)) <= now
    }

    /// When the sweep looks at it again once it has come to nothing; none where nobody is to be forgotten.
    #[must_use]
    pub fn due_unsold(&self) -> Option<Timestamp> {
        self.forgets_buyer().then(|| self.expires.plus_seconds(UNSOLD_RETENTION_SECONDS))
    }

    /// Whether it has reached an end and nobody owes it anything, but to forget its buyer: only then may its buyer leave.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        let is_settled = matches!(self.state, State::Paid | State::Expired | State::Cancelled | State::Refunded);
        is_settled && (self.due.is_none() || self.forgets_buyer())
    }

    /// Whether its buyer has closed the account: the address is erased, or will be once it is no longer needed.
    #[must_use]
    pub fn is_forgotten(&self) -> bool {
        self.buyer_left.is_some() || Address::erased().is_ok_and(|erased| self.address == erased)
    }

    /// What its address is needed for at `now`.
    #[must_use]
    pub fn address_need(&self, returns: ReturnsTime, now: Timestamp) -> AddressNeed {
        match (self.need_of_goods(returns, now), self.told_until()) {
            (AddressNeed::Nothing, Some(end)) if end > now => AddressNeed::ToBeTold(end),
            (need, _) => need,
        }
    }

    /// Until when a guest's address is kept for the mail about what happened last.
    fn told_until(&self) -> Option<Timestamp> {
        let sent = self.shipments.iter().map(|shipment| shipment.created);
        let refunded = self.refunds.iter().filter_map(|refund| refund.settled);
        let last = self.email.is_some().then(|| sent.chain(refunded).max()).flatten();
        last.map(|last| last.plus_seconds(DAY_SECONDS))
    }

    fn need_of_goods(&self, returns: ReturnsTime, now: Timestamp) -> AddressNeed {
        if !matches!(self.state, State::Paid | State::Refunding) {
            return AddressNeed::Nothing;
        }
        if self.to_ship().iter().any(|(_, units)| *units > 0) {
            return AddressNeed::ToBeSent;
        }
        let arrived = |shipment: &Shipment| shipment.delivered.unwrap_or(shipment.created);
        let last = self.shipments.iter().filter(|shipment| shipment.counts()).map(arrived).max();
        match last.map(|last| returns.after(last)) {
            Some(end) if end > now => AddressNeed::MayComeBack(end),
            _ => AddressNeed::Nothing,
        }
    }
}

impl AddressNeed {
    /// When to look again; none where the address may go.
    #[must_use]
    pub const fn look_again(self, returns: ReturnsTime, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Nothing => None,
            // Whoever ships has had a whole returns time to do so.
            Self::ToBeSent => Some(returns.after(now.plus_seconds(DAY_SECONDS))),
            Self::MayComeBack(end) | Self::ToBeTold(end) => Some(end),
        }
    }
}

impl Address {
    /// What stands in the place of an address that was erased. No country has the code `ZZ` (ISO 3166-1 leaves it free).
    pub fn erased() -> Result<Self, InvalidText> {
        Ok(Self {
            name: Text::parse("erased")?,
            company: None,
            line1: Text::parse("erased")?,
            line2: None,
            city: Some(Text::parse("erased")?),
            region: None,
            postal_code: Some(Text::parse("erased")?),
            country: Text::parse("ZZ")?,
            phone: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::{fulfilment::tests::paid, shipment::tests::shipment};

    const DAYS: Seconds = 30;

    fn need(order: &Order, day: Seconds) -> AddressNeed {
        let sent = shipment(&[("tea", 1)], "any").expect("a shipment").created;
        order.address_need(ReturnsTime::of_days(DAYS).expect("days"), sent.plus_seconds(day * DAY_SECONDS))
    }

    #[test]
    fn an_address_is_needed_until_all_was_sent_and_cannot_come_back() {
        assert_eq!(need(&paid(), 1_000), AddressNeed::ToBeSent);
        let part = Order { shipments: vec![shipment(&[("tea", 5)], "one").expect("a shipment")], ..paid() };
        assert_eq!(need(&part, 1_000), AddressNeed::ToBeSent);
        let sent = shipment(&[("tea", 5), ("jam", 1)], "all").expect("a shipment");
        let end = sent.created.plus_seconds(DAYS * DAY_SECONDS);
        let all = Order { shipments: vec![sent.clone()], ..paid() };
        assert_eq!((need(&all, 29), need(&all, 30)), (AddressNeed::MayComeBack(end), AddressNeed::Nothing));
        let late = Shipment { delivered: Some(sent.created.plus_seconds(9 * DAY_SECONDS)), ..sent };
        let late = Order { shipments: vec![late], ..paid() };
        assert!(matches!(need(&late, 38), AddressNeed::MayComeBack(_)));
        assert_eq!(need(&late, 39), AddressNeed::Nothing);
    }

    #[test]
    fn an_order_that_ended_without_goods_needs_no_address() {
        for state in [State::Expired, State::Cancelled, State::Refunded] {
            assert_eq!(need(&Order { state, ..paid() }, 0), AddressNeed::Nothing, "{state:?}");
        }
    }

    #[test]
    fn whose_buyer_has_left_has_ended_although_somebody_looks_again() {
        let due = Some(Timestamp::from_millis(1));
        assert!(!Order { due, ..paid() }.has_ended());
        assert!(Order { due, buyer_left: due, ..paid() }.has_ended());
        assert!(!Order { due, buyer_left: due, state: State::Refunding, ..paid() }.has_ended());
    }

    #[test]
    fn a_returns_time_is_a_year_at_most() {
        assert!(ReturnsTime::of_days(0).is_some() && ReturnsTime::of_days(365).is_some());
        assert!(ReturnsTime::of_days(-1).is_none() && ReturnsTime::of_days(366).is_none());
    }
}
