//! Identifiers and secrets from a seed and a counter, so that a run can be repeated.

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Makes identifiers; two with one seed make the same ones.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ids {
    seed: u64,
    used: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, used: 0 }
    }

    /// The next identifier with this prefix, such as `pi_` and 24 characters.
    pub(crate) fn next(&mut self, prefix: &str) -> String {
        self.used += 1;
        format!("{prefix}_{}", derive(self.seed, self.used, prefix))
    }

    /// A number below `bound` that depends only on the seed and `of`.
    pub(crate) fn pick(&self, of: &str, bound: u64) -> u64 {
        let digest = Sha256::digest(format!("{}:{of}", self.seed));
        let number = digest.iter().take(7).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        number % bound.max(1)
    }
}

fn derive(seed: u64, number: u64, prefix: &str) -> String {
    let digest = Sha256::digest(format!("{seed}:{number}:{prefix}"));
    let mut text = BASE32_NOPAD.encode(&digest).to_ascii_lowercase();
    text.truncate(24);
    text
}
