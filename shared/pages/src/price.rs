//! Prices as people write them.

use domain::{
    catalogue::{Price, PriceRange},
    kernel::Money,
};

use crate::Language;

/// Signs that everybody who pays in the currency knows.
const SIGNS: [(&str, &str); 4] = [("USD", "$"), ("EUR", "€"), ("GBP", "£"), ("JPY", "¥")];
/// Keeps an amount and its currency on one line.
const NO_BREAK: char = '\u{a0}';

/// `$1,234.50` in English, `1.234,50 €` in German.
pub(crate) fn price(money: Money, language: &Language) -> String {
    let (unit, shown) = (10_u64.pow(money.currency.minor_decimals()), money.currency.decimals() as usize);
    let german = language.code() == "de";
    let (group, point) = if german { ('.', ',') } else { (',', '.') };
    let whole = grouped(money.amount_minor / unit, group);
    let amount = if shown == 0 { whole } else { format!("{whole}{point}{:0shown$}", money.amount_minor % unit) };
    let code = money.currency.as_str();
    let sign = SIGNS.iter().find(|(known, _)| *known == code).map(|(_, sign)| *sign);
    match sign {
        Some(sign) if !german => format!("{sign}{amount}"),
        _ => format!("{amount}{NO_BREAK}{}", sign.unwrap_or(code)),
    }
}

/// What a range of prices says: one price, or where it begins.
pub(crate) fn range(range: &PriceRange, language: &Language) -> String {
    let from = price(Money::new(range.from_minor, range.currency), language);
    if range.from_minor == range.to_minor { from } else { language.with("from", &[("price", &from)]) }
}

/// What a price was before, if that is told.
pub(crate) fn was(of: &Price, language: &Language) -> Option<String> {
    of.compare_at.map(|money| price(money, language))
}

/// An amount for programs: `1234.50`.
pub(crate) fn plain(money: Money) -> String {
    let decimals = money.currency.minor_decimals() as usize;
    let unit = 10_u64.pow(money.currency.minor_decimals());
    let (whole, rest) = (money.amount_minor / unit, money.amount_minor % unit);
    if decimals == 0 { whole.to_string() } else { format!("{whole}.{rest:0decimals$}") }
}

/// A number with a mark between each three digits.
fn grouped(number: u64, mark: char) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(mark);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use domain::kernel::Currency;

    use super::*;

    #[test]
    fn prices_are_written_as_people_of_the_language_write_them() {
        let all = Language::all();
        let money = |amount, code| Money::new(amount, Currency::parse(code).expect("a currency"));
        for (amount, code, english, german) in [
            (5, "USD", "$0.05", "0,05\u{a0}$"),
            (123_450, "EUR", "€1,234.50", "1.234,50\u{a0}€"),
            (1_234_567, "JPY", "¥1,234,567", "1.234.567\u{a0}¥"),
            (500_000, "ISK", "5,000\u{a0}ISK", "5.000\u{a0}ISK"),
            (1_230, "KWD", "1.230\u{a0}KWD", "1,230\u{a0}KWD"),
            (100, "CHF", "1.00\u{a0}CHF", "1,00\u{a0}CHF"),
        ] {
            let written = [&all[0], &all[1]].map(|language| price(money(amount, code), language));
            assert_eq!(written, [english, german], "{amount} {code}");
        }
        assert_eq!(
            (plain(money(5, "USD")), plain(money(1_230, "KWD")), plain(money(7, "JPY"))),
            ("0.05".into(), "1.230".into(), "7".into())
        );
    }
}
