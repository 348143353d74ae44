//! `PUT /v1/products/{id}`: a merchant writes a product, new or not; its stock rows learn the price with it.

use backroom::{
    aws::{ProductsTable, StockTable},
    catalogue::{ProductChange, ProductDetails, ProductDraft},
    context::{AppContext, StartError},
    http::{Authenticator, Field, Problem, Request, Response, precondition, respond},
    kernel::ProductId,
    lambda::HttpFunction,
};
use serde::{Deserialize, Serialize};
use serde_json::Number;

/// The function.
#[derive(Debug)]
pub struct PutProduct {
    authenticator: Authenticator,
    products: ProductsTable,
    stock: StockTable,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Body {
    name: Field<String>,
    description: Field<String>,
    category: Field<String>,
    price_minor: Field<Number>,
    currency: Field<String>,
    active: Field<bool>,
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
        let change = request.json::<Body>()?.parse()?;
        let details = self.products.put(&self.stock, &id, &change, &precondition(&request), now).await??;
        Ok(respond::ok(&Answer { id, details }))
    }
}

impl Body {
    fn parse(self) -> Result<ProductChange, Problem> {
        let draft = ProductDraft {
            name: &self.name.required("/name")?,
            description: &self.description.required("/description")?,
            category: &self.category.required("/category")?,
            price_minor: &self.price_minor.required("/price_minor")?.to_string(),
            currency: &self.currency.required("/currency")?,
            active: self.active.into_option(),
        };
        Ok(draft.parse()?)
    }
}
