//! `POST /v1/logout`: ends the session that an access token or the newest refresh token belongs to. Ending it twice is
//! the same as once.

use backroom::{
    accounts::{RefreshToken, Refusal},
    aws::AccountsTable,
    http::{Field, Gate, Problem, Request, Response, respond},
    lambda::HttpFunction,
    world::{StartError, World},
};
use serde::Deserialize;

/// The function.
#[derive(Debug)]
pub struct LogOut {
    accounts: AccountsTable,
    gate: Gate,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    refresh_token: Field<String>,
}

impl HttpFunction for LogOut {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self { accounts: AccountsTable::new(world)?, gate: Gate::new(world)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let body: Body = if request.has_no_body() { Body::default() } else { request.json()? };
        match body.refresh_token.given() {
            Some(token) => self.end_by_refresh_token(&token).await?,
            None => self.end_by_access_token(&request).await?,
        }
        Ok(respond::empty(204))
    }
}

impl LogOut {
    async fn end_by_access_token(&self, request: &Request) -> Result<(), Problem> {
        let (identity, _) = self.gate.identity(request)?;
        Ok(self.accounts.end_session(&identity.buyer, &identity.session).await?)
    }

    /// An older refresh token ends nothing here: who presents it has proven nothing.
    async fn end_by_refresh_token(&self, token: &str) -> Result<(), Problem> {
        let token: RefreshToken = token.parse().map_err(Refusal::from)?;
        if self.accounts.end_session_of(&token).await? { Ok(()) } else { Err(Refusal::SessionEnded.into()) }
    }
}
