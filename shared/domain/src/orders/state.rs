//! The states of an order, and which state can follow which.
//!
//! ```text
//! pending --the provider says succeeded--> paid
//! pending --the provider says processing--> processing
//! processing --succeeded--> paid
//! processing --failed, window open--> pending
//! processing --failed, window closed--> expiring
//! pending --deadline--> expiring --the provider says canceled, or there is no intent--> expired
//! pending --buyer, or refused for good--> cancelling --canceled, or no intent--> cancelled
//! expiring | cancelling --succeeded--> paid
//! expiring | cancelling --processing--> processing
//! paid --refunds of all of its money are under way--> refunding --all of it was given back--> refunded
//! refunding --one of them failed--> paid
//! pending | processing | expiring | cancelling --amount, currency or intent differ--> needs_review (stock held)
//! needs_review --a person decides--> paid | refunding | cancelled
//! ```

use std::str::FromStr;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Stock is held until the payment window closes.
    Pending,
    /// The provider works on a payment that takes days, such as a bank debit. Stock is held until it says how it ended.
    Processing,
    /// The window has closed; the intent is being cancelled.
    Expiring,
    /// Nobody paid in time; the stock is back.
    Expired,
    /// The buyer or the shop gave the order up; the intent is being cancelled.
    Cancelling,
    /// The buyer or the shop gave the order up; the stock is back.
    Cancelled,
    /// Paid.
    Paid,
    /// All of the money is being given back.
    Refunding,
    /// All of the money was given back.
    Refunded,
    /// The provider's record and ours differ: an operator has to look. The stock stays held.
    NeedsReview,
}

/// A text that names no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such state")]
pub struct InvalidState;

impl State {
    /// Every state.
    pub const ALL: [Self; 10] = [
        Self::Pending,
        Self::Processing,
        Self::Expiring,
        Self::Expired,
        Self::Cancelling,
        Self::Cancelled,
        Self::Paid,
        Self::Refunding,
        Self::Refunded,
        Self::NeedsReview,
    ];

    /// The states that can follow this one by themselves. This is the only list of them: the conditions of all writes, the model and the
    /// simulation are derived from it.
    #[must_use]
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Pending => &[Self::Processing, Self::Expiring, Self::Cancelling, Self::Paid, Self::NeedsReview],
            Self::Processing => &[Self::Pending, Self::Expiring, Self::Paid, Self::NeedsReview],
            Self::Expiring => &[Self::Expired, Self::Processing, Self::Paid, Self::NeedsReview],
            Self::Cancelling => &[Self::Cancelled, Self::Processing, Self::Paid, Self::NeedsReview],
            Self::Paid => &[Self::Refunding],
            Self::Refunding => &[Self::Refunded, Self::Paid],
            Self::Expired | Self::Cancelled | Self::Refunded | Self::NeedsReview => &[],
        }
    }

    /// The states that can follow this one where a person decides so, and only then.
    #[must_use]
    pub const fn decided(self) -> &'static [Self] {
        match self {
            Self::NeedsReview => &[Self::Paid, Self::Refunding, Self::Cancelled],
            _ => &[],
        }
    }

    /// Whether `next` can follow this state.
    #[must_use]
    pub fn can_become(self, next: Self) -> bool {
        self.next().contains(&next)
    }

    /// The states that `self` can follow.
    pub fn sources(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |state| state.can_become(self))
    }

    /// The word for it in answers and rows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Cancelling => "cancelling",
            Self::Cancelled => "cancelled",
            Self::Paid => "paid",
            Self::Refunding => "refunding",
            Self::Refunded => "refunded",
            Self::NeedsReview => "needs_review",
        }
    }

    /// Whether an order leaves this state by itself: it has a deadline for that. In any other state, a receipt is all that
    /// can be owed.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        match self {
            Self::Pending | Self::Processing | Self::Expiring | Self::Cancelling | Self::Refunding => true,
            Self::Paid | Self::Expired | Self::Cancelled | Self::Refunded | Self::NeedsReview => false,
        }
    }

    /// The end that this state is on its way to, if it is giving stock back.
    #[must_use]
    pub const fn cancel_reason(self) -> Option<CancelReason> {
        match self {
            Self::Expiring => Some(CancelReason::Expired),
            Self::Cancelling => Some(CancelReason::Cancelled),
            _ => None,
        }
    }
}

impl FromStr for State {
    type Err = InvalidState;

    fn from_str(text: &str) -> Result<Self, InvalidState> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(InvalidState)
    }
}

/// The two ends without money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelReason {
    /// The payment window closed.
    Expired,
    /// The buyer cancelled, or the provider refuses any payment of the order for good.
    Cancelled,
}

impl CancelReason {
    /// The state on the way to this end: entered before the provider is asked to cancel the intent.
    #[must_use]
    pub const fn underway(self) -> State {
        match self {
            Self::Expired => State::Expiring,
            Self::Cancelled => State::Cancelling,
        }
    }

    /// The end itself: entered together with the stock's return.
    #[must_use]
    pub const fn reached(self) -> State {
        match self {
            Self::Expired => State::Expired,
            Self::Cancelled => State::Cancelled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_read_back_from_its_word() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert_eq!("lost".parse::<State>(), Err(InvalidState));
    }

    #[test]
    fn an_end_is_left_by_nothing_and_every_other_state_leads_to_one() {
        for state in State::ALL {
            let has_ended = !state.is_under_way() && state != State::Paid;
            assert_eq!(state.next().is_empty(), has_ended, "{state:?}");
            assert!(!state.can_become(state), "{state:?} follows itself");
        }
    }

    #[test]
    fn only_a_person_ends_a_review_and_ends_nothing_else() {
        for state in State::ALL {
            assert_eq!(state.decided().is_empty(), state != State::NeedsReview, "{state:?}");
        }
    }

    #[test]
    fn the_table_reads_the_same_backwards() {
        for next in State::ALL {
            let sources: Vec<State> = next.sources().collect();
            for state in State::ALL {
                assert_eq!(sources.contains(&state), state.can_become(next), "{state:?} to {next:?}");
            }
        }
        let paid: Vec<State> = State::Paid.sources().collect();
        assert_eq!(paid, [State::Pending, State::Processing, State::Expiring, State::Cancelling, State::Refunding]);
    }

    #[test]
    fn the_way_to_an_end_is_in_the_table() {
        for reason in [CancelReason::Expired, CancelReason::Cancelled] {
            assert!(State::Pending.can_become(reason.underway()));
            assert!(reason.underway().can_become(reason.reached()));
            assert_eq!(reason.underway().cancel_reason(), Some(reason));
        }
    }
}
