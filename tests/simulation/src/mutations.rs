//! Bugs planted on the wire: the simulation has to notice each of them, or it proves little.

use std::{fmt::Write as _, sync::Mutex};

use tests::Mutation;

use crate::{
    explore::{Progress, outage, strikes},
    plan::Strike,
    races::RACES,
    run::{Outcome, perform},
    scenario::{SCENARIOS, Scenario, Schedule},
    tally::{Failure, Tally, share_out},
};

/// Orders of each race that are tried.
const ORDERS: usize = 400;

/// How a mutation was noticed.
#[derive(Debug)]
pub struct Caught {
    /// The mutation.
    pub mutation: Mutation,
    /// The run that noticed it; `None` when none did.
    pub by: Option<Failure>,
    /// Runs until then.
    pub runs: u64,
}

/// Plants each of `all` and runs scenarios as they are, races, single and lasting faults, and at last so many seeds, until something
/// does not hold.
#[must_use]
pub fn mutations(all: &[Mutation], seeds: u64, threads: usize, progress: &impl Progress) -> Vec<Caught> {
    progress.ahead(all.len() as u64);
    let caught = Mutex::new(Vec::new());
    share_out(all, threads, |mutation, _| {
        let (by, runs) = first_failure(*mutation, seeds);
        progress.done(by.is_none().then(|| mutation.id()));
        caught.lock().expect("the mutations").push(Caught { mutation: *mutation, by, runs });
    });
    let mut caught = caught.into_inner().expect("the mutations");
    caught.sort_by_key(|caught| Mutation::ALL.iter().position(|mutation| *mutation == caught.mutation));
    caught
}

fn first_failure(mutation: Mutation, seeds: u64) -> (Option<Failure>, u64) {
    let mut tally = Tally::default();
    search(mutation, seeds, &mut tally);
    (tally.failures.into_iter().next(), tally.schedules)
}

/// Runs until the tally has a failure, or nothing is left.
fn search(mutation: Mutation, seeds: u64, tally: &mut Tally) {
    let mut plans: Vec<(Scenario, Vec<Strike>)> = Vec::new();
    for scenario in SCENARIOS {
        let outcome = run(mutation, &scenario, &[], tally);
        if tally.failed > 0 {
            return;
        }
        plans.extend((0..outcome.reached.len()).map(|call| (scenario, outage(call).to_vec())));
        plans.extend(strikes(&outcome.reached, 0).into_iter().map(|strike| (scenario, vec![strike])));
    }
    for race in RACES {
        race.run_all(tally, ORDERS, mutation);
        if tally.failed > 0 {
            return;
        }
    }
    for (scenario, strikes) in plans {
        run(mutation, &scenario, &strikes, tally);
        if tally.failed > 0 {
            return;
        }
    }
    for seed in 0..seeds {
        let schedule = Schedule::of_seed(seed).mutated(Some(mutation));
        let outcome = perform(&schedule.people, schedule.setting);
        tally.add(&outcome, false, || format!("SEED={seed}"));
        if tally.failed > 0 {
            return;
        }
    }
}

fn run(mutation: Mutation, scenario: &Scenario, strikes: &[Strike], tally: &mut Tally) -> Outcome {
    let schedule = scenario.with(strikes).mutated(Some(mutation));
    let outcome = perform(&schedule.people, schedule.setting);
    tally.add(&outcome, false, || scenario.in_words(strikes));
    outcome
}

/// The mutations as a table.
#[must_use]
pub fn table_of_mutations(caught: &[Caught]) -> String {
    let mut text = String::from("| mutation | what is wrong | noticed by | in | after runs |\n|---|---|---|---|---|\n");
    for Caught { mutation, by, runs } in caught {
        let checks = |failure: &Failure| {
            let checks: Vec<&str> = failure.violations.iter().map(|violation| violation.check).collect();
            checks.join(", ")
        };
        let (checks, replay) = by.as_ref().map_or(("**nothing**".to_owned(), String::new()), |failure| {
            (checks(failure), format!("`{}`", failure.replay))
        });
        let _ = writeln!(text, "| {} | {} | {checks} | {replay} | {runs} |", mutation.id(), mutation.what());
    }
    let noticed = caught.iter().filter(|caught| caught.by.is_some()).count();
    let _ = writeln!(text, "\n{noticed} of {} mutations on the wire were noticed.", caught.len());
    text
}
