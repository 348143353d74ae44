//! An order in review: why the shop stopped, and how a person decides about it.

use std::str::FromStr;

use serde_json::json;

use super::{Order, PlannedRefund, Receipt, RefundReason, RefundRequest, RefundScope, State};
use crate::{
    audit::AuditChange,
    kernel::{Money, Timestamp, UserId},
    payments::{Intent, IntentId, IntentStatus},
};

/// Under this key the refund of a decision has its identity: an order is decided once.
const REFUND_KEY: &str = "review";

/// Why the shop stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewReason {
    /// Amount, currency or order of the provider's record are not the order's.
    RecordDiffers,
    /// The provider knows no intent of that name.
    UnknownIntent,
    /// A delayed payment came to no end.
    ProcessingTooLong,
    /// A payment is being processed, and there is no intent.
    NoIntent,
    /// Money came in while the order was not waiting for it.
    UnexpectedMoney,
    /// Another intent than the order's own was paid.
    OtherIntent,
}

/// A text that names nothing of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such word of a review")]
pub struct InvalidReview;

impl ReviewReason {
    /// Every reason.
    pub const ALL: [Self; 6] = [
        Self::RecordDiffers,
        Self::UnknownIntent,
        Self::ProcessingTooLong,
        Self::NoIntent,
        Self::UnexpectedMoney,
        Self::OtherIntent,
    ];

    /// The word for it in answers and rows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RecordDiffers => "record_differs",
            Self::UnknownIntent => "unknown_intent",
            Self::ProcessingTooLong => "processing_too_long",
            Self::NoIntent => "no_intent",
            Self::UnexpectedMoney => "unexpected_money",
            Self::OtherIntent => "other_intent",
        }
    }

    /// The sentence for it in the log.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::RecordDiffers => "the provider's record is not this order's",
            Self::UnknownIntent => "the provider knows no such intent",
            Self::ProcessingTooLong => "the provider has worked on its payment for too long",
            Self::NoIntent => "it is processing and has no intent",
            Self::UnexpectedMoney => "money came in for an order that is not waiting for it",
            Self::OtherIntent => "another intent than the linked one was paid",
        }
    }
}

impl FromStr for ReviewReason {
    type Err = InvalidReview;

    fn from_str(text: &str) -> Result<Self, InvalidReview> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text).ok_or(InvalidReview)
    }
}

/// That the shop stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    /// Why.
    pub reason: ReviewReason,
    /// When.
    pub since: Timestamp,
}

/// What becomes of an order in review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionOutcome {
    /// It is paid with what came in.
    Accept,
    /// All that came in is given back, and then its stock returns.
    Refund,
    /// Nothing came in, or nothing of it is left: it is cancelled, and its stock returns.
    Cancel,
}

impl DecisionOutcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Accept, Self::Refund, Self::Cancel];

    /// The word for it in requests, answers and rows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refund => "refund",
            Self::Cancel => "cancel",
        }
    }
}

impl FromStr for DecisionOutcome {
    type Err = InvalidReview;

    fn from_str(text: &str) -> Result<Self, InvalidReview> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text).ok_or(InvalidReview)
    }
}

/// That a person has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What.
    pub outcome: DecisionOutcome,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// The payment that whoever decides has seen at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenPayment {
    /// The intent.
    pub intent: IntentId,
    /// What it received, in minor units.
    pub received_minor: u64,
}

/// A decision before the order is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRequest {
    /// What is decided, by whom and when.
    pub decision: Decision,
    /// The payment that it is about; a cancellation has none.
    pub seen: Option<SeenPayment>,
}

/// Why a decision is not taken. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecisionRefusal {
    /// The order waits for no decision.
    NotInReview(State),
    /// It was decided otherwise.
    Decided(DecisionOutcome),
    /// The payment cannot be this order's: it is not paid, or was made for another order, or in another currency.
    Unusable,
    /// Something else came in than was seen: this.
    ReceivedDiffers(Money),
    /// Money is with the shop that would be forgotten: so much came in by this intent and was not given back.
    MoneyHeld(IntentId, Money),
    /// The provider may still take a payment by this intent.
    PaymentOpen(IntentId),
}

impl Order {
    /// Whether `request` was taken before; why it cannot be, where the order says so already.
    pub fn check_decision(&self, request: &DecisionRequest) -> Result<bool, DecisionRefusal> {
        match &self.decision {
            Some(known) if known.outcome == request.decision.outcome => Ok(true),
            Some(known) => Err(DecisionRefusal::Decided(known.outcome)),
            None if self.state != State::NeedsReview => Err(DecisionRefusal::NotInReview(self.state)),
            None => Ok(false),
        }
    }

