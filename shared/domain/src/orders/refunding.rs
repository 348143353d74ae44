//! An order and its refunds: what is left to give back, and what each refund does to the order.

use super::{
    Excess, Fingerprint, Line, MAX_REFUNDS, Order, Quantity, Refund, RefundLine, RefundRequest, RefundScope, State,
    merge_shards,
};
use crate::{
    kernel::{Digest, RefundId, Sku},
    payments::{ProviderRefund, RefundStatus},
};

/// Why the shop does not record a refund. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundRefusal {
    /// The key was used for another refund.
    KeyReused,
    /// The order is not paid, or all of its money is on its way back.
    NotRefundable(State),
    /// Its money was taken by a dispute on which the bank has not decided.
    Disputed,
    /// The order has too many refunds.
    TooMany,
    /// Lines of which fewer units are left.
    Lines(Vec<Excess>),
    /// So much is left to give back, in minor units, which is less.
    Exceeds(u64),
    /// Amounts in the order's currency are multiples of so much.
    NotAMultiple(u64),
}

/// What a request comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlannedRefund {
    /// This refund, which may be recorded now.
    New(Box<Refund>),
    /// The one that the same request recorded before.
    Known(Box<Refund>),
}

impl Order {
    /// How much of its money was given back, in minor units.
    #[must_use]
    pub fn refunded_minor(&self) -> u64 {
        let succeeded = self.refunds.iter().filter(|refund| refund.status == RefundStatus::Succeeded);
        succeeded.map(|refund| refund.amount_minor).fold(0, u64::saturating_add)
    }

    /// How much was given back or is on its way back, in minor units.
    #[must_use]
    pub fn requested_minor(&self) -> u64 {
        let held = self.refunds.iter().filter(|refund| refund.holds_money());
        held.map(|refund| refund.amount_minor).fold(0, u64::saturating_add)
    }

    /// How much is neither given back nor on its way back, in minor units.
    #[must_use]
    pub fn unrefunded_minor(&self) -> u64 {
        self.paid_minor().saturating_sub(self.requested_minor())
    }

    /// How much can still be given back, in minor units: what disputes have taken cannot.
    #[must_use]
    pub fn left_minor(&self) -> u64 {
        self.unrefunded_minor().saturating_sub(self.disputed_minor())
    }

    /// The refunds that are neither done nor failed.
    pub fn pending_refunds(&self) -> impl Iterator<Item = &Refund> {
        self.refunds.iter().filter(|refund| refund.status == RefundStatus::Pending)
    }

    /// Whether a refund of it is neither done nor failed.
    #[must_use]
    pub fn has_pending_refund(&self) -> bool {
        self.pending_refunds().next().is_some()
    }

    /// How many units of `sku` their buyer has given up: of those that were sent and came back, or of those that were not sent.
    #[must_use]
    pub fn given_up(&self, sku: &Sku, is_returned: bool) -> u32 {
        let lines = self.refunds.iter().filter(|refund| refund.holds_units()).flat_map(|refund| &refund.lines);
        let its = lines.filter(|line| line.sku == *sku && line.is_returned == is_returned);
        its.map(|line| line.quantity.get()).sum()
    }

    /// What `request` comes to now.
    pub fn plan_refund(&self, request: &RefundRequest) -> Result<PlannedRefund, RefundRefusal> {
        if let Some(known) = self.refunds.iter().find(|known| known.id == request.id) {
            let is_same = known.fingerprint == request.fingerprint;
            let known = || PlannedRefund::Known(Box::new(known.clone()));
            return if is_same { Ok(known()) } else { Err(RefundRefusal::KeyReused) };
        }
        if self.state != State::Paid {
            return Err(RefundRefusal::NotRefundable(self.state));
        }
        if self.is_in_dispute() {
            return Err(RefundRefusal::Disputed);
        }
        if self.refunds.iter().filter(|refund| refund.is_own()).count() >= MAX_REFUNDS {
            return Err(RefundRefusal::TooMany);
        }
        let (amount_minor, mut lines) = self.amount_and_lines(&request.scope)?;
        let left = self.left_minor();
        if amount_minor > left || left == 0 {
            return Err(RefundRefusal::Exceeds(left));
        }
        if amount_minor == left {
            self.give_up_the_rest(&mut lines);
        }
        Ok(PlannedRefund::New(Box::new(Refund {
            id: request.id.clone(),
            fingerprint: request.fingerprint.clone(),
            amount_minor,
            lines,
            restock: request.restock,
            reason: Some(request.reason),
            by: Some(request.by.clone()),
            created: request.at,
            provider_id: None,
            status: RefundStatus::Pending,
            settled: None,
            is_restocked: false,
            is_told: false,
        })))
    }

