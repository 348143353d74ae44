//! An account: a proven address, a password, and a person.

use super::{PasswordHash, Role};
use crate::kernel::{Email, Text, Timestamp, UserId};

/// How people want to be called.
pub type DisplayName = Text<100>;

/// An account's session epoch: how often all of its sessions were ended at once. A session, a mailed reset token and a
/// pending e-mail change carry the epoch under which they were made, and are void under any other. So one write ends
/// all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionEpoch(pub u64);

impl SessionEpoch {
    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// An account, stored under the digest of its proven address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The address, which is the account's key by its digest.
    pub email: Email,
    /// The person.
    pub user: UserId,
    /// The password's hash.
    pub password_hash: PasswordHash,
    /// What the person may do.
    pub role: Role,
    /// Which sessions are alive.
    pub session_epoch: SessionEpoch,
    /// When it was signed up for.
    pub created: Timestamp,
    /// Since when nobody may log in to it.
    pub blocked: Option<Timestamp>,
}

/// The profile of a user: everything but the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The proven address: where the shop writes to.
    pub email: Email,
    /// How the person wants to be called.
    pub name: Option<DisplayName>,
    /// What the person may do.
    pub role: Role,
    /// Which sessions are alive.
    pub session_epoch: SessionEpoch,
    /// The session epoch that began when the password was last changed.
    pub password_since: SessionEpoch,
}

/// The outcome of changing an account in one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChange {
    /// Everything was written.
    Applied,
    /// The code or token was used already, or the new address is taken: nothing was written.
    CodeUsed,
    /// The session that asked for the change has ended: nothing was written.
    SessionEnded,
    /// Another request changed the account at the same moment: nothing was written.
    Conflict,
}
