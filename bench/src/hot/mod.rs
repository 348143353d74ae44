//! One product that everybody wants: the transaction of one order on one row of stock, the same over several rows, and groups
//! of orders from a queue, under the manners of a real table.

mod buyers;
mod dynamodb_model;
mod grouped;

use std::{fmt::Write as _, path::Path};

use buyers::{Met, Rush};

use crate::{error::BenchError, page, statistics::Sample};

/// Orders are placed for so long, in virtual time.
const SECONDS: u64 = 5;
const PLENTY: u64 = 1_000_000;
const SHARDS: [u8; 4] = [1, 4, 16, 64];
const BUYERS: [u32; 4] = [1, 8, 64, 512];

/// Measures, and prints the tables or writes them into `page`.
pub(crate) fn measure(page: Option<&Path>, seed: u64) -> Result<(), BenchError> {
    let text = format!("{}\n{}\n{}", throughput(seed), last_units(seed), demand(seed));
    page::say(page, "measured", &text)
}

/// Runs `work` where time passes only when everybody waits.
fn in_virtual_time<T>(work: impl Future<Output = T>) -> Result<T, std::io::Error> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?.block_on(work))
}

fn rush(buyers: u32, shards: u8, stock: u64, one_in: u32, seed: u64) -> Met {
    let rush = Rush { buyers, shards, stock, seconds: SECONDS, one_in, seed };
    in_virtual_time(rush.happen()).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "a rate, not a book")]
fn a_second(met: &Met) -> f64 {
    met.in_time as f64 / SECONDS as f64
}

const HEAD: &str = "| | buyers | orders a second | to one row | median ms | p99 ms | transactions an order | write units an order | 503s | oversold |\n|---|---|---|---|---|---|---|---|---|---|\n";

#[expect(clippy::cast_precision_loss, reason = "a rate, not a book")]
fn row(text: &mut String, name: &str, buyers: u32, met: &Met, floor: f64) {
    let times = Sample::of_times(met.times.iter().copied());
    let orders = (met.times.len() as f64).max(1.0);
    let _ = writeln!(
        text,
        "| {name} | {buyers} | {:.0} | {:.1} | {:.0} | {:.0} | {:.2} | {:.1} | {} | {} |",
        a_second(met),
        a_second(met) / floor.max(0.001),
        times.median(),
        times.p99(),
        met.transactions as f64 / orders,
        met.units / orders,
        met.busy,
        met.oversold,
    );
}

/// All orders are for one product, of which there is plenty.
fn throughput(seed: u64) -> String {
    let mut text = format!("### One product, plenty of it, {SECONDS} s\n\n{HEAD}");
    for buyers in BUYERS {
        let one_row = rush(buyers, 1, PLENTY, 1, seed);
        let floor = a_second(&one_row);
        row(&mut text, "one row", buyers, &one_row, floor);
        for shards in &SHARDS[1..] {
            row(&mut text, &format!("{shards} rows"), buyers, &rush(buyers, *shards, PLENTY, 1, seed), floor);
        }
        let grouped = in_virtual_time(grouped::happen(buyers, SECONDS, seed)).unwrap_or_default();
        row(&mut text, "groups (prototype)", buyers, &grouped, floor);
    }
    text
}

/// Too few for all: everybody goes on until refused.
fn last_units(seed: u64) -> String {
    let mut text = String::from(
        "### Fewer units than are wanted\n\n| rows | units | buyers | sold | refused | left though somebody was refused | oversold | seconds |\n|---|---|---|---|---|---|---|---|\n",
    );
    for (shards, stock, buyers) in [(1, 100, 64), (16, 100, 64), (64, 100, 64), (16, 1_000, 512), (64, 1_000, 512)] {
        let met = rush(buyers, shards, stock, 1, seed);
        let _ = writeln!(
            text,
            "| {shards} | {stock} | {buyers} | {} | {} | {} | {} | {:.1} |",
            met.times.len(),
            met.refused,
            met.unsold,
            met.oversold,
            met.took.as_secs_f64(),
        );
    }
    text
}

/// A tenth of all orders are for the hot product, the others as skewed as baskets are.
fn demand(seed: u64) -> String {
    let mut text = format!("### A tenth of the orders for one product, the others skewed, {SECONDS} s\n\n{HEAD}");
    for buyers in [64, 512] {
        let one_row = rush(buyers, 1, PLENTY, 10, seed);
        let floor = a_second(&one_row);
        row(&mut text, "one row", buyers, &one_row, floor);
        row(&mut text, "16 rows", buyers, &rush(buyers, 16, PLENTY, 10, seed), floor);
    }
    text
}
