//! Which amounts may be charged.

use crate::errors::Refusal;

/// The least that may be charged, in minor units.
/// Stripe: "Minimum and maximum charge amounts", <https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts>.
const MINIMUM_MINOR: [(&str, i64); 24] = [
    ("aed", 200),
    ("aud", 50),
    ("bgn", 100),
    ("brl", 50),
    ("cad", 50),
    ("chf", 50),
    ("czk", 1500),
    ("dkk", 250),
    ("eur", 50),
    ("gbp", 30),
    ("hkd", 400),
    ("huf", 17500),
    ("inr", 50),
    ("jpy", 50),
    ("mxn", 1000),
    ("myr", 200),
    ("nok", 300),
    ("nzd", 50),
    ("pln", 200),
    ("ron", 200),
    ("sek", 300),
    ("sgd", 50),
    ("thb", 1000),
    ("usd", 50),
];

/// The most that may be charged: eight digits. Same page.
const MAXIMUM_MINOR: i64 = 99_999_999;

/// Accepts three lower-case letters that name a currency of the table.
pub(crate) fn check_currency(code: &str) -> Result<(), Refusal> {
    if MINIMUM_MINOR.iter().any(|(known, _)| *known == code) {
        return Ok(());
    }
    let known: Vec<&str> = MINIMUM_MINOR.iter().map(|(known, _)| *known).collect();
    let message = format!("Invalid currency: {code}. Stripe currently supports these currencies: {}", known.join(", "));
    Err(Refusal::invalid(message).param("currency"))
}

/// Accepts a positive amount within the currency's bounds.
pub(crate) fn check_amount(amount: i64, currency: &str) -> Result<(), Refusal> {
    let minimum = MINIMUM_MINOR.iter().find(|(known, _)| *known == currency).map_or(50, |(_, minimum)| *minimum);
    let refuse = |message: String, code| Err(Refusal::invalid(message).code(code).param("amount"));
    match amount {
        ..=0 => refuse("This value must be greater than or equal to 1.".into(), "parameter_invalid_integer"),
        _ if amount < minimum => {
            refuse(format!("Amount must be at least {minimum} in the minor unit of {currency}"), "amount_too_small")
        }
        _ if amount > MAXIMUM_MINOR => {
            refuse(format!("Amount must be no more than {MAXIMUM_MINOR}"), "amount_too_large")
        }
        _ => Ok(()),
    }
}
