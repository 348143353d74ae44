//! The two functions that hash passwords, at the least cost that there is: suites try passwords by the hundred.

use backroom::{
    accounts::HashCost,
    http::{Problem, Request, Response},
    lambda::HttpFunction,
    world::{StartError, World},
};
use log_in::LogIn;
use sign_up::SignUp;

/// `sign-up`, hashing as cheaply as can be.
#[derive(Debug)]
pub struct CheapSignUp(SignUp);

impl HttpFunction for CheapSignUp {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self(SignUp::start(world).await?.with_hash_cost(HashCost::LEAST)))
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        self.0.handle(request).await
    }
}

/// `log-in`, hashing as cheaply as can be.
#[derive(Debug)]
pub struct CheapLogIn(LogIn);

impl HttpFunction for CheapLogIn {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self(LogIn::start(world).await?.with_hash_cost(HashCost::LEAST)))
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        Box::pin(self.0.handle(request)).await
    }
}
