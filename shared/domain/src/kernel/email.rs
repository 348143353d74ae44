//! E-mail addresses and the digests that stand for them in keys and messages.

use std::{fmt, str::FromStr};

use email_address::{EmailAddress, Options};

use super::{Digest, domain_name::to_ascii};

/// The longest address that SMTP can carry.
/// Source: RFC 3696, erratum 1690.
const MAX_LENGTH: usize = 254;

/// An e-mail address in canonical form: trimmed, lower-case and in ASCII, so that one mailbox is one account.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

/// Why a text is refused as an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    /// Not one plain address of at most 254 characters whose domain has a dot.
    #[error("must be an e-mail address")]
    Malformed,
    /// The part before the `@` has characters that Amazon SES does not carry: it does not speak SMTPUTF8 (RFC 6531).
    #[error("must have only ASCII characters before the @")]
    LocalPartNotAscii,
}

impl Email {
    /// Reads an address. Its domain becomes Punycode once, here: `info@bücher.example` is `info@xn--bcher-kva.example`.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim_matches(' ').to_lowercase();
        // Its length first: nothing long is mapped.
        if text.len() > MAX_LENGTH * 4 || text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '"') {
            return Err(InvalidEmail::Malformed);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmail::Malformed)?;
        let domain = to_ascii(domain).ok_or(InvalidEmail::Malformed)?;
        let address = Self::stored(&format!("{local}@{domain}")).ok_or(InvalidEmail::Malformed)?;
        if local.is_ascii() { Ok(address) } else { Err(InvalidEmail::LocalPartNotAscii) }
    }

    /// An address as it was stored, in canonical form already. Without the mapping of domains, which only functions
    /// that read requests need.
    #[must_use]
    pub fn stored(text: &str) -> Option<Self> {
        let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
        let is_address = text.len() <= MAX_LENGTH && EmailAddress::parse_with_options(text, options).is_ok();
        is_address.then(|| Self(text.to_owned()))
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
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct EmailDigest(String);

impl TryFrom<String> for EmailDigest {
    type Error = super::InvalidId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

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
            "a@b\u{ad}ücher.example",
            &long,
        ] {
            assert_eq!(Email::parse(text), Err(InvalidEmail::Malformed), "{text:?}");
        }
    }

    #[test]
    fn a_domain_in_another_script_and_its_punycode_are_one_address() {
        let plain = Email::parse("info@xn--bcher-kva.example").expect("an address");
        for text in
            ["info@bücher.example", "INFO@BÜCHER.example", "info@bu\u{308}cher.example", "Info@XN--BCHER-KVA.example"]
        {
            assert_eq!(Email::parse(text).as_ref(), Ok(&plain), "{text}");
        }
        assert_eq!(Email::stored(plain.as_str()), Some(plain));
    }

    #[test]
    fn a_local_part_that_no_mail_can_be_sent_to_is_refused() {
        for text in ["jörg@example.com", "почта@example.com", "ａｄａ@example.com"] {
            assert_eq!(Email::parse(text), Err(InvalidEmail::LocalPartNotAscii), "{text}");
        }
        // The Kelvin sign is a `k` in lower case.
        assert_eq!(Email::parse("\u{212a}im@example.com"), Email::parse("kim@example.com"));
    }
}
