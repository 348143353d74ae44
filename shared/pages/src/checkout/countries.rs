//! What countries are called.
//!
//! The files hold a code of ISO 3166-1 and a name a line, sorted as the language sorts, from Unicode's CLDR.

use crate::Language;

const ENGLISH: &str = include_str!("../../texts/en/countries.txt");
const GERMAN: &str = include_str!("../../texts/de/countries.txt");

/// A country to choose.
#[derive(Debug)]
pub(crate) struct Country {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) is_chosen: bool,
}

/// All countries, sorted by name, with the one that is chosen.
pub(crate) fn countries(language: &Language, chosen: &str) -> Vec<Country> {
    let country = |(code, name)| Country { code, name, is_chosen: code == chosen };
    rows(language).map(country).collect()
}

/// What the country with this code is called; the code itself, if there is none.
pub(crate) fn country_name<'a>(language: &Language, code: &'a str) -> &'a str {
    rows(language).find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

/// Whether a country has this code.
#[must_use]
pub fn is_country(code: &str) -> bool {
    ENGLISH.lines().filter_map(|line| line.split_once(' ')).any(|(known, _)| known == code)
}

fn rows(language: &Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    let file = if language.code() == "de" { GERMAN } else { ENGLISH };
    file.lines().filter_map(|line| line.split_once(' '))
}

#[cfg(test)]
mod tests {
    use domain::orders::AddressDraft;

    use super::*;

    #[test]
    fn every_country_that_an_address_may_be_in_has_a_name_in_every_language() {
        for language in Language::all() {
            let all = countries(&language, "AT");
            assert_eq!(all.len(), 250, "{}", language.code());
            assert_eq!(all.iter().filter(|country| country.is_chosen).count(), 1);
            for country in &all {
                let draft = AddressDraft { country: country.code, ..AddressDraft::default() };
                let broken = draft.parse().expect_err("an address without a name");
                assert!(broken.iter().all(|error| error.member != "country"), "{country:?}");
                assert!(!country.name.is_empty() && is_country(country.code), "{country:?}");
            }
        }
        assert_eq!(country_name(&Language::all()[1], "AT"), "Österreich");
        assert_eq!(country_name(&Language::all()[0], "??"), "??");
    }
}
