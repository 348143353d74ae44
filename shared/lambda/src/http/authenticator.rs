//! Authentication and roles: the first step of every handler that is not public.

use app_context::{AppContext, Clock, StartError};
use domain::{
    accounts::{Identity, InvalidKey, Permission, Role, TokenVerifier},
    kernel::{Timestamp, UserId},
    quotes::{self, Quote, QuoteRefusal},
};

use super::{Problem, Request};

/// Names the keys' public halves.
const PUBLIC_KEYS: &str = "ACCESS_TOKEN_PUBLIC_KEYS";

/// Verifies access tokens and reads the clock.
#[derive(Debug)]
pub struct Authenticator {
    tokens: TokenVerifier,
    clock: Clock,
}

impl Authenticator {
    /// With the public keys of the environment.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let issuer = context.environment.required("ACCESS_TOKEN_ISSUER")?;
        let keys = context.environment.required(PUBLIC_KEYS)?;
        let tokens = TokenVerifier::new(issuer, keys)
            .map_err(|InvalidKey(reason)| StartError::Invalid { name: PUBLIC_KEYS.to_owned(), reason })?;
        Ok(Self { tokens, clock: context.clock.clone() })
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whoever sends the request, with an account or as a guest; 401 without a valid access token.
    pub fn require_buyer(&self, request: &Request) -> Result<Identity, Problem> {
        let token = request.bearer_token().ok_or_else(Problem::unauthorized)?;
        self.tokens.verify(token, self.now()).map_err(|_| Problem::unauthorized())
    }

    /// What a quote of this shop promises, good or expired, by the keys of the access tokens.
    pub fn quote(&self, token: &str) -> Result<Quote, QuoteRefusal> {
        quotes::open(&self.tokens, token)
    }

    /// The identity of a caller who has an account; 401 without a valid access token, 403 for a guest.
    pub fn identity(&self, request: &Request) -> Result<Identity, Problem> {
        let identity = self.require_buyer(request)?;
        if identity.role == Role::Guest { Err(Problem::account_required()) } else { Ok(identity) }
    }

    /// The guest to whom `token` was given, if it is valid.
    #[must_use]
    pub fn guest(&self, token: &str) -> Option<UserId> {
        let identity = self.tokens.verify(token, self.now()).ok()?;
        (identity.role == Role::Guest).then_some(identity.user)
    }

    /// The user who sent the request, in any role but a guest's; 401 without a valid access token, 403 for a guest.
    pub fn require_user(&self, request: &Request) -> Result<UserId, Problem> {
        Ok(self.identity(request)?.user)
    }

    /// The one of the staff who sent the request, whose role may do what needs `permission`; 401 without a valid access token,
    /// 403 for every other role. It is the first line of each handler for staff.
    pub fn require(&self, request: &Request, permission: Permission) -> Result<Identity, Problem> {
        let identity = self.require_buyer(request)?;
        if identity.role.may(permission) { Ok(identity) } else { Err(Problem::forbidden(permission)) }
    }
}
