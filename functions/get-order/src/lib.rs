//! `GET /v1/orders/{id}`: one of the buyer's own orders, or the one that a mailed link opens, with what its lines were called when it was placed.

use std::collections::BTreeSet;

use app_context::{AppContext, StartError};
use aws::{OrdersTable, ProductsTable, StockTable};
use domain::orders::{Order, OrderView};
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Request, Response, respond},
};

/// The function.
#[derive(Debug)]
pub struct GetOrder {
    orders: OrdersTable,
    products: ProductsTable,
    stock: StockTable,
    authenticator: Authenticator,
}

impl HttpFunction for GetOrder {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            orders: OrdersTable::new(context)?,
            products: ProductsTable::new(context)?,
            stock: StockTable::new(context)?,
            authenticator: Authenticator::new(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let order = self.order(&request).await?;
        let skus = order.lines.iter().map(|line| &line.sku).collect::<BTreeSet<_>>();
        let names = self.products.names_of(&self.stock, &order, skus.into_iter()).await?;
        Ok(respond::ok(&OrderView::with_names(&order, names)))
    }
}

impl GetOrder {
    /// The order that is asked for, by its buyer or by a link that was mailed.
    async fn order(&self, request: &Request) -> Result<Order, Problem> {
        if let Some(link) = request.order_link() {
            let order = self.orders.get(link.buyer(), &request.path("id")?).await?;
            // Whether there is such an order is nothing that a link tells which does not open it.
            return order.filter(|order| order.is_opened_by(&link)).ok_or_else(Problem::unauthorized);
        }
        let buyer = self.authenticator.require_buyer(request)?.user;
        self.orders.get(&buyer, &request.path("id")?).await?.ok_or_else(Problem::not_found)
    }
}
