//! AWS did not do what was asked, for no fault of the caller.

use std::error::Error;

use aws_sdk_dynamodb::error::DisplayErrorContext;

/// A call to AWS that failed after its retries. Whether it took effect is unknown unless the operation says otherwise.
#[derive(Debug, thiserror::Error)]
#[error("{operation}: {reason}")]
pub struct Unavailable {
    /// The call, in plain words: `orders.place`.
    pub operation: &'static str,
    /// The chain of causes, for the operator.
    pub reason: String,
}

impl Unavailable {
    /// The failure of `operation` with its chain of causes.
    pub fn new(operation: &'static str, error: &(impl Error + ?Sized)) -> Self {
        Self { operation, reason: format!("{}", DisplayErrorContext(error)) }
    }

    /// A failure that has no cause to show.
    pub fn because(operation: &'static str, reason: impl Into<String>) -> Self {
        Self { operation, reason: reason.into() }
    }
}
