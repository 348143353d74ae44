//! `GET /v1/orders/{id}`: one of the buyer's own orders.

use backroom::{
    accounts::TokenVerifier,
    aws::OrdersTable,
    http::{Problem, Request, Response, authorize, respond},
    lambda::HttpFunction,
    orders::OrderView,
    world::{Clock, StartError, World},
};

/// The function.
#[derive(Debug)]
pub struct GetOrder {
    orders: OrdersTable,
    tokens: TokenVerifier,
    clock: Clock,
}

impl HttpFunction for GetOrder {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self {
            orders: OrdersTable::new(world)?,
            tokens: TokenVerifier::new(&world.environment)?,
            clock: world.clock.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let buyer = authorize(&request, &self.tokens, self.clock.now())?.buyer;
        let order = self.orders.get(&buyer, &request.path("id")?).await?.ok_or_else(Problem::not_found)?;
        Ok(respond::ok(&OrderView::from(&order)))
    }
}
