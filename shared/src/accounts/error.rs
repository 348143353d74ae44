//! What accounts refuse.

use super::InvalidPassword;
use crate::kernel::InvalidText;

/// Why accounts refuse a request. Each is the same to the caller whatever lies behind it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// Not an e-mail address.
    #[error("not an e-mail address")]
    InvalidEmail,
    /// Not a password that the shop takes.
    #[error("the password {0}")]
    InvalidPassword(InvalidPassword),
    /// Not the code, not any more, or no account that waits for one.
    #[error("the code is not valid")]
    InvalidCode,
    /// Not the password, or no account that can be logged in to.
    #[error("the e-mail address or the password is wrong")]
    InvalidCredentials,
    /// The account or the network has tried too often.
    #[error("too many attempts")]
    TooManyAttempts {
        /// Seconds until the next attempt counts again.
        retry_after_seconds: u64,
    },
    /// Not the password of whoever is logged in.
    #[error("the password is wrong")]
    WrongPassword,
    /// The account was changed by another request at the same moment.
    #[error("the account was changed meanwhile")]
    Conflict,
    /// The account has an order that has not ended.
    #[error("an order has not ended")]
    OrderUnderway,
    /// Not a name.
    #[error("the name {0}")]
    InvalidName(InvalidText),
    /// The session has ended, or never was.
    #[error("the session has ended")]
    SessionEnded,
}

impl From<InvalidPassword> for AccountError {
    fn from(error: InvalidPassword) -> Self {
        Self::InvalidPassword(error)
    }
}

impl From<super::InvalidRefreshToken> for AccountError {
    fn from(_: super::InvalidRefreshToken) -> Self {
        Self::SessionEnded
    }
}
