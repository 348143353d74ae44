//! `PUT /v1/products/{id}`: a merchant writes a product, new or not; its stock rows learn the prices with it.

mod body;

use backroom::{
    aws::{ProductsTable, StockTable},
    catalogue::ProductDetails,
    context::{AppContext, StartError},
    http::{Authenticator, Problem, Request, Response, precondition, respond},
    kernel::ProductId,
    lambda::HttpFunction,
};
use serde::Serialize;

/// The function.
#[derive(Debug)]
pub struct PutProduct {
    authenticator: Authenticator,
    products: ProductsTable,
    stock: StockTable,
}

#[derive(Serialize)]
struct Answer {
    id: ProductId,
    #[serde(flatten)]
    details: ProductDetails,
}

impl HttpFunction for PutProduct {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            authenticator: Authenticator::new(context)?,
            products: ProductsTable::new(context)?,
            stock: StockTable::new(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        self.authenticator.require_merchant(&request)?;
        let now = self.authenticator.now();
        let id: ProductId = request.path("id")?;
        let change = request.json::<body::Body>()?.parse(&id)?;
        let details = self.products.put(&self.stock, &change, &precondition(&request), now).await??;
        Ok(respond::ok(&Answer { id, details }))
    }
}
