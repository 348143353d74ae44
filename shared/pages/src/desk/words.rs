//! Amounts, instants and identifiers as staff read and write them.

use domain::kernel::{Currency, Money};

use crate::{Language, dates::MONTHS, links::encoded, price::price};

/// An amount in words: `$12.95`.
pub(crate) fn money(language: &Language, minor: u64, currency: &str) -> String {
    Currency::parse(currency)
        .map_or_else(|| format!("{minor} {currency}"), |currency| price(Money::new(minor, currency), language))
}

/// An amount as it stands in a field: `12.95`, which [`amount_minor`] reads again.
pub(crate) fn plain_amount(minor: u64, currency: &str) -> String {
    let decimals = Currency::parse(currency).map_or(0, |currency| currency.decimals()) as usize;
    let hidden = Currency::parse(currency).map_or(0, |currency| currency.minor_decimals()) as usize - decimals;
    let minor = minor / 10_u64.pow(u32::try_from(hidden).unwrap_or_default());
    let unit = 10_u64.pow(u32::try_from(decimals).unwrap_or_default());
    if decimals == 0 { minor.to_string() } else { format!("{}.{:0decimals$}", minor / unit, minor % unit) }
}

/// An amount that somebody typed, in minor units: `12.95`, `12,95` or `13`. None, if it is no amount of this currency.
#[must_use]
pub fn amount_minor(typed: &str, currency: &str) -> Option<u64> {
    let decimals = Currency::parse(currency)?.minor_decimals() as usize;
    let (whole, part) = typed.trim().split_once(['.', ',']).unwrap_or((typed.trim(), ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || part.len() > decimals || !is_digits(whole) || !is_digits(part) {
        return None;
    }
    format!("{whole}{part:0<decimals$}").parse().ok()
}

/// An instant, for programs and for people.
#[derive(Clone, Debug)]
pub(crate) struct When {
    pub(crate) iso: String,
    pub(crate) text: String,
}

/// An instant of the API, `2026-11-30T09:12:44.000Z`, as `30 Nov 2026, 09:12` or `30.11.2026, 09:12`, in UTC.
pub(crate) fn when(language: &Language, iso: &str) -> When {
    let time = iso.get(11..16).map(|time| format!(", {time}")).unwrap_or_default();
    let text = format!("{}{time}", day(language, iso.get(..10).unwrap_or(iso)));
    When { iso: iso.to_owned(), text }
}

/// A day of the API, `2026-11-30`, as `30 Nov 2026` or `30.11.2026`.
pub(crate) fn day(language: &Language, iso: &str) -> String {
    let parts: Vec<&str> = iso.splitn(3, '-').collect();
    let [year, month, day] = parts[..] else { return iso.to_owned() };
    let name = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match name {
        Some(name) if language.code() != "de" => format!("{} {name} {year}", day.trim_start_matches('0')),
        _ => format!("{day}.{month}.{year}"),
    }
}

/// The beginning of an identifier, enough to tell it from others nearby.
pub(crate) fn short(id: &str) -> String {
    id.chars().take(10).collect()
}

/// A link with a query; what is empty is left out.
#[must_use]
pub fn href(path: &str, query: &[(&str, &str)]) -> String {
    let given = query.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written() {
        for (typed, currency, minor) in [
            ("12.95", "USD", Some(1_295)),
            ("12,9", "EUR", Some(1_290)),
            (" 13 ", "EUR", Some(1_300)),
            ("1300", "JPY", Some(1_300)),
            ("1.230", "KWD", Some(1_230)),
            ("5000", "ISK", Some(500_000)),
            ("1.5", "JPY", None),
            ("1.234,50", "EUR", None),
            ("1.999", "USD", None),
            ("-1", "USD", None),
            ("", "USD", None),
            ("9999999999999", "USD", None),
        ] {
            assert_eq!(amount_minor(typed, currency), minor, "{typed} {currency}");
        }
        for (minor, currency) in [(1_295, "USD"), (5, "EUR"), (1_300, "JPY"), (1_230, "KWD"), (500_000, "ISK")] {
            assert_eq!(amount_minor(&plain_amount(minor, currency), currency), Some(minor), "{minor} {currency}");
        }
    }

    #[test]
    fn days_are_written_as_people_of_the_language_write_them() {
        let all = Language::all();
        let written = [&all[0], &all[1]].map(|language| when(language, "2026-11-05T09:12:44.000Z").text);
        assert_eq!(written, ["5 Nov 2026, 09:12", "05.11.2026, 09:12"]);
        assert_eq!(day(&all[0], "soon"), "soon");
    }
}
