//! Days as people write them.

use crate::Language;

/// The months of a year, in English.
pub(crate) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The day of an instant (RFC 3339), in UTC: `30 Nov 2026` in English, `30.11.2026` in German. What is no instant is shown as it is.
pub(crate) fn day(instant: &str, language: &Language) -> String {
    let mut parts = instant.get(..10).unwrap_or_default().split('-').map(str::parse::<usize>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) = (parts.next(), parts.next(), parts.next()) else {
        return instant.to_owned();
    };
    match (language.code(), month.checked_sub(1).and_then(|month| MONTHS.get(month))) {
        ("de", Some(_)) => format!("{day}.{month}.{year}"),
        (_, Some(name)) => format!("{day} {name} {year}"),
        _ => instant.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_the_language_does() {
        let [english, german] = &Language::all()[..] else { panic!("two languages") };
        let instant = "2026-11-30T20:41:05.000Z";
        assert_eq!((day(instant, english), day(instant, german)), ("30 Nov 2026".into(), "30.11.2026".into()));
        assert_eq!((day("soon", english), day("2026-13-01", german)), ("soon".into(), "2026-13-01".into()));
    }
}
