//! Short human text, bounded and without control characters.

use std::fmt;

/// One line of text of 1 to `MAX` characters, trimmed, without control characters.
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
    /// A control character: a line break, a NUL.
    #[error("must not contain control characters")]
    Control,
}

impl<const MAX: usize> Text<MAX> {
    /// Reads a text, trimming white space at both ends.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidText::Empty);
        }
        if text.chars().nth(MAX).is_some() {
            return Err(InvalidText::TooLong(MAX));
        }
        if text.chars().any(char::is_control) {
            return Err(InvalidText::Control);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
    use super::*;

    #[test]
    fn text_is_trimmed_bounded_and_printable() {
        assert_eq!(Text::<5>::parse("  abc ").map(|t| t.as_str().to_owned()), Ok("abc".to_owned()));
        assert_eq!(Text::<5>::parse(" \t "), Err(InvalidText::Empty));
        assert_eq!(Text::<5>::parse("abcdef"), Err(InvalidText::TooLong(5)));
        assert_eq!(Text::<5>::parse("a\r\nb"), Err(InvalidText::Control));
    }
}
