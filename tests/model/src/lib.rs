//! The design of order, payment intent and sweep, apart from the code: small enough to read, and walked through in every
//! state that it can reach.
//!
//! A step is one call to a table, the provider, a queue or the mail service. Between any two steps any other function may
//! run; any function may crash, any number of times, and starts again knowing nothing; an answer may be lost after its call
//! took effect, which makes the caller repeat it; the provider or a queue may not answer at all. Buyers pay in many tabs and
//! cancel; browsers confirm with what secret they have; events come late, twice or never. None of this is counted, so what
//! holds here holds for any number of faults.
//!
//! * [`state`]: what there is.
//! * [`calls`]: what the functions do, call by call, each named as in the code.
//! * `properties`: what must hold.
//! * [`Design`]: the design as built, and designs that look like it and are wrong.
//!
//! `cargo run -p model --example designs` prints what is wrong with each, with the shortest way there.
//!
//! **That every order ends.** Steps are certain or possible. Time, the sweep, a queued message, the provider's decision and the
//! next call of a running function are certain: each comes some time. Buyers, browsers, the provider's events and faults are
//! only possible. A state is at rest when nothing certain is left. Two things are checked: every rest is a good end (a
//! property), and from every state a rest is reached by certain steps alone ([`Shop::restless`]). Stateright's own
//! `eventually` is not used: it overlooks what happens on cycles and after joins, and the sweep's repeats are cycles.
//!
//! Left out: prices and amounts, several lines, the limit of orders, refunds in part, mails about failed payments, how long a
//! payment may be processing, and a bank that sends a refund back after the provider had called it done. Taken for granted, and needed: a lease ends only once
//! whoever held it has stopped, so clocks differ by less than the lease is longer than the function may run; and no event
//! tells of an intent before it is linked, because nobody can have confirmed it.

mod ask;
pub mod calls;
mod design;
mod jobs;
mod properties;
mod refunds;
pub mod state;
mod steps;

pub use ask::Counterexample;
use calls::{Call, Job, Luck};
pub use design::Design;
use state::{Due, Order, Receipt, Refund, RunState, Running, State, Status};
use stateright::{Model, Property};

/// A shop to walk through.
#[derive(Clone, Copy, Debug)]
pub struct Shop {
    /// How it works.
    pub design: Design,
    /// Units received.
    pub stock: i8,
    /// Orders that may be placed, of one unit each.
    pub orders: usize,
    /// How many functions run at the same time.
    pub at_once: usize,
    /// Whether merchants refund what was paid, here or in the provider's dashboard.
    pub refunds: bool,
    /// Whether an operator cancels an intent in the provider's dashboard, once an order.
    pub dashboard: bool,
}

/// A step of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The buyer places the order: stock is taken and the row written in one transaction.
    Place(usize),
    /// A function begins, and reads the order.
    Start(usize, Job),
    /// A function's call is made and answered.
    Make(Running, Luck),
    /// The call takes effect, but its answer is lost.
    Lose(Running),
    /// The call is not answered and has no effect.
    Ignore(Running),
    /// The function's process ends before its next call.
    Crash(Running),
    /// A browser confirms an intent with its secret.
    Browse(usize, u8, Luck),
    /// The provider decides about a payment that it was processing.
    Decide(usize, u8, bool),
    /// An operator cancels an order's open intent at the provider.
    CancelElsewhere(usize, u8),
    /// An operator gives an order's money back at the provider: at once, or slowly.
    GiveBack(usize, Luck),
    /// The provider decides about a refund that was on its way.
    DecideRefund(usize, bool),
    /// The payment window closes.
    Close(usize),
    /// What is due later is due now.
    Pass(usize),
    /// Whoever was sending the receipt has had enough time.
    Lapse(usize),
}

impl Shop {
    fn make(&self, state: &mut State, running: Running, luck: Luck) -> Option<Call> {
        state.orders[running.order].make(running.call, luck, self.design, &mut state.available)
    }
}

impl Model for Shop {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            available: self.stock,
            orders: vec![Order::ABSENT; self.orders],
            running: Vec::new(),
            strayed: false,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        actions.extend(self.certain(state));
        actions.extend(self.possible(state));
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        if let Action::Make(running, _) | Action::Lose(running) | Action::Ignore(running) | Action::Crash(running) =
            action
        {
            let at = state.running.iter().position(|other| *other == running)?;
            state.running.remove(at);
        }
        let mut goes_on = None;
        match action {
            Action::Place(at) => {
                state.available -= 1;
                state.orders[at] = Order { stage: RunState::Pending, due: Due::Later, ..Order::ABSENT };
            }
            Action::Start(order, job) => {
                let first = state.orders[order].begin(job, self.design);
                goes_on = first.map(|call| Running { order, call });
            }
            Action::Make(running, luck) => {
                let next = self.make(&mut state, running, luck);
                goes_on = next.map(|call| Running { call, ..running });
            }
            Action::Lose(running) => {
                self.make(&mut state, running, Luck::Good);
                state.orders[running.order].excused |= running.call == Call::Mail;
                goes_on = Some(Running { call: unanswered(running.call).unwrap_or(running.call), ..running });
            }
            Action::Ignore(running) => {
                goes_on = unanswered(running.call).map(|call| Running { call, ..running });
            }
            Action::Crash(running) => state.orders[running.order].excused |= running.call == Call::Close,
            Action::Browse(at, intent, luck) => state.orders[at].confirm(intent, luck),
            Action::Decide(at, intent, true) => state.orders[at].end(intent, Status::Succeeded),
            Action::Decide(at, intent, false) => state.orders[at].intents[usize::from(intent)].status = Status::Open,
            Action::CancelElsewhere(at, intent) => state.orders[at].cancel(intent),
            Action::GiveBack(at, luck) => {
                let slow = luck == Luck::Slow;
                state.orders[at].refund_at_the_provider(if slow { Refund::Pending } else { Refund::Arrived });
            }
            Action::DecideRefund(at, arrives) => {
                state.orders[at].refund = if arrives { Refund::Arrived } else { Refund::Failed };
            }
            Action::Close(at) => state.orders[at].window_open = false,
            Action::Pass(at) => state.orders[at].due = Due::Now,
            Action::Lapse(at) => state.orders[at].receipt = Receipt::Lapsed,
        }
        let moves = last.orders.iter().zip(&state.orders);
        let strays = |(was, is): (&Order, &Order)| !was.stage.can_become(is.stage);
        state.strayed |= self.design == Design::AsBuilt && moves.into_iter().any(strays);
        state.running.extend(goes_on);
        state.running.sort_unstable();
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::properties()
    }
}

/// What a function does when the provider or the queue has not answered; none if it has nothing else to do.
fn unanswered(call: Call) -> Option<Call> {
    match call {
        Call::Cancel(seen) | Call::LookUp { seen, .. } => Some(Call::Postpone(seen)),
        Call::Refunds | Call::GiveBack => Some(Call::Postpone(RunState::Refunding)),
        Call::Ask { again: Some(seen) } => Some(calls::after_asking(seen)),
        _ => None,
    }
}
