//! `POST /v1/signup/verify`: the mailed code of a sign-up proves its address, makes it an account, and opens the first
//! session.

use app_context::{AppContext, Clock, StartError};
use aws::AccountsTable;
use domain::{
    accounts::{AccountError, SignUp, VerificationCode},
    kernel::{Random, SignUpId, Timestamp},
};
use lambda::{
    HttpFunction,
    http::{Field, FieldErrors, Problem, Request, Response, respond},
};
use serde::Deserialize;
use workflows::sessions::TokenIssuer;

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
    sign_up_id: Field<String>,
    #[serde(default)]
    code: Field<String>,
}

impl HttpFunction for VerifyEmail {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            accounts: AccountsTable::new(context)?,
            issuer: TokenIssuer::start(context).await?,
            clock: context.clock.clone(),
            random: context.random.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let body: Body = request.json()?;
        let mut errors = FieldErrors::default();
        let id = errors.take(body.sign_up_id.required("/sign_up_id"));
        let code = errors.take(body.code.required("/code"));
        let (Some(id), Some(code)) = (id, code) else { return Err(errors.into()) };
        let id = id.parse().map_err(|_| AccountError::InvalidCode)?;
        let code = code.parse().map_err(|_| AccountError::InvalidCode)?;

        let now = self.clock.now();
        let account = self.try_code(&id, &code, now).await?.into_account(&self.random);
        let session = self.issuer.open(&account, request.header("user-agent").unwrap_or_default(), now);
        if !self.accounts.open(&id, &account, &session).await? {
            return Err(AccountError::InvalidCode.into());
        }
        let tokens = self.issuer.tokens(&session.token, session.role, now);
        Ok(respond::uncached(&tokens.with_device(self.issuer.device_token(&account.email.digest()))))
    }
}

impl VerifyEmail {
    /// The sign-up that waits for `code`. The try is counted before the code is looked at.
    async fn try_code(&self, id: &SignUpId, code: &VerificationCode, now: Timestamp) -> Result<SignUp, Problem> {
        let attempt = self.random.digest().short();
        let sign_up = self.accounts.try_sign_up(id, &attempt).await?.ok_or(AccountError::InvalidCode)?;
        sign_up.code.proven_by(code, now)?;
        Ok(sign_up)
    }
}
