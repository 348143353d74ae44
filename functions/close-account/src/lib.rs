//! `DELETE /v1/me`: ends an account for whoever knows its password. Sessions and personal data go with it; orders stay, without
//! the person. While an order has not ended, the account cannot be closed.

use backroom::{
    accounts::{Change, HashCost, Password, Refusal},
    aws::{AccountsTable, Erasure, OrdersTable},
    http::{Field, Gate, Problem, Request, Response, respond},
    lambda::HttpFunction,
    workflows::Reauthentication,
    world::{StartError, World},
};
use serde::Deserialize;

/// The function.
#[derive(Debug)]
pub struct CloseAccount {
    gate: Gate,
    accounts: AccountsTable,
    orders: OrdersTable,
    reauthentication: Reauthentication,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    password: Field<String>,
}

impl HttpFunction for CloseAccount {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self {
            gate: Gate::new(world)?,
            accounts: AccountsTable::new(world)?,
            orders: OrdersTable::new(world)?,
            reauthentication: Reauthentication::new(world)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let (buyer, now) = self.gate.buyer(&request)?;
        let body: Body = request.json()?;
        let password = Password::offered(&body.password.required("/password")?).ok_or(Refusal::WrongPassword)?;

        let account = self.reauthentication.account(&buyer).await?;
        self.reauthentication.confirm(&account, password, now).await?;
        // The account itself goes last: until then its owner can log in and repeat what was interrupted.
        if self.orders.erase_person(&buyer, now).await? == Erasure::Underway {
            return Err(Refusal::OrderUnderway.into());
        }
        self.accounts.forget_sessions(&buyer).await?;
        match self.accounts.close(&account).await? {
            Change::Made => Ok(respond::empty(204)),
            Change::Spent | Change::Overtaken => Err(Refusal::Overtaken.into()),
        }
    }
}

impl CloseAccount {
    /// The same function, hashing at another cost than the shop's: for tests.
    #[must_use]
    pub fn with_hash_cost(self, hash_cost: HashCost) -> Self {
        Self { reauthentication: self.reauthentication.with_hash_cost(hash_cost), ..self }
    }
}
