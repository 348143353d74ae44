//! An order's refunds beside the provider's: what differs, one step at a time.

use super::{Order, Refund, State};
use crate::{
    kernel::RefundId,
    payments::{ProviderRefund, ProviderRefundId, RefundStatus},
};

/// What is to be done next, so that the order's refunds are the provider's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundStep {
    /// A refund of the order has succeeded or failed.
    Settle {
        /// The refund as it was.
        refund: Box<Refund>,
        /// How it ended.
        end: RefundStatus,
        /// What the provider calls it; none where it was never made there.
        provider_id: Option<ProviderRefundId>,
    },
    /// Somebody made this one at the provider.
    TakeOver(Box<Refund>),
}

impl Order {
    /// The next step towards what the provider shows, oldest refund first; none once both agree. An order whose money is all back has
    /// none: it stays as it is.
    #[must_use]
    pub fn next_refund_step(&self, shown: &[ProviderRefund]) -> Option<RefundStep> {
        if !matches!(self.state, State::Paid | State::Refunding) {
            return None;
        }
        if let Some(hopeless) = self.hopeless(shown) {
            let refund = Box::new(hopeless.clone());
            return Some(RefundStep::Settle { refund, end: RefundStatus::Failed, provider_id: None });
        }
        // The provider lists the newest first, and tells seconds apart.
        let mut shown: Vec<&ProviderRefund> = shown.iter().rev().collect();
        shown.sort_by_key(|refund| refund.created);
        shown.into_iter().find_map(|made| self.step(made))
    }

    /// A refund that the provider will never make: with what it has made, more would go back than was paid. Its units are free again
    /// before the provider's refunds are taken over.
    fn hopeless(&self, shown: &[ProviderRefund]) -> Option<&Refund> {
        let made = shown.iter().filter(|made| made.status != RefundStatus::Failed);
        let made: u64 = made.map(|made| made.amount_minor).fold(0, u64::saturating_add);
        let is_hopeless = |refund: &&Refund| made.saturating_add(refund.amount_minor) > self.paid_minor();
        self.unasked_refunds(shown).into_iter().find(is_hopeless)
    }

    /// The first of the shop's own refunds that is pending and that the provider does not show: it was not asked for it, or has not
    /// heard.
    #[must_use]
    pub fn first_unasked_refund(&self, shown: &[ProviderRefund]) -> Option<Refund> {
        self.unasked_refunds(shown).first().map(|refund| (*refund).clone())
    }

    fn unasked_refunds(&self, shown: &[ProviderRefund]) -> Vec<&Refund> {
        let asked: Vec<&RefundId> = shown.iter().filter_map(|made| Some(&self.refund_of(made)?.id)).collect();
        self.pending_refunds().filter(|refund| refund.is_own() && !asked.contains(&&refund.id)).collect()
    }

    fn step(&self, made: &ProviderRefund) -> Option<RefundStep> {
        let Some(refund) = self.refund_of(made) else {
            let is_money = made.status != RefundStatus::Failed;
            return is_money.then(|| RefundStep::TakeOver(Box::new(self.taken_over(made))));
        };
        let is_over = match (refund.status, made.status) {
            (RefundStatus::Pending, end) => end != RefundStatus::Pending,
            // A bank may send money back weeks later.
            (RefundStatus::Succeeded, end) => end == RefundStatus::Failed,
            (RefundStatus::Failed, _) => false,
        };
        is_over.then(|| RefundStep::Settle {
            refund: Box::new(refund.clone()),
            end: made.status,
            provider_id: Some(made.id.clone()),
        })
    }

    /// The order's refund that the provider shows. The provider's own identifier says it; until that is known, what the shop wrote
    /// on it.
    #[must_use]
    pub fn refund_of(&self, made: &ProviderRefund) -> Option<&Refund> {
        let known = self.refunds.iter().find(|refund| refund.provider_id.as_ref() == Some(&made.id));
        let is_its = |refund: &&Refund| refund.provider_id.is_none() && made.own.as_ref() == Some(&refund.id);
        known.or_else(|| self.pending_refunds().find(is_its))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kernel::Timestamp,
        orders::{
            PlannedRefund, RefundScope, Units,
            fulfilment::tests::paid,
            refund::tests::{line, request},
            shipment::tests::shipment,
        },
    };

    fn made(id: &str, amount_minor: u64, status: RefundStatus, own: Option<&Refund>) -> ProviderRefund {
        let (id, own) = (id.parse().expect("an identifier"), own.map(|refund| refund.id.clone()));
        ProviderRefund { id, amount_minor, status, created: Timestamp::from_millis(1), own }
    }

