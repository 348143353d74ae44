//! `POST /v1/login`: a good password opens a session. Every refusal costs and looks the same, whoever it is about.

use backroom::{
    accounts::{Account, Attempt, HashCost, HashError, Password, PasswordHash, Refusal, Verdict},
    aws::{AccountsTable, Unavailable},
    http::{Field, Problem, Request, Response},
    kernel::{Email, EmailDigest, Timestamp},
    lambda::HttpFunction,
    planted::{self, Bug},
    workflows::{passwords, sessions::TokenIssuer},
    world::{Clock, Random, StartError, World},
};
use serde::Deserialize;

/// The function.
#[derive(Debug)]
pub struct LogIn {
    accounts: AccountsTable,
    issuer: TokenIssuer,
    clock: Clock,
    random: Random,
    hash_cost: HashCost,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    email: Field<String>,
    #[serde(default)]
    password: Field<String>,
}

/// This attempt, as it counts for the account and for where it comes from.
struct Attempts {
    on_account: Attempt,
    from_source: Attempt,
}

impl HttpFunction for LogIn {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self {
            accounts: AccountsTable::new(world)?,
            issuer: TokenIssuer::start(world).await?,
            clock: world.clock.clone(),
            random: world.random.clone(),
            hash_cost: HashCost::SHOP,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let body: Body = request.json()?;
        let email = Email::parse(&body.email.required("/email")?).ok_or(Refusal::InvalidEmail)?;
        let password = Password::offered(&body.password.required("/password")?).ok_or(Refusal::InvalidCredentials)?;

        let now = self.clock.now();
        let attempts = Attempts {
            on_account: Attempt::on_account(&email.digest(), &self.random, now),
            from_source: Attempt::from_source(request.source_address(), &self.random, now),
        };
        let (account, verdict) = if planted::is(Bug::AttemptsCountedLate) {
            self.check_and_count(&email, &password, &attempts, now).await?
        } else {
            // Three calls in flight make a large future: it is kept off the stack.
            let account = Box::pin(self.count_and_find(&email, &attempts, now)).await?;
            self.check(account, &password).await?
        };

        let session = self.issuer.open(&account.buyer, account.role, now);
        let stronger = async {
            if verdict == Verdict::RightButWeak {
                self.rehash(&account, password).await;
            }
        };
        let (stored, (), ()) = tokio::join!(self.accounts.put_session(&session), self.give_back(&attempts), stronger);
        stored?;
        Ok(self.issuer.tokens(&session.token, session.role, now).into_response())
    }
}

impl LogIn {
    /// The same function, hashing at another cost than the shop's: for tests.
    #[must_use]
    pub fn with_hash_cost(self, hash_cost: HashCost) -> Self {
        Self { hash_cost, ..self }
    }

    /// Counts the attempt and reads the account, in one round trip. Too many attempts end here, before any hashing.
    async fn count_and_find(
        &self,
        email: &Email,
        attempts: &Attempts,
        now: Timestamp,
    ) -> Result<Option<Account>, Problem> {
        let digest = email.digest();
        let (on_account, from_source, account) = tokio::join!(
            self.accounts.count_attempt(&attempts.on_account),
            self.accounts.count_attempt(&attempts.from_source),
            self.accounts.account(&digest),
        );
        attempts.on_account.allowed(&on_account?, now)?;
        attempts.from_source.allowed(&from_source?, now)?;
        Ok(account?)
    }

    /// What [`Bug::AttemptsCountedLate`] does: the same two steps, the wrong way round.
    async fn check_and_count(
        &self,
        email: &Email,
        password: &Password,
        attempts: &Attempts,
        now: Timestamp,
    ) -> Result<(Account, Verdict), Problem> {
        let account = self.accounts.account(&email.digest()).await?;
        let checked = self.check(account, password).await;
        Box::pin(self.count_and_find(email, attempts, now)).await?;
        checked
    }

    /// The account, if it is verified and `password` is its password. One hash is computed in any case.
    async fn check(&self, account: Option<Account>, password: &Password) -> Result<(Account, Verdict), Problem> {
        let account = account.filter(Account::is_verified);
        let hash = match &account {
            Some(account) => account.password_hash.clone(),
            None if planted::is(Bug::DummyHashSkipped) => return Err(Refusal::InvalidCredentials.into()),
            None => self.nobodys_hash()?,
        };
        let verdict = match passwords::verify(password.clone(), hash, self.hash_cost).await {
            Ok(verdict) => verdict,
            Err(error) => {
                let whose = account.as_ref().map(|account| account.email.digest());
                let whose = whose.as_ref().map(EmailDigest::as_str);
                tracing::error!(account = whose, %error, "a stored password hash is damaged: its owner cannot log in");
                passwords::verify(password.clone(), self.nobodys_hash()?, self.hash_cost).await?
            }
        };
        match (account, verdict) {
            (Some(account), Verdict::Right | Verdict::RightButWeak) => Ok((account, verdict)),
            (_, Verdict::Wrong) | (None, _) => Err(Refusal::InvalidCredentials.into()),
        }
    }

    fn nobodys_hash(&self) -> Result<PasswordHash, HashError> {
        PasswordHash::of_nothing(self.random.bytes(), self.hash_cost)
    }

    /// Gives the attempt back: only failures count. Should that fail, too, it counts as one.
    async fn give_back(&self, attempts: &Attempts) {
        let (account, source) = tokio::join!(
            self.accounts.give_back(&attempts.on_account),
            self.accounts.give_back(&attempts.from_source),
        );
        if let Err(error) = account.and(source) {
            tracing::warn!(%error, "an attempt that succeeded stays counted");
        }
    }

    /// Stores a hash as strong as the shop asks by now. Should that fail, the next log-in tries again.
    async fn rehash(&self, account: &Account, password: Password) {
        let stronger = async {
            let hash = passwords::hash(password, &self.random, self.hash_cost).await;
            let hash = hash.map_err(|error| Unavailable::new("passwords.hash", &error))?;
            self.accounts.replace_hash(&account.email.digest(), &account.password_hash, &hash).await
        };
        if let Err(error) = stronger.await {
            tracing::warn!(%error, "a weak password hash stays");
        }
    }
}
