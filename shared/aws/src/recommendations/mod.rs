//! The recommendations table: what each buyer bought, the log of baskets, and what was learnt from it. All of it can be made again
//! from the orders.
//!
//! ```text
//! BUYER#<user>           HISTORY     what a buyer bought, until the account is closed
//! LOG#<day>#<shard>      <order>     a paid basket, for half a year
//! PRODUCT#<product>      LEARNT      what is bought with a product, and what stands in for it
//! POPULAR#<category>     LEARNT      what the most buyers bought of a category; of all, without its name
//! ```

mod history;
mod learnt;
mod log;

use aws_sdk_dynamodb::Client;

use app_context::{AppContext, StartError};
use domain::kernel::Random;
pub use history::Counted;
pub use learnt::{LearntRow, LearntRows};
pub use log::LoggedBasket;

use super::dynamodb;

/// The recommendations table.
#[derive(Clone, Debug)]
pub struct RecommendationsTable {
    client: Client,
    table: String,
    random: Random,
}

impl RecommendationsTable {
    /// The table whose name stands in `RECOMMENDATIONS_TABLE`.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let table = context.environment.required("RECOMMENDATIONS_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(context), table, random: context.random.clone() })
    }
}
