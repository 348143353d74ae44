//! Designs: one that is right, and those that look like it.

/// The design as built, and what else might have been built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// As it is.
    AsBuilt,
    /// Stock is given back before the provider has cancelled the intent.
    ReleaseBeforeCancel,
    /// The intent is created and confirmed in one call, then linked.
    ConfirmBeforeLink,
    /// The browser gets the secret of an intent that is not linked yet.
    SecretBeforeLink,
    /// An order becomes paid whatever it was.
    SettleWithoutCondition,
    /// Stock is given back whatever the order was.
    ReleaseWithoutCondition,
    /// A paid order leaves the due index before its receipt was sent.
    DueRemovedBeforeReceipt,
    /// Stock is given back before the provider has given the money back.
    ReturnBeforeRefund,
    /// A refunded order leaves the due index although its receipt is owed.
    RefundForgetsReceipt,
    /// Only events and buyers move orders.
    NoSweep,
    /// The sweep looks after a pending order for ever.
    NoExpiry,
}

impl Design {
    /// Those that are wrong.
    pub const WRONG: [Self; 10] = [
        Self::ReleaseBeforeCancel,
        Self::ConfirmBeforeLink,
        Self::SecretBeforeLink,
        Self::SettleWithoutCondition,
        Self::ReleaseWithoutCondition,
        Self::DueRemovedBeforeReceipt,
        Self::ReturnBeforeRefund,
        Self::RefundForgetsReceipt,
        Self::NoSweep,
        Self::NoExpiry,
    ];
}
