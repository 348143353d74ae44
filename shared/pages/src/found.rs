//! What a search found.

use askama::Template;

use crate::{Card, Shell};

/// A page of what was found.
#[derive(Debug, Template)]
#[template(path = "found.html")]
pub struct Found<'a> {
    shell: Shell<'a>,
    heading: String,
    count: String,
    cards: Vec<Card>,
    next: Option<String>,
}

impl<'a> Found<'a> {
    /// What was found for the words in `shell.search`: so many products, of which these are shown, and where the next are.
    #[must_use]
    pub fn new(shell: Shell<'a>, total: u64, cards: Vec<Card>, next: Option<String>) -> Self {
        Self {
            heading: shell.language.with("results-for", &[("words", &shell.search)]),
            count: shell.language.counted("found", total),
            cards,
            next,
            shell,
        }
    }
}
