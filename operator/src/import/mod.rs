//! `backroom import`: a catalogue of any size from a file into the tables.

mod fields;
mod foreign;
mod help;
mod notes;
pub(crate) mod own;
mod product;
mod progress;
mod records;
mod shop;
mod tally;

use std::{fs::File, path::PathBuf, process::ExitCode};

use app_context::Clock;
use clap::Args;
use domain::{catalogue::Imported, kernel::Currency};
use futures::StreamExt as _;

use crate::{Failure, context, error::advice};
use foreign::{Origin, Terms};
use notes::{Noted, Notes};
use own::CatalogueFile;
use product::{Complaint, Found};
use progress::Progress;
use shop::Shop;
use tally::Tally;

/// So many products in a row that AWS does not take mean that it will not take the rest either.
const HOPELESS: u32 = 20;
/// So many complaints, and so many changed names, show what is wrong with a file that is only tried.
const FIRST_REASONS: usize = 20;

/// Puts the products of a CSV file into the catalogue.
#[derive(Debug, Args)]
#[command(long_about = help::LONG, after_help = help::EXAMPLES)]
pub(crate) struct Import {
    /// The CSV file.
    file: PathBuf,
    /// Who wrote the file.
    #[arg(long, value_enum, default_value_t = Origin::Backroom)]
    from: Origin,
    /// The currency of the prices in another shop's file, such as EUR.
    #[arg(long, value_parser = currency, required_if_eq_any = [("from", "shopify"), ("from", "woocommerce"), ("from", "vendure")])]
    currency: Option<Currency>,
    /// The category of products that have none in another shop's file.
    #[arg(long, default_value = "Other")]
    category: String,
    /// Writes nothing: says what would change. Without the tables it only reads the file.
    #[arg(long)]
    dry_run: bool,
    /// How many products are written at the same time.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=256))]
    parallel: u16,
    /// The products table.
    #[arg(long, env = "PRODUCTS_TABLE", required_unless_present = "dry_run")]
    products_table: Option<String>,
    /// The stock table.
    #[arg(long, env = "STOCK_TABLE", required_unless_present = "dry_run")]
    stock_table: Option<String>,
}

/// What became of a product.
#[derive(Debug)]
enum Outcome {
    /// It was written; its opening stock had been booked before with another number.
    StockKept(Imported),
    /// It was written.
    Done(Imported),
    /// It could be written.
    Read,
    /// It breaks rules.
    Bad(Vec<Complaint>),
    /// AWS did not take it.
    Failed(String),
}

/// A product that has been dealt with.
struct Written {
    number: u64,
    ends_at: u64,
    rows: u64,
    notes: Vec<Noted>,
    outcome: Outcome,
}

/// A run through a file.
struct Run {
    progress: Progress,
    tally: Tally,
    notes: Notes,
    /// Complaints, and changed names, that may still be shown.
    complaints: usize,
    names: usize,
    /// The last thing that AWS did not do.
    error: Option<String>,
}

impl Import {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let unreadable = |error| Failure::Usage(format!("{} cannot be read: {error}", self.file.display()));
        let file = File::open(&self.file).map_err(unreadable)?;
        let bytes = file.metadata().map_err(unreadable)?.len();
        let products = self.products(file).map_err(Failure::Usage)?;
        let shop = self.shop().await?;
        let mut run = Run {
            progress: Progress::start(bytes, Clock::of_machine()),
            tally: Tally::default(),
            notes: Notes::default(),
            complaints: if self.dry_run { FIRST_REASONS } else { usize::MAX },
            names: if self.dry_run { FIRST_REASONS } else { usize::MAX },
            error: None,
        };
        let done = futures::stream::iter(products).map(|found| shop::deal_with(shop.as_ref(), found));
        let mut done = done.buffer_unordered(usize::from(self.parallel));
        while let Some(written) = done.next().await {
            run.take(written);
            if run.tally.failed_in_a_row >= HOPELESS {
                break;
            }
        }
        let elapsed_ms = run.progress.finish();
        print!("{}{}", run.tally.summary(elapsed_ms, self.dry_run), run.notes.summary());
        run.end()
    }

    fn products(&self, file: File) -> Result<Box<dyn Iterator<Item = Found>>, String> {
        match (self.from, self.currency) {
            (Origin::Backroom, _) => Ok(Box::new(CatalogueFile::open(file)?)),
            (_, None) => Err("another shop's file needs --currency".to_owned()),
            (from, Some(currency)) => foreign::open(from, file, Terms { currency, category: self.category.clone() }),
        }
    }

    /// The shop, if its tables are named.
    async fn shop(&self) -> Result<Option<Shop>, Failure> {
        let (Some(products), Some(stock)) = (&self.products_table, &self.stock_table) else { return Ok(None) };
        let tables = [("PRODUCTS_TABLE", products.as_str()), ("STOCK_TABLE", stock.as_str())];
        Shop::new(context::context(&tables).await?, self.dry_run).map(Some)
    }
}

impl Run {
    fn take(&mut self, Written { number, ends_at, rows, notes, outcome }: Written) {
        let names = notes.iter().filter_map(Noted::told);
        tell(&self.progress, &mut self.names, names);
        let complaints = self.tally.count(&outcome, number, rows).into_iter();
        tell(&self.progress, &mut self.complaints, complaints);
        // What was refused changes nothing that would have to be told.
        if !matches!(outcome, Outcome::Bad(_)) {
            self.notes.add(&notes);
        }
        self.progress.show(&self.tally, ends_at);
        if let Outcome::Failed(reason) = outcome {
            self.error = Some(reason);
        }
    }

    fn end(self) -> Result<ExitCode, Failure> {
        if let Some(reason) = self.error {
            let is_hopeless = self.tally.failed_in_a_row >= HOPELESS;
            let words = if is_hopeless { "stopped, since AWS takes no product" } else { "not all done" };
            let advice = advice(&reason).unwrap_or("Import the file again once AWS answers.");
            return Err(Failure::Failed(format!("{words}: {reason}\n{advice}")));
        }
        Ok(if self.tally.all_done() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Says these things, as far as there may be more of their kind.
fn tell(progress: &Progress, left: &mut usize, all: impl Iterator<Item = String>) {
    for words in all {
        match *left {
            0 => {}
            1 => progress.complain(&format!("{words}\nfurther ones of this kind are only counted")),
            _ => progress.complain(&words),
        }
        *left = left.saturating_sub(1);
    }
}

/// Reads a currency's code.
fn currency(text: &str) -> Result<Currency, String> {
    Currency::parse(text).ok_or_else(|| "it must be the ISO 4217 code of a currency that can be charged".to_owned())
}
