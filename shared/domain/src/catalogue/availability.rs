//! The badge that a listing shows in place of a number.

/// With this many units or fewer, a product is low.
const LOW: u64 = 5;

/// Roughly how much of a product can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Availability {
    /// Plenty.
    In,
    /// A few units.
    Low,
    /// Nothing.
    Out,
}

impl Availability {
    /// The badge for `available` units.
    #[must_use]
    pub const fn of(available: u64) -> Self {
        match available {
            0 => Self::Out,
            1..=LOW => Self::Low,
            _ => Self::In,
        }
    }

    /// `in`, `low` or `out`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Low => "low",
            Self::Out => "out",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_units_are_low_and_six_are_not() {
        let badges = [0, 1, 5, 6, u64::MAX].map(Availability::of);
        assert_eq!(badges.map(Availability::as_str), ["out", "low", "low", "in", "in"]);
    }
}
