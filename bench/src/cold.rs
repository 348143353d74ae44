//! Cold starts: from the start of a process to its first question, and to its first answer.

use std::time::Duration;

use crate::{
    candidate::{Candidate, FLOOR, LeftOut},
    cpu_share::Share,
    error::BenchError,
    process::Process,
    statistics::Sample,
};

/// One setting, and how everybody did in it.
#[derive(Debug)]
pub(crate) struct Setting {
    pub(crate) title: String,
    pub(crate) runs: usize,
    pub(crate) rows: Vec<Row>,
    pub(crate) left_out: Vec<LeftOut>,
}

/// One candidate. Times in milliseconds; ratios are of medians within a run, to the floor.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) first_poll: Sample,
    pub(crate) first_answer: Sample,
    pub(crate) poll_ratio: Option<f64>,
    pub(crate) answer_ratio: Option<f64>,
    /// KiB when the first answer was there.
    pub(crate) peak: Option<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Start {
    poll: Duration,
    answer: Duration,
    peak: Option<u64>,
}

/// Without TLS, with it, and with it on a `cpu_share` of a processor.
pub(crate) fn all(contestants: &[Candidate], runs: usize, throttled_runs: usize, memory: u32) -> Vec<Setting> {
    let mut settings = vec![
        measure("The database in clear, whole processors".to_owned(), contestants, runs, false, None),
        measure("The database over TLS, whole processors".to_owned(), contestants, runs, true, None),
    ];
    let title = format!("The database over TLS; after the first poll the processor cpu_share of {memory} MB");
    settings.push(match Share::of_memory(memory) {
        Ok(cpu_share) => measure(title, contestants, throttled_runs, true, Some(&cpu_share)),
        Err(reason) => {
            eprintln!("{reason}");
            Setting { title, runs: 0, rows: Vec::new(), left_out: vec![LeftOut { name: "everybody", reason }] }
        }
    });
    settings
}

/// Everybody in turn, so often: what else the machine does meets all of them. Who fails once is left out.
fn measure(title: String, contestants: &[Candidate], runs: usize, tls: bool, cpu_share: Option<&Share>) -> Setting {
    let mut starts: Vec<Vec<Start>> = contestants.iter().map(|_| Vec::with_capacity(runs)).collect();
    let mut left_out: Vec<LeftOut> = Vec::new();
    for run in 0..runs {
        if run % 10 == 0 {
            eprintln!("{title}: {run} of {runs}");
        }
        for (candidate, starts) in contestants.iter().zip(&mut starts) {
            if left_out.iter().any(|out| out.name == candidate.name) {
                continue;
            }
            match start(candidate, tls, cpu_share) {
                Ok(start) => starts.push(start),
                Err(error) => {
                    eprintln!("left out: {}: {error}", candidate.name);
                    left_out.push(LeftOut { name: candidate.name, reason: error.to_string() });
                }
            }
        }
    }
    let floor = contestants.iter().position(|candidate| candidate.name == FLOOR).map(|at| starts[at].clone());
    let measured = contestants.iter().zip(&starts).filter(|(_, starts)| starts.len() == runs);
    let rows = measured.map(|(candidate, starts)| row(candidate.name, starts, floor.as_deref())).collect();
    Setting { title, runs, rows, left_out }
}

fn start(candidate: &Candidate, tls: bool, cpu_share: Option<&Share>) -> Result<Start, BenchError> {
    let mut process = Process::start(candidate, tls, &[])?;
    let poll = process.polled()?;
    // Lambda starts a function on whole processors, and only then counts.
    if let Some(cpu_share) = cpu_share {
        cpu_share.impose(process.id()).map_err(|error| BenchError::at("the cpu_share of a processor", error))?;
    }
    let (_, answer) = process.call()?;
    Ok(Start { poll, answer, peak: process.status("VmHWM") })
}

fn row(name: &'static str, starts: &[Start], floor: Option<&[Start]>) -> Row {
    let ratio = |of: fn(&Start) -> Duration| {
        let floor = floor.filter(|floor| floor.len() == starts.len())?;
        let pairs = starts.iter().zip(floor).map(|(own, floor)| of(own).as_secs_f64() / of(floor).as_secs_f64());
        Some(Sample::new(pairs.collect()).median())
    };
    Row {
        name,
        first_poll: Sample::of_times(starts.iter().map(|start| start.poll)),
        first_answer: Sample::of_times(starts.iter().map(|start| start.answer)),
        poll_ratio: ratio(|start| start.poll),
        answer_ratio: ratio(|start| start.answer),
        peak: starts.iter().filter_map(|start| start.peak).max(),
    }
}
