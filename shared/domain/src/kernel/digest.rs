//! SHA-256 digests: fingerprints of requests, of addresses and of secrets.

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest. Two digests are compared in constant time.
#[derive(Clone, Copy, Debug)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of several parts. Each part is preceded by its length, so that no two lists of parts run together.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// The digest of one text as it is, as `sha256sum` has it.
    #[must_use]
    pub fn sha256(text: &[u8]) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// A digest that is written in 64 hexadecimal digits, the letters small.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// The first 130 bits as 26 lower-case letters and digits (base 32): an identifier that nobody hits by chance.
    #[must_use]
    pub fn short(&self) -> String {
        let mut text = BASE32_NOPAD.encode(&self.0).to_ascii_lowercase();
        text.truncate(26);
        text
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        subtle::ConstantTimeEq::ct_eq(&self.0[..], &other.0[..]).into()
    }
}

impl Eq for Digest {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_as_sha256sum_writes_it() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Digest::from_hex(empty), Some(Digest::sha256(b"")));
        assert_eq!(Digest::from_hex(&empty[2..]), None);
        assert_eq!(Digest::from_hex(&empty.to_uppercase()), None);
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(Digest::of(&[b"ab", b"c"]), Digest::of(&[b"a", b"bc"]));
        assert_eq!(Digest::of(&[b"ab"]).short().len(), 26);
    }
}
