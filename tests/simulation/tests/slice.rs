//! A slice of the simulation for every day; `make simulate` runs the whole.

#![allow(clippy::expect_used, reason = "these are tests")]

use simulation::{Outcome, Progress, SCENARIOS, Scenario, Schedule, Strike, Tally, as_table, perform};
use tests::Mutation;

struct Unreachable;

impl Progress for Unreachable {
    fn ahead(&self, _: u64) {}

    fn done(&self, _: Option<&str>) {}
}

/// Runs `PLAN` or `RACE` as a report names it, with a bug planted on the wire or none.
fn replay(words: &str, mutation: Option<Mutation>) -> Outcome {
    let (kind, rest) = words.split_once(' ').expect("a kind");
    if kind == "race" {
        let (name, turns) = rest.split_once(':').expect("a race");
        let turns: Vec<usize> = turns.split_whitespace().map(|turn| turn.parse().expect("a turn")).collect();
        return simulation::Race::named(name).expect("a race").run(&turns, mutation).expect("turns that can be taken");
    }
    if kind == "seed" {
        let schedule = Schedule::of_seed(rest.parse().expect("a seed")).mutated(mutation);
        return perform(&schedule.people, schedule.setting);
    }
    let mut words = rest.split_whitespace();
    let scenario = Scenario::named(words.next().expect("a scenario")).expect("a scenario");
    let strikes: Vec<Strike> = words.map(|strike| strike.parse().expect("a strike")).collect();
    let schedule = scenario.with(&strikes).mutated(mutation);
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
        let outcome = replay(&format!("plan {}", scenario.name), None);
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
    let tally = simulation::races(4, "", 1, &Unreachable);
    assert_right(&tally);
    assert!(tally.schedules > 40, "{}", tally.schedules);
}

#[test]
fn a_crash_at_any_call_of_the_journey_of_a_refund_or_of_a_shipment_is_survived() {
    for scenario in ["journey", "refund", "posted"] {
        let reached = replay(&format!("plan {scenario}"), None).reached;
        // What goes before a shipment is the journey.
        let ships = reached.iter().position(|call| call.site.function == "manage-shipments");
        for call in ships.unwrap_or(0)..reached.len() {
            let plan = format!("{scenario} {call}:CrashAfter");
            let outcome = replay(&format!("plan {plan}"), None);
            assert_eq!(outcome.unfired, 0);
            assert_eq!(outcome.violations, [], "PLAN=\"{plan}\"\n{}", as_table(&outcome.events));
        }
    }
}

#[test]
fn a_run_repeats_itself() {
    for words in
        ["seed 7", "seed 11", "plan rebuilt", "plan journey 3:KeptFailureAfterCommit 4:Hang", "race pay and pay: 0 1 1"]
    {
        let (once, again) = (replay(words, None), replay(words, None));
        assert_eq!(as_table(&once.events), as_table(&again.events), "{words}");
    }
}

#[test]
fn a_fault_that_cannot_happen_fails_its_run() {
    assert_eq!(replay("plan journey 5000:Hang", None).unfired, 1);
    assert!(simulation::Race::named("pay and pay").expect("a race").run(&[9], None).is_none());
    assert!("12".parse::<Strike>().is_err() && "1:Earthquake".parse::<Strike>().is_err());
}

/// Runs that a patch of `tests/mutations` has to break, each a test of its own: `make mutations` runs it under the patch.
macro_rules! runs {
    ($($test:ident = $words:literal;)*) => {
        $(
            #[test]
            fn $test() {
                let violations = replay($words, None).violations;
                let found: Vec<_> = violations.iter().map(|found| format!("{}: {}", found.check, found.detail)).collect();
                assert!(found.is_empty(), "{} finds\n{}", $words, found.join("\n"));
            }
        )*
    };
}

runs! {
    run_journey = "plan journey";
    run_journey_meets_a_conflict = "plan journey 0:Conflict";
    run_twice = "plan twice";
    run_unheard = "plan unheard";
    run_poison = "plan poison";
    run_guessed = "plan guessed";
    run_refund = "plan refund";
    run_posted = "plan posted";
    run_posted_ends_before_the_order_is_written = "plan posted 31:CrashBefore";
    run_posted_ends_when_the_desk_is_written = "plan posted 12:CrashAfter";
    run_posted_and_the_desk_cannot_be_written = "plan posted 36:Refused 0:Refused 0:Refused";
    run_parts = "plan parts";
    run_undone = "race change and its undoing: 1";
    run_seed_0 = "seed 0";
}

/// Each mutation on the wire with a run that notices it, and the check that does.
const NOTICED: [(Mutation, &str, &str); 20] = [
    (Mutation::StockConditionDropped, "race place and place for the last unit: 0 0", "I2"),
    (Mutation::StockReadThenWritten, "race place and place for the last unit: 0 0", "I1"),
    (Mutation::OrderOverwritten, "plan journey", "I1"),
    (Mutation::FingerprintIgnored, "plan journey", "I8"),
    (Mutation::ProviderKeyFresh, "plan twice", "I3"),
    (Mutation::SecretBeforeLink, "plan torn", "I7"),
    (Mutation::SettledFromAnyState, "plan journey 6:Hang", "I9"),
    (Mutation::EndOverwritten, "race sweep and sweep: 0 1 0 0 0 0 0 0", "I1"),
    (Mutation::WebhookThankedEarly, "plan journey 19:Refused", "I5"),
    (Mutation::SweepTrustsIndex, "plan bounced 18:Refused 0:Refused", "I6"),
    (Mutation::DueRemovedBeforeReceipt, "plan journey", "I6"),
    (Mutation::ExpiryLeftToTtl, "plan account", "I12"),
    (Mutation::CreatedConfirmed, "plan journey", "I7"),
    (Mutation::RefundForgetsReceipt, "plan refund", "I6"),
    (Mutation::UnitsTakenTwice, "race ship and ship the same units: 0 1 0 1 0 1", "I10"),
    (Mutation::ShipmentEndOverwritten, "race deliver and void: 0 1 0 1 1", "shipped"),
    (Mutation::DeskGoesBack, "race change and change: 0 1 1", "desk"),
    (Mutation::NoticeTakenTwice, "race notice and notice: 0 1 0 1", "told"),
    (Mutation::ShipmentKeyForgotten, "plan parts 35:CrashAfter", "shipped"),
    (Mutation::NoticeThankedEarly, "plan posted 34:Refused", "told"),
];

#[test]
fn each_mutation_on_the_wire_is_noticed() {
    assert_eq!(NOTICED.map(|(mutation, ..)| mutation), Mutation::ALL);
    for (mutation, words, check) in NOTICED {
        let violations = replay(words, Some(mutation)).violations;
        let noticed = violations.iter().any(|violation| violation.check == check);
        assert!(noticed, "{mutation} in {words}: {violations:?}");
    }
}