    /// The order as `request` makes it, once it is paid with what came in by `intent`: to be sent, or with all of it on its way back.
    pub fn decided_paid(
        &self,
        request: &DecisionRequest,
        intent: &Intent,
        due: Timestamp,
    ) -> Result<Self, DecisionRefusal> {
        let seen = request.seen.as_ref().filter(|seen| seen.intent == intent.id).ok_or(DecisionRefusal::Unusable)?;
        let is_its = intent.order.as_ref() == Some(&self.id) && intent.amount.currency == self.total.currency;
        if !is_its || intent.status != IntentStatus::Succeeded || intent.received_minor <= intent.refunded_minor {
            return Err(DecisionRefusal::Unusable);
        }
        if seen.received_minor != intent.received_minor {
            return Err(DecisionRefusal::ReceivedDiffers(Money::new(intent.received_minor, self.total.currency)));
        }
        let paid = Self {
            state: State::Paid,
            intent: Some(intent.id.clone()),
            received_minor: Some(intent.received_minor).filter(|received| *received != self.total.amount_minor),
            decision: Some(request.decision.clone()),
            due: Some(due),
            ..self.clone()
        };
        match request.decision.outcome {
            DecisionOutcome::Accept => Ok(Self { receipt: paid.receipt.or(Some(Receipt::Due)), ..paid }),
            DecisionOutcome::Refund => paid.giving_back(&request.decision, intent),
            DecisionOutcome::Cancel => Err(DecisionRefusal::Unusable),
        }
    }

    /// The order with the refund of all that is left of `intent`. Its units were never sent, and go back into stock with it.
    fn giving_back(self, decision: &Decision, intent: &Intent) -> Result<Self, DecisionRefusal> {
        let (key, reason) = ((&self.id, REFUND_KEY), (RefundReason::Other, true));
        let request = RefundRequest::new(key, RefundScope::Rest, reason, decision.by.clone(), decision.at);
        let request = request.map_err(|_| DecisionRefusal::Unusable)?;
        let Ok(PlannedRefund::New(mut refund)) = self.plan_refund(&request) else {
            return Err(DecisionRefusal::Unusable);
        };
        // What somebody gave back at the provider is taken over when the refund is asked for.
        refund.amount_minor = refund.amount_minor.saturating_sub(intent.refunded_minor);
        let refund_version = self.refund_version.saturating_add(1);
        let fulfilment_version = self.fulfilment_version.saturating_add(u32::from(!refund.lines.is_empty()));
        Ok(Self { fulfilment_version, refund_version, ..self.with_refund(&refund) })
    }

    /// What `request` changes, for the record of who decides.
    #[must_use]
    pub fn decision_change(&self, request: &DecisionRequest) -> AuditChange {
        let before = json!({ "state": self.state.as_str(), "payment_intent": self.intent, "outcome": null });
        let after = json!({
            "state": self.state.as_str(),
            "payment_intent": request.seen.as_ref().map_or(self.intent.as_ref(), |seen| Some(&seen.intent)),
            "outcome": request.decision.outcome.as_str(),
            "received_minor": request.seen.as_ref().map(|seen| seen.received_minor),
        });
        AuditChange::between(&before, &after)
    }

