//! A page that says why there is nothing to show.

use askama::Template;

use crate::Shell;

/// A heading and a sentence, and a way on.
#[derive(Debug, Template)]
#[template(path = "notice.html")]
pub struct Notice<'a> {
    shell: Shell<'a>,
    heading: String,
    words: String,
}

impl<'a> Notice<'a> {
    /// There is no such page.
    #[must_use]
    pub fn not_found(shell: Shell<'a>) -> Self {
        Self { heading: shell.t("not-found"), words: shell.t("not-found-more"), shell }
    }

    /// A form that was not made for this browser, or too long ago.
    #[must_use]
    pub fn foreign_form(shell: Shell<'a>) -> Self {
        Self { heading: shell.t("foreign-form"), words: shell.t("foreign-form-more"), shell }
    }

    /// What is needed cannot be read now.
    #[must_use]
    pub fn unavailable(shell: Shell<'a>) -> Self {
        Self { heading: shell.t("trouble"), words: shell.t("trouble-more"), shell }
    }
}
