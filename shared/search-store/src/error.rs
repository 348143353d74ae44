//! What can go wrong with an index that lies elsewhere.

use aws::AwsError;
use search::Unreadable;

/// Why an index could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store did not answer as it should.
    #[error(transparent)]
    Aws(#[from] AwsError),
    /// What it holds cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// Others changed the index each time that this one tried to.
    #[error("the index was changed by others each time")]
    Contended,
}
