//! `PUT /v1/me/password`: a new password for whoever knows the current one. All other sessions end.

use backroom::{
    accounts::{Change, HashCost, Password, Refusal},
    aws::{AccountsTable, Queue},
    http::{Field, Gate, Problem, Request, Response, respond},
    lambda::HttpFunction,
    notifications::Notification,
    workflows::{Reauthentication, passwords},
    world::{Random, StartError, World},
};
use serde::Deserialize;

/// The function.
#[derive(Debug)]
pub struct ChangePassword {
    gate: Gate,
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
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self {
            gate: Gate::new(world)?,
            accounts: AccountsTable::new(world)?,
            reauthentication: Reauthentication::new(world)?,
            notifications: Queue::named_by(world, "NOTIFICATIONS_QUEUE_URL")?,
            random: world.random.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let (identity, now) = self.gate.identity(&request)?;
        let body: Body = request.json()?;
        let current = body.current_password.required("/current_password")?;
        let current = Password::offered(&current).ok_or(Refusal::WrongPassword)?;
        let password = body.password.required("/password")?;

        let account = self.reauthentication.account(&identity.buyer).await?;
        let password = Password::parse(&password, &account.email).map_err(Refusal::from)?;
        self.reauthentication.confirm(&account, current, now).await?;
        let hash = passwords::hash(password, &self.random, self.reauthentication.hash_cost()).await?;
        let notice = Notification::password_changed(&account);
        self.notifications.send_after(&notice, Notification::UNTIL_CERTAIN_SECONDS).await?;
        match self.accounts.change_password(&account, &identity.session, &hash).await? {
            Change::Made => Ok(respond::empty(204)),
            Change::Spent => Err(Refusal::SessionEnded.into()),
            Change::Overtaken => Err(Refusal::Overtaken.into()),
        }
    }
}

impl ChangePassword {
    /// The same function, hashing at another cost than the shop's: for tests.
    #[must_use]
    pub fn with_hash_cost(self, hash_cost: HashCost) -> Self {
        Self { reauthentication: self.reauthentication.with_hash_cost(hash_cost), ..self }
    }
}
