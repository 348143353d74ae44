//! `backroom search rebuild`: the search index, made again from the products.

use std::process::ExitCode;

use clap::Args;
use search_store::{Indexer, StoreError, Updated};

use crate::{Failure, context};

const EXAMPLES: &str = "\
Examples:
  PRODUCTS_TABLE=backroom-dev-products STOCK_TABLE=backroom-dev-stock SEARCH_BUCKET=backroom-dev-search-123456789012-eu-west-1 \\
    AWS_REGION=eu-west-1 backroom search rebuild
  backroom search rebuild --products-table backroom-dev-products --stock-table backroom-dev-stock --search-bucket NAME";

/// Makes the search index anew from all products and their stock.
///
/// It reads both tables once. The shop stays open, and the index of before is served until the new one takes its place at once; what
/// changes meanwhile is in it. It may be stopped and repeated. Call it once after the deployment that brought the search, after one that
/// brought another format of the index, and after a restored products table.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Rebuild {
    /// The products table.
    #[arg(long, env = "PRODUCTS_TABLE")]
    products_table: String,
    /// The stock table.
    #[arg(long, env = "STOCK_TABLE")]
    stock_table: String,
    /// The bucket of the index.
    #[arg(long, env = "SEARCH_BUCKET")]
    search_bucket: String,
}

impl Rebuild {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let named = [
            ("PRODUCTS_TABLE", self.products_table.as_str()),
            ("STOCK_TABLE", self.stock_table.as_str()),
            ("SEARCH_BUCKET", self.search_bucket.as_str()),
        ];
        let context = context::context(&named).await?;
        let updated = Indexer::new(&context)?.rebuild().await?;
        print!("{}", summary(&updated));
        Ok(ExitCode::SUCCESS)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Aws(error) => error.into(),
            other => Self::Failed(format!("{other}: repeat the command")),
        }
    }
}

fn summary(Updated { products, sequence, .. }: &Updated) -> String {
    format!("{products} products are in the search index, which is number {sequence}.\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outcome_is_told_in_one_line() {
        let done = Updated { products: 12, sequence: 3, rebuilt: true };
        assert_eq!(summary(&done), "12 products are in the search index, which is number 3.\n");
    }
}
