//! `backroom stock reshard`: puts a SKU's stock into more rows, or fewer.

use std::process::ExitCode;

use aws::{MAX_SHARDS, Resharding, StockTable};
use clap::Args;
use domain::kernel::Sku;

use crate::{Failure, context};

const EXAMPLES: &str = "\
Examples:
  STOCK_TABLE=backroom-dev-stock AWS_REGION=eu-west-1 backroom stock reshard tea-500g --over 16
  backroom stock reshard tea-500g --over 1 --stock-table backroom-dev-stock     when the rush is over";

/// Puts a SKU's stock into N rows, so that more orders a second can take from it.
///
/// Orders of one SKU wait for one another at its stock row. With N rows they seldom meet. Orders go on meanwhile,
/// and none is refused while any row has units. Repeat it when the rows have become uneven, and after a delivery: new
/// units go into the first row.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Reshard {
    /// The SKU.
    sku: String,
    /// Over how many rows: 1 to 64.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=i64::from(MAX_SHARDS)))]
    over: u8,
    /// The stock table.
    #[arg(long, env = "STOCK_TABLE")]
    stock_table: String,
}

impl Reshard {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let sku: Result<Sku, _> = self.sku.parse();
        let sku = sku.map_err(|_| Failure::Usage(format!("'{}' is no SKU", self.sku)))?;
        let context = context::context(&[("STOCK_TABLE", &self.stock_table)]).await?;
        match StockTable::new(&context)?.reshard(&sku, self.over).await? {
            Resharding::Done(units) => {
                print!("{}", table(&sku, self.over, &units));
                Ok(ExitCode::SUCCESS)
            }
            Resharding::UnknownSku => Err(Failure::Failed(format!("there is no stock of {sku}: import it first"))),
        }
    }
}

/// How the units stand, in one line where all rows are alike.
fn table(sku: &Sku, over: u8, units: &[u64]) -> String {
    let total: u64 = units.iter().sum();
    let (least, most) = (units.iter().take(over.into()).min(), units.iter().take(over.into()).max());
    let each = match (least, most) {
        (Some(least), Some(most)) if least != most => format!("{least} or {most}"),
        (Some(least), _) => least.to_string(),
        (None, _) => "none".to_owned(),
    };
    format!("{sku}: {total} units over {over} rows, {each} in each.\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outcome_is_told_in_one_line() {
        let tea: Sku = "tea".parse().expect("an identifier");
        assert_eq!(table(&tea, 4, &[3, 3, 2, 2]), "tea: 10 units over 4 rows, 2 or 3 in each.\n");
        assert_eq!(table(&tea, 1, &[10, 0, 0]), "tea: 10 units over 1 rows, 10 in each.\n");
    }
}
