//! What an import would do, found out without a write.

use domain::{
    catalogue::{CatalogueError, Imported, OpeningStocks, ProductChange},
    kernel::Sku,
};

use super::ProductsTable;
use crate::{AwsError, StockTable};

impl ProductsTable {
    /// What [`ProductsTable::import`] would answer if nothing changed until then: the product, the owners of its SKUs and the
    /// records of its opening stocks are read, and nothing is written.
    pub async fn preview(
        &self,
        stock: &StockTable,
        change: &ProductChange,
        openings: &OpeningStocks,
    ) -> Result<Result<Imported, CatalogueError>, AwsError> {
        let before = self.get(change.id()).await?.map(|product| product.details);
        let details = match change.applied_to(before.as_ref()) {
            Ok(details) => details,
            Err(refused) => return Ok(Err(refused)),
        };
        let skus: Vec<Sku> = details.variants.iter().map(|variant| variant.sku.clone()).collect();
        let owners = stock.products_of(&skus).await?;
        if let Some((sku, _)) = owners.into_iter().find(|(_, owner)| owner != change.id()) {
            return Ok(Err(CatalogueError::SkuTaken(sku)));
        }
        let said: Vec<Sku> = openings.keys().cloned().collect();
        let booked = stock.booked(&said).await?;
        let Some(before) = before else { return Ok(Ok(Imported::New)) };
        let is_booked_first = booked.is_empty() && !openings.is_empty();
        Ok(Ok(match booked.len() == openings.len() && before == details {
            _ if is_booked_first => Imported::New,
            true => Imported::Unchanged { booked },
            false => Imported::Updated { booked },
        }))
    }
}
