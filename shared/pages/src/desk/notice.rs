//! Why there is no page.

use askama::Template;

use super::Frame;

/// A heading and a sentence.
#[derive(Debug, Template)]
#[template(path = "desk/notice.html")]
pub struct DeskNotice<'a> {
    frame: Frame<'a>,
    heading: String,
    words: String,
}

impl<'a> DeskNotice<'a> {
    /// `not-staff`, `not-allowed`, `foreign`, `not-found` or `trouble`.
    #[must_use]
    pub fn new(frame: Frame<'a>, what: &str) -> Self {
        let text = |end: &str| frame.t(&format!("desk-notice-{what}{end}"));
        Self { heading: text(""), words: text("-more"), frame }
    }
}
