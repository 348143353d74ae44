//! Days as people write them.

use crate::Language;

/// `1 December 2026` of `2026-12-01T03:35:56Z`, in UTC; in German `1. Dezember 2026`. What is no time stays as it is.
pub(crate) fn date(timestamp: &str, language: &Language) -> String {
    let read = || {
        let mut parts = timestamp.get(..10)?.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?.parse::<u8>().ok()?, parts.next()?.parse::<u8>().ok()?);
        Some((year.to_owned(), month, day)).filter(|(_, month, day)| (1..=12).contains(month) && (1..=31).contains(day))
    };
    let Some((year, month, day)) = read() else { return timestamp.to_owned() };
    let month = language.text(&format!("month-{month}"));
    language.with("long-date", &[("day", &day.to_string()), ("month", &month), ("year", &year)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_people_of_the_language_write_it() {
        let [english, german] = &Language::all()[..] else { panic!("two languages") };
        let at = "2026-12-01T03:35:56.000Z";
        assert_eq!((date(at, english), date(at, german)), ("1 December 2026".into(), "1. Dezember 2026".into()));
        for odd in ["", "soon", "2026-13-01T00:00:00Z", "2026-1", "äöüäöüäöüäöü"] {
            assert_eq!(date(odd, english), odd);
        }
    }
}
