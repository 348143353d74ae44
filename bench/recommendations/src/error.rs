//! Why a measurement was not made.

use std::fmt::Display;

/// What went wrong, in words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct BenchError(pub(crate) String);

impl BenchError {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }

    pub(crate) fn at(place: impl Display, error: impl Display) -> Self {
        Self(format!("{place}: {error}"))
    }
}
