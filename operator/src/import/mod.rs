//! `backroom import`: a catalogue of any size from a file into the tables.

mod fields;
mod file;
mod progress;
mod records;
mod tally;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use backroom::{
    aws::{ProductsTable, StockTable},
    catalogue::Imported,
    context::AppContext,
};
use clap::Args;
use futures::StreamExt as _;

use crate::{
    Failure, context,
    error::{advice, in_short},
};
use file::{CatalogueFile, Line, Row};
use progress::Progress;
use tally::Tally;

/// Attempts to write one line, the first included, each of which has the SDK's own repeats within it.
const ATTEMPTS: u32 = 5;
/// The longest wait before the second attempt, doubled for each further one.
const FIRST_WAIT_MS: u32 = 400;
/// After this many lines in a row that AWS does not take, the import stops.
const HOPELESS: u32 = 20;

const LONG_HELP: &str = "\
Puts the products of a CSV file into the catalogue.

The file is UTF-8. Its first line names these columns, in any order; `state` may be left out:

    id           the product's own number (SKU): 1 to 128 letters, digits, '-', '_' or '.'
    name         1 to 200 characters
    description  up to 4,000 characters, several lines in quotes if need be; may be empty
    category     1 to 200 characters
    price_minor  the price in minor units, a whole number (1295 is 12.95 USD, or 1295 JPY)
    currency     three letters, ISO 4217
    stock        the opening stock, a whole number from 0 to 1000000
    state        draft, active or archived. Empty: as it is; a new product is put on sale, which is active

A text with commas or quotes stands in double quotes, each quote in it doubled. A bad line is reported by its number with the
reason, and skipped; no other line is lost with it.

It may be stopped and started again, and the same file may be imported twice. Each line sets its product. The opening
stock is booked only the first time that a product is imported; another number in a later file is left alone, and
counted in the summary. Later changes of stock go through POST /v1/merchant/skus/{sku}/adjustments.";

const EXAMPLE: &str = "\
Example:
  PRODUCTS_TABLE=backroom-dev-products STOCK_TABLE=backroom-dev-stock AWS_REGION=eu-west-1 \\
    backroom import catalogue.csv";

/// Puts the products of a CSV file into the catalogue.
#[derive(Debug, Args)]
#[command(long_about = LONG_HELP, after_help = EXAMPLE)]
pub(crate) struct Import {
    /// The CSV file.
    file: PathBuf,
    /// How many lines are written at the same time.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=256))]
    parallel: u16,
    /// The products table.
    #[arg(long, env = "PRODUCTS_TABLE")]
    products_table: String,
    /// The stock table.
    #[arg(long, env = "STOCK_TABLE")]
    stock_table: String,
}

/// What became of a line.
#[derive(Debug)]
enum Outcome {
    /// It was written; its opening stock had been booked before with another number.
    StockKept(Imported),
    /// It was written.
    Done(Imported),
    /// It breaks a rule.
    Bad(String),
    /// AWS did not take it.
    Failed(String),
}

/// A line that has been dealt with.
struct Written {
    number: u64,
    ends_at: u64,
    outcome: Outcome,
}

impl Import {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let unreadable = |error| Failure::Usage(format!("{} cannot be read: {error}", self.file.display()));
        let file = std::fs::File::open(&self.file).map_err(unreadable)?;
        let bytes = file.metadata().map_err(unreadable)?.len();
        let lines = CatalogueFile::open(file).map_err(Failure::Usage)?;
        let tables = [("PRODUCTS_TABLE", self.products_table.as_str()), ("STOCK_TABLE", self.stock_table.as_str())];
        let shop = Shop::new(context::context(&tables).await?)?;
        let mut progress = Progress::start(bytes, shop.context.clock.clone());
        let mut tally = Tally::default();
        let mut error = None;
        let done = futures::stream::iter(lines).map(|line| shop.write(line));
        let mut done = done.buffer_unordered(usize::from(self.parallel));
        while let Some(Written { number, ends_at, outcome }) = done.next().await {
            if let Some(complaint) = tally.count(&outcome) {
                progress.complain(&format!("line {number}: {complaint}"));
            }
            progress.show(&tally, ends_at);
            if let Outcome::Failed(reason) = outcome {
                error = Some(reason);
            }
            if tally.failed_in_a_row >= HOPELESS {
                break;
            }
        }
        let elapsed_ms = progress.finish();
        print!("{}", tally.summary(elapsed_ms));
        if let Some(reason) = error {
            let words =
                if tally.failed_in_a_row >= HOPELESS { "stopped, since AWS takes no line" } else { "not all done" };
            let advice = advice(&reason).unwrap_or("Import the file again once AWS answers.");
            return Err(Failure::Failed(format!("{words}: {reason}\n{advice}")));
        }
        Ok(if tally.all_done() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The tables, and the context to write to them with.
struct Shop {
    context: AppContext,
    products: ProductsTable,
    stock: StockTable,
}

impl Shop {
    fn new(context: AppContext) -> Result<Self, Failure> {
        Ok(Self { products: ProductsTable::new(&context)?, stock: StockTable::new(&context)?, context })
    }

    async fn write(&self, line: Line) -> Written {
        let Line { number, ends_at, row } = line;
        let outcome = match row {
            Ok(row) => self.write_row(&row).await,
            Err(reason) => Outcome::Bad(reason),
        };
        Written { number, ends_at, outcome }
    }

    /// Writes one product. Whatever AWS cannot do now is repeated: a line that was written after all is recognised.
    async fn write_row(&self, row: &Row) -> Outcome {
        let mut attempt = 1;
        loop {
            let now = self.context.clock.now();
            match self.products.import(&self.stock, &row.change, &row.openings, now).await {
                Ok(Ok(imported)) => return row.outcome(imported),
                Ok(Err(refusal)) => return Outcome::Bad(refusal.to_string()),
                Err(error) if attempt == ATTEMPTS => return Outcome::Failed(in_short(&error)),
                Err(_) => {
                    let wait = self.context.random.below(FIRST_WAIT_MS << attempt);
                    tokio::time::sleep(Duration::from_millis(u64::from(wait))).await;
                    attempt += 1;
                }
            }
        }
    }
}
