//! The password once more, from whoever is logged in: for what a stolen access token must not do.

use crate::{
    accounts::{Account, HashCost, Limited, Password, Refusal, Verdict},
    aws::AccountsTable,
    http::Problem,
    kernel::{BuyerId, Timestamp},
    workflows::{attempts, passwords},
    world::{Random, StartError, World},
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
    pub fn new(world: &World) -> Result<Self, StartError> {
        let accounts = AccountsTable::new(world)?;
        Ok(Self { accounts, random: world.random.clone(), hash_cost: HashCost::SHOP })
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

    /// The account of `buyer`. An access token outlives a closed account by minutes: then the session has ended.
    pub async fn account(&self, buyer: &BuyerId) -> Result<Account, Problem> {
        let profile = self.accounts.profile(buyer).await?.ok_or(Refusal::SessionEnded)?;
        let account = self.accounts.account(&profile.email.digest()).await?;
        Ok(account.filter(|account| account.buyer == *buyer).ok_or(Refusal::SessionEnded)?)
    }

    /// Nothing, if `password` is the password of `account`. The attempt is counted before the hash, by the person: nobody
    /// else can use up these attempts.
    pub async fn confirm(&self, account: &Account, password: Password, now: Timestamp) -> Result<(), Problem> {
        let limited = [Limited::Reauthentication(&account.buyer)];
        let counted = attempts::count(&self.accounts, &limited, &self.random, now).await?;
        match passwords::verify(password, account.password_hash.clone(), self.hash_cost).await? {
            Verdict::Right | Verdict::RightButWeak => attempts::give_back(&self.accounts, &counted).await,
            Verdict::Wrong => return Err(Refusal::WrongPassword.into()),
        }
        Ok(())
    }
}
