//! Bytes: of a binary, and of the archive that Lambda gets.

use std::{fs, io::Write as _};

use flate2::{Compression, write::DeflateEncoder};

use crate::{candidate::Candidate, error::BenchError};

/// What a zip archive of one file called `bootstrap` holds beside the file's compressed bytes.
const ENVELOPE: u64 = 30 + 9 + 46 + 9 + 22;

/// Bytes; none for an interpreter with its modules.
#[derive(Debug)]
pub(crate) struct Size {
    pub(crate) name: &'static str,
    pub(crate) bytes: Option<Bytes>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes {
    pub(crate) binary: u64,
    pub(crate) zip: u64,
}

pub(crate) fn of(candidate: &Candidate) -> Size {
    Size { name: candidate.name, bytes: candidate.native.then(|| bytes(candidate).ok()).flatten() }
}

pub(crate) fn bytes(candidate: &Candidate) -> Result<Bytes, BenchError> {
    let file = &candidate.command[0];
    let error = |error| BenchError::at(file.display(), error);
    let binary = fs::read(file).map_err(error)?;
    let mut archive = DeflateEncoder::new(Vec::new(), Compression::default());
    archive.write_all(&binary).map_err(error)?;
    let compressed = archive.finish().map_err(error)?;
    Ok(Bytes { binary: binary.len() as u64, zip: compressed.len() as u64 + ENVELOPE })
}
