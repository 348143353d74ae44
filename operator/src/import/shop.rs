//! What is done with each product of a file: it is written, compared with the shop, or only read.

use app_context::{AppContext, Retry};
use aws::{ProductsTable, StockTable};
use domain::catalogue::{CatalogueError, Imported};

use super::{
    Outcome, Written,
    product::{Complaint, Found, Row},
};
use crate::{Failure, error::in_short};

/// The tables, and the context to write to them with.
pub(super) struct Shop {
    context: AppContext,
    products: ProductsTable,
    stock: StockTable,
    is_dry: bool,
}

impl Shop {
    /// The shop of the tables that the context names; with `is_dry`, nothing is written.
    pub(super) fn new(context: AppContext, is_dry: bool) -> Result<Self, Failure> {
        Ok(Self { products: ProductsTable::new(&context)?, stock: StockTable::new(&context)?, context, is_dry })
    }
}

/// Deals with one product. Without a shop it is only read.
pub(super) async fn deal_with(shop: Option<&Shop>, found: Found) -> Written {
    let Found { number, ends_at, rows, product, notes } = found;
    let outcome = match (product, shop) {
        (Err(complaints), _) => Outcome::Bad(complaints),
        (Ok(_), None) => Outcome::Read,
        (Ok(row), Some(shop)) => shop.import(number, &row).await,
    };
    Written { number, ends_at, rows, notes, outcome }
}

impl Shop {
    /// Writes one product, or asks what writing it would do. Whatever AWS cannot do now is repeated: a product that was written
    /// after all is recognised.
    async fn import(&self, number: u64, row: &Row) -> Outcome {
        let mut failure = String::new();
        for attempt in Retry::IMPORT.tries() {
            Retry::IMPORT.pause(&self.context.random, attempt).await;
            match self.attempt(row).await {
                Ok(Ok(imported)) => return row.outcome(imported),
                Ok(Err(refusal)) => return Outcome::Bad(vec![Complaint::new(number, refusal.to_string())]),
                Err(error) => failure = in_short(&error),
            }
        }
        Outcome::Failed(failure)
    }

    async fn attempt(&self, row: &Row) -> Result<Result<Imported, CatalogueError>, aws::AwsError> {
        if self.is_dry {
            return self.products.preview(&self.stock, &row.change, &row.openings).await;
        }
        self.products.import(&self.stock, &row.change, &row.openings, self.context.clock.now()).await
    }
}
