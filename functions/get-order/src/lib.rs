//! `GET /v1/orders/{id}`: one of the buyer's own orders.

use backroom::{
    aws::OrdersTable,
    context::{AppContext, StartError},
    http::{Authenticator, Problem, Request, Response, respond},
    lambda::HttpFunction,
    orders::OrderView,
};

/// The function.
#[derive(Debug)]
pub struct GetOrder {
    orders: OrdersTable,
    authenticator: Authenticator,
}

impl HttpFunction for GetOrder {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { orders: OrdersTable::new(context)?, authenticator: Authenticator::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let buyer = self.authenticator.require_user(&request)?;
        let order = self.orders.get(&buyer, &request.path("id")?).await?.ok_or_else(Problem::not_found)?;
        Ok(respond::ok(&OrderView::from(&order)))
    }
}
