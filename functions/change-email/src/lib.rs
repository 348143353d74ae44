//! `POST /v1/me/email` has a code mailed to the address to which an account shall move, and a notice to the one it has.
//! `POST /v1/me/email/confirm` takes the code, once, and moves the account. Whether the new address has an account already,
//! only its mailbox learns.

use backroom::{
    accounts::{AccountChange, AccountError, EmailChange, HashCost, MailedCode, Password, VerificationCode},
    aws::{AccountsTable, Queue},
    context::{AppContext, Random, StartError},
    http::{Authenticator, Field, Problem, Request, Response, respond},
    kernel::{Email, Timestamp, UserId},
    lambda::HttpFunction,
    notifications::Notification,
    workflows::Reauthentication,
};
use serde::Deserialize;
use serde_json::json;

/// The function.
#[derive(Debug)]
pub struct ChangeEmail {
    authenticator: Authenticator,
    accounts: AccountsTable,
    reauthentication: Reauthentication,
    notifications: Queue,
    random: Random,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StartBody {
    #[serde(default)]
    email: Field<String>,
    #[serde(default)]
    password: Field<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfirmBody {
    #[serde(default)]
    code: Field<String>,
}

impl HttpFunction for ChangeEmail {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            authenticator: Authenticator::new(context)?,
            accounts: AccountsTable::new(context)?,
            reauthentication: Reauthentication::new(context)?,
            notifications: Queue::named_by(context, "NOTIFICATIONS_QUEUE_URL")?,
            random: context.random.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let user = self.authenticator.require_user(&request)?;
        let now = self.authenticator.now();
        match request.route() {
            "POST /v1/me/email" => self.ask(&request, &user, now).await,
            "POST /v1/me/email/confirm" => self.confirm(&request, &user, now).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl ChangeEmail {
    /// The same function, hashing at another cost than the shop's: for tests.
    #[must_use]
    pub fn with_hash_cost(self, hash_cost: HashCost) -> Self {
        Self { reauthentication: self.reauthentication.with_hash_cost(hash_cost), ..self }
    }

    async fn ask(&self, request: &Request, user: &UserId, now: Timestamp) -> Result<Response, Problem> {
        let body: StartBody = request.json()?;
        let to = Email::parse(&body.email.required("/email")?).ok_or(AccountError::InvalidEmail)?;
        let password = Password::offered(&body.password.required("/password")?).ok_or(AccountError::WrongPassword)?;

        let account = self.reauthentication.account(user).await?;
        self.reauthentication.confirm(&account, password, now).await?;
        let code = MailedCode::fresh(&self.random, now);
        let change = EmailChange { user: user.clone(), from: account.email, to, code };
        self.accounts.create_email_change(&change).await?;
        let buyer_id = user.to_string();
        self.notifications.send(&Notification::EmailChange { version: Notification::VERSION, buyer_id }).await?;

        Ok(respond::json(202, &json!({ "status": "code_sent" })))
    }

    async fn confirm(&self, request: &Request, user: &UserId, now: Timestamp) -> Result<Response, Problem> {
        let body: ConfirmBody = request.json()?;
        let code = body.code.required("/code")?.parse().map_err(|_| AccountError::InvalidCode)?;

        let change = self.try_code(user, &code, now).await?;
        let account = self.reauthentication.account(user).await?;
        let (version, buyer_id, at_ms) = (Notification::VERSION, user.to_string(), now.millis());
        let notice = Notification::EmailMoved { version, buyer_id, at_ms };
        self.notifications.send_after(&notice, Notification::UNTIL_CERTAIN_SECONDS).await?;
        match self.accounts.apply_email_change(&account, &change, now).await? {
            AccountChange::Applied => Ok(respond::empty(204)),
            AccountChange::CodeUsed => Err(AccountError::InvalidCode.into()),
            AccountChange::Conflict => Err(AccountError::Conflict.into()),
        }
    }

    /// The move that waits for `code`. The try is counted before the code is looked at.
    async fn try_code(&self, user: &UserId, code: &VerificationCode, now: Timestamp) -> Result<EmailChange, Problem> {
        let attempt = self.random.digest().short();
        let change = self.accounts.attempt_email_change(user, &attempt).await?.ok_or(AccountError::InvalidCode)?;
        change.code.proven_by(code, now)?;
        Ok(change)
    }
}
