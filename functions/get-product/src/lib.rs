//! `GET /v1/products/{id}`: one product, and exactly how much of it is there.

use backroom::{
    aws::{ProductsTable, StockTable},
    catalogue::{Availability, CatalogueError, ProductDetails},
    context::{AppContext, StartError},
    http::{Problem, Request, Response, cached},
    kernel::ProductId,
    lambda::HttpFunction,
};
use serde::Serialize;

/// How long the answer may be kept: the number in it moves with every order.
const MAX_AGE_SECONDS: u32 = 5;

/// The function.
#[derive(Debug)]
pub struct GetProduct {
    products: ProductsTable,
    stock: StockTable,
}

#[derive(Serialize)]
struct Answer {
    id: ProductId,
    #[serde(flatten)]
    details: ProductDetails,
    available: u64,
    availability: Availability,
}

impl HttpFunction for GetProduct {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { products: ProductsTable::new(context)?, stock: StockTable::new(context)? })
    }

    /// A product that is no longer on sale is still shown, as not active: old orders lead to it.
    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let id: ProductId = request.path("id")?;
        let (product, available) = tokio::try_join!(self.products.get(&id), self.stock.available(&id))?;
        let product = product.ok_or(CatalogueError::UnknownProduct)?;
        let availability = Availability::of(available);
        let answer = Answer { id, details: product.details, available, availability };
        Ok(cached(&request, &answer, Some(product.version), MAX_AGE_SECONDS))
    }
}
