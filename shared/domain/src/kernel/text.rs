//! Short human text: bounded, on one line, and in one spelling.
//!
//! All texts that are shown, compared or filtered come through [`Text::parse`], so its two rules hold everywhere:
//! characters that cannot be seen or that break a line are refused, and letters are composed (Unicode's NFC).

use std::fmt;

use super::composed;

/// One line of text of 1 to `MAX` characters, trimmed, in Unicode's composed form (NFC), of printable characters only.
#[derive(Clone, PartialEq, Eq)]
pub struct Text<const MAX: usize>(String);

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// Nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// More than the number of characters given.
    #[error("must have at most {0} characters")]
    TooLong(usize),
    /// A character that is not printable: a control character, a line break, an invisible character.
    #[error("must not contain control characters, line breaks or invisible characters")]
    Control,
}

impl<const MAX: usize> Text<MAX> {
    /// Reads a text, trimming white space at both ends and composing its letters.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidText::Empty);
        }
        // Before the work of composing, which is proportional to the length. NFC makes no text longer than three times
        // its characters and none shorter than a fourth (Unicode Standard Annex 15, section 9).
        if text.chars().nth(MAX.saturating_mul(4)).is_some() {
            return Err(InvalidText::TooLong(MAX));
        }
        if !is_printable(text) {
            return Err(InvalidText::Control);
        }
        let composed = composed(text);
        if composed.chars().nth(MAX).is_some() {
            return Err(InvalidText::TooLong(MAX));
        }
        Ok(Self(composed))
    }

    /// A text from a stored row. It was accepted under the rules of its day, so it is shown and never refused: each
    /// character that today's rules refuse becomes U+FFFD. `None` if nothing is left of it.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        let shown = |c| if is_refused(c) { char::REPLACEMENT_CHARACTER } else { c };
        (!text.trim().is_empty()).then(|| Self(text.chars().map(shown).collect()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Characters that no text may contain, by their code points, first and last, in order. They are
///
/// * Cc: control characters, line feed and carriage return among them;
/// * Zl and Zp: the line and paragraph separators, which mail programs show as line breaks;
/// * Cf: formatting characters that cannot be seen, such as zero-width spaces, soft hyphens and the controls that turn the
///   direction of the text around them. The few that are seen (Arabic and Kaithi number signs) are allowed, and the
///   two joiners have a rule of their own;
/// * letters and marks that are blank: Hangul fillers, Khmer's inherent vowels, the combining grapheme joiner, the empty Braille
///   pattern, Mongolian's separators;
/// * Co: private use, which shows something else on each machine;
/// * Cn: noncharacters, planes without any character, and what Unicode reserves for invisible characters. Other
///   unassigned code points are allowed: next year's Unicode gives them to letters and emoji.
///
/// Source: Unicode 16, `UnicodeData.txt` and `DerivedCoreProperties.txt` (`Default_Ignorable_Code_Point`).
const REFUSED: [(char, char); 30] = [
    ('\0', '\u{1f}'),
    ('\u{7f}', '\u{9f}'),
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180e}', '\u{180e}'),
    ('\u{200b}', '\u{200b}'),
    ('\u{200e}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{e000}', '\u{f8ff}'),
    ('\u{fdd0}', '\u{fdef}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{fffe}', '\u{ffff}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{1fffe}', '\u{1ffff}'),
    ('\u{2fffe}', '\u{2ffff}'),
    ('\u{3fffe}', '\u{3ffff}'),
    ('\u{40000}', '\u{dffff}'),
    ('\u{e0000}', '\u{e00ff}'),
    ('\u{e01f0}', '\u{10ffff}'),
];

/// Whether everything in `text` can be seen, on one line: it has no refused character, and at least one character that is
/// not blank, or nothing at all.
#[must_use]
pub fn is_printable(text: &str) -> bool {
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let joins = is_joiner(c);
        // A joiner shapes the two letters or emoji around it. Anywhere else it only hides.
        let between = before.is_some_and(is_joinable) && characters.peek().copied().is_some_and(is_joinable);
        if is_refused(c) || (joins && !between) {
            return false;
        }
        before = Some(c);
    }
    text.is_empty() || text.chars().any(|c| !c.is_whitespace() && !is_variation_selector(c))
}

fn is_refused(c: char) -> bool {
    REFUSED
        .binary_search_by(|(first, last)| {
            if *last < c {
                std::cmp::Ordering::Less
            } else if *first > c {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Equal
            }
        })
        .is_ok()
}

/// The zero-width non-joiner and joiner: Persian, the scripts of India and many emoji are not written without them.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_joinable(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace() && !is_joiner(c)
}

