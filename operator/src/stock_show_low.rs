//! `backroom stock show-low`: the list of SKUs that are low, made again from the stock.

use std::process::ExitCode;

use aws::{DeskTable, StockTable};
use clap::Args;
use domain::catalogue::LowStockThreshold;

use crate::{Failure, context};

const EXAMPLES: &str = "\
Examples:
  STOCK_TABLE=backroom-dev-stock DESK_TABLE=backroom-dev-desk AWS_REGION=eu-west-1 backroom stock show-low --threshold 5
  backroom stock show-low --threshold 0 --stock-table backroom-dev-stock --desk-table backroom-dev-desk";

/// Shows every SKU as low or not, as it is now.
///
/// It reads the whole stock table once, and writes a row of the desk for each SKU. The shop stays open: where a SKU changes
/// meanwhile, the newer version stays. Call it once after the deployment that brought the list of what is low, after each change of the
/// parameter `LowStockThreshold`, and after a restored desk table.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ShowLow {
    /// The shop's threshold: the parameter `LowStockThreshold` of its deployment.
    #[arg(long, value_name = "UNITS")]
    threshold: String,
    /// The stock table.
    #[arg(long, env = "STOCK_TABLE")]
    stock_table: String,
    /// The desk table.
    #[arg(long, env = "DESK_TABLE")]
    desk_table: String,
}

impl ShowLow {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let threshold: Result<LowStockThreshold, _> = self.threshold.parse();
        let threshold = threshold.map_err(|error| Failure::Usage(error.to_string()))?;
        let tables = [("STOCK_TABLE", self.stock_table.as_str()), ("DESK_TABLE", self.desk_table.as_str())];
        let context = context::context(&tables).await?;
        let (stock, desk) = (StockTable::new(&context)?, DeskTable::new(&context)?);
        let mut damaged = 0;
        let levels = stock.stock_levels(|complaint| {
            damaged += 1;
            eprintln!("{complaint}");
        });
        let (mut skus, mut low) = (0, 0);
        for level in levels.await? {
            desk.show_stock(&level, threshold).await?;
            skus += 1;
            low += u32::from(level.low(threshold).is_some());
        }
        println!("{skus} SKUs read, {low} are low.");
        Ok(if damaged == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
