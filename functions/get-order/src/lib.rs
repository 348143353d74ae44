//! `GET /v1/orders/{id}`: one of the buyer's own orders.

use backroom::{
    aws::OrdersTable,
    http::{Gate, Problem, Request, Response, respond},
    lambda::HttpFunction,
    orders::OrderView,
    world::{StartError, World},
};

/// The function.
#[derive(Debug)]
pub struct GetOrder {
    orders: OrdersTable,
    gate: Gate,
}

impl HttpFunction for GetOrder {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self { orders: OrdersTable::new(world)?, gate: Gate::new(world)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let (buyer, _) = self.gate.buyer(&request)?;
        let order = self.orders.get(&buyer, &request.path("id")?).await?.ok_or_else(Problem::not_found)?;
        Ok(respond::ok(&OrderView::from(&order)))
    }
}
