//! `POST /v1/login`: a right password opens a session. All failures have the same timing and response.

use app_context::{AppContext, Clock, StartError};
use aws::{AccountsTable, AwsError};
use domain::{
    accounts::{
        Account, AccountError, Attempt, HashCost, HashError, KnownDevice, Password, PasswordCheck, PasswordHash,
        RateLimitKey,
    },
    kernel::{EmailDigest, Random, Secret, Timestamp},
};
use lambda::{
    HttpFunction,
    http::{Edge, Field, FieldErrors, Problem, Request, Response, members, respond},
};
use serde::Deserialize;
use workflows::{attempts, passwords, sessions::TokenIssuer};

/// The function.
#[derive(Debug)]
pub struct LogIn {
    accounts: AccountsTable,
    issuer: TokenIssuer,
    clock: Clock,
    random: Random,
    edge: Edge,
    hash_cost: HashCost,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    email: Field<String>,
    #[serde(default)]
    password: Field<String>,
    #[serde(default)]
    device_token: Field<String>,
}

/// The account that is asked for, and where the request comes from.
struct Caller<'a> {
    email: EmailDigest,
    source_address: &'a str,
    /// A device that has logged in to the account before. Its attempts are counted on their own, so that strangers cannot
    /// keep the owner out.
    device: Option<KnownDevice>,
    now: Timestamp,
}

impl HttpFunction for LogIn {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            accounts: AccountsTable::new(context)?,
            issuer: TokenIssuer::start(context).await?,
            clock: context.clock.clone(),
            random: context.random.clone(),
            edge: Edge::new(&context.environment)?,
            hash_cost: context.hash_cost,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let body: Body = request.json()?;
        let mut errors = FieldErrors::default();
        let email = errors.take(members::email(body.email));
        let password = errors.take(body.password.required("/password"));
        let (Some(email), Some(password)) = (email, password) else { return Err(errors.into()) };
        let password = Password::offered(&password).ok_or(AccountError::InvalidCredentials)?;

        let given = body.device_token.into_option();
        let (digest, now) = (email.digest(), self.clock.now());
        let device = given.as_deref().and_then(|token| self.issuer.devices().recognise(&digest, token));
        let device_token = given.filter(|_| device.is_some()).map(Secret::new);
        let caller = Caller { email: digest, source_address: self.edge.source_address(&request), device, now };
        let (account, attempts, verdict) = self.admit(&caller, &password).await?;
        // Only who knows the password learns that.
        if account.blocked.is_some() {
            return Err(AccountError::Blocked.into());
        }

        let session = self.issuer.open(&account, request.header("user-agent").unwrap_or_default(), now);
        let stronger = async {
            if verdict == PasswordCheck::MatchNeedsRehash {
                self.rehash(&account, password).await;
            }
        };
        let refund_attempts = attempts::refund_attempts(&self.accounts, &attempts);
        let (stored, (), ()) = tokio::join!(self.accounts.put_session(&session), refund_attempts, stronger);
        stored?;
        let device_token = device_token.unwrap_or_else(|| self.issuer.device_token(&caller.email));
        Ok(respond::uncached(&self.issuer.tokens(&session.token, session.role, now).with_device(device_token)))
    }
}

impl LogIn {
    /// Counts the attempt, then looks at the password: the account, and the attempts to give back.
    async fn admit(
        &self,
        caller: &Caller<'_>,
        password: &Password,
    ) -> Result<(Account, Vec<Attempt>, PasswordCheck), Problem> {
        // Several calls in flight make a large future: it is kept off the stack.
        let (account, attempts) = Box::pin(self.count_and_find(caller)).await?;
        let (account, verdict) = self.check(account, password).await?;
        Ok((account, attempts, verdict))
    }

    /// Counts the attempt and reads the account, in one round trip. Too many attempts end here, before any hashing.
    async fn count_and_find(&self, caller: &Caller<'_>) -> Result<(Option<Account>, Vec<Attempt>), Problem> {
        let limited = match &caller.device {
            Some(device) => vec![RateLimitKey::LogInFromKnownDevice(device)],
            None => vec![RateLimitKey::LogIn(&caller.email), RateLimitKey::LogInFrom(caller.source_address)],
        };
        let counted = attempts::count(&self.accounts, &limited, &self.random, caller.now);
        let (counted, account) = tokio::join!(counted, self.accounts.account(&caller.email));
        Ok((account?, counted?))
    }

    /// The account, if there is one and `password` is its password. One hash is computed in any case.
    async fn check(&self, account: Option<Account>, password: &Password) -> Result<(Account, PasswordCheck), Problem> {
        let hash = match &account {
            Some(account) => account.password_hash.clone(),
            None => self.dummy_hash()?,
        };
        let verdict = match passwords::verify(password.clone(), hash, self.hash_cost).await {
            Ok(verdict) => verdict,
            Err(error) => {
                let whose = account.as_ref().map(|account| account.email.digest());
                let whose = whose.as_ref().map(EmailDigest::as_str);
                tracing::error!(account = whose, %error, "a stored password hash is damaged: its owner cannot log in");
                passwords::verify(password.clone(), self.dummy_hash()?, self.hash_cost).await?
            }
        };
        match (account, verdict) {
            (Some(account), PasswordCheck::Match | PasswordCheck::MatchNeedsRehash) => Ok((account, verdict)),
            (_, PasswordCheck::Mismatch) | (None, _) => Err(AccountError::InvalidCredentials.into()),
        }
    }

    fn dummy_hash(&self) -> Result<PasswordHash, HashError> {
        PasswordHash::dummy(self.random.bytes(), self.hash_cost)
    }

    /// Replaces a weak hash by one of the present cost. If that fails, the next log-in tries again.
    async fn rehash(&self, account: &Account, password: Password) {
        let stronger = async {
            let hash = passwords::hash(password, &self.random, self.hash_cost).await;
            let hash = hash.map_err(|error| AwsError::new("passwords.hash", &error))?;
            self.accounts.replace_hash(&account.email.digest(), &account.password_hash, &hash).await
        };
        if let Err(error) = stronger.await {
            tracing::warn!(%error, "a weak password hash stays");
        }
    }
}
