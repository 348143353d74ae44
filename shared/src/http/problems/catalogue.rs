//! Refusals of the catalogue.

use crate::{
    catalogue::CatalogueError,
    http::{InvalidField, Problem},
};

impl From<CatalogueError> for Problem {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Invalid { member, rule } => {
                InvalidField::new(format!("/{member}"), rule.code(), rule.to_string()).into()
            }
            CatalogueError::UnknownProduct => Self::not_found(),
            CatalogueError::VersionMismatch => {
                let detail = "The product has changed, was never there, or is there already. Read it again and repeat with its new ETag.";
                Self::new(412, "precondition_failed", detail)
            }
            CatalogueError::KeyReused => {
                let detail = "This Idempotency-Key was sent with another body. Use a new key for a new intention.";
                Self::new(422, "idempotency_key_reused", detail)
            }
            CatalogueError::OutOfStock { product, available } => {
                Self::new(409, "out_of_stock", "There is less in stock than this would take away.")
                    .with("product_id", product.as_str())
                    .with("available", available)
            }
        }
    }
}