    /// Whether an intent of it leaves nothing behind: it can never be paid, or all that came in by it was given back.
    pub fn check_forsaken(&self, intent: &Intent) -> Result<(), DecisionRefusal> {
        let kept = intent.received_minor.saturating_sub(intent.refunded_minor);
        match intent.status {
            IntentStatus::Canceled => Ok(()),
            IntentStatus::Succeeded if kept == 0 => Ok(()),
            IntentStatus::Succeeded => {
                Err(DecisionRefusal::MoneyHeld(intent.id.clone(), Money::new(kept, intent.amount.currency)))
            }
            _ => Err(DecisionRefusal::PaymentOpen(intent.id.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kernel::{Currency, Digest},
        orders::fulfilment::tests::paid,
    };

    const NOW: Timestamp = Timestamp::from_millis(1_795_376_589_000);

    /// Five teas and a jam at 1.00 USD each, put aside.
    fn in_review() -> Order {
        let intent = "pi_own".parse().ok();
        Order { state: State::NeedsReview, receipt: None, due: None, intent, ..paid() }
    }

    fn intent(received_minor: u64, refunded_minor: u64) -> Intent {
        let order = in_review();
        Intent {
            id: "pi_own".parse().expect("an intent"),
            status: IntentStatus::Succeeded,
            amount: Money::new(received_minor, order.total.currency),
            received_minor,
            refunded_minor,
            order: Some(order.id),
            client_secret: None,
        }
    }

    fn request(outcome: DecisionOutcome, received_minor: u64) -> DecisionRequest {
        let by = UserId::from_digest(&Digest::of(&[b"merchant"]));
        let seen = SeenPayment { intent: "pi_own".parse().expect("an intent"), received_minor };
        DecisionRequest { decision: Decision { outcome, by, at: NOW }, seen: Some(seen) }
    }

    #[test]
    fn every_word_is_read_back() {
        for reason in ReviewReason::ALL {
            assert_eq!(reason.as_str().parse(), Ok(reason));
        }
        for outcome in DecisionOutcome::ALL {
            assert_eq!(outcome.as_str().parse(), Ok(outcome));
        }
        assert_eq!("whim".parse::<ReviewReason>(), Err(InvalidReview));
        assert_eq!("whim".parse::<DecisionOutcome>(), Err(InvalidReview));
    }

    #[test]
    fn an_accepted_order_is_paid_with_what_came_in_and_no_more_of_it_goes_back() {
        let order = in_review().decided_paid(&request(DecisionOutcome::Accept, 450), &intent(450, 0), NOW);
        let order = order.expect("accepted");
        assert_eq!((order.state, order.receipt, order.received_minor), (State::Paid, Some(Receipt::Due), Some(450)));
        assert_eq!((order.paid_minor(), order.left_minor()), (450, 450));
        let exact = in_review().decided_paid(&request(DecisionOutcome::Accept, 600), &intent(600, 0), NOW);
        assert_eq!(exact.expect("accepted").received_minor, None);
    }

    #[test]
    fn a_refunded_order_gives_up_all_units_and_all_that_came_in() {
        let order = in_review().decided_paid(&request(DecisionOutcome::Refund, 450), &intent(450, 0), NOW);
        let order = order.expect("given back");
        assert_eq!((order.state, order.requested_minor(), order.receipt), (State::Refunding, 450, None));
        assert!(order.to_ship().iter().all(|(_, units)| *units == 0));
        let part = in_review().decided_paid(&request(DecisionOutcome::Refund, 450), &intent(450, 50), NOW);
        assert_eq!(part.expect("given back").requested_minor(), 400);
    }

    #[test]
    fn what_was_not_seen_is_not_decided() {
        let decide = |received, intent: Intent| {
            in_review().decided_paid(&request(DecisionOutcome::Accept, received), &intent, NOW).expect_err("refused")
        };
        let usd = in_review().total.currency;
        assert_eq!(decide(450, intent(451, 0)), DecisionRefusal::ReceivedDiffers(Money::new(451, usd)));
        for unusable in [
            Intent { order: None, ..intent(450, 0) },
            Intent { status: IntentStatus::Processing, ..intent(450, 0) },
            Intent { amount: Money::new(450, Currency::parse("EUR").expect("a currency")), ..intent(450, 0) },
            Intent { id: "pi_other".parse().expect("an intent"), ..intent(450, 0) },
            intent(450, 450),
        ] {
            assert_eq!(decide(450, unusable), DecisionRefusal::Unusable);
        }
    }

    #[test]
    fn a_decision_is_taken_once() {
        let cancel = request(DecisionOutcome::Cancel, 0);
        assert_eq!(in_review().check_decision(&cancel), Ok(false));
        let decided = Order { state: State::Cancelled, decision: Some(cancel.decision.clone()), ..in_review() };
        assert_eq!(decided.check_decision(&cancel), Ok(true));
        let otherwise = decided.check_decision(&request(DecisionOutcome::Accept, 0));
        assert_eq!(otherwise, Err(DecisionRefusal::Decided(DecisionOutcome::Cancel)));
        let paid = Order { state: State::Paid, ..in_review() };
        assert_eq!(paid.check_decision(&cancel), Err(DecisionRefusal::NotInReview(State::Paid)));
    }

    #[test]
    fn money_that_is_kept_or_may_come_stands_in_the_way_of_a_cancellation() {
        let check = |intent: Intent| in_review().check_forsaken(&intent);
        assert_eq!(check(Intent { status: IntentStatus::Canceled, ..intent(0, 0) }), Ok(()));
        assert_eq!(check(intent(450, 450)), Ok(()));
        assert!(matches!(check(intent(450, 50)), Err(DecisionRefusal::MoneyHeld(_, kept)) if kept.amount_minor == 400));
        let open = Intent { status: IntentStatus::Processing, ..intent(0, 0) };
        assert!(matches!(check(open), Err(DecisionRefusal::PaymentOpen(_))));
    }
}
