//! Moving an account to another address.

use super::MailedCode;
use crate::kernel::{Email, Seconds, Timestamp, UserId};

/// How long a wish for another address, and the record of a move, are kept.
pub const EMAIL_CHANGE_LIFETIME_SECONDS: Seconds = 24 * 60 * 60;

/// A wish for another address, until the mailbox proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailChange {
    /// Whose account it is.
    pub user: UserId,
    /// The address that it has.
    pub from: Email,
    /// The address that it shall have.
    pub to: Email,
    /// What proves that one.
    pub code: MailedCode,
}

/// A move that was made, kept until both mailboxes have been told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailMove {
    /// The address that the account had.
    pub from: Email,
    /// The address that it has.
    pub to: Email,
    /// When.
    pub at: Timestamp,
}
