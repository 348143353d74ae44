//! Which orders a merchant wants to see, and from which index they come.

use crate::{
    kernel::{Day, OrderId, Timestamp, UserId},
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
    /// By their number.
    Number,
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
    /// Of this buyer.
    pub buyer: Option<UserId>,
    /// With this number.
    pub number: Option<OrderNumber>,
}

impl DeskFilter {
    /// The index in which the fewest others stand between the orders that are wanted.
    #[must_use]
    pub const fn index(&self) -> DeskIndex {
        match self {
            Self { number: Some(_), .. } => DeskIndex::Number,
            Self { buyer: Some(_), .. } => DeskIndex::Buyer,
            Self { fulfilment: Some(_), .. } => DeskIndex::Fulfilment,
            Self { payment: Some(_), .. } => DeskIndex::Payment,
            _ => DeskIndex::Month,
        }
    }

    /// The partitions of that index to look into, the newest first.
    #[must_use]
    pub fn partitions(&self) -> Vec<String> {
        let by_month = |state: &str| -> Vec<String> {
            let (mut month, first) = (self.days.to.month(), self.days.from.month());
            let mut all = Vec::new();
            while month >= first {
                all.push(if state.is_empty() { month.to_string() } else { format!("{state}#{month}") });
                month = month.previous();
            }
            all
        };
        match (self.index(), &self.number, &self.buyer) {
            (DeskIndex::Number, Some(number), _) => vec![number.to_string()],
            (DeskIndex::Buyer, _, Some(buyer)) => vec![buyer.to_string()],
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
            buyer: None,
            number: None,
        };
        assert_eq!(
            (all.index(), all.partitions()),
            (DeskIndex::Month, ["2027-01", "2026-12", "2026-11"].map(str::to_owned).to_vec())
        );
        let paid = DeskFilter { payment: Some(State::Paid), ..all.clone() };
        assert_eq!((paid.index(), paid.partitions()[0].as_str()), (DeskIndex::Payment, "paid#2027-01"));
        let to_send = DeskFilter { fulfilment: Some(FulfilmentState::Unfulfilled), ..paid };
        assert_eq!((to_send.index(), to_send.partitions()[2].as_str()), (DeskIndex::Fulfilment, "unfulfilled#2026-11"));
        let numbered = DeskFilter { number: Some("01234-56789".parse().expect("a number")), ..to_send };
        assert_eq!((numbered.index(), numbered.partitions()), (DeskIndex::Number, vec!["01234-56789".to_owned()]));
    }
}