/// Chooses between two looks of the character before it: `U+FE0F` makes an emoji of a sign, others choose a name's Han form.
const fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Addresses and names are personal: debugging output does not show them.
impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

impl<const MAX: usize> serde::Serialize for Text<MAX> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use unicode_general_category::{GeneralCategory, get_general_category};

    use super::*;

    fn parse<const MAX: usize>(text: &str) -> Result<String, InvalidText> {
        Text::<MAX>::parse(text).map(|text| text.as_str().to_owned())
    }

    #[test]
    fn text_is_trimmed_bounded_and_printable() {
        assert_eq!(parse::<5>("  abc "), Ok("abc".to_owned()));
        assert_eq!(parse::<5>(" \t\u{3000} "), Err(InvalidText::Empty));
        assert_eq!(parse::<5>("abcdef"), Err(InvalidText::TooLong(5)));
        assert_eq!(parse::<5>("a\r\nb"), Err(InvalidText::Control));
        assert_eq!(parse::<5>(&"e\u{301}".repeat(5)), Ok("é".repeat(5)));
        assert_eq!(parse::<5>(&"e\u{301}".repeat(6)), Err(InvalidText::TooLong(5)));
    }

    #[test]
    fn letters_are_composed_once() {
        assert_eq!(parse::<9>("Cafe\u{301}"), parse::<9>("Café"));
        assert_eq!(parse::<9>("\u{212b}ngstro\u{308}m"), Ok("Ångström".to_owned()));
        assert_eq!(parse::<9>("\u{1112}\u{1161}\u{11ab}"), Ok("한".to_owned()));
        // A compatibility form is another letter: it stays as it was typed.
        assert_eq!(parse::<9>("ﬁsh"), Ok("ﬁsh".to_owned()));
    }

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for hidden in [
            "\u{200b}\u{200b}",
            "a\u{200b}b",
            "a\u{2028}b",
            "a\u{2029}b",
            "a\u{202e}b",
            "a\u{2066}b",
            "a\u{2069}b",
            "a\u{200e}",
            "\u{feff}a",
            "a\u{ad}b",
            "\u{3164}",
            "\u{2800}",
            "a\u{85}b",
            "a\u{e0041}",
            "\u{fe0f}",
            "\u{e000}",
            "\u{ffff}",
            "a\u{200d}b",
            "\u{200d}",
            "ب\u{200c}",
            "\u{200c}ب",
            "ب\u{200c}\u{200d}ب",
            "ب \u{200c}ب",
        ] {
            assert_eq!(parse::<20>(hidden), Err(InvalidText::Control), "{hidden:?}");
        }
    }

    #[test]
    fn names_of_all_scripts_are_taken_as_they_are() {
        for name in [
            "Zoë O’Brien-Núñez",
            "محمد عبد الله",
            "می\u{200c}خواهم",
            "שרה כהן",
            "क्\u{200d}ष",
            "ශ්\u{200d}රී ලංකා",
            "渡辺",
            "辻\u{e0100}",
            "👩\u{200d}🚀",
            "❤\u{fe0f}",
            "Nguyễn Thị",
            "١٢٣ شارع",
            "\u{600}١٢",
            "Đorđe",
            "ᠮᠣᠩᠭᠣᠯ",
            "12\u{a0}rue",
        ] {
            assert_eq!(parse::<50>(name).as_deref(), Ok(name), "{name:?}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_says_what_unicode_says() {
        assert!(REFUSED.windows(2).all(|pair| pair[0].1 < pair[1].0));
        let seen = |c| matches!(u32::from(c), 0x600..=0x605 | 0x6dd | 0x890..=0x891 | 0x8e2 | 0x110bd | 0x110cd);
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            use GeneralCategory as Category;
            let refused = is_refused(c);
            match get_general_category(c) {
                Category::Control | Category::LineSeparator | Category::ParagraphSeparator | Category::PrivateUse => {
                    assert!(refused, "{c:?}");
                }
                Category::Format => assert_eq!(refused, !seen(c) && !is_joiner(c), "{c:?}"),
                Category::Unassigned => {}
                _ => assert!(
                    !refused || "\u{34f}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{2800}\u{3164}\u{ffa0}".contains(c),
                    "{c:?}"
                ),
            }
        }
    }

    #[test]
    fn what_was_stored_under_older_rules_is_shown_and_cannot_forge_a_line() {
        let stored = |text| Text::<5>::from_stored(text).map(|text| text.as_str().to_owned());
        assert_eq!(stored("1 Mill\u{2028}Total: 0"), Some("1 Mill\u{fffd}Total: 0".to_owned()));
        assert_eq!(stored("Ada"), Some("Ada".to_owned()));
        assert_eq!(stored(" "), None);
    }
}
