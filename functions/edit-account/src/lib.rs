//! `GET /v1/me` shows the account of whoever is logged in; `PATCH /v1/me` changes what they may change by themselves.

use backroom::{
    accounts::{DisplayName, Profile, Refusal},
    aws::AccountsTable,
    http::{Field, Gate, Problem, Request, Response, respond},
    kernel::BuyerId,
    lambda::HttpFunction,
    world::{StartError, World},
};
use serde::Deserialize;
use serde_json::json;

/// The function.
#[derive(Debug)]
pub struct EditAccount {
    gate: Gate,
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
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self { gate: Gate::new(world)?, accounts: AccountsTable::new(world)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let (buyer, _) = self.gate.buyer(&request)?;
        let profile = match request.route() {
            "GET /v1/me" => self.accounts.profile(&buyer).await?,
            "PATCH /v1/me" => self.rename(&request, &buyer).await?,
            _ => return Err(Problem::not_found()),
        };
        // An access token outlives a closed account by minutes.
        Ok(view(&buyer, &profile.ok_or(Refusal::SessionEnded)?))
    }
}

impl EditAccount {
    async fn rename(&self, request: &Request, buyer: &BuyerId) -> Result<Option<Profile>, Problem> {
        let body: Body = request.json()?;
        let name = body.name.required("/name")?;
        let name = name.map(|name| DisplayName::parse(&name)).transpose().map_err(Refusal::InvalidName)?;
        Ok(self.accounts.rename(buyer, name.as_ref()).await?)
    }
}

fn view(buyer: &BuyerId, profile: &Profile) -> Response {
    let Profile { email, name, role, .. } = profile;
    let view = json!({ "id": buyer, "email": email.as_str(), "name": name, "role": role });
    respond::with_header(respond::ok(&view), "cache-control", "no-store")
}
