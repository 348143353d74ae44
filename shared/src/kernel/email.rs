//! E-mail addresses and the digests that stand for them in keys and messages.

use std::{fmt, str::FromStr};

use email_address::{EmailAddress, Options};

use super::Digest;

/// The longest address that SMTP can carry.
/// Source: RFC 3696, erratum 1690.
const MAX_LENGTH: usize = 254;

/// An e-mail address in canonical form: trimmed and lower-case, so that one mailbox is one account.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address; `None` unless it is one plain address of at most 254 characters whose domain has a dot.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches(' ').to_lowercase();
        if text.len() > MAX_LENGTH || text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '"') {
            return None;
        }
        let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
        EmailAddress::parse_with_options(&text, options).ok()?;
        Some(Self(text))
    }

    /// The canonical address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands for the address in keys, messages and logs.
    #[must_use]
    pub fn digest(&self) -> EmailDigest {
        EmailDigest(Digest::of(&[b"email", self.0.as_bytes()]).short())
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}

/// A digest of a canonical address: 26 letters and digits. Keys, queues and logs hold it in place of the address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct EmailDigest(String);

impl EmailDigest {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailDigest {
    type Err = super::InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        super::id::is_short_digest(text).then(|| Self(text.to_owned())).ok_or(super::InvalidId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_outer_spaces_do_not_make_another_address() {
        let plain = Email::parse("ada@example.com").expect("an address");
        assert_eq!(Email::parse(" Ada@Example.COM ").expect("an address"), plain);
        assert_eq!(plain.digest().as_str().len(), 26);
    }

    #[test]
    fn what_is_not_one_plain_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(255));
        for text in [
            "",
            " ",
            "a@b",
            "a@@example.com",
            "a b@example.com",
            "a@example.com\r\nBcc: b@example.com",
            "Ada <ada@example.com>",
            "a@[127.0.0.1]",
            &long,
        ] {
            assert!(Email::parse(text).is_none(), "{text:?}");
        }
    }
}
