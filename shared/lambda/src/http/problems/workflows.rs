//! Errors of use cases as problem details.

use workflows::{AccountCheckError, PaymentServiceError};

use crate::http::Problem;

impl From<AccountCheckError> for Problem {
    fn from(error: AccountCheckError) -> Self {
        match error {
            AccountCheckError::Refused(error) => error.into(),
            AccountCheckError::AwsError(error) => error.into(),
            AccountCheckError::Hash(error) => error.into(),
        }
    }
}

impl From<PaymentServiceError> for Problem {
    fn from(error: PaymentServiceError) -> Self {
        Self::unavailable(error)
    }
}
