//! What many runs came to, for people: as tables in Markdown.

use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

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

fn by_kind(all: &Tally) -> String {
    let mut kinds: BTreeMap<Fault, u64> = BTreeMap::new();
    for (fault, count) in all.sites.values().flatten() {
        if let Some(fault) = fault {
            *kinds.entry(*fault).or_default() += count;
        }
    }
    let mut text = String::from("| fault | fired |\n|---|---|\n");
    for (fault, count) in kinds {
        let _ = writeln!(text, "| {fault:?} | {count} |");
    }
    text
}

fn by_site(all: &Tally) -> String {
    let mut text = String::from("| function | call | calls | faults fired | kinds |\n|---|---|---|---|---|\n");
    for (site, counts) in &all.sites {
        let calls: u64 = counts.values().sum();
        let fired = calls - counts.get(&None).copied().unwrap_or(0);
        let kinds = counts.keys().flatten().count();
        let _ = writeln!(text, "| {} | {} | {calls} | {fired} | {kinds} |", site.function, site.call);
    }
    let spared = all.spared().count();
    let struck = all.sites.len() - spared;
    let _ = writeln!(text, "\n{struck} of {} call sites were struck.", all.sites.len());
    text
}
