//! Refusals of the catalogue.

use domain::catalogue::CatalogueError;

use crate::http::{InvalidField, Problem};

impl From<CatalogueError> for Problem {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Invalid { member, rule } => {
                InvalidField::new(format!("/{member}"), rule.code(), rule.to_string()).into()
            }
            CatalogueError::UnknownProduct | CatalogueError::UnknownSku => Self::not_found(),
            CatalogueError::SkuTaken(sku) => {
                let detail =
                    "A SKU belongs to one product for ever, and this one is another product's. Choose a new one.";
                Self::new(409, "sku_taken", detail).with("sku", sku.as_str())
            }
            CatalogueError::TooManyChanges => {
                let detail = "So many prices of SKUs with stock in several rows cannot change at once. Change fewer variants at a time.";
                Self::new(422, "too_many_changes", detail)
            }
            CatalogueError::VersionMismatch => {
                let detail = "The product has changed, was never there, or is there already. Read it again and repeat with its new ETag.";
                Self::new(412, "precondition_failed", detail)
            }
            CatalogueError::TooManyImages => {
                let detail = "The product has as many images as it may. Take one away first.";
                Self::new(409, "too_many_images", detail).with("most", domain::catalogue::MAX_IMAGES)
            }
            CatalogueError::KeyReused => {
                let detail = "This Idempotency-Key was sent with another body. Use a new key for a new intention.";
                Self::new(422, "idempotency_key_reused", detail)
            }
            CatalogueError::StockMoved { sku, available } => {
                let detail =
                    "The stock has moved since it was counted. Compare with what is available now and count again.";
                Self::new(409, "stock_moved", detail).with("sku", sku.as_str()).with("available", available)
            }
            CatalogueError::OutOfStock { sku, available } => {
                Self::new(409, "out_of_stock", "There is less in stock than this would take away.")
                    .with("sku", sku.as_str())
                    .with("available", available)
            }
        }
    }
}
