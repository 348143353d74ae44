//! `GET /v1/orders/{id}`: one of the buyer's own orders, with what its lines were called when it was placed.

use std::collections::BTreeSet;

use app_context::{AppContext, StartError};
use aws::{OrdersTable, ProductsTable, StockTable};
use domain::orders::OrderView;
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
        let buyer = self.authenticator.require_buyer(&request)?.user;
        let order = self.orders.get(&buyer, &request.path("id")?).await?.ok_or_else(Problem::not_found)?;
        let skus = order.lines.iter().map(|line| &line.sku).collect::<BTreeSet<_>>();
        let names = self.products.names_of(&self.stock, &order, skus.into_iter()).await?;
        Ok(respond::ok(&OrderView::with_names(&order, names)))
    }
}
