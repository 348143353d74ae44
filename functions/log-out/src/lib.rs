//! `POST /v1/logout`: ends the session that an access token or the newest refresh token belongs to. Ending it twice is
//! the same as once.

use app_context::{AppContext, StartError};
use aws::AccountsTable;
use domain::accounts::{AccountError, RefreshToken};
use lambda::{
    HttpFunction,
    http::{Authenticator, Field, Problem, Request, Response, respond},
};
use serde::Deserialize;

/// The function.
#[derive(Debug)]
pub struct LogOut {
    accounts: AccountsTable,
    authenticator: Authenticator,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    refresh_token: Field<String>,
}

impl HttpFunction for LogOut {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { accounts: AccountsTable::new(context)?, authenticator: Authenticator::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let body: Body = if request.has_no_body() { Body::default() } else { request.json()? };
        match body.refresh_token.into_option() {
            Some(token) => self.end_by_refresh_token(&token).await?,
            None => self.end_by_access_token(&request).await?,
        }
        Ok(respond::empty(204))
    }
}

impl LogOut {
    async fn end_by_access_token(&self, request: &Request) -> Result<(), Problem> {
        let identity = self.authenticator.identity(request)?;
        Ok(self.accounts.end_session(&identity.user, &identity.session).await?)
    }

    /// An older refresh token ends nothing here: who presents it has proven nothing.
    async fn end_by_refresh_token(&self, token: &str) -> Result<(), Problem> {
        let token: RefreshToken = token.parse().map_err(AccountError::from)?;
        if self.accounts.end_session_of(&token).await? { Ok(()) } else { Err(AccountError::SessionEnded.into()) }
    }
}
