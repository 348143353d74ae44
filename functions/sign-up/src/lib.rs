//! `POST /v1/signup`: writes an unverified account and has a code mailed. A known address gets the same answer for the
//! same work, and its mailbox a notice.

use backroom::{
    accounts::{Account, HashCost, Password, Refusal},
    aws::{AccountsTable, Queue},
    http::{Field, Problem, Request, Response, respond},
    kernel::Email,
    lambda::HttpFunction,
    notifications::Notification,
    workflows::passwords,
    world::{Clock, Random, StartError, World},
};
use serde::Deserialize;

/// The function.
#[derive(Debug)]
pub struct SignUp {
    accounts: AccountsTable,
    notifications: Queue,
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

impl SignUp {
    /// The same function, hashing at another cost than the shop's: for tests.
    #[must_use]
    pub fn with_hash_cost(self, hash_cost: HashCost) -> Self {
        Self { hash_cost, ..self }
    }
}

impl HttpFunction for SignUp {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self {
            accounts: AccountsTable::new(world)?,
            notifications: Queue::named_by(world, "NOTIFICATIONS_QUEUE_URL")?,
            clock: world.clock.clone(),
            random: world.random.clone(),
            hash_cost: HashCost::SHOP,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let body: Body = request.json()?;
        let email = Email::parse(&body.email.required("/email")?).ok_or(Refusal::InvalidEmail)?;
        let password = Password::parse(&body.password.required("/password")?, &email).map_err(Refusal::from)?;

        let hash = passwords::hash(password, &self.random, self.hash_cost).await?;
        let account = Account::new(email, hash, &self.random, self.clock.now());
        self.accounts.sign_up(&account).await?;
        let account = account.email.digest().as_str().to_owned();
        self.notifications.send(&Notification::SignUp { version: Notification::VERSION, account }).await?;

        Ok(respond::json(202, &serde_json::json!({ "status": "verification_sent" })))
    }
}
