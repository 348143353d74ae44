//! The rules, and the differences that break them.

use std::fmt;

use crate::{
    kernel::{OrderId, Sku, UserId},
    payments::IntentId,
};

/// A rule that a snapshot must keep. Several rules may belong to one invariant, and then share its identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Every row and every intent can be read.
    Readable,
    /// What is available, held and sold adds up to what was received.
    StockAddsUp,
    /// What was received is the sum of the adjustments on record.
    ReceiptsAddUp,
    /// No count is below zero.
    NotNegative,
    /// An order is charged at most once.
    ChargedOnce,
    /// What is charged is what the order comes to.
    ChargedRight,
    /// What was given back is what the shop has noted, and no more than came in.
    RefundedRight,
    /// An order has a deadline exactly while something is owed to it.
    Deadline,
    /// No deadline passed long ago.
    InTime,
    /// At rest every order has ended.
    Ended,
    /// An order's intent exists, and was made for it.
    OwnIntent,
    /// A paid order has its money.
    PaidHasMoney,
    /// Money belongs to a paid order.
    MoneyHasOrder,
    /// An order that ended unpaid has no intent that could still be paid.
    EndedIsCanceled,
    /// A paid order's receipt is owed, and at rest it is sent or cannot be delivered.
    Receipt,
    /// The order desk shows each order as it is.
    DeskShowsOrders,
    /// The sums of a day are those of its orders.
    DeskSumsUp,
    /// No more of an order is sent and given up than was paid for.
    ShippedRight,
    /// No order needs review.
    Review,
}

/// The identifier of a rule, its sentence, and what to do where it is broken.
type Words = (&'static str, &'static str, &'static str);

impl Rule {
    /// The invariant that it belongs to: `I1`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.words().0
    }

    /// What must hold, in a sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.words().1
    }

    /// What to do where it does not hold, in short.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        self.words().2
    }

    const fn words(self) -> Words {
        match self {
            Self::Readable => ("I0", "every row can be read", "correct the row by hand, or restore it"),
            Self::StockAddsUp => (
                "I1",
                "available + held + sold = received",
                "find out who changed the row; count the goods, then set `available` right",
            ),
            Self::ReceiptsAddUp => (
                "I1",
                "received = the sum of the adjustments",
                "find out who changed the row; set `received` to the sum of the records",
            ),
            Self::NotNegative => ("I2", "no count is below zero", "more was sold than there is: see who waits for it"),
            Self::ChargedOnce => ("I3", "an order is charged at most once", "refund the charge that is not linked"),
            Self::ChargedRight => ("I4", "what is charged is the order's total", "refund the rest, or the whole"),
            Self::RefundedRight => (
                "I4",
                "what was given back is noted, and no more than came in",
                "see the order's refunds and the provider's; wait for the sweep",
            ),
            Self::Deadline => (
                "I6",
                "an order has a deadline exactly while something is owed to it",
                "set due_at_ms and due_shard, or remove both",
            ),
            Self::InTime => ("I6", "no deadline passed long ago", "see whether sweep-orders runs, and its log"),
            Self::Ended => ("I6", "at rest every order has ended", "wait for the sweep; then see its log"),
            Self::OwnIntent => {
                ("I7", "an order's intent exists and was made for it", "look both up: key and tables may not match")
            }
            Self::PaidHasMoney => {
                ("I7", "a paid order has its money", "refund the order at the shop, or ask the buyer to pay")
            }
            Self::MoneyHasOrder => ("I7", "money belongs to a paid order", "refund it, or bring the order in line"),
            Self::EndedIsCanceled => {
                ("I7", "an order that ended unpaid cannot be paid any more", "cancel the intent; refund what came in")
            }
            Self::Receipt => ("I9", "a paid order's receipt is sent", "see the log of send-notification and the sweep"),
            Self::DeskShowsOrders => ("desk", "the desk shows each order as it is", "run `backroom desk rebuild`"),
            Self::DeskSumsUp => (
                "desk",
                "a day's sums are those of the orders that the desk shows",
                "find out who changed a row TALLY#; set one of them so that the parts add up",
            ),
            Self::ShippedRight => (
                "I10",
                "no more of an order is shipped and refunded than was paid for",
                "stop the parcel; void the shipment that is one too many",
            ),
            Self::Review => ("review", "no order waits for a person", "decide about it: the runbook says how"),
        }
    }
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Difference {
    /// The rule that is broken.
    pub rule: Rule,
    /// What it is about.
    pub subject: Subject,
    /// What differs, in words. The text is the same as long as the data are.
    pub detail: String,
}

/// Something that breaks no rule, but that an operator may want to know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Warning {
    /// What it is about.
    pub subject: Subject,
    /// What there is to know, for a shopkeeper.
    pub detail: String,
}

/// What a difference is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A row that cannot be read.
    Row(String),
    /// A row of a SKU's stock.
    Sku {
        /// The SKU.
        id: Sku,
        /// Which of its rows.
        shard: u8,
    },
    /// An order; the table is keyed by both.
    Order {
        /// Whose it is.
        buyer: UserId,
        /// The order.
        id: OrderId,
    },
    /// An intent that is no order's own.
    Intent(IntentId),
}

/// `SKU tea`, `order ord_...`, `intent pi_...`.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(name) => f.write_str(name),
            Self::Sku { id, shard: 0 } => write!(f, "SKU {id}"),
            Self::Sku { id, shard } => write!(f, "SKU {id}, row {shard}"),
            Self::Order { id, .. } => write!(f, "order {id}"),
            Self::Intent(id) => write!(f, "intent {id}"),
        }
    }
}