    fn amount_and_lines(&self, scope: &RefundScope) -> Result<(u64, Vec<RefundLine>), RefundRefusal> {
        let step = self.total.currency.step_minor();
        match scope {
            RefundScope::Rest => Ok((self.left_minor(), Vec::new())),
            RefundScope::Amount(amount) if !amount.is_multiple_of(step) => Err(RefundRefusal::NotAMultiple(step)),
            RefundScope::Amount(amount) => Ok((*amount, Vec::new())),
            RefundScope::Lines(lines) => {
                let excess: Vec<Excess> = lines.iter().filter_map(|line| self.excess(line)).collect();
                if !excess.is_empty() {
                    return Err(RefundRefusal::Lines(excess));
                }
                let price = |line: &RefundLine| {
                    let its = self.lines.iter().find(|known| known.sku == line.sku);
                    let price = its.map_or(0, |known| known.unit_price.amount_minor);
                    price.saturating_mul(line.quantity.get().into())
                };
                Ok((lines.iter().map(price).fold(0, u64::saturating_add), lines.clone()))
            }
        }
    }

    /// What is wrong with a line of a refund: units that were not sent are given up before they are, and only those come
    /// back that were sent.
    fn excess(&self, line: &RefundLine) -> Option<Excess> {
        let its = |(sku, _): &&(Sku, u32)| *sku == line.sku;
        let unsent = self.to_ship().iter().find(its).map(|(_, units)| *units);
        let remaining = unsent.map(|unsent| {
            if line.is_returned {
                self.shipped(&line.sku).saturating_sub(self.given_up(&line.sku, true))
            } else {
                unsent
            }
        });
        let is_beyond = line.quantity.get() > remaining.unwrap_or(0);
        is_beyond.then(|| Excess { sku: line.sku.clone(), remaining })
    }

    /// Who gets all the money back is sent nothing more: units that were not sent are given up with it.
    fn give_up_the_rest(&self, lines: &mut Vec<RefundLine>) {
        for (sku, unsent) in self.to_ship() {
            match lines.iter_mut().find(|line| line.sku == sku && !line.is_returned) {
                Some(line) => line.quantity = Quantity::new(unsent.into()).unwrap_or(line.quantity),
                None => lines.extend(Quantity::new(unsent.into()).map(|quantity| RefundLine {
                    sku,
                    quantity,
                    is_returned: false,
                })),
            }
        }
    }

    /// The refund that somebody made at the provider, as the order takes it over: not done, until it is settled.
    #[must_use]
    pub fn taken_over(&self, made: &ProviderRefund) -> Refund {
        let parts: [&[u8]; 3] = [b"provider", self.id.as_str().as_bytes(), made.id.as_str().as_bytes()];
        let mut lines = Vec::new();
        if made.amount_minor >= self.unrefunded_minor() {
            self.give_up_the_rest(&mut lines);
        }
        Refund {
            id: RefundId::from_digest(&Digest::of(&parts)),
            fingerprint: Fingerprint::of(&[made.id.to_string()]),
            amount_minor: made.amount_minor,
            lines,
            restock: true,
            reason: None,
            by: None,
            created: made.created,
            provider_id: Some(made.id.clone()),
            status: RefundStatus::Pending,
            settled: None,
            is_restocked: false,
            is_told: false,
        }
    }

    /// The order with `refund` added to it.
    #[must_use]
    pub fn with_refund(&self, refund: &Refund) -> Self {
        let mut order = self.clone();
        order.refunds.push(refund.clone());
        order.state = order.state_of_money();
        order
    }

    /// The order with `settled` in the place of the refund that it was.
    #[must_use]
    pub fn with_settled(&self, settled: &Refund) -> Self {
        let mut order = self.clone();
        for refund in order.refunds.iter_mut().filter(|refund| refund.id == settled.id) {
            *refund = settled.clone();
        }
        order.state = order.state_of_money();
        order
    }

    /// Where an order stands whose money goes back: the sum of its refunds says so.
    fn state_of_money(&self) -> State {
        match self.state {
            State::Paid | State::Refunding if self.unrefunded_minor() > 0 => State::Paid,
            State::Refunding if self.refunded_minor() >= self.paid_minor() => State::Refunded,
            State::Paid => State::Refunding,
            state => state,
        }
    }

    /// How many units of the line at `at` are back in its stock row.
    #[must_use]
    pub fn restocked(&self, at: usize) -> u32 {
        let Some(line) = self.lines.get(at) else { return 0 };
        let refunds = self.refunds.iter().filter(|refund| refund.is_restocked);
        let units = refunds.flat_map(|refund| &refund.lines).filter(|it| it.sku == line.sku);
        // A SKU's units go back into its stock rows in the order of the lines.
        let before = self.lines[..at].iter().filter(|it| it.sku == line.sku).map(|it| it.quantity.get()).sum::<u32>();
        let units: u32 = units.map(|it| it.quantity.get()).sum();
        units.saturating_sub(before).min(line.quantity.get())
    }

    /// What goes back into which stock row when the order becomes `after`.
    #[must_use]
    pub fn restock_towards(&self, after: &Self) -> Vec<Line> {
        let back = |(at, line): (usize, &Line)| {
            let units = after.restocked(at).saturating_sub(self.restocked(at));
            Quantity::new(units.into()).map(|quantity| Line { quantity, ..line.clone() })
        };
        self.lines.iter().enumerate().filter_map(back).collect()
    }

