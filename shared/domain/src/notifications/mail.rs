//! A mail, ready to send.

use crate::kernel::Email;

/// A mail in two renderings of the same words.
#[derive(Debug, PartialEq, Eq)]
pub struct Mail {
    /// Who gets it.
    pub to: Email,
    /// One line.
    pub subject: String,
    /// For readers without HTML.
    pub text: String,
    /// For the others.
    pub html: String,
}

/// `text` with everything escaped that HTML would read as its own: names of products and people are not ours.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// A whole page around `body`, which is HTML already.
pub(super) fn page(shop: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><body style=\"font-family:sans-serif;max-width:40em\">{body}<p>{}</p></body></html>",
        escape(shop)
    )
}
