//! What functions make of what they have read.

use crate::{
    Design,
    calls::{Call, Job, go_on},
    state::{Order, Receipt, Refund, RunState, Status},
};

impl Order {
    /// Reads the row, with which every function begins, and what it makes of it: its first call that matters. Before
    /// it has read, a function knows nothing and might as well not run yet: beginning and reading are one step.
    pub(crate) fn begin(&mut self, job: Job, design: Design) -> Option<Call> {
        let seen = self.stage;
        let look_up = |intent, own| Call::LookUp { intent, job, seen, own };
        match (job, seen) {
            (Job::Pay { card }, RunState::Pending) if self.window_open => {
                Some(self.linked.map_or(Call::Create { card, replaces: None }, |intent| look_up(intent, true)))
            }
            (Job::Pay { .. } | Job::Sweep, RunState::Processing) => self.linked.map(|intent| look_up(intent, true)),
            (Job::Cancel, RunState::Pending) => Some(Call::GiveUp(RunState::Cancelling)),
            (Job::SyncRequest(intent), _) => Some(look_up(intent, self.linked == Some(intent))),
            (Job::Sweep, RunState::Pending) if !self.window_open && design != Design::NoExpiry => {
                Some(Call::GiveUp(RunState::Expiring))
            }
            (Job::Sweep, RunState::Pending) => {
                Some(self.linked.map_or(Call::Postpone(seen), |intent| look_up(intent, true)))
            }
            (Job::Refund, RunState::Paid) => Some(Call::BeginRefund),
            (Job::Sweep, RunState::Paid | RunState::Refunded | RunState::NeedsReview)
            | (Job::Sweep | Job::Refund, RunState::Refunding)
                if matches!(self.receipt, Receipt::Due | Receipt::Lapsed) =>
            {
                Some(Call::Ask { again: Some(seen) })
            }
            (Job::Sweep | Job::Refund, RunState::Refunding) => Some(Call::Refunds),
            (Job::Sweep, RunState::Expiring) | (Job::Sweep | Job::Cancel, RunState::Cancelling) => self.finish(design),
            (Job::Receipt, _) => {
                self.asked = self.receipt_is_open();
                self.asked.then_some(Call::Claim)
            }
            _ => None,
        }
    }

    /// How an order that is being given up ends: not before the provider has said that its intent cannot be paid.
    pub(crate) fn finish(&self, design: Design) -> Option<Call> {
        match (self.stage, self.linked) {
            (RunState::Expiring | RunState::Cancelling, Some(_)) if design != Design::ReleaseBeforeCancel => {
                Some(Call::Cancel(self.stage))
            }
            (RunState::Expiring | RunState::Cancelling, linked) => Some(Call::Release { seen: self.stage, linked }),
            _ => None,
        }
    }

    /// What each function makes of the intent that it has looked up.
    pub(crate) fn check_intent(&self, intent: u8, job: Job, seen: RunState, own: bool) -> Option<Call> {
        match (job, self.status(intent)) {
            (_, Status::Succeeded) if !own => Some(Call::Review(seen)),
            (_, Status::Succeeded) => match seen {
                RunState::Paid => matches!(self.refund, Refund::Pending | Refund::Arrived).then_some(Call::BeginRefund),
                RunState::Refunding => Some(Call::Refunds),
                RunState::Refunded => None,
                _ => Some(Call::MarkPaid(intent)),
            },
            (_, Status::Processing) if own && seen != RunState::Processing => Some(Call::StartProcessing(intent)),
            (_, Status::Open | Status::Canceled) if own && seen == RunState::Processing => Some(Call::FailPayment),
            (Job::Pay { card }, Status::Open) => Some(go_on(intent, card)),
            (Job::Pay { card }, Status::Canceled) if own && intent < 2 => {
                Some(Call::Create { card, replaces: Some(intent) })
            }
            (Job::SyncRequest(_), Status::Canceled)
                if own && matches!(seen, RunState::Expiring | RunState::Cancelling) =>
            {
                Some(Call::Release { seen, linked: Some(intent) })
            }
            (Job::Sweep, _) => Some(Call::Postpone(seen)),
            _ => None,
        }
    }
}
