//! `bench`: starts the shipped functions as Lambda does, beside the floor and their peers, and says what it saw.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this program talks to people")]
#![allow(clippy::disallowed_methods, reason = "it measures this machine's time")]

mod baskets;
mod candidate;
mod cold;
mod counts;
mod cpu_share;
mod database;
mod error;
mod gate;
mod growth;
mod hot;
mod machine;
mod memory;
mod page;
mod plot;
mod process;
mod report;
mod runtime_api;
mod size;
mod statistics;
mod warm;

use std::{path::PathBuf, process::ExitCode};

use candidate::{Candidate, LeftOut, entered};
use clap::{Args, Parser, Subcommand};
use database::Database;
use error::BenchError;

const EXAMPLES: &str = "\
Examples:
  bench run                                     every table, on standard output
  bench run --runs 400 --report docs/benchmarks.md   the same, written down with its plots
  bench run --only hello --only list-products --runs 20
  bench memory --report docs/benchmarks.md      four functions on the processor shares of five memory sizes
  bench growth --most 1000000                   lists and the sweep, of 100 to a million rows
  bench hot                                     one product that everybody wants
  bench gate                                    bytes, instructions and system calls against bench/baseline.json
  bench gate --accept                           takes what is measured now as the new baseline";

/// Measures the shipped functions against a hello context, the SDK with its defaults, Python and Node.
#[derive(Debug, Parser)]
#[command(name = "bench", after_help = EXAMPLES, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Cold starts, warm calls, counts and sizes.
    Run(Run),
    /// Four functions on the processor shares of five memory sizes.
    Memory(Memory),
    /// Lists and the sweep in a shop that has grown.
    Growth(Growth),
    /// A real supermarket's baskets, placed as orders.
    Baskets(Baskets),
    /// One product that everybody wants, under the manners of a real table, in virtual time.
    Hot(Hot),
    /// Fails when a count of a function has grown by more than a tenth since the baseline.
    Authenticator(Authenticator),
}

#[derive(Debug, Args)]
struct Run {
    /// Cold starts of each candidate.
    #[arg(long, default_value_t = 100)]
    runs: usize,
    /// Cold starts of each candidate on the `cpu_share` of a processor.
    #[arg(long, default_value_t = 20)]
    throttled_runs: usize,
    /// The memory size, in MB, whose `cpu_share` of a processor is imposed.
    #[arg(long, default_value_t = 128)]
    memory: u32,
    /// Warm calls of each candidate.
    #[arg(long, default_value_t = 1000)]
    calls: usize,
    /// Measures this candidate; may be repeated. Without it, all.
    #[arg(long)]
    only: Vec<String>,
    /// A folder with other builds of the shop's own, measured beside these; may be repeated.
    #[arg(long, value_name = "FOLDER")]
    beside: Vec<PathBuf>,
    /// Counts no instructions and no system calls.
    #[arg(long)]
    no_counts: bool,
    /// Writes the tables to this file, and the plots beside it.
    #[arg(long)]
    report: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Memory {
    /// Starts at each size.
    #[arg(long, default_value_t = 10)]
    starts: usize,
    /// Warm calls at each size.
    #[arg(long, default_value_t = 300)]
    calls: u32,
    /// Measures this function; may be repeated. Without it, all four.
    #[arg(long)]
    only: Vec<String>,
    /// Writes the table into this page.
    #[arg(long)]
    report: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Growth {
    /// The most rows.
    #[arg(long, default_value_t = 100_000)]
    most: u64,
    /// Writes the tables into this page.
    #[arg(long)]
    report: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Baskets {
    /// What `local/baskets.py` wrote.
    file: PathBuf,
    /// The most baskets.
    #[arg(long, default_value_t = 20_000)]
    most: usize,
    /// Writes the table into this page.
    #[arg(long)]
    report: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Hot {
    /// Other dice.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Writes the tables into this page.
    #[arg(long)]
    report: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Authenticator {
    /// What was measured before.
    #[arg(long, default_value = "bench/baseline.json")]
    baseline: PathBuf,
    /// Writes the baseline anew.
    #[arg(long)]
    accept: bool,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().verb {
        Verb::Run(run) => measure(&run),
        Verb::Memory(wanted) => at_sizes(&wanted),
        Verb::Growth(wanted) => growth::measure(wanted.report.as_deref(), wanted.most),
        Verb::Baskets(wanted) => baskets::measure(&wanted.file, wanted.most, wanted.report.as_deref()),
        Verb::Hot(wanted) => hot::measure(wanted.report.as_deref(), wanted.seed),
        Verb::Authenticator(gate) => hold(&gate),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(run: &Run) -> Result<(), BenchError> {
    let database = Database::start()?;
    let (contestants, left_out) = entered(&database, &run.only, &run.beside)?;
    for LeftOut { name, reason } in &left_out {
        eprintln!("left out: {name}: {reason}");
    }
    let cold = cold::all(&contestants, run.runs, run.throttled_runs, run.memory);
    let warm = warm::measure(&contestants, run.calls);
    let counts = if run.no_counts { Vec::new() } else { counts::all(&contestants) };
    let sizes = contestants.iter().map(size::of).collect();
    let report = report::Report { machine: machine::describe(), left_out, cold, warm, counts, sizes, calls: run.calls };
    if let Some(file) = &run.report {
        return report.write(file);
    }
    println!("{}", report.text());
    Ok(())
}

fn at_sizes(wanted: &Memory) -> Result<(), BenchError> {
    let database = Database::start()?;
    let all = candidate::AT_SIZES.map(str::to_owned);
    let contestants = all_entered(&database, if wanted.only.is_empty() { &all } else { &wanted.only })?;
    let times = memory::Times { starts: wanted.starts, calls: wanted.calls };
    memory::measure(&contestants, times, wanted.report.as_deref())
}

/// Those who are wanted, who must all be there.
fn all_entered(database: &Database, wanted: &[String]) -> Result<Vec<Candidate>, BenchError> {
    let (contestants, left_out) = entered(database, wanted, &[])?;
    match left_out.first() {
        Some(LeftOut { name, reason }) => Err(BenchError::new(format!("{name} cannot be measured: {reason}"))),
        None => Ok(contestants),
    }
}

fn hold(gate: &Authenticator) -> Result<(), BenchError> {
    let database = Database::start()?;
    let contestants = all_entered(&database, &candidate::OURS.map(str::to_owned))?;
    let measured = contestants.iter().map(gate::figures).collect::<Result<_, _>>()?;
    gate::hold(&gate.baseline, &measured, gate.accept)
}
