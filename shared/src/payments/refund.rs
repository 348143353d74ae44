//! What became of giving an intent's money back.

/// The refunds of one intent, added up. Who asked for them, the shop or a person at the provider, makes no difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refunds {
    /// Given back, in minor units.
    pub given_back_minor: u64,
    /// On its way back, in minor units: it may still fail.
    pub pending_minor: u64,
    /// Whether one of them failed or was cancelled: that money is with the shop again.
    pub has_failed: bool,
}

impl Refunds {
    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            given_back_minor: self.given_back_minor.saturating_add(other.given_back_minor),
            pending_minor: self.pending_minor.saturating_add(other.pending_minor),
            has_failed: self.has_failed || other.has_failed,
        }
    }
}
