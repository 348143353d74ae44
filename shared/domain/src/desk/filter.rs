//! Which orders a merchant wants to see, and from which index they come.

use crate::{
    kernel::{Day, EmailDigest, OrderId, Timestamp, UserId},
    orders::{FulfilmentState, OrderNumber, State},
};

/// The most days of one list that goes by days.
pub const MAX_RANGE_DAYS: i64 = 366;

/// Days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRange {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

/// Two days that are no range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRange {
    /// The last day is before the first.
    #[error("from must not be after to")]
    Backwards,
    /// There are too many days between them.
    #[error("from and to may be at most {MAX_RANGE_DAYS} days apart")]
    TooLong,
}

impl DayRange {
    /// The days from `from` to `to`.
    pub fn new(from: Day, to: Day) -> Result<Self, InvalidRange> {
        match from.days_until(to) {
            days if days < 0 => Err(InvalidRange::Backwards),
            days if days >= MAX_RANGE_DAYS => Err(InvalidRange::TooLong),
            _ => Ok(Self { from, to }),
        }
    }
}

/// The indexes of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeskIndex {
    /// All orders, by the month in which they were placed.
    Month,
    /// By the state of their money, and the month.
    Payment,
    /// By the state of their goods, and the month.
    Fulfilment,
    /// By their buyer.
    Buyer,
    /// By the e-mail address of the guest who placed them.
    Guest,
    /// By their number.
    Number,
}

/// Whose orders are wanted, by an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskCustomer {
    /// The account that has the address, if there is one.
    pub account: Option<UserId>,
    /// What stands for the address, which guests may have given; none where guests' orders are not wanted.
    pub email: Option<EmailDigest>,
}

/// A part of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskPartition {
    /// The index.
    pub index: DeskIndex,
    /// Its partition.
    pub key: String,
}

/// Which orders are wanted: those for which all of it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskFilter {
    /// Placed on one of these days.
    pub days: DayRange,
    /// With their money in this state.
    pub payment: Option<State>,
    /// With their goods in this state.
    pub fulfilment: Option<FulfilmentState>,
    /// Of whom.
    pub whose: Option<DeskCustomer>,
    /// With this number.
    pub number: Option<OrderNumber>,
}

impl DeskFilter {
    /// The index in which the fewest others stand between the orders that are wanted. Those of a customer are in two.
    const fn index(&self) -> DeskIndex {
        match self {
            Self { number: Some(_), .. } => DeskIndex::Number,
            Self { whose: Some(_), .. } => DeskIndex::Buyer,
            Self { fulfilment: Some(_), .. } => DeskIndex::Fulfilment,
            Self { payment: Some(_), .. } => DeskIndex::Payment,
            _ => DeskIndex::Month,
        }
    }

    /// Where to look: by month, the newest first; of a customer, what was ordered with the account, then what was ordered as a guest.
    #[must_use]
    pub fn partitions(&self) -> Vec<DeskPartition> {
        let index = self.index();
        let by_month = |state: &str| -> Vec<DeskPartition> {
            let (mut month, first) = (self.days.to.month(), self.days.from.month());
            let mut all = Vec::new();
            while month >= first {
                let key = if state.is_empty() { month.to_string() } else { format!("{state}#{month}") };
                all.push(DeskPartition { index, key });
                month = month.previous();
            }
            all
        };
        match (index, &self.number, &self.whose) {
            (DeskIndex::Number, Some(number), _) => vec![DeskPartition { index, key: number.to_string() }],
            (DeskIndex::Buyer, _, Some(whose)) => {
                let account = whose.account.iter().map(|user| DeskPartition { index, key: user.to_string() });
                let guest = whose.email.iter().map(EmailDigest::as_str);
                let guest = guest.map(|email| DeskPartition { index: DeskIndex::Guest, key: email.to_owned() });
                account.chain(guest).collect()
            }
            (DeskIndex::Fulfilment, ..) => by_month(self.fulfilment.map_or("", FulfilmentState::as_str)),
            (DeskIndex::Payment, ..) => by_month(self.payment.map_or("", State::as_str)),
            _ => by_month(""),
        }
    }
}

/// Where a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskAfter {
    /// In this partition.
    pub partition: String,
    /// After this order, or from the partition's beginning.
    pub last: Option<(OrderId, Timestamp)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, to: &str) -> Result<DayRange, InvalidRange> {
        DayRange::new(from.parse().expect("a day"), to.parse().expect("a day"))
    }

    #[test]
    fn a_range_is_a_year_at_most_and_runs_forward() {
        assert!(days("2026-11-30", "2026-11-30").is_ok() && days("2027-01-01", "2028-01-01").is_ok());
        assert_eq!(days("2026-11-30", "2026-11-29"), Err(InvalidRange::Backwards));
        assert_eq!(days("2026-01-01", "2027-01-02"), Err(InvalidRange::TooLong));
    }

    #[test]
    fn a_list_walks_the_months_backwards() {
        let all = DeskFilter {
            days: days("2026-11-30", "2027-01-01").expect("a range"),
            payment: None,
            fulfilment: None,
            whose: None,
            number: None,
        };
        let keys = |filter: &DeskFilter| -> Vec<(DeskIndex, String)> {
            filter.partitions().into_iter().map(|partition| (partition.index, partition.key)).collect()
        };
        let months = ["2027-01", "2026-12", "2026-11"].map(|month| (DeskIndex::Month, month.to_owned()));
        assert_eq!(keys(&all), months);
        let paid = DeskFilter { payment: Some(State::Paid), ..all.clone() };
        assert_eq!(keys(&paid)[0], (DeskIndex::Payment, "paid#2027-01".to_owned()));
        let to_send = DeskFilter { fulfilment: Some(FulfilmentState::Unfulfilled), ..paid };
        assert_eq!(keys(&to_send)[2], (DeskIndex::Fulfilment, "unfulfilled#2026-11".to_owned()));
        let ada = crate::kernel::Email::parse("ada@example.com").expect("an address").digest();
        let user = UserId::from_digest(&crate::kernel::Digest::of(&[b"ada"]));
        let guest = (DeskIndex::Guest, ada.as_str().to_owned());
        let whose =
            DeskFilter { whose: Some(DeskCustomer { account: None, email: Some(ada.clone()) }), ..to_send.clone() };
        assert_eq!(keys(&whose), std::slice::from_ref(&guest));
        let both = DeskCustomer { account: Some(user.clone()), email: Some(ada) };
        let both = DeskFilter { whose: Some(both), ..to_send.clone() };
        assert_eq!(keys(&both), [(DeskIndex::Buyer, user.to_string()), guest]);
        let numbered = DeskFilter { number: Some("01234-56789".parse().expect("a number")), ..both };
        assert_eq!(keys(&numbered), [(DeskIndex::Number, "01234-56789".to_owned())]);
    }
}
