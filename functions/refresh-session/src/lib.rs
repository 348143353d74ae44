//! `POST /v1/sessions/refresh`: exchanges the newest refresh token of a session for the next, and an access token. An
//! older one ends the session, for somebody has a copy.

use backroom::{
    accounts::{RefreshToken, Refusal, Renewal},
    aws::AccountsTable,
    http::{Field, Problem, Request, Response},
    lambda::HttpFunction,
    workflows::sessions::TokenIssuer,
    world::{Clock, StartError, World},
};
use serde::Deserialize;

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
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self {
            accounts: AccountsTable::new(world)?,
            issuer: TokenIssuer::start(world).await?,
            clock: world.clock.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let body: Body = request.json()?;
        let presented: RefreshToken = body.refresh_token.required("/refresh_token")?.parse().map_err(Refusal::from)?;

        let (next, now) = (self.issuer.next(&presented), self.clock.now());
        // Before the token is used up: a session of an older generation has ended, and so has one of a closed account.
        let profile = self.accounts.profile(presented.buyer()).await?.ok_or(Refusal::SessionEnded)?;
        match self.accounts.renew_session(&presented, &next, profile.generation, now).await? {
            Renewal::Renewed(role) => Ok(self.issuer.tokens(&next, role, now).into_response()),
            Renewal::Ended => Err(Refusal::SessionEnded.into()),
            Renewal::Reused => {
                self.accounts.end_session(presented.buyer(), presented.session()).await?;
                Err(Refusal::SessionEnded.into())
            }
        }
    }
}
