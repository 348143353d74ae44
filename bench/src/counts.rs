//! What does not depend on the clock: instructions by valgrind's callgrind, system calls by strace.

use std::{fs, process::Command};

use crate::{
    candidate::{Candidate, LeftOut},
    database::at,
    error::BenchError,
    process::Process,
};

/// Calls whose counts are subtracted from those of `MANY`, so that starting and ending are not counted.
const FEW: u64 = 10;
const MANY: u64 = 60;

/// What was counted, or why it was not.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) name: &'static str,
    pub(crate) instructions: Result<Count, LeftOut>,
    pub(crate) system_calls: Result<Count, LeftOut>,
}

/// Until the first poll, and for each warm call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
    pub(crate) to_first_poll: u64,
    pub(crate) a_call: u64,
}

pub(crate) fn all(contestants: &[Candidate]) -> Vec<Counts> {
    contestants
        .iter()
        .map(|candidate| {
            eprintln!("Counting: {}", candidate.name);
            Counts {
                name: candidate.name,
                instructions: instructions(candidate),
                system_calls: system_calls(candidate),
            }
        })
        .collect()
}

/// Instructions in user space, the database in clear.
pub(crate) fn instructions(candidate: &Candidate) -> Result<Count, LeftOut> {
    if !candidate.native {
        return Err(LeftOut { name: candidate.name, reason: "an interpreter's are not counted".to_owned() });
    }
    needs("valgrind", candidate)?;
    // What was counted last stays there for callgrind_annotate.
    let file = at(&format!(".local/bench/callgrind.{}", candidate.name));
    let file = format!("--callgrind-out-file={}", file.display());
    count(candidate, &["valgrind", "--tool=callgrind", &file].map(str::to_owned), |process| {
        let id = process.id();
        let log = process.end_by("TERM", id)?;
        let total =
            log.lines().find_map(|line| line.split_once("Collected :")?.1.split_whitespace().next()?.parse().ok());
        total.ok_or_else(|| BenchError::new("valgrind said no total"))
    })
}

/// System calls of all threads, the database in clear.
pub(crate) fn system_calls(candidate: &Candidate) -> Result<Count, LeftOut> {
    needs("strace", candidate)?;
    let wrapper = ["strace", "-f", "-c", "-U", "calls,name"].map(str::to_owned);
    count(candidate, &wrapper, |process| {
        let traced = format!("/proc/{0}/task/{0}/children", process.id());
        let traced = fs::read_to_string(&traced).map_err(|error| BenchError::at(traced, error))?;
        let first = traced.split_whitespace().next().and_then(|id| id.parse().ok());
        let log = process.end_by("KILL", first.ok_or_else(|| BenchError::new("strace traces nobody"))?)?;
        let total = log.lines().rev().find_map(|line| line.trim().strip_suffix(" total")?.trim().parse().ok());
        total.ok_or_else(|| BenchError::new("strace said no total"))
    })
}

/// Runs it three times under `wrapper`: without a call, with a few, with many.
fn count(
    candidate: &Candidate,
    wrapper: &[String],
    end: impl Fn(Process<'_>) -> Result<u64, BenchError>,
) -> Result<Count, LeftOut> {
    let after = |calls: u64| {
        let mut process = Process::start(candidate, false, wrapper)?;
        process.polled()?;
        (0..calls).try_for_each(|_| process.call().map(drop))?;
        end(process)
    };
    let counted =
        || Ok(Count { to_first_poll: after(0)?, a_call: after(MANY)?.saturating_sub(after(FEW)?) / (MANY - FEW) });
    counted().map_err(|error: BenchError| LeftOut { name: candidate.name, reason: error.to_string() })
}

fn needs(tool: &str, candidate: &Candidate) -> Result<(), LeftOut> {
    let there = Command::new(tool).arg("--version").output().is_ok();
    let reason = format!("there is no {tool} on this machine (Debian: apt-get install {tool})");
    if there { Ok(()) } else { Err(LeftOut { name: candidate.name, reason }) }
}
