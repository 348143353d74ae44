//! The error of a failed AWS call, which is not the caller's fault.

use std::error::Error;

/// A call to AWS that failed after its retries. Whether it took effect is unknown unless the operation says otherwise.
#[derive(Debug, thiserror::Error)]
#[error("{operation}: {reason}")]
pub struct AwsError {
    /// The call, in plain words: `orders.place`.
    pub operation: &'static str,
    /// The chain of causes, for the operator: in a service's refusal its code, never its message, which may repeat what it
    /// was sent.
    pub reason: String,
}

impl AwsError {
    /// The failure of `operation` with its chain of causes.
    pub fn new(operation: &'static str, error: &(dyn Error + 'static)) -> Self {
        Self { operation, reason: chain(error) }
    }

    /// A failure that has no cause to show.
    pub fn because(operation: &'static str, reason: impl Into<String>) -> Self {
        Self { operation, reason: reason.into() }
    }
}

/// What the SDK calls an answer that refuses: the next cause is the service's own, code and message.
const REFUSED: &str = "service error";

/// Each cause in its own words; after a service's code, nothing.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut words = Vec::new();
    let mut cause = Some(error);
    while let Some(error) = cause {
        let text = error.to_string();
        let is_the_services_own = words.last().is_some_and(|word| word == REFUSED);
        if is_the_services_own {
            words.push(text.split(':').next().unwrap_or_default().to_owned());
            break;
        }
        words.push(text);
        cause = error.source();
    }
    words.join(": ")
}
