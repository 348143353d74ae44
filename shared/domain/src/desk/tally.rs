//! The sums of a day: how many orders are in each state, how many were sold, for how much.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    kernel::{Currency, Day},
    orders::{FulfilmentState, State},
};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// Orders whose money is in this state.
    Payment(State),
    /// Orders whose goods are in this state.
    Fulfilment(FulfilmentState),
    /// Orders that were paid.
    Orders,
    /// Units of orders that were paid.
    Units,
    /// What was paid, in minor units.
    GrossMinor,
    /// What of it was given back.
    RefundedMinor,
    /// What of it disputes have taken for good.
    LostMinor,
}

impl Count {
    /// Everything that is counted.
    pub fn all() -> impl Iterator<Item = Self> {
        let payments = State::ALL.into_iter().map(Self::Payment);
        let fulfilments = FulfilmentState::ALL.into_iter().map(Self::Fulfilment);
        payments.chain(fulfilments).chain([
            Self::Orders,
            Self::Units,
            Self::GrossMinor,
            Self::RefundedMinor,
            Self::LostMinor,
        ])
    }

    /// The word for it in rows: `payment_paid`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Payment(state) => format!("payment_{}", state.as_str()),
            Self::Fulfilment(state) => format!("fulfilment_{}", state.as_str()),
            Self::Orders => "orders".to_owned(),
            Self::Units => "units".to_owned(),
            Self::GrossMinor => "gross_minor".to_owned(),
            Self::RefundedMinor => "refunded_minor".to_owned(),
            Self::LostMinor => "lost_minor".to_owned(),
        }
    }
}

/// Sums, or changes of sums. What is zero is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Count, i64>);

impl Tally {
    /// Counts `number` more.
    pub fn add(&mut self, count: Count, number: u64) {
        self.change(count, i64::try_from(number).unwrap_or(i64::MAX));
    }

    /// Counts `by` more, or fewer.
    pub fn change(&mut self, count: Count, by: i64) {
        let sum = self.get(count).saturating_add(by);
        if sum == 0 {
            self.0.remove(&count);
        } else {
            self.0.insert(count, sum);
        }
    }

    /// Counts what another has.
    pub fn add_all(&mut self, other: &Self) {
        other.iter().for_each(|(count, number)| self.change(count, number));
    }

    /// What is to be counted to come from `before` to this.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        let mut change = self.clone();
        before.iter().for_each(|(count, number)| change.change(count, number.saturating_neg()));
        change
    }

    /// How many.
    #[must_use]
    pub fn get(&self, count: Count) -> i64 {
        self.0.get(&count).copied().unwrap_or(0)
    }

    /// Everything that is not zero.
    pub fn iter(&self) -> impl Iterator<Item = (Count, i64)> + '_ {
        self.0.iter().map(|(count, number)| (*count, *number))
    }

    /// Whether nothing is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The sums of the orders that were placed on one day in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayTally {
    /// The day on which they were placed, in UTC.
    pub day: Day,
    /// Their currency.
    pub currency: Currency,
    /// The sums.
    pub tally: Tally,
}

impl DayTally {
    /// The same sums, one for each day and currency, in their order.
    #[must_use]
    pub fn merged(parts: Vec<Self>) -> Vec<Self> {
        let mut merged: BTreeMap<(Day, String), Self> = BTreeMap::new();
        for part in parts {
            match merged.get_mut(&(part.day, part.currency.to_string())) {
                Some(known) => known.tally.add_all(&part.tally),
                None => {
                    merged.insert((part.day, part.currency.to_string()), part);
                }
            }
        }
        merged.into_values().collect()
    }
}

/// A day's sales, as merchants see them.
impl Serialize for DayTally {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row {
            day: Day,
            currency: Currency,
            orders: i64,
            units: i64,
            gross_minor: i64,
            refunded_minor: i64,
            lost_minor: i64,
        }
        let count = |count| self.tally.get(count);
        let row = Row {
            day: self.day,
            currency: self.currency,
            orders: count(Count::Orders),
            units: count(Count::Units),
            gross_minor: count(Count::GrossMinor),
            refunded_minor: count(Count::RefundedMinor),
            lost_minor: count(Count::LostMinor),
        };
        row.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_leads_from_one_sum_to_the_other_and_back() {
        let (mut before, mut after) = (Tally::default(), Tally::default());
        before.add(Count::Payment(State::Pending), 1);
        after.add(Count::Payment(State::Paid), 1);
        after.add(Count::GrossMinor, 998);
        let change = after.since(&before);
        assert_eq!(change.get(Count::Payment(State::Pending)), -1);
        let mut sum = before.clone();
        sum.add_all(&change);
        assert_eq!(sum, after);
        sum.add_all(&before.since(&after));
        assert_eq!(sum, before);
        assert!(after.since(&after).is_empty());
    }

    #[test]
    fn parts_of_a_day_are_one_day() {
        let usd = Currency::parse("USD").expect("a currency");
        let part = |day: &str, orders| {
            let mut tally = Tally::default();
            tally.add(Count::Orders, orders);
            DayTally { day: day.parse().expect("a day"), currency: usd, tally }
        };
        let merged = DayTally::merged(vec![part("2026-11-30", 1), part("2026-11-29", 5), part("2026-11-30", 2)]);
        assert_eq!(merged, [part("2026-11-29", 5), part("2026-11-30", 3)]);
    }

    #[test]
    fn every_count_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<String> = Count::all().map(Count::name).collect();
        assert_eq!(names.len(), Count::all().count());
    }
}
