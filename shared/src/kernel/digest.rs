//! SHA-256 digests: fingerprints of requests, of addresses and of secrets.

use data_encoding::BASE32_NOPAD;
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
    fn parts_do_not_run_together() {
        assert_ne!(Digest::of(&[b"ab", b"c"]), Digest::of(&[b"a", b"bc"]));
        assert_eq!(Digest::of(&[b"ab"]).short().len(), 26);
    }
}
