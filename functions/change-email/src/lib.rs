//! `POST /v1/me/email` has a code mailed to the new address of an account, and a notice to the present one.
//! `POST /v1/me/email/confirm` takes the code, once, and changes the address. Both need a session that is alive, and the
//! code is valid only in the session that asked. Only the new mailbox learns whether its address has an account already.

use app_context::{AppContext, StartError};
use aws::{AccountsTable, Queue};
use domain::{
    accounts::{
        AccountChange, AccountError, EmailChange, Identity, MailedCode, Password, RateLimitKey, VerificationCode,
    },
    kernel::{Email, Random, Timestamp},
    notifications::Notification,
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Edge, Field, FieldErrors, Problem, Request, Response, members, respond},
};
use serde::Deserialize;
use serde_json::json;
use workflows::{Reauthentication, attempts};

/// The function.
#[derive(Debug)]
pub struct ChangeEmail {
    authenticator: Authenticator,
    accounts: AccountsTable,
    reauthentication: Reauthentication,
    notifications: Queue,
    random: Random,
    edge: Edge,
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
            edge: Edge::new(&context.environment)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let identity = self.authenticator.identity(&request)?;
        let now = self.authenticator.now();
        match request.route() {
            "POST /v1/me/email" => self.ask(&request, &identity, now).await,
            "POST /v1/me/email/confirm" => self.confirm(&request, &identity, now).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl ChangeEmail {
    async fn ask(&self, request: &Request, identity: &Identity, now: Timestamp) -> Result<Response, Problem> {
        let body: StartBody = request.json()?;
        let mut errors = FieldErrors::default();
        let to = errors.take(members::email(body.email));
        let password = errors.take(body.password.required("/password"));
        let (Some(to), Some(password)) = (to, password) else { return Err(errors.into()) };
        let password = Password::offered(&password).ok_or(AccountError::WrongPassword)?;

        let account = self.reauthentication.account(identity, now).await?;
        self.count(request, identity, &to, now).await?;
        self.reauthentication.confirm(&account, password, now).await?;
        let (user, session, session_epoch) = (account.user, identity.session.clone(), account.session_epoch);
        let code = MailedCode::fresh(&self.random, now);
        let change = EmailChange { user, session, session_epoch, from: account.email, to, code };
        self.accounts.create_email_change(&change).await?;
        let buyer_id = change.user.clone();
        self.notifications.send(&Notification::EmailChange { version: Notification::VERSION, buyer_id }).await?;

        Ok(respond::json(202, &json!({ "status": "code_sent" })))
    }

    /// Counts the two mails that a request leads to: for the new mailbox, for the account whose mailbox is told, and for
    /// the network.
    async fn count(&self, request: &Request, identity: &Identity, to: &Email, now: Timestamp) -> Result<(), Problem> {
        let to = to.digest();
        let keys = [
            RateLimitKey::EmailChange(&identity.user),
            RateLimitKey::EmailChangeTo(&to),
            RateLimitKey::EmailChangeFrom(self.edge.source_address(request)),
        ];
        attempts::count(&self.accounts, &keys, &self.random, now).await?;
        Ok(())
    }

    async fn confirm(&self, request: &Request, identity: &Identity, now: Timestamp) -> Result<Response, Problem> {
        let body: ConfirmBody = request.json()?;
        let code: VerificationCode = body.code.required("/code")?.parse().map_err(|_| AccountError::InvalidCode)?;

        let account = self.reauthentication.account(identity, now).await?;
        let change = self.try_code(identity).await?;
        change.check(&account, &code, now)?;
        let (version, buyer_id, at_ms) = (Notification::VERSION, account.user.clone(), now.millis());
        let notice = Notification::EmailMoved { version, buyer_id, at_ms };
        self.notifications.send_after(&notice, Notification::UNTIL_CERTAIN_SECONDS).await?;
        match self.accounts.apply_email_change(&account, &change, now).await? {
            AccountChange::Applied => Ok(respond::empty(204)),
            AccountChange::CodeUsed => Err(AccountError::InvalidCode.into()),
            AccountChange::SessionEnded => Err(AccountError::SessionEnded.into()),
            AccountChange::Conflict => Err(AccountError::Conflict.into()),
        }
    }

    /// The change that the session asked for. The try is counted before the code is compared.
    async fn try_code(&self, identity: &Identity) -> Result<EmailChange, Problem> {
        let attempt = self.random.digest().short();
        let change = self.accounts.attempt_email_change(&identity.user, &identity.session, &attempt).await?;
        Ok(change.ok_or(AccountError::InvalidCode)?)
    }
}
