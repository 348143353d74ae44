//! `POST /v1/signup/verify`: a mailed code proves the address, and opens the first session.

use backroom::{
    accounts::{Account, Refusal, VerificationCode},
    aws::AccountsTable,
    http::{Field, Problem, Request, Response},
    kernel::Email,
    lambda::HttpFunction,
    workflows::sessions::TokenIssuer,
    world::{Clock, Random, StartError, World},
};
use serde::Deserialize;

/// The function.
#[derive(Debug)]
pub struct VerifyEmail {
    accounts: AccountsTable,
    issuer: TokenIssuer,
    clock: Clock,
    random: Random,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    email: Field<String>,
    #[serde(default)]
    code: Field<String>,
}

impl HttpFunction for VerifyEmail {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self {
            accounts: AccountsTable::new(world)?,
            issuer: TokenIssuer::start(world).await?,
            clock: world.clock.clone(),
            random: world.random.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let body: Body = request.json()?;
        let email = Email::parse(&body.email.required("/email")?).ok_or(Refusal::InvalidEmail)?;
        let code = body.code.required("/code")?.parse().map_err(|_| Refusal::InvalidCode)?;

        let account = self.try_code(&email, &code).await?;
        let now = self.clock.now();
        let session = self.issuer.open(&account.buyer, account.role, now);
        if !self.accounts.verify(&account, &session).await? {
            return Err(Refusal::InvalidCode.into());
        }
        Ok(self.issuer.tokens(&session.token, session.role, now).into_response())
    }
}

impl VerifyEmail {
    /// The account that waits for `code`. The try is counted before the code is looked at.
    async fn try_code(&self, email: &Email, code: &VerificationCode) -> Result<Account, Problem> {
        let id = self.random.digest().short();
        let account = self.accounts.count_try(&email.digest(), &id).await?.ok_or(Refusal::InvalidCode)?;
        Ok(account.proven_by(code, self.clock.now())?)
    }
}
