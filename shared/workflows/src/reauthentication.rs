//! Steps that a stolen access token must not take: they need a session that is alive, and most of them the password again.

use app_context::{AppContext, StartError};
use aws::AccountsTable;
use domain::{
    accounts::{Account, AccountError, HashCost, Identity, Password, PasswordCheck, RateLimitKey},
    kernel::{Random, Timestamp},
};

use crate::{AccountCheckError, attempts, passwords};

/// Checks the session and the password again.
#[derive(Debug)]
pub struct Reauthentication {
    accounts: AccountsTable,
    random: Random,
    hash_cost: HashCost,
}

impl Reauthentication {
    /// At the hash cost of the context.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let accounts = AccountsTable::new(context)?;
        Ok(Self { accounts, random: context.random.clone(), hash_cost: context.hash_cost })
    }

    /// What new hashes cost here.
    #[must_use]
    pub const fn hash_cost(&self) -> HashCost {
        self.hash_cost
    }

    /// The account of the user behind `identity`. 401 if the session of the access token has ended, or the account was
    /// closed: an access token outlives both by minutes.
    pub async fn account(&self, identity: &Identity, now: Timestamp) -> Result<Account, AccountCheckError> {
        let profile = self.accounts.profile_in_session(identity, now).await?.ok_or(AccountError::SessionEnded)?;
        let account = self.accounts.account(&profile.email.digest()).await?;
        Ok(account.filter(|account| account.user == identity.user).ok_or(AccountError::SessionEnded)?)
    }

    /// Checks that `password` is the password of `account`. The attempt is counted for the user before the hash, so
    /// strangers cannot use up these attempts.
    pub async fn confirm(
        &self,
        account: &Account,
        password: Password,
        now: Timestamp,
    ) -> Result<(), AccountCheckError> {
        let limited = [RateLimitKey::Reauthentication(&account.user)];
        let counted = attempts::count(&self.accounts, &limited, &self.random, now).await?;
        match passwords::verify(password, account.password_hash.clone(), self.hash_cost).await? {
            PasswordCheck::Match | PasswordCheck::MatchNeedsRehash => {
                attempts::refund_attempts(&self.accounts, &counted).await;
            }
            PasswordCheck::Mismatch => return Err(AccountError::WrongPassword.into()),
        }
        Ok(())
    }
}
