//! The languages of the pages.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

/// A language, with the texts of the pages in it.
pub struct Language {
    code: &'static str,
    texts: FluentBundle<FluentResource>,
}

/// Each language's code, and its files of texts. The first is shown to whoever reads none of them.
const TEXTS: [(&str, [&str; 4]); 2] = [
    (
        "en",
        [
            include_str!("../texts/en/shop.ftl"),
            include_str!("../texts/en/account.ftl"),
            include_str!("../texts/en/checkout.ftl"),
            include_str!("../texts/en/desk.ftl"),
        ],
    ),
    (
        "de",
        [
            include_str!("../texts/de/shop.ftl"),
            include_str!("../texts/de/account.ftl"),
            include_str!("../texts/de/checkout.ftl"),
            include_str!("../texts/de/desk.ftl"),
        ],
    ),
];

impl Language {
    /// All of them.
    #[must_use]
    pub fn all() -> Vec<Self> {
        TEXTS.iter().map(|(code, files)| Self::new(code, files)).collect()
    }

    fn new(code: &'static str, files: &[&str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![code.parse().unwrap_or_default()]);
        // The marks would keep a name of another script from turning the text around it. Pages have `dir="auto"` for that.
        bundle.set_use_isolating(false);
        for texts in files {
            // What cannot be read is left out, and a test finds it.
            bundle
                .add_resource_overriding(FluentResource::try_new((*texts).to_owned()).unwrap_or_else(|(read, _)| read));
        }
        Self { code, texts: bundle }
    }

    /// The one of `all` that a visitor reads best, by the header `Accept-Language` (RFC 9110, section 12.5.4); the first where there
    /// is none.
    #[must_use]
    pub fn of_visitor<'a>(all: &'a [Self], accepted: &str) -> Option<&'a Self> {
        let mut wished: Vec<(&str, f32)> = accepted.split(',').filter_map(wish).collect();
        wished.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let spoken = |code: &str| all.iter().find(|language| language.code.eq_ignore_ascii_case(code));
        wished.into_iter().find_map(|(code, _)| spoken(code)).or_else(|| all.first())
    }

    /// Its code by ISO 639-1.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// A text.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.filled(name, &FluentArgs::new())
    }

    /// A text about so many.
    #[must_use]
    pub fn counted(&self, name: &str, count: u64) -> String {
        self.filled(name, &FluentArgs::from_iter([("count", FluentValue::from(count))]))
    }

    /// A text with these values in it.
    #[must_use]
    pub fn with(&self, name: &str, values: &[(&'static str, &str)]) -> String {
        self.filled(name, &values.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect())
    }

    /// A text that is missing shows its name; a test compares the languages.
    fn filled(&self, name: &str, values: &FluentArgs<'_>) -> String {
        let pattern = self.texts.get_message(name).and_then(|message| message.value());
        let filled = pattern.map(|pattern| self.texts.format_pattern(pattern, Some(values), &mut Vec::new()));
        filled.map_or_else(|| name.to_owned(), std::borrow::Cow::into_owned)
    }
}

/// A language that a visitor names, without its region, and how much they wish it.
fn wish(part: &str) -> Option<(&str, f32)> {
    let (range, weight) = part.split_once(';').unwrap_or((part, "q=1"));
    let code = range.trim().split('-').next().filter(|code| !code.is_empty())?;
    let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
    (weight > 0.0 && weight <= 1.0).then_some((code, weight))
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Language").field("code", &self.code).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The names of the texts of a file.
    fn names(texts: &str) -> BTreeSet<&str> {
        let named = texts.lines().filter(|line| !line.starts_with(['#', ' ', '}']));
        named.filter_map(|line| line.split_once(" = ").map(|(name, _)| name)).collect()
    }

    #[test]
    fn every_language_has_every_text() {
        for (code, files) in TEXTS {
            let mut all = BTreeSet::new();
            for (texts, first) in files.iter().zip(TEXTS[0].1) {
                assert!(FluentResource::try_new((*texts).to_owned()).is_ok(), "{code} can be read");
                assert_eq!(names(texts), names(first), "{code}");
                assert!(names(texts).into_iter().all(|name| all.insert(name)), "{code} has a name twice");
            }
        }
    }

    #[test]
    fn numbers_choose_the_form_of_a_text() {
        let [english, german] = &Language::all()[..] else { panic!("two languages") };
        assert_eq!(
            (english.counted("products", 1), english.counted("products", 2)),
            ("1 product".into(), "2 products".into())
        );
        assert_eq!(
            (german.counted("products", 1), german.counted("products", 0)),
            ("1 Produkt".into(), "0 Produkte".into())
        );
        assert_eq!(english.with("from", &[("price", "$5.00")]), "from $5.00");
    }

    #[test]
    fn a_visitor_gets_the_language_that_they_read_best() {
        let all = Language::all();
        let of = |accepted: &str| Language::of_visitor(&all, accepted).map(Language::code);
        let wishes = ["", "de", "de-AT,en;q=0.8", "fr, en;q=0.2, de;q=0.7", "fr", "de;q=0", "DE-ch", "de;q=x, en", "*"];
        let codes = wishes.map(|accepted| of(accepted).unwrap_or_default());
        assert_eq!(codes, ["en", "de", "de", "de", "en", "en", "de", "en", "en"]);
    }
}
