//! Who is asking: the first step of every use case that is not public.

use super::{Problem, Request};
use crate::{
    accounts::{Identity, Role, TokenVerifier},
    kernel::{BuyerId, Timestamp},
    world::{Clock, StartError, World},
};

/// The gate that a request passes with an access token. It reads the clock once, for the token and for all that follows.
#[derive(Debug)]
pub struct Gate {
    tokens: TokenVerifier,
    clock: Clock,
}

impl Gate {
    /// With the public keys of the environment.
    pub fn new(world: &World) -> Result<Self, StartError> {
        Ok(Self { tokens: TokenVerifier::new(&world.environment)?, clock: world.clock.clone() })
    }

    /// Who sent the request, and the present; 401 without a good token.
    pub fn identity(&self, request: &Request) -> Result<(Identity, Timestamp), Problem> {
        let now = self.clock.now();
        let token = request.bearer_token().ok_or_else(Problem::unauthorized)?;
        let identity = self.tokens.verify(token, now).map_err(|_| Problem::unauthorized())?;
        Ok((identity, now))
    }

    /// The buyer who sent the request, and the present. A merchant may buy, too.
    pub fn buyer(&self, request: &Request) -> Result<(BuyerId, Timestamp), Problem> {
        self.identity(request).map(|(identity, now)| (identity.buyer, now))
    }

    /// The merchant who sent the request, and the present; 403 for anybody else who is logged in.
    pub fn merchant(&self, request: &Request) -> Result<(BuyerId, Timestamp), Problem> {
        let (identity, now) = self.identity(request)?;
        if identity.role == Role::Merchant { Ok((identity.buyer, now)) } else { Err(Problem::forbidden()) }
    }
}
