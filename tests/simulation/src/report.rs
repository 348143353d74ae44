//! What many runs came to, for people: as tables in Markdown.

use std::{fmt::Write as _, time::Duration};

use tests::Fault;

use crate::tally::Tally;

/// One part of a simulation, and how long it took.
#[derive(Debug)]
pub struct Part {
    /// `seeds`.
    pub name: &'static str,
    /// What it came to.
    pub tally: Tally,
    /// Wall time.
    pub took: Duration,
}

/// All parts as one report.
#[must_use]
pub fn report(parts: &[Part], threads: usize) -> String {
    let mut text = String::from(
        "| part | schedules | faults | never happened | failed | longest to quiet | seconds | a second and core |\n",
    );
    text.push_str("|---|---|---|---|---|---|---|---|\n");
    let mut all = Tally::default();
    for Part { name, tally, took } in parts {
        row(&mut text, name, tally, *took, threads);
        all.merge(tally.clone());
    }
    row(&mut text, "all", &all, parts.iter().map(|part| part.took).sum(), threads);
    let _ = write!(text, "\n{}", by_kind(&all));
    let _ = write!(text, "\n{}", by_site(&all));
    text
}

#[expect(clippy::cast_precision_loss, reason = "a rate, not a book")]
fn row(text: &mut String, name: &str, tally: &Tally, took: Duration, threads: usize) {
    let (runs, seconds) = (tally.schedules, took.as_secs_f64());
    let rate = runs as f64 / seconds.max(0.001) / threads as f64;
    let _ = writeln!(
        text,
        "| {name} | {runs} | {} | {} | {} | {} s | {seconds:.0} | {rate:.0} |",
        tally.fired(),
        tally.unfired,
        tally.failed,
        tally.quiet_after.as_secs(),
    );
}

/// The column that a kind of fault has in the table of calls.
fn letter(fault: Fault) -> char {
    let place = Fault::ALL.iter().position(|known| *known == fault).unwrap_or_default();
    ('a'..='z').nth(place).unwrap_or('?')
}

fn by_kind(all: &Tally) -> String {
    let mut text = String::from("| | fault | fired |\n|---|---|---|\n");
    for fault in Fault::ALL {
        let count: u64 = all.sites.values().filter_map(|counts| counts.get(&Some(fault))).sum();
        let _ = writeln!(text, "| {} | {fault:?} | {count} |", letter(fault));
    }
    text
}

/// Each call, and how often each kind of fault struck it.
fn by_site(all: &Tally) -> String {
    let width = all.sites.keys().map(|site| site.call.len()).max().unwrap_or_default();
    let mut text = format!("| {:20} | {:width$} | {:>8} |", "function", "call", "calls");
    for fault in Fault::ALL {
        let _ = write!(text, " {:>5} |", letter(fault));
    }
    let _ = writeln!(text, "\n|---|---|---|{}", "---|".repeat(Fault::ALL.len()));
    for (site, counts) in &all.sites {
        let calls: u64 = counts.values().sum();
        let _ = write!(text, "| {:20} | {:width$} | {calls:8} |", site.function, site.call);
        for fault in Fault::ALL {
            let count = counts.get(&Some(fault)).map_or_else(|| "-".to_owned(), u64::to_string);
            let _ = write!(text, " {count:>5} |");
        }
        text.push('\n');
    }
    let spared = all.spared().count();
    let struck = all.sites.len() - spared;
    let _ = writeln!(text, "\n{struck} of {} call sites were struck.", all.sites.len());
    text
}
