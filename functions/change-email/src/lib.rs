//! `POST /v1/me/email` has a code mailed to the address to which an account shall move, and a notice to the one it has.
//! `POST /v1/me/email/confirm` takes the code, once, and moves the account. Whether the new address has an account already,
//! only its mailbox learns.

use backroom::{
    accounts::{Change, EmailChange, HashCost, MailedCode, Password, Refusal, VerificationCode},
    aws::{AccountsTable, Queue},
    http::{Field, Gate, Problem, Request, Response, respond},
    kernel::{BuyerId, Email, Timestamp},
    lambda::HttpFunction,
    notifications::Notification,
    workflows::Reauthentication,
    world::{Random, StartError, World},
};
use serde::Deserialize;
use serde_json::json;

/// The function.
#[derive(Debug)]
pub struct ChangeEmail {
    gate: Gate,
    accounts: AccountsTable,
    reauthentication: Reauthentication,
    notifications: Queue,
    random: Random,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    #[serde(default)]
    email: Field<String>,
    #[serde(default)]
    password: Field<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Proof {
    #[serde(default)]
    code: Field<String>,
}

impl HttpFunction for ChangeEmail {
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
        let (buyer, now) = self.gate.buyer(&request)?;
        match request.route() {
            "POST /v1/me/email" => self.ask(&request, &buyer, now).await,
            "POST /v1/me/email/confirm" => self.confirm(&request, &buyer, now).await,
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

    async fn ask(&self, request: &Request, buyer: &BuyerId, now: Timestamp) -> Result<Response, Problem> {
        let body: Wish = request.json()?;
        let to = Email::parse(&body.email.required("/email")?).ok_or(Refusal::InvalidEmail)?;
        let password = Password::offered(&body.password.required("/password")?).ok_or(Refusal::WrongPassword)?;

        let account = self.reauthentication.account(buyer).await?;
        self.reauthentication.confirm(&account, password, now).await?;
        let code = MailedCode::fresh(&self.random, now);
        let change = EmailChange { buyer: buyer.clone(), from: account.email, to, code };
        self.accounts.ask_for_move(&change).await?;
        let buyer_id = buyer.to_string();
        self.notifications.send(&Notification::EmailChange { version: Notification::VERSION, buyer_id }).await?;

        Ok(respond::json(202, &json!({ "status": "code_sent" })))
    }

    async fn confirm(&self, request: &Request, buyer: &BuyerId, now: Timestamp) -> Result<Response, Problem> {
        let body: Proof = request.json()?;
        let code = body.code.required("/code")?.parse().map_err(|_| Refusal::InvalidCode)?;

        let change = self.try_code(buyer, &code, now).await?;
        let account = self.reauthentication.account(buyer).await?;
        let (version, buyer_id, at_ms) = (Notification::VERSION, buyer.to_string(), now.millis());
        let notice = Notification::EmailMoved { version, buyer_id, at_ms };
        self.notifications.send_after(&notice, Notification::UNTIL_CERTAIN_SECONDS).await?;
        match self.accounts.move_account(&account, &change, now).await? {
            Change::Made => Ok(respond::empty(204)),
            Change::Spent => Err(Refusal::InvalidCode.into()),
            Change::Overtaken => Err(Refusal::Overtaken.into()),
        }
    }

    /// The move that waits for `code`. The try is counted before the code is looked at.
    async fn try_code(&self, buyer: &BuyerId, code: &VerificationCode, now: Timestamp) -> Result<EmailChange, Problem> {
        let attempt = self.random.digest().short();
        let change = self.accounts.try_move(buyer, &attempt).await?.ok_or(Refusal::InvalidCode)?;
        change.code.proven_by(code, now)?;
        Ok(change)
    }
}
