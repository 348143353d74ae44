//! An account: an address, a password, and whether the one is proven to belong to whoever chose the other.

use super::{PasswordHash, Refusal, Role, VerificationCode, code};
use crate::{
    kernel::{BuyerId, Email, Seconds, Timestamp},
    planted::{self, Bug},
    world::Random,
};

/// How long an account that nobody verifies is kept.
pub const UNVERIFIED_LIFETIME_SECONDS: Seconds = 7 * 24 * 60 * 60;

/// What is known under an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The address, which is the account's key by its digest.
    pub email: Email,
    /// The person.
    pub buyer: BuyerId,
    /// The password's hash.
    pub password_hash: PasswordHash,
    /// What the person may do.
    pub role: Role,
    /// When it was signed up for.
    pub created: Timestamp,
    /// Whether the address is proven.
    pub standing: Standing,
}

/// Whether an account's address is proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not yet: the mailbox was sent a code.
    Unverified {
        /// The code.
        code: VerificationCode,
        /// When it stops being good.
        expires: Timestamp,
    },
    /// Yes.
    Verified,
}

/// Where the shop writes to, and what the person may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The proven address.
    pub email: Email,
    /// What the person may do.
    pub role: Role,
}

impl Account {
    /// A buyer's account as it is signed up for at `now`: unverified, with a fresh code.
    #[must_use]
    pub fn new(email: Email, password_hash: PasswordHash, random: &Random, now: Timestamp) -> Self {
        let code = VerificationCode::fresh(random);
        let standing = Standing::Unverified { code, expires: now.plus_seconds(code::LIFETIME_SECONDS) };
        let buyer = BuyerId::from_digest(&random.digest());
        Self { email, buyer, password_hash, role: Role::Buyer, created: now, standing }
    }

    /// Whether its address is proven: only then can it be logged in to.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.standing == Standing::Verified
    }

    /// This account, if `offered` is its code and still good at `now`. All other reasons look alike.
    pub fn proven_by(self, offered: &VerificationCode, now: Timestamp) -> Result<Self, Refusal> {
        match &self.standing {
            Standing::Unverified { code, expires }
                if code == offered && (now < *expires || planted::is(Bug::ExpiryLeftToTtl)) =>
            {
                Ok(self)
            }
            Standing::Unverified { .. } | Standing::Verified => Err(Refusal::InvalidCode),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_376_589_708);

    fn account() -> Account {
        let email = Email::parse("ada@example.com").expect("an address");
        let random = Random::new(|bytes| bytes.fill(3));
        Account::new(email, PasswordHash::stored("$argon2id$..."), &random, NOW)
    }

    fn code() -> VerificationCode {
        match account().standing {
            Standing::Unverified { code, .. } => code,
            Standing::Verified => panic!("a new account is not verified"),
        }
    }

    #[test]
    fn the_mailed_code_proves_the_address_for_15_minutes() {
        assert!(account().proven_by(&code(), NOW).is_ok());
        assert!(account().proven_by(&code(), NOW.plus_seconds(899)).is_ok());
        assert_eq!(account().proven_by(&code(), NOW.plus_seconds(900)), Err(Refusal::InvalidCode));
    }

    #[test]
    fn another_code_proves_nothing_and_neither_does_any_once_it_is_proven() {
        let other = "00000001".parse().expect("a code");
        assert_eq!(account().proven_by(&other, NOW), Err(Refusal::InvalidCode));
        let verified = Account { standing: Standing::Verified, ..account() };
        assert_eq!(verified.proven_by(&code(), NOW), Err(Refusal::InvalidCode));
    }

    #[test]
    fn an_account_shows_neither_its_address_nor_its_code() {
        let shown = format!("{:?}", account());
        assert!(!shown.contains("ada") && !shown.contains(code().reveal()), "{shown}");
    }
}
