//! `POST /v1/password-reset` has a token mailed to an address, if it has an account. Neither the answer nor the work tells
//! whether it has one. `POST /v1/password-reset/confirm` takes the token, once, for a new password, and ends all sessions.

use app_context::{AppContext, Clock, StartError};
use aws::{AccountsTable, Parameters, Queue};
use domain::{
    accounts::{AccountChange, AccountError, HashCost, KnownDevices, Password, RateLimitKey, ResetToken},
    kernel::{EmailDigest, Random, Timestamp},
    notifications::Notification,
};
use lambda::{
    HttpFunction,
    http::{Edge, Field, FieldErrors, Problem, Request, Response, members, respond},
};
use serde::Deserialize;
use serde_json::json;
use workflows::{attempts, passwords};

/// The function.
#[derive(Debug)]
pub struct ResetPassword {
    accounts: AccountsTable,
    notifications: Queue,
    devices: KnownDevices,
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
    token: Field<String>,
    #[serde(default)]
    password: Field<String>,
}

impl HttpFunction for ResetPassword {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        let key = Parameters::new(context).secret_named_by(context, "ACCESS_TOKEN_SIGNING_KEY_PARAMETER").await?;
        Ok(Self {
            accounts: AccountsTable::new(context)?,
            notifications: Queue::named_by(context, "NOTIFICATIONS_QUEUE_URL")?,
            devices: KnownDevices::new(&key),
            clock: context.clock.clone(),
            random: context.random.clone(),
            edge: Edge::new(&context.environment)?,
            hash_cost: context.hash_cost,
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
    /// A mailbox that has reached its limit gets no further mail, and the same answer: the mails that it has still work.
    async fn ask(&self, request: &Request) -> Result<Response, Problem> {
        let body: StartBody = request.json()?;
        let email = members::email(body.email)?.digest();

        let keys =
            [RateLimitKey::PasswordReset(&email), RateLimitKey::PasswordResetFrom(self.edge.source_address(request))];
        let counted = attempts::count_each(&self.accounts, &keys, &self.random, self.clock.now()).await?;
        let [of_mailbox, of_source] = counted.as_slice() else { return Err(Problem::not_found()) };
        if let Err(error) = of_source {
            return Err(error.clone().into());
        }
        if let Ok(attempt) = of_mailbox {
            let message = Notification::PasswordReset { version: Notification::VERSION, account: email.clone() };
            if let Err(error) = self.notifications.send(&message).await {
                // A mail that nobody will send must not count.
                attempts::refund_attempts(&self.accounts, std::slice::from_ref(attempt)).await;
                return Err(error.into());
            }
        }
        Ok(respond::json(202, &json!({ "status": "mail_sent" })))
    }

    async fn confirm(&self, request: &Request) -> Result<Response, Problem> {
        let body: ConfirmBody = request.json()?;
        let mut errors = FieldErrors::default();
        let token = errors.take(body.token.required("/token"));
        let password = errors.take(body.password.required("/password"));
        let (Some(token), Some(password)) = (token, password) else { return Err(errors.into()) };
        let token: ResetToken = token.parse()?;

        let now = self.clock.now();
        let reset = self.accounts.password_reset(&token).await?.ok_or(AccountError::InvalidResetToken)?;
        let account = self.accounts.account(&reset.email).await?.ok_or(AccountError::InvalidResetToken)?;
        reset.check(&account, now)?;
        let password = Password::parse(&password, Some(&account.email)).map_err(AccountError::from)?;
        let hash = passwords::hash(password, &self.random, self.hash_cost).await?;
        let notice = Notification::password_changed(&account);
        self.notifications.send_after(&notice, Notification::UNTIL_CERTAIN_SECONDS).await?;
        match self.accounts.reset_password(&account, &token, &hash).await? {
            AccountChange::Applied => Ok(self.welcome(&reset.email, now).await),
            AccountChange::CodeUsed => Err(AccountError::InvalidResetToken.into()),
            AccountChange::SessionEnded | AccountChange::Conflict => Err(AccountError::Conflict.into()),
        }
    }

    /// Lets the owner log in at once: earlier guesses of strangers are forgotten, and later ones are counted apart from
    /// the device that set the password.
    async fn welcome(&self, email: &EmailDigest, now: Timestamp) -> Response {
        let keys = [RateLimitKey::LogIn(email), RateLimitKey::PasswordReset(email)];
        attempts::forget_attempts(&self.accounts, &keys, &self.random, now).await;
        let device_token = self.devices.issue(email, &self.random);
        let answer = respond::ok(&json!({ "device_token": device_token.reveal() }));
        respond::with_header(answer, "cache-control", "no-store")
    }
}
