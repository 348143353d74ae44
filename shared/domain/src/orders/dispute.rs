//! An order's disputes: what the bank took, and what that leaves to give back.

use serde::Serialize;

use super::Order;
use crate::{
    kernel::Timestamp,
    payments::{Dispute, DisputeStatus},
};

/// A dispute in an answer.
#[derive(Debug, Serialize)]
pub struct DisputeView<'a> {
    id: &'a str,
    status: &'static str,
    reason: &'a str,
    amount_minor: u64,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_until: Option<Timestamp>,
}

impl<'a> DisputeView<'a> {
    /// All disputes of `order`, as merchants see them. One that waits for no answer has no day for it.
    #[must_use]
    pub fn of(order: &'a Order) -> Vec<Self> {
        let view = |dispute: &'a Dispute| Self {
            id: dispute.id.as_str(),
            status: dispute.status.as_str(),
            reason: dispute.reason.as_str(),
            amount_minor: dispute.amount_minor,
            created_at: dispute.created,
            answer_until: dispute.due_by.filter(|_| dispute.status.needs_answer()),
        };
        order.disputes.iter().map(view).collect()
    }
}

impl Order {
    /// How much of its money disputes have taken, for now or for good, in minor units.
    #[must_use]
    pub fn disputed_minor(&self) -> u64 {
        self.sum_of_disputes(DisputeStatus::takes_money)
    }

    /// How much of its money disputes have taken for good, in minor units.
    #[must_use]
    pub fn lost_minor(&self) -> u64 {
        self.sum_of_disputes(|status| status == DisputeStatus::Lost)
    }

    fn sum_of_disputes(&self, counts: impl Fn(DisputeStatus) -> bool) -> u64 {
        let disputes = self.disputes.iter().filter(|dispute| counts(dispute.status));
        disputes.map(|dispute| dispute.amount_minor).fold(0, u64::saturating_add)
    }

    /// Whether money of it was taken and the bank has not decided: until then the provider gives none of it back.
    #[must_use]
    pub fn is_in_dispute(&self) -> bool {
        self.disputes.iter().any(|dispute| dispute.status.is_undecided())
    }

    /// The order with its disputes as the provider shows them; none where it knows them so. A dispute that is not shown stays.
    #[must_use]
    pub fn with_disputes(&self, shown: &[Dispute]) -> Option<Self> {
        let mut order = self.clone();
        for dispute in shown {
            match order.disputes.iter_mut().find(|known| known.id == dispute.id) {
                Some(known) => known.clone_from(dispute),
                None => order.disputes.push(dispute.clone()),
            }
        }
        order.disputes.sort_by(|one, other| (one.created, &one.id).cmp(&(other.created, &other.id)));
        if order.disputes == self.disputes {
            return None;
        }
        order.refund_version = self.refund_version.saturating_add(1);
        Some(order)
    }

    /// The disputes that are new since `before`, or have come further.
    pub fn moved_disputes<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a Dispute> {
        let is_known = |dispute: &Dispute| {
            before.disputes.iter().any(|known| known.id == dispute.id && known.status == dispute.status)
        };
        self.disputes.iter().filter(move |dispute| !is_known(dispute))
    }
}

#[cfg(test)]
pub(in crate::orders) mod tests {
    use super::*;
    use crate::{
        orders::{RefundRefusal, RefundScope, State, fulfilment::tests::paid, refund::tests::request},
        payments::DisputeReason,
    };

    fn dispute(id: &str, amount_minor: u64, status: DisputeStatus) -> Dispute {
        Dispute {
            id: id.parse().expect("an identifier"),
            amount_minor,
            reason: DisputeReason::of("fraudulent"),
            status,
            due_by: Some(Timestamp::from_millis(9)),
            created: Timestamp::from_millis(1),
        }
    }

    /// Six units of 1.00 USD, of which a dispute in this status is about so much.
    fn disputed(amount_minor: u64, status: DisputeStatus) -> Order {
        paid().with_disputes(&[dispute("du_1", amount_minor, status)]).expect("a new dispute")
    }

    fn refuse(order: &Order, scope: RefundScope) -> Option<RefundRefusal> {
        order.plan_refund(&request(scope, "key").expect("a request")).err()
    }

    #[test]
    fn what_a_dispute_takes_cannot_be_given_back_as_well() {
        for status in [DisputeStatus::NeedsResponse, DisputeStatus::UnderReview] {
            let order = disputed(600, status);
            assert_eq!((order.left_minor(), order.is_in_dispute()), (0, true), "{status:?}");
            assert_eq!(refuse(&order, RefundScope::Rest), Some(RefundRefusal::Disputed));
            assert_eq!(refuse(&disputed(100, status), RefundScope::Amount(1)), Some(RefundRefusal::Disputed));
        }
        let lost = disputed(400, DisputeStatus::Lost);
        assert_eq!(refuse(&lost, RefundScope::Amount(201)), Some(RefundRefusal::Exceeds(200)));
        assert_eq!(refuse(&lost, RefundScope::Amount(200)), None);
        assert_eq!(refuse(&disputed(600, DisputeStatus::Lost), RefundScope::Rest), Some(RefundRefusal::Exceeds(0)));
        for status in [DisputeStatus::Won, DisputeStatus::WarningNeedsResponse, DisputeStatus::Prevented] {
            assert_eq!(refuse(&disputed(600, status), RefundScope::Rest), None, "{status:?}");
        }
    }

    #[test]
    fn an_order_whose_money_was_lost_is_not_refunded() {
        let lost = disputed(600, DisputeStatus::Lost);
        assert_eq!((lost.state, lost.lost_minor(), lost.refunded_minor()), (State::Paid, 600, 0));
        let part = disputed(400, DisputeStatus::Lost);
        let Ok(crate::orders::PlannedRefund::New(refund)) =
            part.plan_refund(&request(RefundScope::Rest, "key").expect("a request"))
        else {
            panic!("refused")
        };
        assert_eq!((refund.amount_minor, part.with_refund(&refund).state), (200, State::Paid));
    }

    #[test]
    fn a_dispute_is_noted_once_and_moves_on() {
        let order = disputed(600, DisputeStatus::NeedsResponse);
        assert_eq!(order.refund_version, paid().refund_version + 1);
        assert_eq!(order.with_disputes(&[dispute("du_1", 600, DisputeStatus::NeedsResponse)]), None);
        let won = order.with_disputes(&[dispute("du_1", 600, DisputeStatus::Won)]).expect("it moved");
        assert_eq!(won.moved_disputes(&order).count(), 1);
        assert_eq!((won.disputes.len(), won.left_minor()), (1, 600));
        let second = won.with_disputes(&[dispute("du_2", 600, DisputeStatus::Lost)]).expect("another one");
        assert_eq!((second.disputes.len(), second.lost_minor()), (2, 600));
    }
}
