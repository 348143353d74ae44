//! `GET /v1/me/sessions` lists the caller's sessions; `DELETE /v1/me/sessions/{id}` ends one, and `DELETE
//! /v1/me/sessions` all of them, this one included. Access tokens that were issued stay valid for their five minutes.

use app_context::{AppContext, StartError};
use aws::AccountsTable;
use domain::{
    accounts::{AccountChange, AccountError, Identity, OpenSession},
    kernel::Timestamp,
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Request, Response, respond},
};
use serde_json::json;

/// The most sessions that one answer lists: those that were used last.
const MAX_LISTED: usize = 100;

/// The function.
#[derive(Debug)]
pub struct ManageSessions {
    authenticator: Authenticator,
    accounts: AccountsTable,
}

impl HttpFunction for ManageSessions {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { authenticator: Authenticator::new(context)?, accounts: AccountsTable::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let identity = self.authenticator.identity(&request)?;
        let now = self.authenticator.now();
        match request.route() {
            "GET /v1/me/sessions" => self.list(&identity, now).await,
            "DELETE /v1/me/sessions" => self.end_all(&identity).await,
            "DELETE /v1/me/sessions/{id}" => {
                // Only the caller's own can be meant. Ending one twice is the same as once.
                self.accounts.end_session(&identity.user, &request.path("id")?).await?;
                Ok(respond::empty(204))
            }
            _ => Err(Problem::not_found()),
        }
    }
}

impl ManageSessions {
    async fn list(&self, identity: &Identity, now: Timestamp) -> Result<Response, Problem> {
        let sessions = self.accounts.sessions(&identity.user, now).await?;
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

    /// Begins the account's next session epoch: one write, however many sessions there are.
    async fn end_all(&self, identity: &Identity) -> Result<Response, Problem> {
        let profile = self.accounts.profile(&identity.user).await?.ok_or(AccountError::SessionEnded)?;
        let account = self.accounts.account(&profile.email.digest()).await?.ok_or(AccountError::Conflict)?;
        match self.accounts.end_sessions(&account).await? {
            AccountChange::Applied => Ok(respond::empty(204)),
            AccountChange::CodeUsed | AccountChange::SessionEnded | AccountChange::Conflict => {
                Err(AccountError::Conflict.into())
            }
        }
    }
}
