//! Currencies, by their ISO 4217 code, and the amounts that can be charged in each.
//!
//! An amount is in the minor units that the payment provider takes, which are not always those of ISO 4217: 5,000 krónur are
//! 500000. Source of every rule: <https://docs.stripe.com/currencies>, read in November 2026.

use std::fmt;

/// A currency that can be charged. The shop does no arithmetic between currencies.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

/// Every currency that can be charged, sorted ("Supported presentment currencies", and the three-decimal ones).
const CHARGEABLE: [&str; 140] = [
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
    "BMD", "BND", "BOB", "BRL", "BSD", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CVE",
    "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GIP", "GMD", "GNF", "GTQ",
    "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF",
    "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP",
    "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK",
    "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SEK", "SGD", "SHP", "SLE",
    "SOS", "SRD", "STD", "SZL", "THB", "TJS", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU",
    "UZS", "VND", "VUV", "WST", "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR", "ZMW",
];
/// Currencies without a minor unit ("Zero-decimal currencies").
const NO_DECIMALS: [&str; 15] =
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];
/// Currencies with three decimals, of which the last is always 0 ("Three-decimal currencies").
const THREE_DECIMALS: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];
/// Currencies without a minor unit that are charged with two decimals, which are always 00 ("Special cases").
const TWO_DECIMALS_OF_ZERO: [&str; 2] = ["ISK", "UGX"];
/// Smallest charges in minor units, where they are not [`USUAL_MINIMUM`] ("Minimum and maximum charge amounts"). The second part is
/// not documented: the provider compares what the amount comes to in the account's own currency, so these leave a margin.
const MINIMUM: [(&str, u64); 39] = [
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
    // Estimated.
    ("BIF", 4_000),
    ("DJF", 200),
    ("GNF", 8_000),
    ("KMF", 400),
    ("VUV", 150),
    ("BHD", 250),
    ("JOD", 500),
    ("KWD", 250),
    ("OMR", 250),
    ("TND", 2_000),
    ("CLP", 1_000),
    ("COP", 300_000),
    ("IDR", 1_500_000),
    ("ISK", 10_000),
    ("KRW", 1_000),
    ("MGA", 5_000),
    ("PYG", 6_000),
    ("RWF", 1_000),
    ("TWD", 2_500),
    ("UGX", 300_000),
    ("VND", 20_000),
    ("XAF", 500),
    ("XOF", 500),
    ("XPF", 100),
];
const USUAL_MINIMUM: u64 = 50;
/// The largest charge: eight digits, but for the rupiah.
const USUAL_MAXIMUM: u64 = 99_999_999;
const RUPIAH_MAXIMUM: u64 = 999_999_999_999;

impl Currency {
    /// Reads `USD` or `usd`. What is no currency, or cannot be charged, is refused.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letters: [u8; 3] = text.as_bytes().try_into().ok()?;
        let code = Self(letters.map(|letter| letter.to_ascii_uppercase()));
        CHARGEABLE.binary_search(&code.as_str()).ok().map(|_| code)
    }

    /// Every currency that can be charged.
    pub fn all() -> impl Iterator<Item = Self> {
        CHARGEABLE.iter().filter_map(|code| Self::parse(code))
    }

    /// How many decimals an amount in minor units has.
    #[must_use]
    pub fn minor_decimals(&self) -> u32 {
        match self.as_str() {
            code if NO_DECIMALS.contains(&code) => 0,
            code if THREE_DECIMALS.contains(&code) => 3,
            _ => 2,
        }
    }

    /// How many decimals people write.
    #[must_use]
    pub fn decimals(&self) -> u32 {
        if TWO_DECIMALS_OF_ZERO.contains(&self.as_str()) { 0 } else { self.minor_decimals() }
    }

    /// Every amount is a multiple of so many minor units: 100 for krónur, 10 for dinars, 1 for most.
    #[must_use]
    pub fn step_minor(&self) -> u64 {
        match self.as_str() {
            code if TWO_DECIMALS_OF_ZERO.contains(&code) => 100,
            code if THREE_DECIMALS.contains(&code) => 10,
            _ => 1,
        }
    }

    /// The smallest amount that can be charged, in minor units.
    #[must_use]
    pub fn minimum_charge_minor(&self) -> u64 {
        MINIMUM.iter().find(|(code, _)| *code == self.as_str()).map_or(USUAL_MINIMUM, |(_, amount)| *amount)
    }

    /// The largest amount that can be charged, in minor units.
    #[must_use]
    pub fn maximum_charge_minor(&self) -> u64 {
        let largest = if self.as_str() == "IDR" { RUPIAH_MAXIMUM } else { USUAL_MAXIMUM };
        largest - largest % self.step_minor()
    }

    /// The upper-case code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_charged_is_a_currency() {
        assert!(CHARGEABLE.is_sorted());
        assert_eq!(Currency::all().count(), CHARGEABLE.len());
        for code in ["XYZ", "XXX", "BTC", "XAU", "ZZZ", "US", "USDD", "", "€€€", "U5D"] {
            assert_eq!(Currency::parse(code), None, "{code}");
        }
        assert_eq!(Currency::parse("isk").map(|isk| isk.to_string()), Some("ISK".to_owned()));
    }

    #[test]
    fn every_rule_is_about_a_currency_and_no_two_about_one() {
        let groups = [&NO_DECIMALS[..], &THREE_DECIMALS, &TWO_DECIMALS_OF_ZERO].concat();
        for code in groups.iter().chain(MINIMUM.iter().map(|(code, _)| code)) {
            assert!(Currency::parse(code).is_some(), "{code}");
        }
        assert!(groups.iter().all(|code| groups.iter().filter(|other| other == &code).count() == 1));
    }

    #[test]
    fn the_limits_are_amounts_of_the_currency() {
        for currency in Currency::all() {
            let (least, most, step) =
                (currency.minimum_charge_minor(), currency.maximum_charge_minor(), currency.step_minor());
            assert!(least < most && least % step == 0 && most % step == 0, "{currency}: {least} {most} {step}");
        }
    }
}
