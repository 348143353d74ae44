//! Places: a country, or a part of it by its postal codes.

use serde::{Deserialize, Serialize};

use super::Broken;
use crate::orders::{Destination, country, plain_postal_code};

/// Everywhere.
const ANYWHERE: &str = "*";
/// The most postal codes of a place.
const MAX_POSTAL_CODES: usize = 200;

/// A country, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// ISO 3166-1 alpha-2 code, or `*` for every country.
    pub country: String,
    /// Only where the postal code is one of these; everywhere in the country if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub postal_codes: Vec<PostalCodes>,
}

/// Postal codes that begin alike, or lie between two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostalCodes {
    /// What they begin with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The first, as many characters of it as matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last, of as many characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl Place {
    /// Whether somewhere is in it. An address without a postal code is in no part of a country.
    #[must_use]
    pub fn has(&self, destination: &Destination) -> bool {
        if self.country != ANYWHERE && self.country != destination.country.as_str() {
            return false;
        }
        let code = destination.plain_postal_code();
        self.postal_codes.is_empty() || code.is_some_and(|code| self.postal_codes.iter().any(|codes| codes.have(&code)))
    }

    pub(super) fn check(&self, at: &str, broken: &mut Broken) {
        let is_country = self.country == ANYWHERE || country::parse(&self.country).is_some();
        let detail = "must be a two-letter ISO 3166-1 code in upper case, or *";
        broken.unless(is_country, || format!("{at}/country"), "country", detail);
        let is_few = self.postal_codes.len() <= MAX_POSTAL_CODES;
        broken.unless(is_few, || format!("{at}/postal_codes"), "too_many", "may be at most 200");
        for (index, codes) in self.postal_codes.iter().enumerate() {
            let detail = "must be a prefix, or from and to, of as many characters and in order";
            broken.unless(codes.is_valid(), || format!("{at}/postal_codes/{index}"), "postal_code", detail);
        }
    }
}

impl PostalCodes {
    /// The ends of what is compared, as codes are compared.
    fn ends(&self) -> Option<(String, String)> {
        match (&self.prefix, &self.from, &self.to) {
            (Some(prefix), None, None) => Some((plain_postal_code(prefix), plain_postal_code(prefix))),
            (None, Some(from), Some(to)) => Some((plain_postal_code(from), plain_postal_code(to))),
            _ => None,
        }
    }

    fn is_valid(&self) -> bool {
        let is_good =
            |(from, to): (String, String)| (1..=20).contains(&from.len()) && from.len() == to.len() && from <= to;
        self.ends().is_some_and(is_good)
    }

    /// Whether a code, in upper case and without spaces, is among them: as many of its first characters are compared as they have.
    fn have(&self, code: &str) -> bool {
        let Some((from, to)) = self.ends() else { return false };
        code.get(..from.len()).is_some_and(|beginning| from.as_str() <= beginning && beginning <= to.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(place: &str, country: &str, postal_code: Option<&str>) -> bool {
        let place: Place = serde_json::from_str(place).expect("a place");
        place.has(&Destination::parse(country, postal_code, None).expect("a destination"))
    }

    #[test]
    fn a_part_of_a_country_is_a_prefix_or_what_lies_between() {
        let islands = r#"{"country": "GB", "postal_codes": [{"prefix": "BT"}, {"from": "IV40", "to": "IV56"}]}"#;
        for (code, is_in) in [("BT1 1AA", true), ("bt71nt", true), ("IV40 8AA", true), ("IV56 8ZZ", true)] {
            assert_eq!(has(islands, "GB", Some(code)), is_in, "{code}");
        }
        for code in [Some("IV39 8AA"), Some("LS1 1AA"), Some("B"), None] {
            assert!(!has(islands, "GB", code), "{code:?}");
        }
        assert!(!has(islands, "IE", Some("BT1")));
        assert!(has(r#"{"country": "*"}"#, "JP", None) && has(r#"{"country": "US"}"#, "US", Some("45202")));
        let hawaii = r#"{"country": "US", "postal_codes": [{"from": "96701", "to": "96898"}]}"#;
        assert!(has(hawaii, "US", Some("96815-1234")) && !has(hawaii, "US", Some("96899")));
    }

    #[test]
    fn a_place_that_says_nothing_certain_is_refused() {
        let broken = |place: &str| {
            let mut broken = Broken::default();
            serde_json::from_str::<Place>(place).expect("a place").check("", &mut broken);
            broken.0.into_iter().map(|broken| (broken.pointer, broken.code)).collect::<Vec<_>>()
        };
        assert_eq!(broken(r#"{"country": "UK"}"#), [("/country".to_owned(), "country")]);
        for codes in [
            "{}",
            r#"{"prefix": ""}"#,
            r#"{"from": "1"}"#,
            r#"{"from": "20", "to": "10"}"#,
            r#"{"from": "1", "to": "20"}"#,
        ] {
            let place = format!(r#"{{"country": "DE", "postal_codes": [{codes}]}}"#);
            assert_eq!(broken(&place), [("/postal_codes/0".to_owned(), "postal_code")], "{codes}");
        }
    }
}
