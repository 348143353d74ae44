//! `PUT /v1/me/password`: sets a new password, given the current one, and ends all other sessions.

use app_context::{AppContext, StartError};
use aws::{AccountsTable, Queue};
use domain::{
    accounts::{AccountChange, AccountError, Password},
    kernel::Random,
    notifications::Notification,
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Field, FieldErrors, Problem, Request, Response, respond},
};
use serde::Deserialize;
use workflows::{Reauthentication, passwords};

/// The function.
#[derive(Debug)]
pub struct ChangePassword {
    authenticator: Authenticator,
    accounts: AccountsTable,
    reauthentication: Reauthentication,
    notifications: Queue,
    random: Random,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    current_password: Field<String>,
    #[serde(default)]
    password: Field<String>,
}

impl HttpFunction for ChangePassword {
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
        let identity = self.authenticator.identity(&request)?;
        let now = self.authenticator.now();
        let body: Body = request.json()?;
        let mut errors = FieldErrors::default();
        let current = errors.take(body.current_password.required("/current_password"));
        let password = errors.take(body.password.required("/password"));
        let (Some(current), Some(password)) = (current, password) else { return Err(errors.into()) };
        let current = Password::offered(&current).ok_or(AccountError::WrongPassword)?;

        let account = self.reauthentication.account(&identity, now).await?;
        let password = Password::parse(&password, Some(&account.email)).map_err(AccountError::from)?;
        self.reauthentication.confirm(&account, current, now).await?;
        let hash = passwords::hash(password, &self.random, self.reauthentication.hash_cost()).await?;
        let notice = Notification::password_changed(&account);
        self.notifications.send_after(&notice, Notification::UNTIL_CERTAIN_SECONDS).await?;
        match self.accounts.change_password(&account, &identity.session, &hash).await? {
            AccountChange::Applied => Ok(respond::empty(204)),
            AccountChange::SessionEnded => Err(AccountError::SessionEnded.into()),
            AccountChange::CodeUsed | AccountChange::Conflict => Err(AccountError::Conflict.into()),
        }
    }
}
