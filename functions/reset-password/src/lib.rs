//! `POST /v1/password-reset` has a code mailed to an address, if it has an account; whether it has, neither the answer nor the
//! work tells. `POST /v1/password-reset/confirm` takes the code, once, for a new password, and ends all sessions.

use backroom::{
    accounts::{Account, AccountChange, AccountError, HashCost, MailedCode, Password, RateLimitKey, VerificationCode},
    aws::{AccountsTable, Queue},
    context::{AppContext, Clock, Random, StartError},
    http::{Edge, Field, Problem, Request, Response, respond},
    kernel::{Email, Timestamp},
    lambda::HttpFunction,
    notifications::Notification,
    workflows::{attempts, passwords},
};
use serde::Deserialize;
use serde_json::json;

/// The function.
#[derive(Debug)]
pub struct ResetPassword {
    accounts: AccountsTable,
    notifications: Queue,
    clock: Clock,
    random: Random,
    edge: Edge,
    hash_cost: HashCost,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StartBody {
    #[serde(default)]
    email: Field<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfirmBody {
    #[serde(default)]
    email: Field<String>,
    #[serde(default)]
    code: Field<String>,
    #[serde(default)]
    password: Field<String>,
}

impl HttpFunction for ResetPassword {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            accounts: AccountsTable::new(context)?,
            notifications: Queue::named_by(context, "NOTIFICATIONS_QUEUE_URL")?,
            clock: context.clock.clone(),
            random: context.random.clone(),
            edge: Edge::new(&context.environment)?,
            hash_cost: HashCost::SHOP,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        match request.route() {
            "POST /v1/password-reset" => self.ask(&request).await,
            "POST /v1/password-reset/confirm" => self.confirm(&request).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl ResetPassword {
    /// The same function, hashing at another cost than the shop's: for tests.
    #[must_use]
    pub fn with_hash_cost(self, hash_cost: HashCost) -> Self {
        Self { hash_cost, ..self }
    }

    async fn ask(&self, request: &Request) -> Result<Response, Problem> {
        let body: StartBody = request.json()?;
        let email = Email::parse(&body.email.required("/email")?).ok_or(AccountError::InvalidEmail)?.digest();

        let now = self.clock.now();
        let limited =
            [RateLimitKey::PasswordReset(&email), RateLimitKey::PasswordResetFrom(self.edge.source_address(request))];
        attempts::count(&self.accounts, &limited, &self.random, now).await?;
        // The newest code takes the place of an older one: there is never more than one.
        self.accounts.create_password_reset(&email, &MailedCode::fresh(&self.random, now)).await?;
        let account = email.as_str().to_owned();
        self.notifications.send(&Notification::PasswordReset { version: Notification::VERSION, account }).await?;

        Ok(respond::json(202, &json!({ "status": "code_sent" })))
    }

    async fn confirm(&self, request: &Request) -> Result<Response, Problem> {
        let body: ConfirmBody = request.json()?;
        let email = Email::parse(&body.email.required("/email")?).ok_or(AccountError::InvalidEmail)?;
        let code = body.code.required("/code")?.parse().map_err(|_| AccountError::InvalidCode)?;
        let password = Password::parse(&body.password.required("/password")?, &email).map_err(AccountError::from)?;

        let (account, code) = self.try_code(&email, &code, self.clock.now()).await?;
        let hash = passwords::hash(password, &self.random, self.hash_cost).await?;
        let notice = Notification::password_changed(&account);
        self.notifications.send_after(&notice, Notification::UNTIL_CERTAIN_SECONDS).await?;
        match self.accounts.reset_password(&account, &code, &hash).await? {
            AccountChange::Applied => Ok(respond::empty(204)),
            AccountChange::CodeUsed => Err(AccountError::InvalidCode.into()),
            AccountChange::Conflict => Err(AccountError::Conflict.into()),
        }
    }

    /// The account that waits for `code`. The try is counted before the code is looked at.
    async fn try_code(
        &self,
        email: &Email,
        code: &VerificationCode,
        now: Timestamp,
    ) -> Result<(Account, MailedCode), Problem> {
        let (digest, attempt) = (email.digest(), self.random.digest().short());
        let mailed = self.accounts.attempt_password_reset(&digest, &attempt).await?.ok_or(AccountError::InvalidCode)?;
        mailed.proven_by(code, now)?;
        let account = self.accounts.account(&digest).await?.ok_or(AccountError::InvalidCode)?;
        Ok((account, mailed))
    }
}
