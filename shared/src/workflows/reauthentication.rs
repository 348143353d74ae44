//! The password once more, from whoever is logged in: for what a stolen access token must not do.

use crate::{
    accounts::{Account, AccountError, HashCost, Password, PasswordCheck, RateLimitKey},
    aws::AccountsTable,
    context::{AppContext, Random, StartError},
    http::Problem,
    kernel::{Timestamp, UserId},
    workflows::{attempts, passwords},
};

/// Asks for the password once more.
#[derive(Debug)]
pub struct Reauthentication {
    accounts: AccountsTable,
    random: Random,
    hash_cost: HashCost,
}

impl Reauthentication {
    /// At the shop's own hash cost.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let accounts = AccountsTable::new(context)?;
        Ok(Self { accounts, random: context.random.clone(), hash_cost: HashCost::SHOP })
    }

    /// The same at another hash cost: for tests.
    #[must_use]
    pub fn with_hash_cost(self, hash_cost: HashCost) -> Self {
        Self { hash_cost, ..self }
    }

    /// What new hashes cost here.
    #[must_use]
    pub const fn hash_cost(&self) -> HashCost {
        self.hash_cost
    }

    /// The account of `user`. An access token outlives a closed account by minutes: then the session has ended.
    pub async fn account(&self, user: &UserId) -> Result<Account, Problem> {
        let profile = self.accounts.profile(user).await?.ok_or(AccountError::SessionEnded)?;
        let account = self.accounts.account(&profile.email.digest()).await?;
        Ok(account.filter(|account| account.user == *user).ok_or(AccountError::SessionEnded)?)
    }

    /// Nothing, if `password` is the password of `account`. The attempt is counted before the hash, by the person: nobody
    /// else can use up these attempts.
    pub async fn confirm(&self, account: &Account, password: Password, now: Timestamp) -> Result<(), Problem> {
        let limited = [RateLimitKey::Reauthentication(&account.user)];
        let counted = attempts::count(&self.accounts, &limited, &self.random, now).await?;
        match passwords::verify(password, account.password_hash.clone(), self.hash_cost).await? {
            PasswordCheck::Match | PasswordCheck::MatchNeedsRehash => {
                attempts::refund_attempts(&self.accounts, &counted).await
            }
            PasswordCheck::Mismatch => return Err(AccountError::WrongPassword.into()),
        }
        Ok(())
    }
}
