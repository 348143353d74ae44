//! Card numbers for tests, and what Stripe asks of a card before it is charged.
//!
//! Stripe: "Test card numbers", <https://docs.stripe.com/testing>.

use crate::errors::{Kind, Refusal};

/// The test token of each test number.
const TOKENS: [(&str, &str); 24] = [
    ("4242424242424242", "pm_card_visa"),
    ("4000056655665556", "pm_card_visa_debit"),
    ("5555555555554444", "pm_card_mastercard"),
    ("378282246310005", "pm_card_amex"),
    ("4000000000000002", "pm_card_visa_chargeDeclined"),
    ("4000000000009995", "pm_card_visa_chargeDeclinedInsufficientFunds"),
    ("4000000000009987", "pm_card_visa_chargeDeclinedLostCard"),
    ("4000000000009979", "pm_card_visa_chargeDeclinedStolenCard"),
    ("4000000000000069", "pm_card_chargeDeclinedExpiredCard"),
    ("4000000000000127", "pm_card_chargeDeclinedIncorrectCvc"),
    ("4000000000000119", "pm_card_chargeDeclinedProcessingError"),
    ("4000000000000341", "pm_card_chargeCustomerFail"),
    ("4000002500003155", "pm_card_authenticationRequiredOnSetup"),
    ("4000002760003184", "pm_card_authenticationRequired"),
    ("4000000000003220", "pm_card_threeDSecure2Required"),
    ("4000000000003063", "pm_card_threeDSecure2Required"),
    ("4000008400001629", "pm_card_threeDSecureRequiredChargeDeclined"),
    ("4000008260003178", "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"),
    ("4000000000000259", "pm_card_createDispute"),
    ("4000000000002685", "pm_card_createDisputeProductNotReceived"),
    ("4000000000001976", "pm_card_createDisputeInquiry"),
    ("4000000000007726", "pm_card_pendingRefund"),
    ("4000000000005126", "pm_card_refundFail"),
    ("5200828282828210", "pm_card_mastercard"),
];

/// The lengths that card numbers have.
const LENGTHS: std::ops::RangeInclusive<usize> = 12..=19;

/// A card as it is typed.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    /// Spaces are forgiven.
    pub(crate) number: String,
    pub(crate) month: i64,
    /// Of four digits.
    pub(crate) year: i64,
    pub(crate) security_code: String,
}

impl Card {
    /// The test token that the card stands for, once everything about it could be right; `now` in Unix seconds.
    pub(crate) fn token(&self, now: i64) -> Result<&'static str, Refusal> {
        let number: String = self.number.chars().filter(|digit| !digit.is_whitespace()).collect();
        if !is_card_number(&number) {
            return Err(refused("incorrect_number", "Your card number is incorrect."));
        }
        if !(1..=12).contains(&self.month) {
            return Err(refused("invalid_expiry_month", "Your card's expiration month is invalid."));
        }
        let (year, month) = month_of(now);
        if self.year < year || self.year > year + 50 {
            return Err(refused("invalid_expiry_year", "Your card's expiration year is invalid."));
        }
        if self.year == year && self.month < month {
            return Err(refused("invalid_expiry_month", "Your card's expiration month is invalid."));
        }
        let digits = self.security_code.len();
        if !(3..=4).contains(&digits) || !self.security_code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refused("invalid_cvc", "Your card's security code is invalid."));
        }
        let known = TOKENS.iter().find(|(test, _)| *test == number).map(|(_, token)| *token);
        known.ok_or_else(|| {
            let message = "Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test \
                           cards, visit: https://stripe.com/docs/testing.";
            refused("card_declined", message).with("decline_code", "test_mode_live_card".into())
        })
    }
}

fn refused(code: &'static str, message: &str) -> Refusal {
    Refusal::new(402, Kind::Card, message).code(code)
}

/// Whether its last digit checks the others (ISO/IEC 7812-1, annex B).
fn is_card_number(number: &str) -> bool {
    if !LENGTHS.contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = number
        .bytes()
        .rev()
        .map(|byte| u32::from(byte - b'0'))
        .enumerate()
        .map(|(place, digit)| if place.is_multiple_of(2) { digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    sum.is_multiple_of(10)
}

/// The year and month of a moment, in UTC: days since 1970 counted in the Gregorian calendar's 400 years, each year from March.
fn month_of(now: i64) -> (i64, i64) {
    const DAYS_OF_400_YEARS: i64 = 146_097;
    const DAYS_FROM_MARCH_OF_YEAR_0: i64 = 719_468;
    let days = now.div_euclid(86_400) + DAYS_FROM_MARCH_OF_YEAR_0;
    let (era, day) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year + i64::from(month <= 2), month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_in_its_month() {
        for (now, month) in [
            (0, (1970, 1)),
            (951_782_400, (2000, 2)),
            (951_868_800, (2000, 3)),
            (1_700_000_000, (2023, 11)),
            (1_798_761_599, (2026, 12)),
            (1_798_761_600, (2027, 1)),
        ] {
            assert_eq!(month_of(now), month, "{now}");
        }
    }

    #[test]
    fn every_test_number_could_be_a_card_and_does_something() {
        for (number, token) in TOKENS {
            assert!(is_card_number(number), "{number}");
            assert!(crate::payment_methods::behaviour(token).is_some(), "{token}");
        }
        for wrong in ["4242424242424241", "42424242424", "", "4242 4242 4242 4242", "٤٢٤٢٤٢٤٢٤٢٤٢"] {
            assert!(!is_card_number(wrong), "{wrong}");
        }
    }
}
