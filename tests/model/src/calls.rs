//! What functions do: each is a chain of calls, and each call is one step that nothing can divide.

use crate::{
    Design,
    state::{Due, Order, Receipt, RunState, Status},
};

/// A function, by why it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Job {
    /// `pay-order`, with a card or, without, for the client secret.
    Pay {
        /// Whether a payment method came along.
        card: bool,
    },
    /// `cancel-order`.
    Cancel,
    /// `sync-payment`, on an event about this intent.
    SyncRequest(u8),
    /// `refund-order`.
    Refund,
    /// `sweep-orders`, of a due order.
    Sweep,
    /// `send-notification`, on a message in the queue.
    Receipt,
}

/// One call. What it carries is what the function remembers: it may be out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields are intents and stages, as the function has read them")]
pub enum Call {
    /// Provider: create an intent, or get the one that this key has created, in the place of none or of a cancelled one.
    Create { card: bool, replaces: Option<u8> },
    /// Orders: tie the intent to the order, if it is pending and has the one that is replaced, or none.
    Link { intent: u8, card: bool, replaces: Option<u8> },
    /// Provider: cancel an intent that is not the order's; then go on with the one that is.
    Drop { intent: u8, then: Option<u8>, card: bool },
    /// Provider: look the intent up.
    LookUp { intent: u8, job: Job, seen: RunState, own: bool },
    /// The browser: hand over the client secret.
    Tell(u8),
    /// Provider: confirm.
    Confirm(u8),
    /// Orders: processing, if it is pending or being given up and this is its intent.
    StartProcessing(u8),
    /// Orders: pending again, or given up once its window has closed, if it is processing.
    FailPayment,
    /// Orders: paid, if it is pending, processing or being given up and this is its intent.
    MarkPaid(u8),
    /// Orders: put aside for a person, if it still is as it was seen.
    Review(RunState),
    /// Orders: begin to give up, if pending.
    GiveUp(RunState),
    /// Provider: cancel the order's intent.
    Cancel(RunState),
    /// Orders and stock, one transaction: end what is being given up, if it still has the intent that cannot be paid, and give
    /// the stock back.
    Release { seen: RunState, linked: Option<u8> },
    /// Orders: have the sweep look again later, if it still is as it was seen and still due.
    Postpone(RunState),
    /// Orders: begin to give the money back, if paid.
    BeginRefund,
    /// Provider: look whether the money was given back.
    Refunds,
    /// Provider: give the money back.
    GiveBack,
    /// Orders, and where the money was given back stock, one transaction: end what is being refunded.
    EndRefund { given_back: bool },
    /// Notifications: ask for the receipt; the sweep does so again, and goes on with what it has seen.
    Ask { again: Option<RunState> },
    /// Orders: take on the receipt, unless it was sent or somebody else is at it.
    Claim,
    /// Mail: send the receipt.
    Mail,
    /// Orders: note that it was sent.
    Close,
}

/// How the provider decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Luck {
    Good,
    Slow,
    Bad,
}

impl Order {
    /// Makes `call`: its effect on what everybody sees, and the call that the function makes next.
    pub(crate) fn make(&mut self, call: Call, luck: Luck, design: Design, available: &mut i8) -> Option<Call> {
        match call {
            Call::Create { card, replaces } => {
                // The provider keeps a failure under the first key: the second is used.
                let intent = if replaces.is_some() { 2 } else { u8::from(luck == Luck::Bad) };
                let made = &mut self.intents[usize::from(intent)];
                if made.status == Status::Absent {
                    made.status =
                        if card && design == Design::ConfirmBeforeLink { Status::Succeeded } else { Status::Open };
                }
                made.shown |= design == Design::SecretBeforeLink;
                Some(Call::Link { intent, card, replaces })
            }
            Call::Link { intent, card, replaces } => {
                if self.stage == RunState::Pending && self.linked == replaces {
                    self.linked = Some(intent);
                }
                let payable = self.linked.filter(|_| self.stage == RunState::Pending);
                match self.linked {
                    Some(linked) if linked == intent => payable.map(|_| go_on(intent, card)),
                    _ => Some(Call::Drop { intent, then: payable, card }),
                }
            }
            Call::Drop { intent, then, card } => {
                self.cancel(intent);
                then.map(|intent| Call::LookUp { intent, job: Job::Pay { card }, seen: RunState::Pending, own: true })
            }
            Call::LookUp { intent, job, seen, own } => self.check_intent(intent, job, seen, own),
            Call::Tell(intent) => {
                let intent = &mut self.intents[usize::from(intent)];
                intent.shown |= matches!(intent.status, Status::Open | Status::Processing);
                None
            }
            Call::Confirm(intent) => {
                self.confirm(intent, luck);
                match self.status(intent) {
                    Status::Succeeded => Some(Call::MarkPaid(intent)),
                    Status::Processing => Some(Call::StartProcessing(intent)),
                    _ => None,
                }
            }
            Call::Cancel(seen) => {
                let intent = self.linked?;
                self.cancel(intent);
                match self.status(intent) {
                    Status::Succeeded => Some(Call::MarkPaid(intent)),
                    Status::Canceled => {
                        (design != Design::ReleaseBeforeCancel).then_some(Call::Release { seen, linked: Some(intent) })
                    }
                    Status::Processing => Some(Call::StartProcessing(intent)),
                    _ => Some(Call::Postpone(seen)),
                }
            }
            Call::BeginRefund | Call::Refunds | Call::GiveBack | Call::EndRefund { .. } => {
                self.give_back(call, luck, design, available)
            }
            Call::Claim | Call::Mail | Call::Close => self.notify(call),
            _ => self.move_on(call, design, available),
        }
    }

