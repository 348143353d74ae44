//! Categories: where products are listed, as paths of a tree.

use serde::{Serialize, Serializer};

use super::error::FieldRule;
use crate::kernel::{Text, composed};

/// The most names of a category's path. Each is a level at which its products are listed, and three indexes of the products table.
pub const MAX_CATEGORY_DEPTH: usize = 4;
/// Between two names, as Google's product taxonomy and Shopify write a path.
const SEPARATOR: &str = " > ";

/// The category that a product is listed in: one name, or a path of up to four from the widest to the narrowest, such as
/// `Food > Dairy > Cheese`. It has at most 200 characters, and a name has no `>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category(String);

/// What a category is compared and listed by: `Cheese`, `CHEESE` and `cheese` are one category. It stays below the 2,048 bytes
/// that `DynamoDB` takes as a partition key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryKey(String);

impl Category {
    /// Reads a path. White space around names and `>` does not matter.
    pub fn parse(text: &str) -> Result<Self, FieldRule> {
        let text: Text<200> = Text::parse(text)?;
        let names: Vec<&str> = names(text.as_str()).collect();
        if names.len() > MAX_CATEGORY_DEPTH || names.contains(&"") {
            return Err(FieldRule::Category);
        }
        // Blanks around `>` may have been added.
        let path: Text<200> = Text::parse(&names.join(SEPARATOR))?;
        Ok(Self(path.as_str().to_owned()))
    }

    /// A category that was stored under the rules of its day; `None` if nothing is left of it.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        let shown: Text<200> = Text::from_stored(text)?;
        let names: Vec<&str> = names(shown.as_str()).filter(|name| !name.is_empty()).collect();
        (!names.is_empty()).then(|| Self(names.join(SEPARATOR)))
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names of the path, from the widest to the narrowest.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        names(&self.0)
    }

    /// The category and those above it, the widest first: at most four.
    #[must_use]
    pub fn lineage(&self) -> Vec<Self> {
        let names: Vec<&str> = self.names().take(MAX_CATEGORY_DEPTH).collect();
        (1..=names.len()).map(|depth| Self(names.get(..depth).unwrap_or_default().join(SEPARATOR))).collect()
    }

    /// What it is compared and listed by.
    #[must_use]
    pub fn key(&self) -> CategoryKey {
        let path: Vec<&str> = self.names().take(MAX_CATEGORY_DEPTH).collect();
        // By way of upper case, so that both forms of the Greek sigma, and `ß` and `ss`, come to the same.
        let path = path.join(SEPARATOR);
        let folded = path.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
        CategoryKey(composed(&folded.collect::<String>()))
    }
}

impl CategoryKey {
    /// A key that was stored.
    #[must_use]
    pub const fn from_stored(key: String) -> Self {
        Self(key)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many names lead to the category, itself included.
    #[must_use]
    pub fn depth(&self) -> usize {
        names(&self.0).count()
    }
}

impl Serialize for Category {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('>').map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(path: &str) -> Category {
        Category::parse(path).expect("a category")
    }

    #[test]
    fn a_path_is_written_in_one_way() {
        for path in ["Food > Dairy > Cheese", " Food>Dairy  >\tCheese ", "Food >Dairy> Cheese"] {
            let read = Category::parse(path);
            if path.contains('\t') {
                assert_eq!(read.map_err(FieldRule::code), Err("control_characters"));
            } else {
                assert_eq!(read.as_ref().map(Category::as_str), Ok("Food > Dairy > Cheese"));
            }
        }
        assert_eq!(category("Tea & Coffee / Cups").as_str(), "Tea & Coffee / Cups");
        assert!(Category::parse(&"x".repeat(200)).is_ok());
    }

    #[test]
    fn a_path_has_one_to_four_names_and_none_is_empty() {
        for path in [">", "Food >", "> Food", "Food > > Cheese", "a > b > c > d > e"] {
            assert_eq!(Category::parse(path).map_err(FieldRule::code), Err("not_a_category"), "{path}");
        }
        assert_eq!(Category::parse(" ").map_err(FieldRule::code), Err("empty"));
        assert_eq!(Category::parse(&"x".repeat(201)).map_err(FieldRule::code), Err("too_long"));
        let stretched = format!("a>{}", "b".repeat(198));
        assert_eq!(Category::parse(&stretched).map_err(FieldRule::code), Err("too_long"));
        assert!(Category::parse("a > b > c > d").is_ok());
    }

    #[test]
    fn what_was_stored_deeper_is_shown_and_is_listed_at_the_fourth_level() {
        let deep = Category::from_stored("a > b > c > d > e").expect("a category");
        assert_eq!(deep.as_str(), "a > b > c > d > e");
        assert_eq!((deep.key(), deep.key().depth()), (category("a > b > c > d").key(), 4));
        assert_eq!(deep.lineage().len(), 4);
        assert_eq!(Category::from_stored(" > "), None);
    }

    #[test]
    fn a_lineage_leads_from_the_widest_to_the_category() {
        let lineage = category("Food > Dairy > Cheese").lineage();
        assert_eq!(lineage, ["Food", "Food > Dairy", "Food > Dairy > Cheese"].map(category));
    }

    #[test]
    fn a_category_is_one_however_it_is_typed() {
        let key = |path: &str| category(path).key();
        assert_eq!(key("CHEESE"), key("cheese"));
        assert_eq!(key("Food>DAIRY"), key("food > dairy"));
        assert_eq!(key("Cre\u{300}merie"), key("CR\u{c8}MERIE"));
        assert_eq!([key("ΟΔΟΣ"), key("GROSS")], [key("οδος"), key("groß")]);
        assert_ne!(key("Tea"), key("Teas"));
        for widest in ["\u{130}", "\u{1d160}", "\u{10400}", "\u{fb1d}", "\u{1fb7}", "\u{fb03}"] {
            let longest = std::iter::successors(Some(widest.to_owned()), |text| Some(text.clone() + widest))
                .map_while(|text| Category::parse(&text).ok())
                .last();
            assert!(longest.expect("a category").key().as_str().len() <= 2_048, "{widest:?}");
        }
    }
}
