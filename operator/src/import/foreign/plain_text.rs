//! Descriptions in HTML as the plain text that a shop shows.

use domain::kernel::is_printable;
use html2text::{config::with_decorator, render::TextDecorator};

/// As wide as the longest description, so that none of its lines is broken.
const WIDTH: usize = 4_000;
/// What a horizontal rule and the borders of tables are drawn with.
const DRAWN: [char; 3] = ['─', '│', '┼'];

/// The text that a browser would show, its paragraphs and the items of its lists on lines of their own. Text without markup stays
/// as it is.
pub(super) fn plain_text(html: &str) -> Result<String, String> {
    if !html.contains(['<', '&']) {
        return Ok(html.trim().to_owned());
    }
    let config = with_decorator(Plain).no_table_borders();
    let text = config.string_from_read(html.as_bytes(), WIDTH);
    Ok(tidy(&text.map_err(|error| format!("the description is no HTML that can be read: {error}"))?))
}

/// One blank between words, and at most one empty line between paragraphs.
fn tidy(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_drawn = !words.is_empty() && words.iter().all(|word| word.chars().all(|c| DRAWN.contains(&c)));
        let is_second_blank = words.is_empty() && lines.last().is_none_or(String::is_empty);
        if !is_drawn && !is_second_blank {
            lines.push(words.join(" "));
        }
    }
    lines.join("\n").trim().to_owned()
}

/// `text` without what cannot be seen, which no text of the shop may have; `None` if it has nothing of the kind.
pub(super) fn without_invisible(text: &str) -> Option<String> {
    let is_fine = |text: &str| text.split(['\n', '\r', '\t']).all(is_printable);
    if text.trim().is_empty() || is_fine(text) {
        return None;
    }
    let is_seen = |c: char| c.is_whitespace() || is_printable(&format!("a{c}a"));
    let is_kept = |c: char| is_seen(c) && (!c.is_control() || "\n\r\t".contains(c)) && !is_break(c);
    // Joiners make one emoji of several: they stay where that is allowed.
    let with_joiners: String = text.chars().filter(|c| is_kept(*c) || *c == '\u{200d}' || *c == '\u{200c}').collect();
    Some(if is_fine(&with_joiners) { with_joiners } else { text.chars().filter(|c| is_kept(*c)).collect() })
}

/// Unicode's own line and paragraph separators.
const fn is_break(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Text without any marks but a dash or a number before an item of a list.
#[derive(Clone, Debug)]
struct Plain;

impl TextDecorator for Plain {
    type Annotation = ();

    fn decorate_link_start(&mut self, _url: &str) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_link_end(&mut self) -> String {
        String::new()
    }
    fn decorate_em_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_em_end(&self) -> String {
        String::new()
    }
    fn decorate_strong_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_strong_end(&self) -> String {
        String::new()
    }
    fn decorate_strikeout_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }
    fn decorate_code_start(&self) -> (String, ()) {
        (String::new(), ())
    }
    fn decorate_code_end(&self) -> String {
        String::new()
    }
    fn decorate_preformat_first(&self) {}
    fn decorate_preformat_cont(&self) {}
    /// An image is not text; what describes it would stand in the middle of a sentence.
    fn decorate_image(&mut self, _src: &str, _title: &str) -> (String, ()) {
        (String::new(), ())
    }
    fn header_prefix(&self, _level: usize) -> String {
        String::new()
    }
    fn quote_prefix(&self) -> String {
        String::new()
    }
    fn unordered_item_prefix(&self) -> String {
        "- ".to_owned()
    }
    fn ordered_item_prefix(&self, number: i64) -> String {
        format!("{number}. ")
    }
    fn make_subblock_decorator(&self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_the_text_that_it_shows() {
        for (html, text) in [
            ("Plain, 5 > 4.\nTwo lines.", "Plain, 5 > 4.\nTwo lines."),
            (
                "<p>Soft <b>leaves</b>,\n picked &amp; dried.</p><p>500&nbsp;g</p>",
                "Soft leaves, picked & dried.\n\n500 g",
            ),
            ("<h2>Care</h2><ul><li>Wash</li><li>Dry</li></ul><ol><li>Wear</li></ol>", "Care\n- Wash\n- Dry\n1. Wear"),
            ("<a href=\"https://example.com\">More</a><br>here<hr><img src=x alt=\"a cup\">", "More\nhere"),
            ("<script>alert(1)</script><style>p {}</style>Tea<!-- hidden -->", "Tea"),
            ("a < b && c", "a < b && c"),
        ] {
            assert_eq!(plain_text(html).as_deref(), Ok(text), "{html}");
        }
        let table = plain_text("<table><tr><td>Size</td><td>M</td></tr><tr><td>Fit</td><td>Slim</td></tr></table>");
        assert_eq!(table.as_deref(), Ok("Size M\nFit Slim"));
    }

    #[test]
    fn what_cannot_be_seen_is_taken_out_and_nothing_else() {
        assert_eq!(without_invisible("a\u{200b}b\u{ad}c\n\u{feff}d").as_deref(), Some("abc\nd"));
        assert_eq!(without_invisible("👩\u{200d}🚀 a\u{200b}").as_deref(), Some("👩\u{200d}🚀 a"));
        assert_eq!(without_invisible("a\u{200d}b\u{2028}c").as_deref(), Some("abc"));
        for text in ["", "Tea\n500\u{a0}g\t", "👩\u{200d}🚀"] {
            assert_eq!(without_invisible(text), None, "{text:?}");
        }
    }
}
