//! `DELETE /v1/orders/{id}/link`: revokes the links to an order that were mailed. Its buyer may, and whoever has such a link.

use app_context::{AppContext, StartError};
use aws::OrdersTable;
use domain::kernel::OrderId;
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Request, Response, respond},
};

/// The function.
#[derive(Debug)]
pub struct RevokeOrderLink {
    orders: OrdersTable,
    authenticator: Authenticator,
}

impl HttpFunction for RevokeOrderLink {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { orders: OrdersTable::new(context)?, authenticator: Authenticator::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        if let Some(link) = request.order_link() {
            let id: OrderId = request.path("id")?;
            let is_revoked = self.orders.revoke_links(link.buyer(), &id, Some(&link)).await?;
            return if is_revoked { Ok(respond::empty(204)) } else { Err(Problem::unauthorized()) };
        }
        let buyer = self.authenticator.require_buyer(&request)?.user;
        let id: OrderId = request.path("id")?;
        let is_there = self.orders.revoke_links(&buyer, &id, None).await?;
        if is_there { Ok(respond::empty(204)) } else { Err(Problem::not_found()) }
    }
}
