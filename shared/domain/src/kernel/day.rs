//! Days and months of the calendar, in UTC: what a merchant's lists and sums go by.

use std::{fmt, str::FromStr};

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};

use super::Timestamp;

/// A day in UTC: `2026-11-30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// A text that is no day between 2000 and 9998.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a day, such as 2026-11-30")]
pub struct InvalidDay;

impl Day {
    /// The day that `instant` is in.
    #[must_use]
    pub fn of(instant: Timestamp) -> Self {
        let date = jiff::Timestamp::from_millisecond(instant.millis()).map(|it| it.to_zoned(TimeZone::UTC).date());
        Self(date.unwrap_or(Date::MIN))
    }

    /// Its first instant.
    #[must_use]
    pub fn start(self) -> Timestamp {
        let midnight = self.0.to_zoned(TimeZone::UTC).map(|it| it.timestamp().as_millisecond());
        Timestamp::from_millis(midnight.unwrap_or(0))
    }

    /// Its last instant.
    #[must_use]
    pub fn end(self) -> Timestamp {
        Timestamp::from_millis(self.plus_days(1).start().millis() - 1)
    }

    /// The day `days` later (or earlier, when negative).
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days.days()))
    }

    /// How many days `later` is after this one; less than zero where it is before.
    #[must_use]
    pub fn days_until(self, later: Self) -> i64 {
        (later.start().seconds() - self.start().seconds()) / 86_400
    }

    /// The month that it is in: `2026-11`.
    #[must_use]
    pub fn month(self) -> Month {
        Month(self.0.first_of_month())
    }
}

impl FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        let date: Date = text.parse().map_err(|_| InvalidDay)?;
        let is_plain = date.to_string() == text && (2000..9999).contains(&date.year());
        if is_plain { Ok(Self(date)) } else { Err(InvalidDay) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A month in UTC: `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Date);

impl Month {
    /// The one before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.saturating_sub(1.month()))
    }
}

impl FromStr for Month {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        format!("{text}-01").parse().map(Day::month)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn a_day_begins_and_ends_at_midnight() {
        let day = day("2026-11-30");
        assert_eq!(day.start().to_string(), "2026-11-30T00:00:00.000Z");
        assert_eq!(day.end().to_string(), "2026-11-30T23:59:59.999Z");
        assert_eq!((Day::of(day.start()), Day::of(day.end())), (day, day));
        assert_eq!(Day::of(Timestamp::from_millis(day.end().millis() + 1)), day.plus_days(1));
    }

    #[test]
    fn days_and_months_are_counted_over_their_ends() {
        assert_eq!(day("2028-02-28").plus_days(1), day("2028-02-29"));
        assert_eq!(day("2026-11-30").days_until(day("2026-12-02")), 2);
        assert_eq!(day("2027-01-31").month().previous().to_string(), "2026-12");
        assert_eq!("2026-12".parse(), Ok(day("2026-12-31").month()));
    }

    #[test]
    fn only_a_plain_day_is_one() {
        for text in ["", "2026-11-31", "20261130", "2026-11-30T00:00", "2026-1-1", "1999-12-31", "9999-01-01", "today"]
        {
            assert_eq!(text.parse::<Day>(), Err(InvalidDay), "{text}");
        }
        for text in ["", "2026", "2026-13", "2026-11-30"] {
            assert_eq!(text.parse::<Month>(), Err(InvalidDay), "{text}");
        }
    }
}
