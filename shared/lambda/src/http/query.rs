//! Query strings, read strictly: no unknown name, no name twice.

use std::collections::BTreeMap;

use domain::{catalogue::FieldRule, kernel::Currency};

use super::Problem;

/// A request's query parameters.
#[derive(Debug, Default)]
pub struct Query(BTreeMap<String, String>);

impl Query {
    /// Reads `raw`, in which only `allowed` names may stand, each once.
    pub fn parse(raw: &str, allowed: &[&str]) -> Result<Self, Problem> {
        Self::parse_with(raw, allowed, None)
    }

    /// The same, in which names may stand as well that begin like `open`.
    pub fn parse_with(raw: &str, allowed: &[&str], open: Option<&str>) -> Result<Self, Problem> {
        let bad = |detail: String| Problem::malformed("invalid_query", detail);
        let mut query = BTreeMap::new();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(value)) = (decode(name), decode(value)) else {
                return Err(bad("The query string is not valid UTF-8 in percent-encoding.".to_owned()));
            };
            if !allowed.contains(&name.as_str()) && !open.is_some_and(|open| name.starts_with(open)) {
                let others = open.map(|open| format!(", {open}...")).unwrap_or_default();
                return Err(bad(format!("Use only these query parameters: {}{others}.", allowed.join(", "))));
            }
            if query.insert(name.clone(), value).is_some() {
                return Err(bad(format!("The query parameter {name} is given more than once.")));
            }
        }
        Ok(Self(query))
    }

    /// The parameter called `name`, if it is given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All parameters, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The page size: `limit`, 1 to 100, 20 when it is not given.
    pub fn limit(&self) -> Result<u8, Problem> {
        self.limit_up_to(100, 20)
    }

    /// The same, 1 to `most`, and `usual` when it is not given.
    pub fn limit_up_to(&self, most: u8, usual: u8) -> Result<u8, Problem> {
        let Some(text) = self.get("limit") else { return Ok(usual) };
        let limit = text.parse().ok().filter(|limit| (1..=most).contains(limit) && !text.starts_with('+'));
        let detail = || format!("limit must be a whole number from 1 to {most}.");
        limit.ok_or_else(|| Problem::malformed("invalid_query", detail()))
    }

    /// The currency of prices: `currency`, if it is given.
    pub fn currency(&self) -> Result<Option<Currency>, Problem> {
        let currency = self.get("currency").map(|code| Currency::parse(code).ok_or(FieldRule::Currency)).transpose();
        currency.map_err(|broken| Problem::malformed("invalid_query", format!("currency {broken}.")))
    }
}

/// `a%20b+c` -> `a b c`; `None` for what is not UTF-8 or holds control characters.
fn decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8().ok()?;
    (!decoded.chars().any(char::is_control)).then(|| decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_given_twice_or_unknown_is_refused() {
        assert!(Query::parse("limit=1&limit=9", &["limit"]).is_err());
        assert!(Query::parse("page=1", &["limit"]).is_err());
        let query = Query::parse("category=FROZEN%20PIZZA&limit=5", &["category", "limit"]).expect("a query");
        assert_eq!(query.get("category"), Some("FROZEN PIZZA"));
        assert_eq!(query.limit().expect("a limit"), 5);
    }

    #[test]
    fn a_page_has_1_to_100_rows() {
        for text in ["limit=0", "limit=-1", "limit=1000000000", "limit=abc", "limit=101", "limit=", "limit=%2B5"] {
            assert!(Query::parse(text, &["limit"]).expect("a query").limit().is_err(), "{text}");
        }
        assert_eq!(Query::default().limit().expect("a limit"), 20);
    }
}
