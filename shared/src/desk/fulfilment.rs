//! How far the goods of an order have gone, which is another question than how far its money has come.

use std::str::FromStr;

use crate::orders::{Order, State};

/// How far the goods of a paid order have gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FulfilmentState {
    /// Nothing was shipped yet.
    Unfulfilled,
    /// Some of it was shipped.
    PartlyShipped,
    /// All of it was shipped.
    Shipped,
}

/// A text that names no fulfilment state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such fulfilment state")]
pub struct InvalidFulfilmentState;

impl FulfilmentState {
    /// Every fulfilment state.
    pub const ALL: [Self; 3] = [Self::Unfulfilled, Self::PartlyShipped, Self::Shipped];

    /// The word for it in answers and rows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unfulfilled => "unfulfilled",
            Self::PartlyShipped => "partly_shipped",
            Self::Shipped => "shipped",
        }
    }
}

impl FromStr for FulfilmentState {
    type Err = InvalidFulfilmentState;

    fn from_str(text: &str) -> Result<Self, InvalidFulfilmentState> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(InvalidFulfilmentState)
    }
}

impl serde::Serialize for FulfilmentState {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// How far the goods of `order` have gone; none while it is not paid, or its money goes back: there is nothing to send then.
#[must_use]
pub const fn fulfilment_of(order: &Order) -> Option<FulfilmentState> {
    match order.state {
        State::Paid => Some(FulfilmentState::Unfulfilled),
        State::Pending
        | State::Processing
        | State::Expiring
        | State::Expired
        | State::Cancelling
        | State::Cancelled
        | State::Refunding
        | State::Refunded
        | State::NeedsReview => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fulfilment_state_is_read_back_from_its_word() {
        for state in FulfilmentState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert_eq!("lost".parse::<FulfilmentState>(), Err(InvalidFulfilmentState));
    }
}
