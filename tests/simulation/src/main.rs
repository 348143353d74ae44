//! `simulate`: every fault at every call, and a reconciliation after each run.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this program talks to people")]

mod replay;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use simulation::{Part, Progress, Tally};
use tests::Mutation;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const EXAMPLES: &str = "\
Examples:
  simulate --seeds 100000                         everything: plans, races, and so many seeds
  simulate --seed 7                               one seed's schedule, and its history
  simulate --plan \"journey 3:Hang 2:CrashAfter\"   one scenario with these faults: calls to let pass, and a fault
  simulate --race \"pay and pay: 0 1 1\"            one race with these first turns
  simulate --seed 7 --save seven.txt              keeps the history; --verify seven.txt runs it again and compares";

/// Runs the shipped code through every fault at every call, and audits the snapshot after each run.
#[derive(Debug, Parser)]
#[command(name = "simulate", after_help = EXAMPLES, arg_required_else_help = true)]
struct Arguments {
    /// Everything: all single faults and all pairs, all races, and the schedules of this many seeds.
    #[arg(long, value_name = "N", group = "what")]
    seeds: Option<u64>,
    /// The schedule of one seed, with its history.
    #[arg(long, value_name = "N", group = "what")]
    seed: Option<u64>,
    /// One scenario with these faults, with its history.
    #[arg(long, value_name = "SCENARIO CALLS:FAULT ...", group = "what")]
    plan: Option<String>,
    /// One race with these first turns, with its history.
    #[arg(long, value_name = "RACE: TURNS", group = "what")]
    race: Option<String>,
    /// Runs a saved history again and compares.
    #[arg(long, value_name = "FILE", group = "what")]
    verify: Option<PathBuf>,
    /// Plants each bug of the list on the wire, and tells how it was noticed.
    #[arg(long, group = "what")]
    mutations: bool,
    /// Only this one: M12.
    #[arg(long, value_name = "M", requires = "mutations")]
    mutation: Option<String>,
    /// Keeps the history of the one run.
    #[arg(long, value_name = "FILE", conflicts_with = "seeds")]
    save: Option<PathBuf>,
    /// Writes the tables to this file, too.
    #[arg(long, value_name = "FILE", requires = "seeds")]
    report: Option<PathBuf>,
    /// The first seed.
    #[arg(long, value_name = "N", default_value_t = 0, requires = "seeds")]
    from: u64,
    /// Single faults only, no pairs.
    #[arg(long, requires = "seeds")]
    singles: bool,
    /// At most so many orders of each race.
    #[arg(long, value_name = "N", default_value_t = usize::MAX, requires = "seeds", hide_default_value = true)]
    orders: usize,
    /// Only scenarios and races whose name has this in it.
    #[arg(long, value_name = "WORD", default_value = "", requires = "seeds", hide_default_value = true)]
    among: String,
    /// Only these parts: plans, races, seeds.
    #[arg(long, value_name = "PARTS", value_delimiter = ',', default_value = "plans,races,seeds", requires = "seeds")]
    only: Vec<String>,
    /// Threads; as many as there are processors.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// A mutation that so many seeds do not notice is not noticed.
const SEEDS_FOR_A_MUTATION: u64 = 20_000;

/// A call of this program that makes no sense, or a run that failed.
type Refusal = (u8, String);

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.seeds {
        Some(seeds) => explore(&arguments, *seeds),
        None if arguments.mutations => mutations(&arguments),
        None => show(&arguments),
    };
    match done {
        Ok(code) => code,
        Err((code, words)) => {
            eprintln!("{words}");
            ExitCode::from(code)
        }
    }
}

struct Bar(ProgressBar);

impl Bar {
    fn new(name: &'static str) -> Self {
        // Hidden where there is no terminal.
        let bar = ProgressBar::new(0).with_message(name);
        let style = ProgressStyle::with_template("{msg:6} {wide_bar} {pos}/{len} {per_sec} {eta}");
        Self(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }
}

impl Progress for Bar {
    fn ahead(&self, runs: u64) {
        self.0.inc_length(runs);
    }

    fn done(&self, failed: Option<&str>) {
        self.0.inc(1);
        if let Some(replay) = failed {
            self.0.suspend(|| eprintln!("Failed: {replay}"));
        }
    }
}

fn explore(arguments: &Arguments, seeds: u64) -> Result<ExitCode, Refusal> {
    let threads = threads(arguments);
    let end = arguments.from.checked_add(seeds).ok_or((2, "there are not so many seeds".to_owned()))?;
    let mut parts = Vec::new();
    for name in &arguments.only {
        parts.push(match name.as_str() {
            "plans" => part("plans", |bar| simulation::plans(!arguments.singles, &arguments.among, threads, bar)),
            "races" => part("races", |bar| simulation::races(arguments.orders, &arguments.among, threads, bar)),
            "seeds" => part("seeds", |bar| simulation::seeds(arguments.from..end, threads, bar)),
            _ => return Err((2, format!("there is no part '{name}': there are plans, races and seeds"))),
        });
    }
    let text = simulation::report(&parts, threads);
    println!("{text}");
    if let Some(path) = &arguments.report {
        std::fs::write(path, &text).map_err(|error| (1, format!("{}: {error}", path.display())))?;
    }
    let failures: Vec<_> = parts.iter().flat_map(|part| &part.tally.failures).collect();
    for failure in &failures {
        println!("make simulate {}", failure.replay);
        for violation in &failure.violations {
            println!("    {}: {}", violation.check, violation.detail);
        }
    }
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn mutations(arguments: &Arguments) -> Result<ExitCode, Refusal> {
    let wanted = |one: &&Mutation| arguments.mutation.as_ref().is_none_or(|id| one.id().eq_ignore_ascii_case(id));
    let all: Vec<Mutation> = Mutation::ALL.iter().filter(wanted).copied().collect();
    if all.is_empty() {
        let known: Vec<&str> = Mutation::ALL.iter().map(|mutation| mutation.id()).collect();
        return Err((2, format!("there is no such mutation on the wire; there are {}", known.join(", "))));
    }
    let threads = threads(arguments);
    let caught = simulation::mutations(&all, SEEDS_FOR_A_MUTATION, threads, &Bar::new("mutations"));
    println!("{}", simulation::table_of_mutations(&caught));
    let all = caught.iter().all(|caught| caught.by.is_some());
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn threads(arguments: &Arguments) -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    arguments.threads.unwrap_or(processors)
}

fn part(name: &'static str, work: impl FnOnce(&Bar) -> Tally) -> Part {
    let bar = Bar::new(name);
    let tally = work(&bar);
    let took: Duration = bar.0.elapsed();
    bar.0.finish_and_clear();
    Part { name, tally, took }
}

fn show(arguments: &Arguments) -> Result<ExitCode, Refusal> {
    if let Some(path) = &arguments.verify {
        return replay::verify(path);
    }
    let what = match arguments {
        Arguments { seed: Some(seed), .. } => format!("seed {seed}"),
        Arguments { plan: Some(plan), .. } => format!("plan {plan}"),
        Arguments { race: Some(race), .. } => format!("race {race}"),
        _ => return Err((2, "say what to simulate; --help tells how".to_owned())),
    };
    let outcome = replay::run(&what)?;
    let history = replay::in_words(&what, &outcome);
    println!("{history}");
    if let Some(path) = &arguments.save {
        std::fs::write(path, &history).map_err(|error| (1, format!("{}: {error}", path.display())))?;
    }
    Ok(if outcome.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
