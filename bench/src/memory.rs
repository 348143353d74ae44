//! How much memory a function should have: with it comes its share of a processor, and both are paid for together.

use std::{fmt::Write as _, fs, path::Path, time::Duration};

use crate::{contestant::Contestant, machine, process::Process, share::Share, statistics::Sample, trouble::Trouble};

/// What a million gigabyte-seconds cost on arm64, in dollars; each millisecond begun counts.
/// Source: <https://aws.amazon.com/lambda/pricing/>, as in docs/costs.md.
const MILLION_GB_SECONDS: f64 = 13.333_4;
const SIZES_MB: [u32; 5] = [128, 256, 512, 1024, 1769];
/// Starts, and warm calls of one process, at each size.
const STARTS: usize = 10;
const CALLS: u32 = 300;
/// Where the table stands in the page.
const BEGIN: &str = "<!-- memory: begin -->\n";
const END: &str = "<!-- memory: end -->";

/// Measures each contestant at each size, and prints the table or writes it into `page`.
pub(crate) fn measure(contestants: &[Contestant], page: Option<&Path>) -> Result<(), Trouble> {
    let mut text = format!(
        "{} {STARTS} starts and {CALLS} warm calls each, over TLS; the share of a processor from the first poll on, as Lambda has it.\n\n\
         | | MB | first answer after the poll, median ms | a warm call, median ms | p99 ms | billed, $ a million warm calls | peak MiB |\n\
         |---|---|---|---|---|---|---|\n",
        machine::describe()
    );
    for contestant in contestants {
        for mb in SIZES_MB {
            eprintln!("{} at {mb} MB", contestant.name);
            let share = Share::of_memory(mb).map_err(Trouble::new)?;
            row(&mut text, contestant, mb, &share)?;
        }
    }
    let Some(page) = page else {
        println!("{text}");
        return Ok(());
    };
    let trouble = |error: &dyn std::fmt::Display| Trouble::at(page.display(), error);
    let before = fs::read_to_string(page).map_err(|error| trouble(&error))?;
    let (Some((head, _)), Some((_, tail))) = (before.split_once(BEGIN), before.split_once(END)) else {
        return Err(trouble(&"the page has no place for what is measured"));
    };
    fs::write(page, format!("{head}{BEGIN}\n{text}\n{END}{tail}")).map_err(|error| trouble(&error))
}

fn row(text: &mut String, contestant: &Contestant, mb: u32, share: &Share) -> Result<(), Trouble> {
    let mut first: Vec<Duration> = Vec::with_capacity(STARTS);
    for _ in 1..STARTS {
        first.push(started(contestant, share)?.1);
    }
    let (mut process, answer) = started(contestant, share)?;
    first.push(answer);
    let mut calls: Vec<Duration> = Vec::new();
    for _ in 0..CALLS {
        calls.push(process.call()?.0);
    }
    let peak = process.status("VmHWM").map_or_else(|| "-".to_owned(), |kib| (kib >> 10).to_string());
    let billed: f64 = calls.iter().map(|call| (call.as_secs_f64() * 1e3).ceil()).sum::<f64>() / f64::from(CALLS);
    let dollars = billed / 1e3 * f64::from(mb) / 1024.0 * MILLION_GB_SECONDS;
    let (first, calls) = (Sample::of_times(first), Sample::of_times(calls));
    let _ = writeln!(
        text,
        "| {} | {mb} | {:.1} | {:.2} | {:.1} | {dollars:.3} | {peak} |",
        contestant.name,
        first.median(),
        calls.median(),
        calls.p99(),
    );
    Ok(())
}

/// A process on its share, and how long its first answer took from its first poll on.
fn started<'a>(contestant: &'a Contestant, share: &Share) -> Result<(Process<'a>, Duration), Trouble> {
    let mut process = Process::start(contestant, true, &[])?;
    let poll = process.polled()?;
    share.impose(process.id()).map_err(|error| Trouble::at("the share of a processor", error))?;
    let (_, answer) = process.call()?;
    Ok((process, answer.saturating_sub(poll)))
}
