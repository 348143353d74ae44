//! Warm calls: one process each, called in turn.

use crate::{
    candidate::{Candidate, LeftOut},
    error::BenchError,
    process::Process,
    statistics::Sample,
};

/// How everybody did.
#[derive(Debug)]
pub(crate) struct Warm {
    pub(crate) rows: Vec<Row>,
    pub(crate) left_out: Vec<LeftOut>,
}

/// One candidate. Milliseconds; KiB after the last call.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) call: Sample,
    pub(crate) peak: Option<u64>,
    pub(crate) resident: Option<u64>,
    pub(crate) threads: Option<u64>,
}

struct Runner<'a> {
    process: Process<'a>,
    times: Vec<std::time::Duration>,
}

/// Everybody in turn, over TLS, so often. Who fails is left out.
pub(crate) fn measure(contestants: &[Candidate], calls: usize) -> Warm {
    let mut left_out = Vec::new();
    let mut runners: Vec<(&'static str, Runner<'_>)> = Vec::new();
    for candidate in contestants {
        match started(candidate) {
            Ok(process) => runners.push((candidate.name, Runner { process, times: Vec::with_capacity(calls) })),
            Err(error) => left_out.push(LeftOut { name: candidate.name, reason: error.to_string() }),
        }
    }
    for call in 0..calls {
        if call % 250 == 0 {
            eprintln!("Warm calls: {call} of {calls}");
        }
        runners.retain_mut(|(name, runner)| match runner.process.call() {
            Ok((time, _)) => {
                runner.times.push(time);
                true
            }
            Err(error) => {
                eprintln!("left out: {name}: {error}");
                left_out.push(LeftOut { name, reason: error.to_string() });
                false
            }
        });
    }
    let rows = runners.into_iter().map(|(name, Runner { process, times })| Row {
        name,
        // The first call still opens connections.
        call: Sample::of_times(times.into_iter().skip(1)),
        peak: process.status("VmHWM"),
        resident: process.status("VmRSS"),
        threads: process.status("Threads"),
    });
    Warm { rows: rows.collect(), left_out }
}

fn started(candidate: &Candidate) -> Result<Process<'_>, BenchError> {
    let mut process = Process::start(candidate, true, &[])?;
    process.polled()?;
    Ok(process)
}
