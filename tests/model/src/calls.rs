//! What functions do: each is a chain of calls, and each call is one step that nothing can divide.

use crate::{
    Design,
    state::{Due, Order, Receipt, Refund, Stage, Status},
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
    /// `settle-payment`, on an event about this intent.
    Settle(u8),
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
    /// Provider: create an intent, or get the one that this key has created.
    Create { card: bool },
    /// Orders: tie the intent to the order, if it is pending and has none.
    Link { intent: u8, card: bool },
    /// Provider: cancel an intent that is not the order's; then go on with the one that is.
    Drop { intent: u8, then: Option<u8>, card: bool },
    /// Provider: look the intent up.
    LookUp { intent: u8, job: Job, seen: Stage, own: bool },
    /// The browser: hand over the client secret.
    Tell(u8),
    /// Provider: confirm.
    Confirm(u8),
    /// Orders: paid, if it is pending or being given up and this is its intent.
    MarkPaid(u8),
    /// Orders: put aside for a person, if it still is as it was seen.
    Review(Stage),
    /// Orders: begin to give up, if pending.
    GiveUp(Stage),
    /// Provider: cancel the order's intent.
    Cancel(Stage),
    /// Orders and stock, one transaction: end what is being given up, and give the stock back.
    Release(Stage),
    /// Orders: have the sweep look again later, if it still is as it was seen and still due.
    Postpone(Stage),
    /// Orders: begin to give the money back, if paid.
    BeginRefund,
    /// Provider: look whether the money was given back.
    Refunds,
    /// Provider: give the money back.
    GiveBack,
    /// Orders, and where the money was given back stock, one transaction: end what is being refunded.
    EndRefund { given_back: bool },
    /// Notifications: ask for the receipt; the sweep does so again, and goes on with what it has seen.
    Ask { again: Option<Stage> },
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
            Call::Create { card } => {
                // The provider keeps a failure under the first key: the second is used.
                let intent = u8::from(luck == Luck::Bad);
                let made = &mut self.intents[usize::from(intent)];
                if made.status == Status::Absent {
                    made.status =
                        if card && design == Design::ConfirmBeforeLink { Status::Succeeded } else { Status::Open };
                }
                made.shown |= design == Design::SecretBeforeLink;
                Some(Call::Link { intent, card })
            }
            Call::Link { intent, card } => {
                if self.stage == Stage::Pending && self.linked.is_none() {
                    self.linked = Some(intent);
                }
                let payable = self.linked.filter(|_| self.stage == Stage::Pending);
                match self.linked {
                    Some(linked) if linked == intent => payable.map(|_| go_on(intent, card)),
                    _ => Some(Call::Drop { intent, then: payable, card }),
                }
            }
            Call::Drop { intent, then, card } => {
                self.cancel(intent);
                then.map(|intent| Call::LookUp { intent, job: Job::Pay { card }, seen: Stage::Pending, own: true })
            }
            Call::LookUp { intent, job, seen, own } => self.judge(intent, job, seen, own),
            Call::Tell(intent) => {
                let intent = &mut self.intents[usize::from(intent)];
                intent.shown |= matches!(intent.status, Status::Open | Status::Processing);
                None
            }
            Call::Confirm(intent) => {
                self.confirm(intent, luck);
                (self.status(intent) == Status::Succeeded).then_some(Call::MarkPaid(intent))
            }
            Call::Cancel(seen) => {
                let intent = self.linked?;
                self.cancel(intent);
                match self.status(intent) {
                    Status::Succeeded => Some(Call::MarkPaid(intent)),
                    Status::Canceled => (design != Design::ReleaseBeforeCancel).then_some(Call::Release(seen)),
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

    /// Reads the row, with which every function begins, and what it makes of it: its first call that matters. Before
    /// it has read, a function knows nothing and might as well not run yet: beginning and reading are one step.
    pub(crate) fn begin(&mut self, job: Job, design: Design) -> Option<Call> {
        let seen = self.stage;
        let look_up = |intent, own| Call::LookUp { intent, job, seen, own };
        match (job, seen) {
            (Job::Pay { card }, Stage::Pending) if self.window_open => {
                Some(self.linked.map_or(Call::Create { card }, |intent| look_up(intent, true)))
            }
            (Job::Cancel, Stage::Pending) => Some(Call::GiveUp(Stage::Cancelling)),
            (Job::Settle(intent), _) => Some(look_up(intent, self.linked == Some(intent))),
            (Job::Sweep, Stage::Pending) if !self.window_open && design != Design::NoExpiry => {
                Some(Call::GiveUp(Stage::Expiring))
            }
            (Job::Sweep, Stage::Pending) => {
                Some(self.linked.map_or(Call::Postpone(seen), |intent| look_up(intent, true)))
            }
            (Job::Refund, Stage::Paid) => Some(Call::BeginRefund),
            (Job::Sweep, Stage::Paid | Stage::Refunded | Stage::NeedsReview)
            | (Job::Sweep | Job::Refund, Stage::Refunding)
                if matches!(self.receipt, Receipt::Due | Receipt::Lapsed) =>
            {
                Some(Call::Ask { again: Some(seen) })
            }
            (Job::Sweep | Job::Refund, Stage::Refunding) => Some(Call::Refunds),
            (Job::Sweep, Stage::Expiring) | (Job::Sweep | Job::Cancel, Stage::Cancelling) => self.finish(design),
            (Job::Receipt, _) => {
                self.asked = self.receipt_is_open();
                self.asked.then_some(Call::Claim)
            }
            _ => None,
        }
    }

    /// How an order that is being given up ends: not before the provider has said that its intent cannot be paid.
    fn finish(&self, design: Design) -> Option<Call> {
        match (self.stage, self.linked) {
            (Stage::Expiring | Stage::Cancelling, Some(_)) if design != Design::ReleaseBeforeCancel => {
                Some(Call::Cancel(self.stage))
            }
            (Stage::Expiring | Stage::Cancelling, _) => Some(Call::Release(self.stage)),
            _ => None,
        }
    }

    /// What each function makes of the intent that it has looked up.
    fn judge(&self, intent: u8, job: Job, seen: Stage, own: bool) -> Option<Call> {
        match (job, self.status(intent)) {
            (_, Status::Succeeded) if !own => Some(Call::Review(seen)),
            (_, Status::Succeeded) => match seen {
                Stage::Paid => matches!(self.refund, Refund::Pending | Refund::Arrived).then_some(Call::BeginRefund),
                Stage::Refunding => Some(Call::Refunds),
                Stage::Refunded => None,
                _ => Some(Call::MarkPaid(intent)),
            },
            (Job::Pay { card }, Status::Open) => Some(go_on(intent, card)),
            (Job::Settle(_), Status::Canceled) if own && matches!(seen, Stage::Expiring | Stage::Cancelling) => {
                Some(Call::Release(seen))
            }
            (Job::Sweep, _) => Some(Call::Postpone(seen)),
            _ => None,
        }
    }

    /// Moves of the row: each is conditional on the state that it leaves.
    fn move_on(&mut self, call: Call, design: Design, available: &mut i8) -> Option<Call> {
        match call {
            Call::MarkPaid(intent) => {
                let open = matches!(self.stage, Stage::Pending | Stage::Expiring | Stage::Cancelling);
                if (open && self.linked == Some(intent)) || design == Design::SettleWithoutCondition {
                    (self.stage, self.receipt, self.window_open) = (Stage::Paid, Receipt::Due, false);
                    self.due = if design == Design::DueRemovedBeforeReceipt { Due::Never } else { Due::Later };
                    return Some(Call::Ask { again: None });
                }
                (!was_paid(self.stage)).then_some(Call::Review(self.stage))
            }
            Call::Review(seen) if self.stage == seen && !was_paid(seen) => {
                (self.stage, self.due, self.window_open) = (Stage::NeedsReview, Due::Never, false);
                None
            }
            Call::GiveUp(to) => {
                if self.stage == Stage::Pending {
                    (self.stage, self.due, self.window_open) = (to, Due::Later, false);
                }
                self.finish(design)
            }
            Call::Release(seen) => {
                if self.stage == seen || design == Design::ReleaseWithoutCondition {
                    self.stage = if seen == Stage::Expiring { Stage::Expired } else { Stage::Cancelled };
                    self.due = Due::Never;
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

    /// Giving the money back: the order says so first, then the provider gives back, and only then the stock returns.
    fn give_back(&mut self, call: Call, luck: Luck, design: Design, available: &mut i8) -> Option<Call> {
        match call {
            Call::BeginRefund => {
                if self.stage == Stage::Paid {
                    (self.stage, self.due) = (Stage::Refunding, Due::Later);
                }
                let early = design == Design::ReturnBeforeRefund;
                let next = if early { Call::EndRefund { given_back: true } } else { Call::Refunds };
                (self.stage == Stage::Refunding).then_some(next)
            }
            Call::Refunds => Some(self.judge_refund().unwrap_or(Call::GiveBack)),
            Call::GiveBack => {
                self.refund_at_the_provider(match luck {
                    Luck::Good => Refund::Arrived,
                    Luck::Slow => Refund::Pending,
                    Luck::Bad => Refund::Failed,
                });
                self.judge_refund()
            }
            Call::EndRefund { given_back } if self.stage == Stage::Refunding => {
                self.stage = if given_back { Stage::Refunded } else { Stage::NeedsReview };
                *available += i8::from(given_back);
                let owed = self.receipt_is_open() && design != Design::RefundForgetsReceipt;
                self.due = if owed { Due::Later } else { Due::Never };
                (design == Design::ReturnBeforeRefund && self.refund == Refund::None).then_some(Call::GiveBack)
            }
            _ => None,
        }
    }

    /// What the provider's record means for an order whose money is to be given back.
    fn judge_refund(&self) -> Option<Call> {
        match self.refund {
            Refund::None => None,
            Refund::Pending => Some(Call::Postpone(Stage::Refunding)),
            Refund::Arrived => Some(Call::EndRefund { given_back: true }),
            Refund::Failed => Some(Call::EndRefund { given_back: false }),
        }
    }

    /// The provider gives back once, whoever asks for it and how often.
    pub(crate) fn refund_at_the_provider(&mut self, refund: Refund) {
        if self.refund == Refund::None {
            self.refund = refund;
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
                if self.stage != Stage::Refunding {
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
fn was_paid(stage: Stage) -> bool {
    matches!(stage, Stage::Paid | Stage::Refunding | Stage::Refunded | Stage::NeedsReview)
}

/// What the sweep does with an order once it has asked for its receipt again.
pub(crate) fn after_asking(seen: Stage) -> Call {
    if seen == Stage::Refunding { Call::Refunds } else { Call::Postpone(seen) }
}

/// With a card the shop confirms; without, the browser does.
fn go_on(intent: u8, card: bool) -> Call {
    if card { Call::Confirm(intent) } else { Call::Tell(intent) }
}
