//! What there is: the rows, the provider's records, and the functions that are running.

use domain::orders;

use crate::calls::{Call, Luck};

/// Where an order stands. `Absent`: the buyer has not placed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the design's own words")]
pub enum RunState {
    Absent,
    Pending,
    Processing,
    Expiring,
    Expired,
    Cancelling,
    Cancelled,
    Paid,
    Refunding,
    Refunded,
    NeedsReview,
}

/// What became of giving the money back, as the provider has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Refund {
    None,
    Pending,
    Arrived,
    Failed,
}

/// Where an intent stands with the provider. A decline leaves it `Open`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the provider's own words")]
pub enum Status {
    Absent,
    Open,
    Processing,
    Succeeded,
    Canceled,
}

/// The provider's record, and whether a browser was given its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "said above")]
pub struct Intent {
    pub status: Status,
    pub shown: bool,
}

/// What became of the receipt. `Lapsed`: it is being sent, but the lease of whoever does has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the design's own words")]
pub enum Receipt {
    None,
    Due,
    Sending,
    Lapsed,
    Sent,
}

/// When the sweep looks at an order: its place in the due index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Due {
    Never,
    Later,
    Now,
}

/// An order's row, the provider's intents for it, its messages and its mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    /// Where it stands.
    pub stage: RunState,
    /// Whether its window is open: while it is pending, it may be paid.
    pub window_open: bool,
    /// The intent that is tied to it.
    pub linked: Option<u8>,
    /// The intents that were made for it: creating one may use up two idempotency keys, and the third replaces one that was
    /// cancelled at the provider.
    pub intents: [Intent; 3],
    /// Whether the payment was given back.
    pub refund: Refund,
    /// Its deadline.
    pub due: Due,
    /// Its receipt.
    pub receipt: Receipt,
    /// Whether a message that asks for the receipt is in the queue.
    pub asked: bool,
    /// Receipts that the mail service took; 2 stands for more.
    pub mails: u8,
    /// A mail's answer was lost, or a process ended between the mail and the note: the one excuse for a second mail.
    pub excused: bool,
}

/// Everything.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// Units that can be sold.
    pub available: i8,
    /// One unit each.
    pub orders: Vec<Order>,
    /// Running functions, sorted: which process runs which makes no difference.
    pub running: Vec<Running>,
    /// Whether an order went from a state to one that the shop's own table does not have after it.
    pub strayed: bool,
}

/// A function that works on an order, and the call that it makes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "said above")]
pub struct Running {
    pub order: usize,
    pub call: Call,
}

impl RunState {
    /// The shop's own state of the same name; none before the order is placed.
    fn of_the_shop(self) -> Option<orders::State> {
        Some(match self {
            Self::Absent => return None,
            Self::Pending => orders::State::Pending,
            Self::Processing => orders::State::Processing,
            Self::Expiring => orders::State::Expiring,
            Self::Expired => orders::State::Expired,
            Self::Cancelling => orders::State::Cancelling,
            Self::Cancelled => orders::State::Cancelled,
            Self::Paid => orders::State::Paid,
            Self::Refunding => orders::State::Refunding,
            Self::Refunded => orders::State::Refunded,
            Self::NeedsReview => orders::State::NeedsReview,
        })
    }

    /// Whether the shop's table lets an order go from here to `next`, or stay.
    #[must_use]
    pub fn can_become(self, next: Self) -> bool {
        match (self.of_the_shop(), next.of_the_shop()) {
            _ if self == next => true,
            (Some(before), Some(after)) => before.can_become(after),
            (None, after) => after == Some(orders::State::Pending),
            (Some(_), None) => false,
        }
    }
}

impl Order {
    /// Before it is placed.
    pub const ABSENT: Self = Self {
        stage: RunState::Absent,
        window_open: true,
        linked: None,
        intents: [Intent { status: Status::Absent, shown: false }; 3],
        refund: Refund::None,
        due: Due::Never,
        receipt: Receipt::None,
        asked: false,
        mails: 0,
        excused: false,
    };

    /// Whether it was given up, its stock given back.
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        matches!(self.stage, RunState::Expired | RunState::Cancelled)
    }

    /// Whether its unit is back in stock.
    #[must_use]
    pub fn has_returned(&self) -> bool {
        self.is_given_up() || self.stage == RunState::Refunded
    }

    /// Whether its receipt is owed and not known to be sent.
    #[must_use]
    pub fn receipt_is_open(&self) -> bool {
        matches!(self.receipt, Receipt::Due | Receipt::Sending | Receipt::Lapsed)
    }

    /// The status of the linked intent, if there is one.
    #[must_use]
    pub fn payment(&self) -> Option<Status> {
        self.linked.map(|intent| self.intents[usize::from(intent)].status)
    }

    /// The provider takes a payment, if the intent is open.
    pub(crate) fn confirm(&mut self, intent: u8, luck: Luck) {
        match (self.status(intent), luck) {
            (Status::Open, Luck::Good) => self.end(intent, Status::Succeeded),
            (Status::Open, Luck::Slow) => self.intents[usize::from(intent)].status = Status::Processing,
            _ => {}
        }
    }

    /// The provider cancels, if the intent is open.
    pub(crate) fn cancel(&mut self, intent: u8) {
        if self.status(intent) == Status::Open {
            self.end(intent, Status::Canceled);
        }
    }

    /// From now on a secret is worth nothing.
    pub(crate) fn end(&mut self, intent: u8, status: Status) {
        self.intents[usize::from(intent)] = Intent { status, shown: false };
    }

    /// What the provider says about the intent.
    pub(crate) fn status(&self, intent: u8) -> Status {
        self.intents[usize::from(intent)].status
    }
}
