//! Disputes: a buyer asks the bank for the money back, and the provider takes it until that is settled.

use std::{fmt, str::FromStr};

use super::intent::is_provider_id;
use crate::kernel::{InvalidId, Timestamp};

/// The longest reason that is kept: the provider's own are shorter.
const MAX_REASON_BYTES: usize = 64;
/// What stands for a reason that is none.
const NO_REASON: &str = "general";

/// The provider's identifier of a dispute: printable, at most 255 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DisputeId(String);

impl DisputeId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DisputeId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        is_provider_id(text).then(|| Self(text.to_owned())).ok_or(InvalidId)
    }
}

impl fmt::Display for DisputeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a buyer disputes, in the provider's word, such as `fraudulent` or `product_not_received`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeReason(String);

impl DisputeReason {
    /// The word; anything that is none reads as `general`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let is_word = !text.is_empty() && text.len() <= MAX_REASON_BYTES;
        let is_plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        Self(if is_word && is_plain { text } else { NO_REASON }.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How far a dispute has come. Source: <https://docs.stripe.com/api/disputes/object#dispute_object-status>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DisputeStatus {
    /// The bank asks before it takes money: an answer is due.
    WarningNeedsResponse,
    /// The bank asked, and has the answer.
    WarningUnderReview,
    /// The bank asked, and took nothing.
    WarningClosed,
    /// The money was taken: an answer is due.
    NeedsResponse,
    /// The money was taken; the bank has the answer.
    UnderReview,
    /// The money is with the shop again.
    Won,
    /// The money is with the buyer.
    Lost,
    /// It was settled before any money was taken.
    Prevented,
}

/// A text that names no status of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such status of a dispute")]
pub struct InvalidDisputeStatus;

impl DisputeStatus {
    /// Every status.
    pub const ALL: [Self; 8] = [
        Self::WarningNeedsResponse,
        Self::WarningUnderReview,
        Self::WarningClosed,
        Self::NeedsResponse,
        Self::UnderReview,
        Self::Won,
        Self::Lost,
        Self::Prevented,
    ];

    /// The word for it in answers and rows, which is the provider's.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WarningNeedsResponse => "warning_needs_response",
            Self::WarningUnderReview => "warning_under_review",
            Self::WarningClosed => "warning_closed",
            Self::NeedsResponse => "needs_response",
            Self::UnderReview => "under_review",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Prevented => "prevented",
        }
    }

    /// Whether its money is not with the shop: taken until the bank decides, or lost.
    #[must_use]
    pub const fn takes_money(self) -> bool {
        matches!(self, Self::NeedsResponse | Self::UnderReview | Self::Lost)
    }

    /// Whether its money was taken, and the bank has not decided.
    #[must_use]
    pub const fn is_undecided(self) -> bool {
        matches!(self, Self::NeedsResponse | Self::UnderReview)
    }

    /// Whether the shop has to answer.
    #[must_use]
    pub const fn needs_answer(self) -> bool {
        matches!(self, Self::WarningNeedsResponse | Self::NeedsResponse)
    }
}

impl FromStr for DisputeStatus {
    type Err = InvalidDisputeStatus;

    fn from_str(text: &str) -> Result<Self, InvalidDisputeStatus> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or(InvalidDisputeStatus)
    }
}

/// A dispute, as the provider shows it and the order notes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The provider's identifier.
    pub id: DisputeId,
    /// How much is disputed, in minor units of the payment's currency.
    pub amount_minor: u64,
    /// Why.
    pub reason: DisputeReason,
    /// How far it has come.
    pub status: DisputeStatus,
    /// Until when the shop may answer; none where it may not.
    pub due_by: Option<Timestamp>,
    /// When the buyer disputed.
    pub created: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_read_back_from_its_word() {
        for status in DisputeStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
            assert!(!status.is_undecided() || status.takes_money(), "{status:?}");
        }
        assert_eq!("settled".parse::<DisputeStatus>(), Err(InvalidDisputeStatus));
    }

    #[test]
    fn a_reason_is_a_word() {
        assert_eq!(DisputeReason::of("product_not_received").as_str(), "product_not_received");
        for text in ["", "<b>", "Ada Buyer", &"x".repeat(65)] {
            assert_eq!(DisputeReason::of(text).as_str(), "general", "{text}");
        }
    }
}
