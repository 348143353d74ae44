//! The products, for staff: `GET /v1/merchant/products` lists those of a state, `GET /v1/merchant/products/{id}` shows one in
//! whatever state, `PUT /v1/products/{id}` writes one, new or not, and `PATCH /v1/products/{id}` changes a part of it. Its stock
//! rows learn the prices with it. `POST /v1/merchant/products/{id}/images` gives a form by which a browser uploads an image.

mod body;
mod images;
mod list;

use app_context::{AppContext, Retry, StartError};
use aws::{AuditTable, Auditing, Bucket, ProductsTable, StockTable};
use body::Body;
use domain::{
    accounts::Permission,
    catalogue::{CatalogueError, Precondition, Product, ProductDetails, Versions},
    kernel::{ProductId, Random, Timestamp},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Request, Response, cached, precondition, respond},
};
use serde::Serialize;

/// The function.
#[derive(Debug)]
pub struct ManageProducts {
    authenticator: Authenticator,
    products: ProductsTable,
    stock: StockTable,
    audit: AuditTable,
    bucket: Bucket,
    random: Random,
}

#[derive(Serialize)]
struct Answer {
    id: ProductId,
    #[serde(flatten)]
    details: ProductDetails,
}

impl HttpFunction for ManageProducts {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            authenticator: Authenticator::new(context)?,
            products: ProductsTable::new(context)?,
            stock: StockTable::new(context)?,
            audit: AuditTable::new(context)?,
            bucket: Bucket::named_by(context, "MEDIA_BUCKET")?,
            random: context.random.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let now = self.authenticator.now();
        match request.route() {
            "GET /v1/merchant/products" => {
                self.authenticator.require(&request, Permission::CatalogueRead)?;
                list::list(&self.products, &self.stock, &request).await
            }
            "GET /v1/merchant/products/{id}" => self.show(&request).await,
            "PUT /v1/products/{id}" => self.put(&request, now).await,
            "POST /v1/merchant/products/{id}/images" => self.upload(&request, now).await,
            "PATCH /v1/products/{id}" => self.patch(&request, now).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl ManageProducts {
    /// The product as it is now, a draft as well, with the tag that a change of it may name.
    async fn show(&self, request: &Request) -> Result<Response, Problem> {
        self.authenticator.require(request, Permission::CatalogueRead)?;
        let id: ProductId = request.path("id")?;
        let product = self.products.get(&id).await?.ok_or(CatalogueError::UnknownProduct)?;
        let answer = cached(request, &Answer { id, details: product.details }, Some(product.version), 0);
        Ok(respond::with_header(answer, "cache-control", "no-store"))
    }

    async fn put(&self, request: &Request, now: Timestamp) -> Result<Response, Problem> {
        let staff = self.authenticator.require(request, Permission::CatalogueWrite)?;
        let id: ProductId = request.path("id")?;
        let change = request.json::<Body>()?.parse(&id)?;
        let by = Auditing { table: &self.audit, by: &staff };
        let details = self.products.put(&self.stock, &change, &precondition(request), by, now).await??;
        Ok(respond::ok(&Answer { id, details }))
    }

    /// Merges what was sent into the product as it is. Unless the request names a version, a change that others make meanwhile is
    /// merged into as well.
    async fn patch(&self, request: &Request, now: Timestamp) -> Result<Response, Problem> {
        let staff = self.authenticator.require(request, Permission::CatalogueWrite)?;
        let id: ProductId = request.path("id")?;
        let patch = request.merge_patch()?;
        let (asked, by) = (precondition(request), Auditing { table: &self.audit, by: &staff });
        for _ in Retry::PRODUCT_PATCH.tries() {
            let product = self.products.get(&id).await?.ok_or(CatalogueError::UnknownProduct)?;
            let Product { details, version, .. } = product;
            if !asked.holds(Some(version)) {
                return Err(CatalogueError::VersionMismatch.into());
            }
            let change = Body::patched(&details, &patch)?.parse(&id)?;
            let read = Precondition { matches: Some(Versions::OneOf(vec![version])), matches_none: None };
            match self.products.put(&self.stock, &change, &read, by, now).await? {
                Ok(details) => return Ok(respond::ok(&Answer { id, details })),
                Err(CatalogueError::VersionMismatch) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(CatalogueError::VersionMismatch.into())
    }
}
