//! `POST /v1/orders`: takes the stock and writes the order, in one call.

use backroom::{
    http::{Problem, Request, Response},
    lambda::HttpFunction,
    world::{StartError, World},
};

/// The function.
#[derive(Debug)]
pub struct PlaceOrder {}

impl HttpFunction for PlaceOrder {
    async fn start(_world: &World) -> Result<Self, StartError> {
        Ok(Self {})
    }

    async fn handle(&self, _request: Request) -> Result<Response, Problem> {
        Err(Problem::not_found())
    }
}
