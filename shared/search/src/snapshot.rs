//! An index as bytes: a manifest and its objects, and the engine's directory made of them and taken apart into them.

use std::{collections::BTreeMap, io::Write as _, path::Path, sync::Arc};

use domain::kernel::Timestamp;
use tantivy::{
    Directory as _, Index, IndexSettings,
    directory::{RamDirectory, TerminatingWrite as _},
};

use crate::{
    manifest::{FileIn, Manifest, Object, Unreadable, hex},
    schema::Fields,
};

/// The engine's list of segments.
const META: &str = "meta.json";
/// The most bytes of one index: what a function can hold in memory.
const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// Bytes of objects by their names.
pub type Objects = BTreeMap<String, Arc<Vec<u8>>>;

/// An index at one moment, complete.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What it is made of.
    pub manifest: Manifest,
    /// Its objects; of a snapshot that was just made also those that are new.
    pub objects: Objects,
}

impl Snapshot {
    /// The same index as the one that follows `before`, made of rows that were read from `rebuilt` on.
    #[must_use]
    pub fn following(self, before: Option<&Manifest>, rebuilt: Timestamp) -> Self {
        let manifest = Manifest { rebuilt_ms: rebuilt.millis(), ..self.manifest };
        Self { manifest: manifest.after(before), ..self }
    }

    /// The engine's index over the snapshot's files, in memory. Each object is held against its name first, so nothing that is
    /// cut off or mixed up is ever read.
    pub(crate) fn open(&self, fields: &Fields) -> Result<Opened, Unreadable> {
        if self.manifest.fingerprint != fields.fingerprint() {
            return Err(Unreadable::Format);
        }
        if self.manifest.objects.iter().map(|object| object.bytes).sum::<u64>() > MAX_BYTES {
            return Err(Unreadable::Engine("it is too large for memory".to_owned()));
        }
        let directory = RamDirectory::create();
        for object in &self.manifest.objects {
            let broken = || Unreadable::Object(object.digest.clone());
            let bytes =
                self.objects.get(&object.digest).filter(|bytes| hex(bytes) == object.digest).ok_or_else(broken)?;
            for file in &object.files {
                let content = bytes.get(file.from..file.to).ok_or_else(broken)?;
                write(&directory, &file.name, content).map_err(|error| Unreadable::Engine(error.to_string()))?;
            }
        }
        let engine = |error: &dyn std::fmt::Display| Unreadable::Engine(error.to_string());
        directory.atomic_write(Path::new(META), self.manifest.meta.as_bytes()).map_err(|error| engine(&error))?;
        let index = Index::open(directory.clone()).map_err(|error| engine(&error))?;
        if index.schema() == fields.schema { Ok(Opened { index, directory }) } else { Err(Unreadable::Format) }
    }
}

/// An index of the engine, and its files as they are: the engine itself shows them without their checksums.
pub(crate) struct Opened {
    pub(crate) index: Index,
    pub(crate) directory: RamDirectory,
}

impl Opened {
    /// An index without documents.
    pub(crate) fn empty(fields: &Fields) -> tantivy::Result<Self> {
        let directory = RamDirectory::create();
        let index = Index::create(directory.clone(), fields.schema.clone(), IndexSettings::default())?;
        Ok(Self { index, directory })
    }

    /// The bytes of a file.
    pub(crate) fn read(&self, name: &str) -> tantivy::Result<Vec<u8>> {
        let file = self.directory.open_read(Path::new(name))?;
        Ok(file.read_bytes()?.as_slice().to_vec())
    }
}

fn write(directory: &RamDirectory, name: &str, content: &[u8]) -> std::io::Result<()> {
    let mut file = directory.open_write(Path::new(name)).map_err(std::io::Error::other)?;
    file.write_all(content)?;
    file.terminate()
}

/// An object that holds some files. `nonce` makes it another one than all before, so that none is ever written twice.
pub(crate) fn pack(nonce: &str, files: &[(String, Vec<u8>)]) -> (Object, Vec<u8>) {
    let mut bytes = format!("{nonce}\n").into_bytes();
    let mut parts = Vec::new();
    for (name, content) in files {
        let from = bytes.len();
        bytes.extend_from_slice(content);
        parts.push(FileIn { name: name.clone(), from, to: bytes.len() });
    }
    let object = Object { digest: hex(&bytes), bytes: bytes.len() as u64, files: parts };
    (object, bytes)
}

/// What the engine says of its segments now.
pub(crate) fn meta(index: &Index) -> tantivy::Result<String> {
    let meta = index.directory().atomic_read(Path::new(META))?;
    Ok(String::from_utf8_lossy(&meta).into_owned())
}

/// The files of each segment that exist, by name.
pub(crate) fn files(index: &Index) -> tantivy::Result<Vec<Vec<String>>> {
    let of_segment = |segment: &tantivy::SegmentMeta| {
        let mut names: Vec<String> = segment
            .list_files()
            .into_iter()
            .filter(|path| index.directory().exists(path).unwrap_or(false))
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    Ok(index.searchable_segment_metas()?.iter().map(of_segment).collect())
}
