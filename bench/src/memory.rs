//! How much memory a function should have: with it comes its `cpu_share` of a processor, and both are paid for together.

use std::{
    fmt::Write as _,
    path::Path,
    time::{Duration, Instant},
};

use domain::accounts::{HashCost, Password, PasswordHash, SALT_BYTES};
use tests::PASSWORD;

use crate::{
    candidate::{Candidate, waits},
    cpu_share::Share,
    error::BenchError,
    machine, page,
    process::Process,
    report::mib,
    statistics::Sample,
};

/// What a million gigabyte-seconds cost on arm64, in dollars; each millisecond begun counts.
/// Source: <https://aws.amazon.com/lambda/pricing/>, as in docs/costs.md.
const GIGABYTE_SECONDS: f64 = 13.33;
const SIZES_MB: [u32; 5] = [128, 256, 512, 1024, 1769];
const HEAD: &str = "| | MB | first answer after the poll, median ms | a warm call, mean ms | p99 ms | with its waits, ms | $ a million, with its waits | peak MiB |\n\
                    |---|---|---|---|---|---|---|---|\n";

/// How often.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// Starts at each size.
    pub(crate) starts: usize,
    /// Warm calls of one process at each size.
    pub(crate) calls: u32,
}

/// Measures each candidate at each size, and prints the table or writes it into `page`.
pub(crate) fn measure(contestants: &[Candidate], times: Times, page: Option<&Path>) -> Result<(), BenchError> {
    let mut text = format!(
        "{} {} starts and {} warm calls each, over TLS; on the cpu_share of a processor from the first poll on.\n\n{HEAD}",
        machine::describe(),
        times.starts,
        times.calls,
    );
    for candidate in contestants {
        for mb in SIZES_MB {
            eprintln!("{} at {mb} MB", candidate.name);
            let cpu_share = Share::of_memory(mb).map_err(BenchError::new)?;
            row(&mut text, candidate, times, (mb, &cpu_share))?;
        }
    }
    for candidate in contestants.iter().filter(|candidate| candidate.name == "log-in") {
        text += &beside_a_hash(candidate, times.calls)?;
    }
    page::say(page, "memory", &text)
}

fn row(
    text: &mut String,
    candidate: &Candidate,
    times: Times,
    (mb, cpu_share): (u32, &Share),
) -> Result<(), BenchError> {
    let mut first: Vec<Duration> = Vec::with_capacity(times.starts);
    for _ in 1..times.starts {
        first.push(started(candidate, cpu_share)?.1);
    }
    let (mut process, answer) = started(candidate, cpu_share)?;
    first.push(answer);
    let calls = (0..times.calls).map(|_| process.call().map(|(time, _)| time)).collect::<Result<Vec<_>, _>>()?;
    let waits = waits(candidate.name);
    let mean_of = |of: &dyn Fn(f64) -> f64| {
        calls.iter().map(|call| of(call.as_secs_f64() * 1e3)).sum::<f64>() / f64::from(times.calls.max(1))
    };
    let (mean, billed) = (mean_of(&|ms| ms), mean_of(&|ms| (ms + waits).ceil()));
    let dollars = billed / 1e3 * f64::from(mb) / 1024.0 * GIGABYTE_SECONDS;
    let peak = mib(process.status("VmHWM"));
    let _ = writeln!(
        text,
        "| {} | {mb} | {:.1} | {mean:.2} | {:.1} | {:.1} | {dollars:.3} | {peak} |",
        candidate.name,
        Sample::of_times(first).median(),
        Sample::of_times(calls).p99(),
        mean + waits,
    );
    Ok(())
}

/// How much of a log-in is its hash: log-ins and bare hashes in turn, at a whole processor.
fn beside_a_hash(candidate: &Candidate, calls: u32) -> Result<String, BenchError> {
    let password = Password::offered(PASSWORD).ok_or_else(|| BenchError::new("no password"))?;
    let unheard = |error| BenchError::at("a hash", error);
    let hash = PasswordHash::of(&password, &[7; SALT_BYTES], HashCost::SHOP).map_err(unheard)?;
    let mut process = Process::start(candidate, true, &[])?;
    process.polled()?;
    let (mut log_ins, mut hashes) = (Vec::new(), Vec::new());
    for _ in 0..calls {
        log_ins.push(process.call()?.0);
        let begun = Instant::now();
        hash.verify(&password, HashCost::SHOP).map_err(unheard)?;
        hashes.push(begun.elapsed());
    }
    let (log_in, hash) = (Sample::of_times(log_ins).median(), Sample::of_times(hashes).median());
    Ok(format!(
        "\nAt a whole processor a log-in takes {log_in:.1} ms at the median, and a bare hash of its price, in turn with it, {hash:.1} ms: {:.0} % of it.\n",
        hash / log_in * 100.0
    ))
}

/// A process on its `cpu_share`, and how long its first answer took from its first poll on.
fn started<'a>(candidate: &'a Candidate, cpu_share: &Share) -> Result<(Process<'a>, Duration), BenchError> {
    let mut process = Process::start(candidate, true, &[])?;
    let poll = process.polled()?;
    cpu_share.impose(process.id()).map_err(|error| BenchError::at("the cpu_share of a processor", error))?;
    let (_, answer) = process.call()?;
    Ok((process, answer.saturating_sub(poll)))
}
