//! How a product is called in an address of a page.

use std::{fmt, str::FromStr};

use unicode_normalization::UnicodeNormalization as _;

use crate::kernel::{Digest, InvalidId, ProductId};

/// 1 to 100 lower-case letters a to z, digits and dashes, neither beginning nor ending with a dash. It need not be unique: an
/// address also has the product's identifier.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Slug(String);

const MAX: usize = 100;

impl Slug {
    /// The slug of a product's name: letters without their accents, and one dash for all that is between words. A name in which
    /// nothing is left is called by the product's identifier.
    #[must_use]
    pub fn of(name: &str, product: &ProductId) -> Self {
        let slug = slugify(name);
        let slug = if slug.is_empty() { slugify(product.as_str()) } else { slug };
        Self(if slug.is_empty() { "product".to_owned() } else { slug })
    }

    /// The slug of a category's name. One in which nothing is left is `category-` and a digest of it.
    #[must_use]
    pub fn of_category(name: &str) -> Self {
        let slug = slugify(name);
        let digest = || format!("category-{}", Digest::of(&[name.as_bytes()]).short());
        Self(if slug.is_empty() { digest() } else { slug })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn slugify(text: &str) -> String {
    let mut slug = String::new();
    for c in text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        if slug.len() == MAX {
            break;
        }
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

impl FromStr for Slug {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let ends = text.starts_with('-') || text.ends_with('-');
        ((1..=MAX).contains(&text.len()) && plain && !ends).then(|| Self(text.to_owned())).ok_or(InvalidId)
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_words_with_dashes() {
        let product = "TEA_1".parse().expect("an identifier");
        for (name, slug) in [
            ("Darjeeling, first flush, 500 g", "darjeeling-first-flush-500-g"),
            ("Crème  brûlée!", "creme-brulee"),
            ("\u{fb01}sh & chips", "fish-chips"),
            ("茶", "tea-1"),
        ] {
            assert_eq!(Slug::of(name, &product).as_str(), slug);
        }
        assert_eq!(Slug::of_category("Crème").as_str(), "creme");
        let tea = Slug::of_category("茶");
        assert!(tea.as_str().starts_with("category-") && tea.as_str().parse() == Ok(tea.clone()), "{tea}");
        assert_ne!(tea, Slug::of_category("水"));
        let dots = "___".parse().expect("an identifier");
        assert_eq!(Slug::of("茶", &dots).as_str(), "product");
        assert_eq!(Slug::of(&"a ".repeat(200), &product).as_str().len(), 99);
    }

    #[test]
    fn a_slug_reads_what_it_wrote_and_nothing_else() {
        assert!("first-flush-2026".parse::<Slug>().is_ok());
        for text in ["", "-a", "a-", "A", "a b", "a/b", "é", &"x".repeat(101)] {
            assert_eq!(text.parse::<Slug>(), Err(InvalidId), "{text}");
        }
    }
}
