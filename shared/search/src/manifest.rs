//! The manifest: which objects an index is made of. It is the one thing that is ever replaced.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use domain::kernel::{Digest, Timestamp};
use serde::{Deserialize, Serialize};

/// How many manifests before the newest one stay readable, for cursors that were made with them.
const KEPT: usize = 2;

/// Which objects an index is made of, and what there was before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What the index was made with; another fingerprint cannot be read.
    pub(crate) fingerprint: String,
    /// Raised by one with each manifest.
    pub(crate) sequence: u64,
    /// When it was made.
    pub(crate) made_ms: i64,
    /// When the index was last made anew from all products.
    pub(crate) rebuilt_ms: i64,
    /// Products in it.
    pub(crate) products: u64,
    /// The engine's own list of segments.
    pub(crate) meta: String,
    /// The objects.
    pub(crate) objects: Vec<Object>,
    /// The manifests before it, the newest first.
    pub(crate) previous: Vec<Earlier>,
}

/// An object: some files of the engine, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Object {
    /// The SHA-256 of its bytes, which is its name.
    pub(crate) digest: String,
    pub(crate) bytes: u64,
    pub(crate) files: Vec<FileIn>,
}

/// A file within an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileIn {
    pub(crate) name: String,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// A manifest of before, and the objects that it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Earlier {
    pub(crate) digest: String,
    pub(crate) objects: Vec<String>,
}

/// Why an index cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The manifest is cut off or damaged.
    #[error("the manifest is damaged")]
    Manifest,
    /// The index was made by other code, older or newer.
    #[error("the index has another format")]
    Format,
    /// An object is not what its name says, or a file is not in it.
    #[error("the object {0} is damaged")]
    Object(String),
    /// The engine cannot read what the objects hold.
    #[error("the engine cannot read the index: {0}")]
    Engine(String),
}

impl Manifest {
    /// The manifest as it is stored: its digest, and JSON.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let json = serde_json::to_vec(self).unwrap_or_default();
        let mut bytes = hex(&json).into_bytes();
        bytes.push(b'\n');
        bytes.extend(json);
        bytes
    }

    /// Reads a manifest. One that is damaged in a single bit is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let end = bytes.iter().position(|byte| *byte == b'\n').ok_or(Unreadable::Manifest)?;
        let (digest, json) = bytes.split_at(end);
        let json = json.get(1..).unwrap_or_default();
        if digest != hex(json).as_bytes() {
            return Err(Unreadable::Manifest);
        }
        // What another version wrote is whole, and has other members.
        serde_json::from_slice(json).map_err(|_| Unreadable::Format)
    }

    /// The name under which a copy is kept: the digest of its bytes.
    #[must_use]
    pub fn digest(&self) -> String {
        hex(&self.to_bytes())
    }

    /// The names of the objects of this index.
    pub fn objects(&self) -> impl Iterator<Item = &str> {
        self.objects.iter().map(|object| object.digest.as_str())
    }

    /// The names of the manifests that may still be asked for, this one first.
    pub fn served(&self) -> impl Iterator<Item = String> {
        std::iter::once(self.digest()).chain(self.previous.iter().map(|earlier| earlier.digest.clone()))
    }

    /// The names of all objects that are still needed: by this manifest, and by those before it that may be asked for.
    #[must_use]
    pub fn needed(&self) -> BTreeSet<String> {
        let earlier = self.previous.iter().flat_map(|earlier| earlier.objects.iter().cloned());
        self.objects().map(str::to_owned).chain(earlier).collect()
    }

    /// When it was made.
    #[must_use]
    pub const fn made_at(&self) -> Timestamp {
        Timestamp::from_millis(self.made_ms)
    }

    /// When the index was last made from all products.
    #[must_use]
    pub const fn rebuilt_at(&self) -> Timestamp {
        Timestamp::from_millis(self.rebuilt_ms)
    }

    /// How many products are in it.
    #[must_use]
    pub const fn products(&self) -> u64 {
        self.products
    }

    /// Which manifest of this index it is, from 1.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The manifest after `before`: it keeps the two before it readable.
    #[must_use]
    pub(crate) fn after(mut self, before: Option<&Self>) -> Self {
        self.sequence = before.map_or(1, |before| before.sequence + 1);
        let earlier = before
            .map(|before| Earlier { digest: before.digest(), objects: before.objects().map(str::to_owned).collect() });
        let older = before.map_or(&[][..], |before| &before.previous);
        self.previous = earlier.into_iter().chain(older.iter().cloned()).take(KEPT).collect();
        self
    }
}

/// The SHA-256 of some bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(Digest::sha256(bytes).bytes())
}
