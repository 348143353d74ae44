//! Instants and spans. Nothing here reads a clock: the present arrives as an argument.

use std::fmt;

/// A span in whole seconds.
pub type Seconds = i64;

/// An instant: milliseconds since the Unix epoch, never negative in practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `ms` milliseconds after the Unix epoch.
    #[must_use]
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the Unix epoch, as stored.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, as in tokens, webhooks and time-to-live attributes.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// The instant `seconds` later (or earlier, when negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: Seconds) -> Self {
        Self(self.0 + seconds * 1_000)
    }

    /// Seconds from now until this instant, rounded up, never less than one: what `Retry-After` carries.
    #[must_use]
    pub fn seconds_from(self, now: Self) -> u64 {
        let ms = u64::try_from(self.0 - now.0).unwrap_or(0);
        ms.div_ceil(1_000).max(1)
    }
}

/// RFC 3339 in UTC with milliseconds: `2026-11-22T20:41:05.000Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(instant) => write!(f, "{instant:.3}"),
            Err(_) => write!(f, "{}ms", self.0),
        }
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_reads_as_rfc_3339() {
        assert_eq!(Timestamp::from_millis(0).to_string(), "1970-01-01T00:00:00.000Z");
        assert_eq!(Timestamp::from_millis(1_795_376_589_708).to_string(), "2026-11-22T19:43:09.708Z");
    }

    #[test]
    fn a_wait_is_rounded_up_and_never_zero() {
        let now = Timestamp::from_millis(10_000);
        assert_eq!(Timestamp::from_millis(11_001).seconds_from(now), 2);
        assert_eq!(Timestamp::from_millis(9_000).seconds_from(now), 1);
    }
}
