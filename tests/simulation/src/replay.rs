//! One run again: by its seed, its plan, its turns, or its saved history.

use std::{path::Path, process::ExitCode};

use simulation::{Outcome, Race, SCENARIOS, Scenario, Schedule, Strike, as_table};

use crate::Refusal;

/// The first line says what was run, so that it can be run again.
pub(crate) fn in_words(what: &str, outcome: &Outcome) -> String {
    let mut last: Vec<String> =
        outcome.violations.iter().map(|violation| format!("{}: {}", violation.check, violation.detail)).collect();
    if last.is_empty() {
        let (calls, seconds) = (outcome.reached.len(), outcome.quiet_after.as_secs());
        last.push(format!("{calls} calls; quiet {seconds} s after the last fault; the snapshot are right"));
    }
    format!("{what}\n{}{}\n", as_table(&outcome.events), last.join("\n"))
}

/// Runs what the words name.
pub(crate) fn run(what: &str) -> Result<Outcome, Refusal> {
    let (kind, rest) = what.split_once(' ').unwrap_or((what, ""));
    match kind {
        "seed" => {
            let seed = rest.parse().map_err(|_| (2, format!("'{rest}' is no seed: seeds are whole numbers from 0")))?;
            let schedule = Schedule::of_seed(seed);
            Ok(simulation::perform(&schedule.people, schedule.setting))
        }
        "plan" => run_plan(rest),
        "race" => run_race(rest),
        _ => Err((2, format!("'{kind}' cannot be run: a history begins with seed, plan or race"))),
    }
}

fn run_plan(plan: &str) -> Result<Outcome, Refusal> {
    let mut words = plan.split_whitespace();
    let name = words.next().unwrap_or_default();
    let names = || SCENARIOS.map(|scenario| format!("  {:15} {}", scenario.name, scenario.about)).join("\n");
    let scenario = Scenario::named(name).ok_or_else(|| (2, format!("there is no scenario '{name}':\n{}", names())))?;
    let strikes: Result<Vec<Strike>, _> = words.map(str::parse).collect();
    let schedule = scenario.with(&strikes.map_err(|error| (2, error.to_string()))?);
    let outcome = simulation::perform(&schedule.people, schedule.setting);
    if outcome.unfired > 0 {
        let calls = outcome.reached.len();
        let words = format!(
            "{} faults of the plan name no call that they can befall; there were {calls} calls:",
            outcome.unfired
        );
        return Err((1, format!("{words}\n{}", as_table(&outcome.events))));
    }
    Ok(outcome)
}

fn run_race(text: &str) -> Result<Outcome, Refusal> {
    let (name, turns) = text.split_once(':').unwrap_or((text, ""));
    let names = || simulation::race_names().map(|name| format!("  {name}")).collect::<Vec<_>>().join("\n");
    let race = Race::named(name.trim()).ok_or_else(|| (2, format!("there is no race '{name}':\n{}", names())))?;
    let turns: Result<Vec<usize>, _> = turns.split_whitespace().map(str::parse).collect();
    let turns = turns.map_err(|_| (2, format!("turns are numbers, such as 0 1 1, not '{text}'")))?;
    race.run(&turns, None).ok_or_else(|| (1, "a turn names nobody who is ready".to_owned()))
}

/// Runs a saved history again and compares.
pub(crate) fn verify(path: &Path) -> Result<ExitCode, Refusal> {
    let unreadable = |error: std::io::Error| (2, format!("{} cannot be replayed: {error}", path.display()));
    let saved = std::fs::read_to_string(path).map_err(unreadable)?;
    let what = saved.lines().next().unwrap_or_default();
    let outcome = run(what)?;
    let again = in_words(what, &outcome);
    let differs = saved.trim_end().lines().zip(again.trim_end().lines()).position(|(then, now)| then != now);
    match differs.or_else(|| (saved.lines().count() != again.lines().count()).then(|| again.lines().count())) {
        None => {
            println!("{what}: the same history again");
            Ok(if outcome.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Some(line) => {
            let (then, now) =
                (saved.lines().nth(line).unwrap_or("nothing"), again.lines().nth(line).unwrap_or("nothing"));
            let words = format!("{} cannot be replayed: line {}\nwas  {then}\nis   {now}", path.display(), line + 1);
            Err((1, words))
        }
    }
}
