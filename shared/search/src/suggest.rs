//! What somebody may be typing: products by their names, and categories.

use std::collections::BTreeSet;

use crate::{
    highlight::highlights,
    reader::{EngineFailed, SearchIndex},
    text::{key, words},
};

/// Products that are looked at for one list of suggestions: many have the same name.
const LOOKED_AT: usize = 40;
/// The most categories among the suggestions.
const MAX_CATEGORIES: usize = 3;

/// One suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is shown: a product's name, or a category's path.
    pub text: String,
    /// What was typed, in the text: from which character up to before which.
    pub highlights: Vec<(usize, usize)>,
    /// The product, if it is one.
    pub product: Option<String>,
}

impl SearchIndex {
    /// At most `limit` suggestions for what was typed so far: categories first, then names, each once.
    pub fn suggest(&self, text: &str, limit: usize) -> Result<Vec<Suggestion>, EngineFailed> {
        let (found, typed) = self.typed(text, LOOKED_AT)?;
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        let mut seen = BTreeSet::new();
        let categories = found.facets.categories.iter().map(|(path, _)| path).filter(|path| self.is_named(path, text));
        let mut suggestions: Vec<Suggestion> = categories
            .take(MAX_CATEGORIES)
            .map(|path| Suggestion { text: path.clone(), highlights: self.typed_in(path, text), product: None })
            .collect();
        for hit in &found.hits {
            let name = hit.text("name");
            if seen.insert(key(name)) {
                let (product, highlights) = (Some(hit.text("id").to_owned()), hit.highlights.clone());
                suggestions.push(Suggestion { text: name.to_owned(), highlights, product });
            }
        }
        suggestions.truncate(limit);
        Ok(suggestions)
    }

    /// Whether each typed word begins a word of the last name of a category's path.
    fn is_named(&self, path: &str, text: &str) -> bool {
        let last = words(path.rsplit('>').next().unwrap_or_default());
        let fits = |typed: &str| {
            let stems = self.stems.of(typed);
            last.iter().any(|word| {
                word.folded.starts_with(typed) || self.stems.of(&word.folded).iter().any(|stem| stems.contains(stem))
            })
        };
        words(text).iter().all(|typed| fits(&typed.folded))
    }

    fn typed_in(&self, path: &str, text: &str) -> Vec<(usize, usize)> {
        let typed = words(text);
        let begins = |word: &str| typed.iter().any(|typed| word.starts_with(&typed.folded));
        let mut wanted: Vec<String> = words(path)
            .iter()
            .filter(|word| begins(&word.folded))
            .flat_map(|word| self.stems.of(&word.folded))
            .collect();
        wanted.extend(typed.iter().flat_map(|word| self.stems.of(&word.folded)));
        wanted.sort_unstable();
        highlights(path, &wanted, &self.stems)
    }
}
