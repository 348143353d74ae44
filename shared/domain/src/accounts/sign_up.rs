//! A sign-up: an address and a password that wait for the mailbox to prove that they belong together.
//!
//! Each sign-up waits under an identifier of its own, known only to whoever signed up. Its code confirms this sign-up and
//! its password, and no other: however many strangers sign up with one address, a mailed code never confirms the password
//! of one of them, unless it is handed to them.

use super::{Account, MailedCode, PasswordHash, Role, SessionEpoch};
use crate::kernel::{Email, Random, Seconds, SignUpId, Timestamp, UserId};

/// How long a sign-up is kept.
pub const SIGN_UP_LIFETIME_SECONDS: Seconds = 24 * 60 * 60;

/// A sign-up as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignUp {
    /// Its identifier.
    pub id: SignUpId,
    /// The address, which is not proven yet.
    pub email: Email,
    /// The password's hash.
    pub password_hash: PasswordHash,
    /// What proves it.
    pub code: MailedCode,
    /// When it was made.
    pub created: Timestamp,
}

impl SignUp {
    /// A sign-up made at `now`, with a fresh code.
    #[must_use]
    pub fn new(email: Email, password_hash: PasswordHash, random: &Random, now: Timestamp) -> Self {
        let id = SignUpId::from_digest(&random.digest());
        Self { id, email, password_hash, code: MailedCode::fresh(random, now), created: now }
    }

    /// The user's account that it becomes once its code has proven the address.
    #[must_use]
    pub fn into_account(self, random: &Random) -> Account {
        Account {
            email: self.email,
            user: UserId::from_digest(&random.digest()),
            password_hash: self.password_hash,
            role: Role::Buyer,
            blocked: None,
            session_epoch: SessionEpoch::default(),
            created: self.created,
        }
    }
}
