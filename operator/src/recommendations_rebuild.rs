//! `backroom recommendations rebuild`: what is recommended, made again from the orders.

use std::process::ExitCode;

use aws::{OrdersTable, ProductsTable, RecommendationsTable, StockTable};
use clap::Args;
use workflows::{Learning, RecommendationLearner, RecommendationRebuild, RecommendationRebuilder};

use crate::{Failure, context};

const EXAMPLES: &str = "\
Examples:
  backroom recommendations rebuild --orders-table backroom-dev-orders --stock-table backroom-dev-stock \\
      --products-table backroom-dev-products --recommendations-table backroom-dev-recommendations";

/// So many buyers between two lines.
const LINE_EVERY: usize = 1_000;

/// Makes what each buyer bought, the log of baskets and what was learnt from it again from the orders.
///
/// It reads every order once. The shop stays open: an order that is paid meanwhile counts once. It may be stopped and repeated. Call it once
/// after the deployment that brought recommendations, and after changes that could not be projected.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_field_names, reason = "the fields are called as the flags are")]
pub(crate) struct Rebuild {
    /// The orders table.
    #[arg(long, env = "ORDERS_TABLE")]
    orders_table: String,
    /// The stock table.
    #[arg(long, env = "STOCK_TABLE")]
    stock_table: String,
    /// The products table.
    #[arg(long, env = "PRODUCTS_TABLE")]
    products_table: String,
    /// The recommendations table.
    #[arg(long, env = "RECOMMENDATIONS_TABLE")]
    recommendations_table: String,
}

impl Rebuild {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let tables = [
            ("ORDERS_TABLE", self.orders_table.as_str()),
            ("STOCK_TABLE", self.stock_table.as_str()),
            ("PRODUCTS_TABLE", self.products_table.as_str()),
            ("RECOMMENDATIONS_TABLE", self.recommendations_table.as_str()),
        ];
        let context = context::context(&tables).await?;
        let (products, table) = (ProductsTable::new(&context)?, RecommendationsTable::new(&context)?);
        let rebuilder = RecommendationRebuilder {
            orders: OrdersTable::new(&context)?,
            stock: StockTable::new(&context)?,
            learner: RecommendationLearner { products, table },
        };
        let mut told = 0;
        let mut progress = |rebuilt: &RecommendationRebuild| {
            if rebuilt.buyers >= told + LINE_EVERY {
                told = rebuilt.buyers;
                eprintln!("{} buyers, {} orders", rebuilt.buyers, rebuilt.orders);
            }
        };
        let rebuilt = rebuilder.rebuild(context.clock.now(), &mut progress).await?;
        print!("{}", summary(&rebuilt));
        Ok(ExitCode::SUCCESS)
    }
}

fn summary(RecommendationRebuild { buyers, orders, learning }: &RecommendationRebuild) -> String {
    let Learning { baskets, products, written, .. } = learning;
    format!(
        "{orders} paid orders of {buyers} buyers counted; learnt from {baskets} baskets about {products} products, {written} rows written.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outcome_is_told_in_one_line() {
        let learning = Learning { baskets: 9, products: 4, written: 5, ..Learning::default() };
        let words = summary(&RecommendationRebuild { buyers: 3, orders: 12, learning });
        let wanted = "12 paid orders of 3 buyers counted; learnt from 9 baskets about 4 products, 5 rows written.\n";
        assert_eq!(words, wanted);
    }
}
