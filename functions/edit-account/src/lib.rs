//! `GET /v1/me` shows the caller's account; `PATCH /v1/me` changes the name.

use app_context::{AppContext, StartError};
use aws::AccountsTable;
use domain::{
    accounts::{AccountError, DisplayName, Profile},
    kernel::UserId,
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Field, Problem, Request, Response, respond},
};
use serde::Deserialize;
use serde_json::json;

/// The function.
#[derive(Debug)]
pub struct EditAccount {
    authenticator: Authenticator,
    accounts: AccountsTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    /// Absent leaves it, `null` removes it.
    #[serde(default)]
    name: Field<Option<String>>,
}

impl HttpFunction for EditAccount {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { authenticator: Authenticator::new(context)?, accounts: AccountsTable::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let user = self.authenticator.require_user(&request)?;
        let profile = match request.route() {
            "GET /v1/me" => self.accounts.profile(&user).await?,
            "PATCH /v1/me" => self.rename(&request, &user).await?,
            _ => return Err(Problem::not_found()),
        };
        // An access token outlives a closed account by minutes.
        Ok(view(&user, &profile.ok_or(AccountError::SessionEnded)?))
    }
}

impl EditAccount {
    async fn rename(&self, request: &Request, user: &UserId) -> Result<Option<Profile>, Problem> {
        let body: Body = request.json()?;
        let name = body.name.required("/name")?;
        let name = name.map(|name| DisplayName::parse(&name)).transpose().map_err(AccountError::InvalidName)?;
        Ok(self.accounts.rename(user, name.as_ref()).await?)
    }
}

fn view(user: &UserId, profile: &Profile) -> Response {
    let Profile { email, name, role, .. } = profile;
    let view = json!({ "id": user, "email": email.as_str(), "name": name, "role": role });
    respond::with_header(respond::ok(&view), "cache-control", "no-store")
}
