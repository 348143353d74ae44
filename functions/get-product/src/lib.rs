//! `GET /v1/products/{id}`: one product, and exactly how much of each of its variants is there.

use std::collections::BTreeMap;

use app_context::{AppContext, StartError};
use aws::{ProductsTable, StockTable};
use domain::{
    catalogue::{
        Attributes, Availability, CatalogueError, Category, Description, OptionName, Product, ProductDetails,
        ProductImage, ProductName, ProductState, Slug, TaxClass, Variant,
    },
    kernel::{ProductId, Sku},
};
use lambda::{
    HttpFunction,
    http::{Problem, Request, Response, cached},
};
use serde::Serialize;

/// How long the answer may be kept: the numbers in it move with every order.
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
    name: ProductName,
    slug: Slug,
    description: Description,
    category: Category,
    tax_class: TaxClass,
    attributes: Attributes,
    state: ProductState,
    options: Vec<OptionName>,
    variants: Vec<StockedVariant>,
    images: Vec<ProductImage>,
    availability: Availability,
}

#[derive(Serialize)]
struct StockedVariant {
    #[serde(flatten)]
    variant: Variant,
    available: u64,
    availability: Availability,
}

impl HttpFunction for GetProduct {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { products: ProductsTable::new(context)?, stock: StockTable::new(context)? })
    }

    /// A product that is no longer on sale is still shown, as archived: old orders lead to it. A draft is not.
    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let id: ProductId = request.path("id")?;
        let product = self.products.get(&id).await?.filter(|product| product.details.state != ProductState::Draft);
        let Product { details, version, .. } = product.ok_or(CatalogueError::UnknownProduct)?;
        let available = self.stock.available(details.variants.iter().map(|variant| &variant.sku)).await?;
        Ok(cached(&request, &Answer::new(id, details, &available), Some(version), MAX_AGE_SECONDS))
    }
}

impl Answer {
    fn new(id: ProductId, details: ProductDetails, available: &BTreeMap<Sku, u64>) -> Self {
        let stocked = |variant: Variant| {
            let available = available.get(&variant.sku).copied().unwrap_or(0);
            StockedVariant { variant, available, availability: Availability::of(available) }
        };
        Self {
            id,
            name: details.name,
            slug: details.slug,
            description: details.description,
            category: details.category,
            tax_class: details.tax_class,
            attributes: details.attributes,
            state: details.state,
            options: details.options,
            variants: details.variants.into_iter().map(stocked).collect(),
            // A file that was refused is the merchants' business.
            images: details.images.into_iter().filter(|image| image.picture().is_some()).collect(),
            availability: Availability::of(available.values().sum()),
        }
    }
}
