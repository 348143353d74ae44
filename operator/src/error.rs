//! What went wrong, in words that say what to do.

use std::process::ExitCode;

use app_context::StartError;
use aws::AwsError;

/// Why a command did not do what it should.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It was called wrongly.
    Usage(String),
    /// It was called well, and did not succeed.
    Failed(String),
}

impl Failure {
    /// 2 for a wrong call, else 1.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Usage(_) => 2,
            Self::Failed(_) => 1,
        })
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(words) | Self::Failed(words) => f.write_str(words),
        }
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Missing(name) => Self::Usage(format!("set {name} first; `backroom --help` says what it is")),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<AwsError> for Failure {
    fn from(error: AwsError) -> Self {
        let words = in_short(&error);
        Self::Failed(match advice(&error.reason) {
            Some(advice) => format!("{words}\n{advice}"),
            None => words,
        })
    }
}

/// The chain of causes without the program's own view of them, which the SDK appends in brackets.
pub(crate) fn in_short(error: &AwsError) -> String {
    let reason = error.reason.split(" (").next().unwrap_or_default();
    format!("{}: {reason}", error.operation)
}

/// What to do about the usual reasons.
pub(crate) fn advice(reason: &str) -> Option<&'static str> {
    let says = |words: &[&str]| words.iter().any(|word| reason.contains(word));
    if says(&["ResourceNotFound", "non-existent table"]) {
        Some("There is no such table in this account and region: check the --*-table flags and AWS_REGION.")
    } else if says(&["AccessDenied", "not authorized"]) {
        Some("These credentials may not do this: use those of an operator.")
    } else if says(&["UnrecognizedClient", "InvalidSignature", "InvalidAccessKeyId", "ExpiredToken", "redential"]) {
        Some("Check the AWS credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.")
    } else if says(&["dispatch error", "DispatchFailure", "imed out", "imeout"]) {
        Some("AWS does not answer: check the network, AWS_REGION and AWS_ENDPOINT_URL.")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_what_to_do_and_spares_the_reader_the_rest() {
        let reason = "service error: ResourceNotFoundException: Requested resource not found (ServiceError(..))";
        let words = Failure::from(AwsError::because("products.import", reason)).to_string();
        let first = "products.import: service error: ResourceNotFoundException: Requested resource not found\n";
        assert!(words.starts_with(first) && words.contains("check the --*-table flags"), "{words}");
    }

    #[test]
    fn a_wrong_call_is_told_from_a_failure() {
        assert_eq!(Failure::from(StartError::Missing("AWS_REGION")).exit_code(), ExitCode::from(2));
        assert_eq!(Failure::Failed(String::new()).exit_code(), ExitCode::from(1));
    }
}
