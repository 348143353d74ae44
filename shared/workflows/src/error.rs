//! Why a check of an account ended.

use aws::AwsError;
use domain::accounts::{AccountError, HashError};

/// A check of an account that was not passed, or could not be made.
#[derive(Debug, thiserror::Error)]
pub enum AccountCheckError {
    /// The rules of accounts refuse it.
    #[error(transparent)]
    Refused(#[from] AccountError),
    /// AWS did not do what was asked.
    #[error(transparent)]
    AwsError(#[from] AwsError),
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
}
