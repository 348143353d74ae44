//! The smallest amount that can be charged. An order below it could be placed, but never paid.

use crate::kernel::Currency;

/// Smallest charges in minor units, where they are not [`USUAL`].
/// Source: <https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts>.
const SMALLEST: [(&str, u64); 15] = [
    ("AED", 200),
    ("BGN", 100),
    ("CZK", 1_500),
    ("DKK", 250),
    ("GBP", 30),
    ("HKD", 400),
    ("HUF", 17_500),
    ("JPY", 50),
    ("MXN", 1_000),
    ("MYR", 200),
    ("NOK", 300),
    ("PLN", 200),
    ("RON", 200),
    ("SEK", 300),
    ("THB", 1_000),
];
const USUAL: u64 = 50;

/// The smallest amount of `currency` that can be charged, in minor units.
#[must_use]
pub fn minimum_charge_minor(currency: Currency) -> u64 {
    SMALLEST.iter().find(|(code, _)| *code == currency.as_str()).map_or(USUAL, |(_, amount)| *amount)
}
