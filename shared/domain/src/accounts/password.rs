//! Passwords: which ones are taken, and when two of them are the same.

use unicode_normalization::UnicodeNormalization as _;

use super::guessable::is_guessable;
use crate::kernel::{Email, Secret};

/// The fewest characters. Source: NIST SP 800-63B-4, section 3.1.1.2, for passwords that are the only factor.
const MIN_CHARACTERS: usize = 15;
/// The most characters.
const MAX_CHARACTERS: usize = 256;
/// Longer texts are not even normalised. 256 characters fit, however they are composed.
const MAX_BYTES: usize = 4_096;

/// A password, in the one form (NFKC) that all ways of typing it come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Password(Secret);

/// Why a new password was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPassword {
    /// Fewer than 15 characters.
    #[error("must have at least {MIN_CHARACTERS} characters")]
    TooShort,
    /// More than 256 characters.
    #[error("must have at most {MAX_CHARACTERS} characters")]
    TooLong,
    /// Nothing but white space.
    #[error("must not be only spaces")]
    Blank,
    /// The account's own address.
    #[error("must not be the e-mail address")]
    IsEmail,
    /// Among those that are tried first.
    #[error("is too easy to guess: a few words that do not belong together make a good password")]
    TooCommon,
}

impl Password {
    /// A new password for the account of `email`: 15 to 256 characters, not easily guessed. There are no rules about
    /// which characters. Without an address, because it is wrong itself, the rules that need none are applied.
    pub fn parse(text: &str, email: Option<&Email>) -> Result<Self, InvalidPassword> {
        let password = Self::offered(text).ok_or(InvalidPassword::TooLong)?;
        let characters = password.reveal().chars().count();
        if characters < MIN_CHARACTERS {
            return Err(InvalidPassword::TooShort);
        }
        if characters > MAX_CHARACTERS {
            return Err(InvalidPassword::TooLong);
        }
        let plain = password.reveal().to_lowercase();
        if plain.trim().is_empty() {
            return Err(InvalidPassword::Blank);
        }
        let email = email.map_or("", Email::as_str);
        if plain.trim() == email {
            return Err(InvalidPassword::IsEmail);
        }
        let local_part = email.split('@').next().unwrap_or_default();
        if is_guessable(&plain, &[email, local_part]) {
            return Err(InvalidPassword::TooCommon);
        }
        Ok(password)
    }

    /// A password that is sent to log in. Its strength is not checked, since the rules may have changed since it was
    /// chosen. `None` if it is too large for any password.
    #[must_use]
    pub fn offered(text: &str) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let normal: String = text.nfkc().take(MAX_BYTES).collect();
        Some(Self(Secret::new(normal)))
    }

    /// The normalised text, for the one place that hashes it.
    pub(super) fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Password, InvalidPassword> {
        Password::parse(text, Some(&Email::parse("ada.lovelace@example.com").expect("an address")))
    }

    /// A text of `length` characters that follow no pattern.
    fn patternless(length: u32) -> String {
        let letter = |i: u32| char::from(b'a' + u8::try_from(i * i * 7 % 23).unwrap_or(0));
        (0..length).map(|i| if i % 5 == 4 { ' ' } else { letter(i) }).collect::<String>() + "!"
    }

    #[test]
    fn fifteen_to_256_characters_are_taken() {
        for length in [15, 64, 256] {
            assert!(parse(&patternless(length - 1)).is_ok(), "{length}");
        }
        assert_eq!(parse(&patternless(13)), Err(InvalidPassword::TooShort));
        assert_eq!(parse(&patternless(256)), Err(InvalidPassword::TooLong));
        assert_eq!(parse(&"x".repeat(60_000)), Err(InvalidPassword::TooLong));
        assert_eq!(parse(""), Err(InvalidPassword::TooShort));
    }

    #[test]
    fn characters_are_counted_however_they_are_composed() {
        // 256 characters of two code points and 5 bytes each: e, circumflex, dot below.
        let composed: String = patternless(255).replace('a', "\u{1ec7}");
        let decomposed: String = composed.replace('\u{1ec7}', "e\u{323}\u{302}");
        assert!(decomposed.chars().count() > 256);
        assert_eq!(parse(&decomposed), parse(&composed));
        assert!(parse(&decomposed).is_ok());
        // A ligature counts as the letters that it stands for.
        assert_eq!(parse("\u{fb03} tea and jam"), parse("ffi tea and jam"));
    }

    #[test]
    fn both_ways_of_typing_a_letter_are_one_password() {
        assert_eq!(
            Password::offered("cr\u{e8}me br\u{fb}l\u{e9}e? 🍮"),
            Password::offered("cre\u{300}me bru\u{302}le\u{301}e? 🍮")
        );
        assert!(parse("cr\u{e8}me br\u{fb}l\u{e9}e? 🍮").is_ok());
    }

    #[test]
    fn spaces_the_address_and_common_passwords_are_refused() {
        assert_eq!(parse(&" ".repeat(15)), Err(InvalidPassword::Blank));
        assert_eq!(parse(&"\u{3000}".repeat(15)), Err(InvalidPassword::Blank));
        assert_eq!(parse("Ada.Lovelace@Example.com"), Err(InvalidPassword::IsEmail));
        assert_eq!(parse("AdaLovelace12345"), Err(InvalidPassword::TooCommon));
        assert_eq!(parse("Password1234567"), Err(InvalidPassword::TooCommon));
        assert_eq!(parse("\u{ff30}\u{ff41}ssword1234567"), Err(InvalidPassword::TooCommon), "full-width letters");
    }

    #[test]
    fn a_password_is_never_shown() {
        assert!(!format!("{:?}", parse("correct horse battery staple")).contains("horse"));
    }
}
