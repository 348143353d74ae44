//! A slice of the simulation for every day; `make simulate` runs the whole.

#![allow(clippy::expect_used, reason = "these are tests")]

use backroom::planted::{self, Bug};
use simulation::{Outcome, Progress, SCENARIOS, Scenario, Schedule, Strike, Tally, as_table, perform};

struct Unreachable;

impl Progress for Unreachable {
    fn ahead(&self, _: u64) {}

    fn done(&self, _: Option<&str>) {}
}

/// Runs `PLAN` or `RACE` as a report names it.
fn replay(words: &str) -> Outcome {
    let (kind, rest) = words.split_once(' ').expect("a kind");
    if kind == "race" {
        let (name, turns) = rest.split_once(':').expect("a race");
        let turns: Vec<usize> = turns.split_whitespace().map(|turn| turn.parse().expect("a turn")).collect();
        return simulation::Race::named(name).expect("a race").run(&turns).expect("turns that can be taken");
    }
    if kind == "seed" {
        let schedule = Schedule::of_seed(rest.parse().expect("a seed"));
        return perform(&schedule.people, schedule.setting);
    }
    let mut words = rest.split_whitespace();
    let scenario = Scenario::named(words.next().expect("a scenario")).expect("a scenario");
    let strikes: Vec<Strike> = words.map(|strike| strike.parse().expect("a strike")).collect();
    let schedule = scenario.with(&strikes);
    perform(&schedule.people, schedule.setting)
}

#[track_caller]
fn assert_right(tally: &Tally) {
    let failures: Vec<_> = tally
        .failures
        .iter()
        .map(|failure| format!("make simulate {}: {:?}", failure.replay, failure.violations))
        .collect();
    assert!(failures.is_empty() && tally.unfired == 0, "{failures:#?}");
}

#[test]
fn the_books_are_right_where_nothing_goes_wrong() {
    for scenario in SCENARIOS {
        let outcome = replay(&format!("plan {}", scenario.name));
        assert_eq!(outcome.violations, [], "{}\n{}", scenario.name, as_table(&outcome.events));
    }
}

#[test]
fn the_books_are_right_whatever_a_seed_brings() {
    let tally = simulation::seeds(0..60, 1, &Unreachable);
    assert_right(&tally);
    assert_eq!((tally.schedules, tally.fired()), (60, 180));
}

#[test]
fn the_books_are_right_whoever_goes_first() {
    let tally = simulation::races(4, 1, &Unreachable);
    assert_right(&tally);
    assert!(tally.schedules > 40, "{}", tally.schedules);
}

#[test]
fn a_crash_at_any_call_of_the_journey_or_of_a_refund_is_survived() {
    for scenario in ["journey", "refund"] {
        let calls = replay(&format!("plan {scenario}")).reached.len();
        for call in 0..calls {
            let plan = format!("{scenario} {call}:CrashAfter");
            let outcome = replay(&format!("plan {plan}"));
            assert_eq!(outcome.unfired, 0);
            assert_eq!(outcome.violations, [], "PLAN=\"{plan}\"\n{}", as_table(&outcome.events));
        }
    }
}

#[test]
fn a_run_repeats_itself() {
    for words in ["seed 7", "seed 11", "plan journey 3:KeptFailureAfterCommit 4:Hang", "race pay and pay: 0 1 1"] {
        let (once, again) = (replay(words), replay(words));
        assert_eq!(as_table(&once.events), as_table(&again.events), "{words}");
    }
}

#[test]
fn a_fault_that_cannot_happen_fails_its_run() {
    assert_eq!(replay("plan journey 5000:Hang").unfired, 1);
    assert!(simulation::Race::named("pay and pay").expect("a race").run(&[9]).is_none());
    assert!("12".parse::<Strike>().is_err() && "1:Earthquake".parse::<Strike>().is_err());
}

/// Each bug with a run that notices it, and the check that does.
const NOTICED: [(Bug, &str, &str); 24] = [
    (Bug::StockConditionDropped, "race place and place for the last unit: 0 0", "I2"),
    (Bug::StockReadThenWritten, "race place and place for the last unit: 0 1 0 0", "I1"),
    (Bug::OrderOverwritten, "plan journey", "I1"),
    (Bug::OrderIdRandom, "plan journey", "I8"),
    (Bug::FingerprintIgnored, "plan journey", "I8"),
    (Bug::KeyWithoutBuyer, "seed 0", "I3"),
    (Bug::ProviderKeyFresh, "plan twice", "I3"),
    (Bug::SecretBeforeLink, "plan torn", "I7"),
    (Bug::ReleasedBeforeCancel, "plan unheard", "I7"),
    (Bug::SettledFromAnyState, "plan journey 6:Hang", "I9"),
    (Bug::EndOverwritten, "race sweep and sweep: 0 1 0 0 0 0 0 0", "I1"),
    (Bug::WebhookThankedEarly, "plan journey 19:Refused 0:Refused 0:Refused", "I5"),
    (Bug::SignatureOverRewrittenJson, "plan journey", "answers"),
    (Bug::SweepTrustsIndex, "plan bounced 18:Refused 0:Refused", "I6"),
    (Bug::DueRemovedBeforeReceipt, "plan journey", "I6"),
    (Bug::FailureReportedAsDone, "plan poison", "I10"),
    (Bug::ConflictNotRepeated, "plan journey 0:Conflict", "answers"),
    (Bug::DuplicateLinesKept, "plan twice", "answers"),
    (Bug::AttemptsCountedLate, "plan guessed", "hashes"),
    (Bug::DummyHashSkipped, "plan guessed", "hashes"),
    (Bug::ExpiryLeftToTtl, "plan account", "I12"),
    (Bug::CreatedConfirmed, "plan journey", "I7"),
    (Bug::ReturnedBeforeRefund, "plan refund", "I7"),
    (Bug::RefundForgetsReceipt, "plan refund", "I6"),
];

#[test]
fn each_planted_bug_is_noticed() {
    assert_eq!(NOTICED.map(|(bug, ..)| bug), Bug::ALL);
    for (bug, words, check) in NOTICED {
        let _planted = planted::with(bug);
        let violations = replay(words).violations;
        let noticed = violations.iter().any(|violation| violation.check == check);
        assert!(noticed, "{} in {words}: {violations:?}", bug.id());
    }
}
