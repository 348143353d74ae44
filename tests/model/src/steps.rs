//! Which steps can be taken next: those that will be, and those that may be.

use crate::{
    Action, Design, Shop,
    calls::{Call, Job, Luck},
    state::{Due, Order, Receipt, Refund, RunState, State, Status},
};

impl Shop {
    /// The steps that will be taken some time.
    #[must_use]
    pub fn certain(&self, state: &State) -> Vec<Action> {
        let mut steps = Vec::new();
        for running in &state.running {
            let lucks: &[Luck] = match running.call {
                Call::Confirm(_) | Call::GiveBack => &[Luck::Good, Luck::Slow, Luck::Bad],
                Call::Create { .. } => &[Luck::Good, Luck::Bad],
                _ => &[Luck::Good],
            };
            steps.extend(lucks.iter().map(|luck| Action::Make(*running, *luck)));
        }
        let is_free = state.running.len() < self.at_once;
        for (at, order) in state.orders.iter().enumerate().filter(|(_, order)| order.stage != RunState::Absent) {
            let is_held = state.running.iter().any(|r| r.order == at && matches!(r.call, Call::Mail | Call::Close));
            let is_swept = order.due == Due::Now && self.design != Design::NoSweep;
            let steps_of_order = [
                (is_free && is_swept, Action::Start(at, Job::Sweep)),
                (is_free && order.asked, Action::Start(at, Job::Receipt)),
                (order.window_open, Action::Close(at)),
                (order.due == Due::Later, Action::Pass(at)),
                (order.receipt == Receipt::Sending && !is_held, Action::Lapse(at)),
            ];
            steps.extend(steps_of_order.into_iter().filter(|(can, _)| *can).map(|(_, step)| step));
            for intent in intents(order, |_, status| status == Status::Processing) {
                steps.extend([true, false].map(|paid| Action::Decide(at, intent, paid)));
            }
            if order.refund == Refund::Pending {
                steps.extend([true, false].map(|arrives| Action::DecideRefund(at, arrives)));
            }
        }
        steps
    }

    /// The steps that may be taken, or never: buyers, browsers, events, faults.
    pub(crate) fn possible(&self, state: &State) -> Vec<Action> {
        let mut steps = Vec::new();
        for running in &state.running {
            steps.push(Action::Crash(*running));
            match running.call {
                Call::Cancel(_) | Call::GiveBack => steps.extend([Action::Lose(*running), Action::Ignore(*running)]),
                Call::Refunds => steps.push(Action::Ignore(*running)),
                Call::LookUp { job: Job::SyncRequest(_) | Job::Sweep, own: true, .. } | Call::Ask { .. } => {
                    steps.push(Action::Ignore(*running));
                }
                // Without effect, or the same as a crash after it.
                Call::LookUp { .. } | Call::Drop { .. } | Call::Tell(_) | Call::Confirm(_) => {}
                _ => steps.push(Action::Lose(*running)),
            }
        }
        let is_free = state.running.len() < self.at_once;
        for (at, order) in state.orders.iter().enumerate() {
            if order.stage == RunState::Absent {
                steps.extend((state.available > 0).then_some(Action::Place(at)));
                continue;
            }
            for intent in intents(order, |intent, _| order.intents[usize::from(intent)].shown) {
                steps.extend([Luck::Good, Luck::Slow].map(|luck| Action::Browse(at, intent, luck)));
            }
            if self.dashboard && order.intents[2].status == Status::Absent {
                let linked = order.linked.filter(|intent| order.status(*intent) == Status::Open);
                steps.extend(linked.map(|intent| Action::CancelElsewhere(at, intent)));
            }
            if self.refunds && order.payment() == Some(Status::Succeeded) && order.refund == Refund::None {
                steps.extend([Luck::Good, Luck::Slow].map(|luck| Action::GiveBack(at, luck)));
            }
            if is_free && self.refunds && matches!(order.stage, RunState::Paid | RunState::Refunding) {
                steps.push(Action::Start(at, Job::Refund));
            }
            if is_free {
                let asked_for = [Job::Pay { card: true }, Job::Pay { card: false }, Job::Cancel];
                // There are events only of what was confirmed or has ended.
                let told = intents(order, |intent, status| order.linked == Some(intent) || status != Status::Open);
                let jobs = asked_for.into_iter().chain(told.map(Job::SyncRequest));
                steps.extend(jobs.map(|job| Action::Start(at, job)));
            }
        }
        steps
    }
}

/// The order's intents that are as wanted.
fn intents(order: &Order, wanted: impl Fn(u8, Status) -> bool) -> impl Iterator<Item = u8> {
    let all = (0..).zip(order.intents).filter(|(_, intent)| intent.status != Status::Absent);
    all.filter(move |(at, intent)| wanted(*at, intent.status)).map(|(at, _)| at)
}
