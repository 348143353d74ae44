//! `POST /v1/sessions/refresh`: exchanges the newest refresh token of a session for the next, and an access token. The one
//! before it gets the same for a few seconds, so that two tabs, and a repeat after a lost answer, go on. Any other older
//! token ends the session: somebody has a copy.

use app_context::{AppContext, Clock, StartError};
use aws::AccountsTable;
use domain::accounts::{AccountError, RefreshToken, Renewal};
use lambda::{
    HttpFunction,
    http::{Field, Problem, Request, Response, respond},
};
use serde::Deserialize;
use workflows::sessions::TokenIssuer;

/// The function.
#[derive(Debug)]
pub struct RefreshSession {
    accounts: AccountsTable,
    issuer: TokenIssuer,
    clock: Clock,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    refresh_token: Field<String>,
}

impl HttpFunction for RefreshSession {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            accounts: AccountsTable::new(context)?,
            issuer: TokenIssuer::start(context).await?,
            clock: context.clock.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let body: Body = request.json()?;
        let presented: RefreshToken =
            body.refresh_token.required("/refresh_token")?.parse().map_err(AccountError::from)?;

        let (next, now) = (self.issuer.next(&presented), self.clock.now());
        // Before the token is rotated: a session of an older epoch has ended, and so has one of a closed account.
        let profile = self.accounts.profile(presented.user()).await?.ok_or(AccountError::SessionEnded)?;
        match self.accounts.renew_session(&presented, &next, profile.session_epoch, now).await? {
            Renewal::Renewed(role) => Ok(respond::uncached(&self.issuer.tokens(&next, role, now))),
            Renewal::Ended => Err(AccountError::SessionEnded.into()),
            Renewal::Reused => {
                self.accounts.end_session(presented.user(), presented.session()).await?;
                Err(AccountError::SessionEnded.into())
            }
        }
    }
}
