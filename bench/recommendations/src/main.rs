//! `bench-recommendations`: how good what the shop recommends is, beside what others do, on a real supermarket's baskets.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this program talks to people")]
#![allow(clippy::disallowed_methods, reason = "it measures this machine's time")]
#![allow(clippy::cast_precision_loss, reason = "rates, not books")]

mod bought_together;
mod data;
mod error;
#[path = "../../src/machine.rs"]
mod machine;
mod next_basket;
#[path = "../../src/page.rs"]
mod page;
mod peers;
mod score;

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;
use data::Sales;
use error::BenchError;

/// Measures the recommendations on what `local/baskets.py` wrote.
#[derive(Debug, Parser)]
#[command(name = "bench-recommendations", arg_required_else_help = true)]
struct Arguments {
    /// What `local/baskets.py` wrote.
    file: PathBuf,
    /// Products of the tables of what is bought together: so many best sellers.
    #[arg(long, value_delimiter = ',', default_values_t = [2_400, 9_000, 23_000])]
    sizes: Vec<usize>,
    /// Measures only this: `next` or `together`.
    #[arg(long)]
    only: Option<String>,
    /// Writes the tables into this page.
    #[arg(long)]
    report: Option<PathBuf>,
}

fn main() -> ExitCode {
    match measure(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(wanted: &Arguments) -> Result<(), BenchError> {
    let sales = Sales::read(&wanted.file)?;
    let lines: usize = sales.baskets.iter().map(|basket| basket.items.len()).sum();
    let about = format!(
        "{} {} baskets of {} households, {} products, {lines} lines.\n",
        machine::describe(),
        sales.baskets.len(),
        sales.households,
        sales.products.len(),
    );
    let is_wanted = |what: &str| wanted.only.as_deref().is_none_or(|only| only == what);
    if is_wanted("next") {
        page::say(wanted.report.as_deref(), "next-basket", &format!("{about}\n{}", next_basket::measure(&sales)))?;
    }
    if is_wanted("together") {
        let tables = bought_together::measure(&sales, &wanted.sizes);
        page::say(wanted.report.as_deref(), "bought-together", &format!("{about}{tables}"))?;
    }
    Ok(())
}
