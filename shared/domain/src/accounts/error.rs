//! Errors of the accounts domain.

use super::InvalidPassword;
use crate::kernel::{InvalidEmail, InvalidText};

/// Why a request about an account is refused. The caller sees the same answer whatever the cause behind a variant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// Not an e-mail address that the shop takes.
    #[error("the e-mail address {0}")]
    InvalidEmail(InvalidEmail),
    /// Not a password that the shop takes.
    #[error("the password {0}")]
    InvalidPassword(InvalidPassword),
    /// Not the code, or it was used, voided or has expired.
    #[error("the code is not valid")]
    InvalidCode,
    /// Not a reset token, or one that was used, voided or has expired.
    #[error("the reset token is not valid")]
    InvalidResetToken,
    /// A wrong password, or no such account.
    #[error("the e-mail address or the password is wrong")]
    InvalidCredentials,
    /// The account or the network has tried too often.
    #[error("too many attempts")]
    TooManyAttempts {
        /// Seconds until the next attempt counts again.
        retry_after_seconds: u64,
    },
    /// Not the password of the user who is logged in.
    #[error("the password is wrong")]
    WrongPassword,
    /// The account was changed by another request at the same moment.
    #[error("the account was changed meanwhile")]
    Conflict,
    /// The account has an order that has not ended.
    #[error("an order has not ended")]
    OrderUnderway,
    /// Staff blocked the account.
    #[error("the account is blocked")]
    Blocked,
    /// The account is the shop's last owner.
    #[error("the shop has no other owner")]
    LastOwner,
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

impl From<InvalidEmail> for AccountError {
    fn from(error: InvalidEmail) -> Self {
        Self::InvalidEmail(error)
    }
}

impl From<super::InvalidRefreshToken> for AccountError {
    fn from(_: super::InvalidRefreshToken) -> Self {
        Self::SessionEnded
    }
}
