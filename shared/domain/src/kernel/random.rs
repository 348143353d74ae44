//! Randomness, as it is handed in.

use std::{fmt, sync::Arc};

use crate::kernel::Digest;

/// A source of random bytes.
#[derive(Clone)]
pub struct Random(Arc<FillBytes>);

type FillBytes = dyn Fn(&mut [u8]) + Send + Sync;

impl Random {
    /// A source that fills buffers with `fill`.
    pub fn new(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// `N` fresh bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }

    /// A fresh digest, to make an identifier of.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&[&self.bytes::<32>()])
    }

    /// A fresh number below `bound`, which must not be zero. For spreading and jitter, where a bias of 2^-32 is nothing.
    #[must_use]
    pub fn below(&self, bound: u32) -> u32 {
        let wide = u64::from_be_bytes(self.bytes());
        u32::try_from(wide % u64::from(bound.max(1))).unwrap_or(0)
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random")
    }
}