    /// The order with this refund added, as the shop does it.
    fn asked(order: &Order, scope: RefundScope, key: &str) -> (Order, Refund) {
        match order.plan_refund(&request(scope, key).expect("a request")) {
            Ok(PlannedRefund::New(refund)) => (order.with_refund(&refund), *refund),
            other => panic!("{other:?}"),
        }
    }

    /// Takes all steps. How many there were.
    fn settled(order: Order, shown: &[ProviderRefund]) -> (Order, usize) {
        let (mut order, mut steps) = (order, 0);
        while let Some(step) = order.next_refund_step(shown) {
            order = match step {
                RefundStep::TakeOver(refund) => order.with_refund(&refund),
                RefundStep::Settle { refund, end, provider_id } => {
                    order.with_settled(&refund.settled(end, provider_id.as_ref(), Timestamp::from_millis(2)))
                }
            };
            steps += 1;
            assert!(steps < 20, "{order:?} does not come to rest");
        }
        (order, steps)
    }

    use RefundStatus::{Failed, Pending, Succeeded};

    #[test]
    fn an_own_refund_is_settled_as_the_provider_shows_it_and_none_is_taken_for_another() {
        let (order, refund) = asked(&paid(), RefundScope::Amount(100), "key");
        for (status, steps, refunded, left) in [(Pending, 0, 0, 500), (Succeeded, 1, 100, 500), (Failed, 1, 0, 600)] {
            let (order, taken) = settled(order.clone(), &[made("re_1", 100, status, Some(&refund))]);
            assert_eq!((taken, order.refunded_minor(), order.left_minor()), (steps, refunded, left), "{status:?}");
            assert_eq!((order.state, order.refunds.len()), (State::Paid, 1));
        }
        let twice = [made("re_1", 100, Succeeded, Some(&refund)), made("re_2", 100, Succeeded, Some(&refund))];
        let (order, _) = settled(order, &twice);
        assert_eq!((order.refunded_minor(), order.refunds.len()), (200, 2), "what went back twice is noted twice");
    }

    #[test]
    fn what_a_person_gave_back_is_taken_over_once_and_what_failed_is_not() {
        let shown =
            [made("re_1", 100, Succeeded, None), made("re_2", 50, Failed, None), made("re_3", 7, Pending, None)];
        let (order, steps) = settled(paid(), &shown);
        assert_eq!((steps, order.refunded_minor(), order.requested_minor()), (3, 100, 107));
        assert_eq!(settled(order.clone(), &shown), (order, 0));
    }

    #[test]
    fn the_whole_gives_up_what_was_not_sent() {
        let mut order = paid();
        order.shipments.push(shipment(&[("tea", 2)], "two").expect("a shipment"));
        let (order, _) = settled(order, &[made("re_1", 600, Succeeded, None)]);
        assert_eq!(order.state, State::Refunded);
        assert_eq!(order.refunds[0].lines, [line("tea", 3, false), line("jam", 1, false)]);
        // Two of tea in the first row, three in the second: what comes back goes there in this order.
        assert_eq!([0, 1, 2].map(|at| order.restocked(at)), [2, 1, 1]);
    }

    #[test]
    fn a_refund_that_can_never_be_made_fails_before_the_providers_are_taken_over() {
        let (order, _) = asked(&paid(), RefundScope::Rest, "all");
        assert_eq!(order.state, State::Refunding);
        let (order, _) = settled(order, &[made("re_1", 600, Succeeded, None)]);
        assert_eq!((order.state, order.refunded_minor()), (State::Refunded, 600));
        assert_eq!([0, 1, 2].map(|at| order.restocked(at)), [2, 3, 1]);
        assert_eq!(order.refunds.iter().map(|refund| refund.status).collect::<Vec<_>>(), [Failed, Succeeded]);
    }

    #[test]
    fn a_part_that_the_bank_sends_back_is_free_again_but_its_units_are_not() {
        let (order, refund) = asked(&paid(), RefundScope::Lines(vec![line("tea", 2, false)]), "two");
        let (order, _) = settled(order, &[made("re_1", 200, Succeeded, Some(&refund))]);
        let (order, steps) = settled(order, &[made("re_1", 200, Failed, Some(&refund))]);
        assert_eq!((steps, order.left_minor(), order.restocked(0)), (1, 600, 2));
        let tea = Units { sku: "tea".parse().expect("a SKU"), quantity: crate::orders::Quantity::new(3).expect("3") };
        assert_eq!(order.to_ship()[0], (tea.sku, tea.quantity.get()));
    }

    #[test]
    fn a_refund_of_all_that_fails_leaves_the_order_paid() {
        let (order, refund) = asked(&paid(), RefundScope::Rest, "all");
        let (order, _) = settled(order, &[made("re_1", 600, Failed, Some(&refund))]);
        assert_eq!((order.state, order.left_minor(), order.to_ship()[0].1), (State::Paid, 600, 5));
    }
}