    /// The SKUs of which more was sent and given up than was paid for, or more came back than was sent; and how many units too
    /// many. There are none, unless somebody else than the shop wrote its row.
    #[must_use]
    pub fn refunded_beyond(&self) -> Vec<(Sku, u32)> {
        let mut beyond = Vec::new();
        for line in merge_shards(&self.lines) {
            let (sent, unsent) = (self.shipped(&line.sku), self.given_up(&line.sku, false));
            let over = if unsent == 0 { 0 } else { (sent + unsent).saturating_sub(line.quantity.get()) };
            let over = over.max(self.given_up(&line.sku, true).saturating_sub(sent));
            beyond.extend((over > 0).then_some((line.sku, over)));
        }
        beyond
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::{
        fulfilment::tests::paid,
        refund::tests::{line, request},
        shipment::tests::shipment,
    };

    fn plan(order: &Order, scope: RefundScope) -> Result<(u64, Vec<RefundLine>), RefundRefusal> {
        match order.plan_refund(&request(scope, "key").expect("a request"))? {
            PlannedRefund::New(refund) => Ok((refund.amount_minor, refund.lines)),
            PlannedRefund::Known(refund) => panic!("{refund:?} is known"),
        }
    }

    fn lines(lines: &[(&str, u64, bool)]) -> RefundScope {
        RefundScope::Lines(lines.iter().map(|(sku, units, back)| line(sku, *units, *back)).collect())
    }

    fn beyond(sku: &str, remaining: Option<u32>) -> RefundRefusal {
        RefundRefusal::Lines(vec![Excess { sku: sku.parse().expect("a SKU"), remaining }])
    }

    /// Five teas and a jam at 1.00 USD each, of which two teas were sent.
    fn partly_sent() -> Order {
        Order { shipments: vec![shipment(&[("tea", 2)], "two").expect("a shipment")], ..paid() }
    }

    #[test]
    fn units_are_given_up_before_they_are_sent_or_after_they_came_back() {
        let order = partly_sent();
        assert_eq!(plan(&order, lines(&[("tea", 3, false)])), Ok((300, vec![line("tea", 3, false)])));
        assert_eq!(plan(&order, lines(&[("tea", 4, false)])), Err(beyond("tea", Some(3))));
        assert_eq!(plan(&order, lines(&[("tea", 2, true)])), Ok((200, vec![line("tea", 2, true)])));
        assert_eq!(plan(&order, lines(&[("tea", 3, true)])), Err(beyond("tea", Some(2))));
        assert_eq!(plan(&order, lines(&[("gin", 1, false)])), Err(beyond("gin", None)));
    }

    #[test]
    fn all_that_is_left_and_any_amount_that_comes_to_it_give_up_what_was_not_sent() {
        let order = partly_sent();
        let unsent = vec![line("tea", 3, false), line("jam", 1, false)];
        assert_eq!(plan(&order, RefundScope::Rest), Ok((600, unsent.clone())));
        assert_eq!(plan(&order, RefundScope::Amount(600)), Ok((600, unsent)));
        assert_eq!(plan(&order, RefundScope::Amount(599)), Ok((599, vec![])));
        assert_eq!(plan(&order, RefundScope::Amount(601)), Err(RefundRefusal::Exceeds(600)));
    }

    #[test]
    fn only_a_paid_order_is_refunded_and_a_repeat_is_recognised_first() {
        for state in State::ALL.into_iter().filter(|state| *state != State::Paid) {
            let order = Order { state, ..paid() };
            assert_eq!(plan(&order, RefundScope::Rest), Err(RefundRefusal::NotRefundable(state)), "{state:?}");
        }
        let asked = |scope| request(scope, "key").expect("a request");
        let Ok(PlannedRefund::New(refund)) = paid().plan_refund(&asked(RefundScope::Rest)) else { panic!("refused") };
        let order = paid().with_refund(&refund);
        assert_eq!(order.state, State::Refunding);
        assert_eq!(order.plan_refund(&asked(RefundScope::Rest)), Ok(PlannedRefund::Known(refund)));
        assert_eq!(order.plan_refund(&asked(RefundScope::Amount(1))), Err(RefundRefusal::KeyReused));
    }

    #[test]
    fn a_row_that_gives_up_more_than_was_paid_is_noticed() {
        let Ok(PlannedRefund::New(refund)) =
            paid().plan_refund(&request(lines(&[("tea", 5, false)]), "all").expect("a request"))
        else {
            panic!("refused")
        };
        assert_eq!(paid().with_refund(&refund).refunded_beyond(), []);
        let (tea, order) = ("tea".parse().expect("a SKU"), partly_sent().with_refund(&refund));
        assert_eq!(order.refunded_beyond(), [(tea, 2)]);
    }
}
