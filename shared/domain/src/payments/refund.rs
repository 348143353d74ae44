//! The refunds of one intent, as the provider shows them.

use std::{fmt, str::FromStr};

use super::intent::is_provider_id;
use crate::kernel::{InvalidId, RefundId, Timestamp};

/// The provider's identifier of a refund: printable, at most 255 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderRefundId(String);

impl ProviderRefundId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProviderRefundId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        is_provider_id(text).then(|| Self(text.to_owned())).ok_or(InvalidId)
    }
}

impl fmt::Display for ProviderRefundId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far giving money back has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefundStatus {
    /// It was asked for, or is on its way: it may still fail.
    Pending,
    /// The money was given back.
    Succeeded,
    /// The money is with the shop.
    Failed,
}

/// A text that names no status of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such status of a refund")]
pub struct InvalidRefundStatus;

impl RefundStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Succeeded, Self::Failed];

    /// The word for it in answers and rows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

impl FromStr for RefundStatus {
    type Err = InvalidRefundStatus;

    fn from_str(text: &str) -> Result<Self, InvalidRefundStatus> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or(InvalidRefundStatus)
    }
}

/// A refund as the provider shows it, whoever asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderRefund {
    /// The provider's identifier.
    pub id: ProviderRefundId,
    /// How much it gives back, in minor units.
    pub amount_minor: u64,
    /// How far it has come.
    pub status: RefundStatus,
    /// When it was made.
    pub created: Timestamp,
    /// The shop's refund that it is, as its metadata says; none of one that a person made at the provider.
    pub own: Option<RefundId>,
}
