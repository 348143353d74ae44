//! The refunds of one intent.

/// The refunds of one intent, added up. Who asked for them, the shop or a person at the provider, makes no difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refunds {
    /// Given back, in minor units.
    pub given_back_minor: u64,
    /// On its way back, in minor units: it may still fail.
    pub pending_minor: u64,
    /// Whether one that the shop asked for failed or was cancelled: that money is with the shop again. One that an operator
    /// asked for at the provider, and that failed, is as if it had never been.
    pub own_has_failed: bool,
}

impl Refunds {
    /// What was given back or is on its way back, in minor units.
    #[must_use]
    pub const fn requested_minor(self) -> u64 {
        self.given_back_minor.saturating_add(self.pending_minor)
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            given_back_minor: self.given_back_minor.saturating_add(other.given_back_minor),
            pending_minor: self.pending_minor.saturating_add(other.pending_minor),
            own_has_failed: self.own_has_failed || other.own_has_failed,
        }
    }
}
