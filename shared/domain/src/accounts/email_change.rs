//! Changing the address of an account.

use super::{Account, AccountError, MailedCode, SessionEpoch, VerificationCode};
use crate::kernel::{Email, Seconds, SessionId, Timestamp, UserId};

/// How long a pending change, and the record of one that was applied, are kept.
pub const EMAIL_CHANGE_LIFETIME_SECONDS: Seconds = 24 * 60 * 60;

/// A pending change of an account's address, until the new mailbox proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailChange {
    /// Whose account it is.
    pub user: UserId,
    /// The session that asked. Only that session confirms the change, and only while it is alive.
    pub session: SessionId,
    /// The account's session epoch at the request. Whatever ends all sessions voids the change, too.
    pub session_epoch: SessionEpoch,
    /// The present address.
    pub from: Email,
    /// The new address.
    pub to: Email,
    /// The code mailed to the new address.
    pub code: MailedCode,
}

impl EmailChange {
    /// Whether `code` applies this change to `account` at `now`.
    pub fn check(&self, account: &Account, code: &VerificationCode, now: Timestamp) -> Result<(), AccountError> {
        self.code.proven_by(code, now)?;
        let is_current = account.session_epoch == self.session_epoch && account.email == self.from;
        if is_current { Ok(()) } else { Err(AccountError::InvalidCode) }
    }
}

/// A change that was applied, kept until both mailboxes have been told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailMove {
    /// The former address.
    pub from: Email,
    /// The present address.
    pub to: Email,
    /// When it was applied.
    pub at: Timestamp,
}
