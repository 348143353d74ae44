//! `GET /v1/me/sessions` lists where somebody is logged in; `DELETE /v1/me/sessions/{id}` ends one session, and
//! `DELETE /v1/me/sessions` all of them, this one included. Access tokens that are out stay good for their five minutes.

use backroom::{
    accounts::{Change, Identity, OpenSession, Refusal},
    aws::AccountsTable,
    http::{Gate, Problem, Request, Response, respond},
    kernel::Timestamp,
    lambda::HttpFunction,
    world::{StartError, World},
};
use serde_json::json;

/// The most sessions that one answer lists: those that were used last.
const MAX_LISTED: usize = 100;

/// The function.
#[derive(Debug)]
pub struct ManageSessions {
    gate: Gate,
    accounts: AccountsTable,
}

impl HttpFunction for ManageSessions {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self { gate: Gate::new(world)?, accounts: AccountsTable::new(world)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let (identity, now) = self.gate.identity(&request)?;
        match request.route() {
            "GET /v1/me/sessions" => self.list(&identity, now).await,
            "DELETE /v1/me/sessions" => self.end_all(&identity).await,
            "DELETE /v1/me/sessions/{id}" => {
                // Only the caller's own can be meant. Ending one twice is the same as once.
                self.accounts.end_session(&identity.buyer, &request.path("id")?).await?;
                Ok(respond::empty(204))
            }
            _ => Err(Problem::not_found()),
        }
    }
}

impl ManageSessions {
    async fn list(&self, identity: &Identity, now: Timestamp) -> Result<Response, Problem> {
        let sessions = self.accounts.sessions(&identity.buyer, now).await?;
        let view = |session: &OpenSession| {
            json!({
                "id": session.id,
                "device": session.device,
                "created_at": session.created,
                "last_used_at": session.used,
                "current": session.id == identity.session,
            })
        };
        let sessions: Vec<_> = sessions.iter().take(MAX_LISTED).map(view).collect();
        Ok(respond::with_header(respond::ok(&json!({ "sessions": sessions })), "cache-control", "no-store"))
    }

    /// The account's next generation begins: one write, however many sessions there are.
    async fn end_all(&self, identity: &Identity) -> Result<Response, Problem> {
        let profile = self.accounts.profile(&identity.buyer).await?.ok_or(Refusal::SessionEnded)?;
        let account = self.accounts.account(&profile.email.digest()).await?.ok_or(Refusal::Overtaken)?;
        match self.accounts.end_sessions(&account).await? {
            Change::Made => Ok(respond::empty(204)),
            Change::Spent | Change::Overtaken => Err(Refusal::Overtaken.into()),
        }
    }
}