    /// Moves of the row: each is conditional on the state that it leaves.
    fn move_on(&mut self, call: Call, design: Design, available: &mut i8) -> Option<Call> {
        match call {
            Call::StartProcessing(intent) => {
                let open = matches!(self.stage, RunState::Pending | RunState::Expiring | RunState::Cancelling);
                if open && self.linked == Some(intent) {
                    (self.stage, self.due) = (RunState::Processing, Due::Later);
                }
                None
            }
            Call::FailPayment => {
                if self.stage == RunState::Processing {
                    self.stage = if self.window_open { RunState::Pending } else { RunState::Expiring };
                    self.due = Due::Later;
                }
                None
            }
            Call::MarkPaid(intent) => {
                let open = matches!(
                    self.stage,
                    RunState::Pending | RunState::Processing | RunState::Expiring | RunState::Cancelling
                );
                if (open && self.linked == Some(intent)) || design == Design::SettleWithoutCondition {
                    (self.stage, self.receipt, self.window_open) = (RunState::Paid, Receipt::Due, false);
                    self.due = if design == Design::DueRemovedBeforeReceipt { Due::Never } else { Due::Later };
                    return Some(Call::Ask { again: None });
                }
                (!was_paid(self.stage)).then_some(Call::Review(self.stage))
            }
            Call::Review(seen) if self.stage == seen && seen.can_become(RunState::NeedsReview) => {
                (self.stage, self.due, self.window_open) = (RunState::NeedsReview, Due::Never, false);
                None
            }
            Call::GiveUp(to) => {
                if self.stage == RunState::Pending {
                    (self.stage, self.due) = (to, Due::Later);
                }
                self.finish(design)
            }
            Call::Release { seen, linked } => {
                if (self.stage == seen && self.linked == linked) || design == Design::ReleaseWithoutCondition {
                    self.stage = if seen == RunState::Expiring { RunState::Expired } else { RunState::Cancelled };
                    (self.due, self.window_open) = (Due::Never, false);
                    *available += 1;
                }
                (design == Design::ReleaseBeforeCancel && self.linked.is_some()).then_some(Call::Cancel(seen))
            }
            Call::Postpone(seen) if self.stage == seen && self.due != Due::Never => {
                self.due = Due::Later;
                None
            }
            Call::Ask { again } => {
                self.asked = true;
                again.map(after_asking)
            }
            _ => None,
        }
    }

    /// `send-notification`. Its message leaves the queue when it ends, unless it crashes.
    fn notify(&mut self, call: Call) -> Option<Call> {
        match call {
            Call::Claim if matches!(self.receipt, Receipt::Due | Receipt::Lapsed) => {
                self.receipt = Receipt::Sending;
                return Some(Call::Mail);
            }
            Call::Mail => {
                self.mails = 2.min(self.mails + 1);
                return Some(Call::Close);
            }
            Call::Close if matches!(self.receipt, Receipt::Sending | Receipt::Lapsed) => {
                self.receipt = Receipt::Sent;
                if self.stage != RunState::Refunding {
                    self.due = Due::Never;
                }
            }
            _ => {}
        }
        self.asked = false;
        None
    }
}

/// Whether the order is past being paid.
fn was_paid(stage: RunState) -> bool {
    matches!(stage, RunState::Paid | RunState::Refunding | RunState::Refunded | RunState::NeedsReview)
}

/// What the sweep does with an order once it has asked for its receipt again.
pub(crate) fn after_asking(seen: RunState) -> Call {
    if seen == RunState::Refunding { Call::Refunds } else { Call::Postpone(seen) }
}

/// With a card the shop confirms; without, the browser does.
pub(crate) fn go_on(intent: u8, card: bool) -> Call {
    if card { Call::Confirm(intent) } else { Call::Tell(intent) }
}
