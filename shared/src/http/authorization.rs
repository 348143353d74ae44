//! Who is asking: the first step of every use case that is not public.

use super::{Problem, Request};
use crate::{
    accounts::{Identity, TokenVerifier},
    kernel::Timestamp,
};

/// The identity that the request's access token proves; 401 without a good one.
pub fn authorize(request: &Request, tokens: &TokenVerifier, now: Timestamp) -> Result<Identity, Problem> {
    let token = request.bearer_token().ok_or_else(Problem::unauthorized)?;
    tokens.verify(token, now).map_err(|_| Problem::unauthorized())
}

impl Identity {
    /// This identity, if it is a merchant's; 403 otherwise.
    pub fn merchant(self) -> Result<Self, Problem> {
        if self.role == crate::accounts::Role::Merchant { Ok(self) } else { Err(Problem::forbidden()) }
    }
}
