//! What is done with each product of a file: it is written, compared with the shop, or only read.

use std::time::Duration;

use app_context::AppContext;
use aws::{ProductsTable, StockTable};
use domain::catalogue::{CatalogueError, Imported};

use super::{
    Outcome, Written,
    product::{Complaint, Found, Row},
};
use crate::{Failure, error::in_short};

/// Attempts to write one product, the first included, each of which has the SDK's own repeats within it.
const ATTEMPTS: u32 = 5;
/// The longest wait before the second attempt, doubled for each further one.
const FIRST_WAIT_MS: u32 = 400;

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
        let mut attempt = 1;
        loop {
            match self.attempt(row).await {
                Ok(Ok(imported)) => return row.outcome(imported),
                Ok(Err(refusal)) => return Outcome::Bad(vec![Complaint::new(number, refusal.to_string())]),
                Err(error) if attempt == ATTEMPTS => return Outcome::Failed(in_short(&error)),
                Err(_) => {
                    let wait = self.context.random.below(FIRST_WAIT_MS << attempt);
                    tokio::time::sleep(Duration::from_millis(u64::from(wait))).await;
                    attempt += 1;
                }
            }
        }
    }

    async fn attempt(&self, row: &Row) -> Result<Result<Imported, CatalogueError>, aws::AwsError> {
        if self.is_dry {
            return self.products.preview(&self.stock, &row.change, &row.openings).await;
        }
        self.products.import(&self.stock, &row.change, &row.openings, self.context.clock.now()).await
    }
}
