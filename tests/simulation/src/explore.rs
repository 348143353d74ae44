//! Trying everything: every fault at every call, every pair of them, and as many schedules as there are seeds.

use tests::Fault;

use crate::{
    history::Event,
    plan::{Kind, Strike},
    run::{Outcome, perform},
    scenario::{Pairs, SCENARIOS, Scenario, Schedule},
    setting::Reached,
    tally::{Tally, share_out},
};

/// Hears of each run that is done.
pub trait Progress: Sync {
    /// So many runs are known to be ahead, beside those announced before.
    fn ahead(&self, runs: u64);
    /// One more run is done; where it failed, these words replay it.
    fn done(&self, failed: Option<&str>);
}

/// Runs each seed's schedule.
#[must_use]
pub fn seeds(seeds: std::ops::Range<u64>, threads: usize, progress: &impl Progress) -> Tally {
    progress.ahead(seeds.end.saturating_sub(seeds.start));
    let all: Vec<u64> = seeds.collect();
    share_out(&all, threads, |seed, tally| {
        let schedule = Schedule::of_seed(*seed);
        let clocks_are_right = schedule.setting.skew_ms == 0;
        let outcome = perform(&schedule.people, schedule.setting);
        let replay = || format!("SEED={seed}");
        progress.done(is_bad(&outcome).then(replay).as_deref());
        tally.add(&outcome, clocks_are_right, replay);
    })
}

/// Runs every scenario with every single fault, with each call refused for as long as it is repeated, and where `pairs`
/// is set, and the scenario asks for it, with every pair. Only those scenarios whose name has `among` in it.
#[must_use]
pub fn plans(pairs: bool, among: &str, threads: usize, progress: &impl Progress) -> Tally {
    let mut calls: Vec<Struck> = Vec::new();
    let mut tally = Tally::default();
    for scenario in SCENARIOS.into_iter().filter(|scenario| scenario.name.contains(among)) {
        let reached = perform_plan(&scenario, &[], &mut tally, progress).reached;
        calls.extend((0..reached.len()).map(|call| {
            let possible = reached[call].possible.clone();
            let firsts = if pairs { firsts(&scenario, &reached, call) } else { Vec::new() };
            Struck { scenario, call, possible, firsts }
        }));
    }
    progress.ahead(calls.iter().map(|struck| 1 + struck.possible.len() as u64).sum());
    tally.merge(share_out(&calls, threads, |struck, tally| struck.strike(tally, progress)));
    tally
}

/// The faults of a call that are tried with every second one behind them.
fn firsts(scenario: &Scenario, reached: &[Reached], call: usize) -> Vec<Fault> {
    let begins = |function: &str| reached.iter().position(|call| call.site.function == function);
    let (possible, function) = (reached[call].possible.iter().copied(), reached[call].site.function);
    match scenario.pairs {
        _ if is_inside(reached, call) => Vec::new(),
        Pairs::Since(first) if begins(first).is_none_or(|first| call < first) => Vec::new(),
        Pairs::Since(_) | Pairs::All => possible.collect(),
        Pairs::Crashes(only) if only == function => possible.filter(|fault| fault.is_a_crash()).collect(),
        Pairs::Crashes(_) | Pairs::None => Vec::new(),
    }
}

/// A call of a scenario, and what can befall it.
struct Struck {
    scenario: Scenario,
    call: usize,
    possible: Vec<Fault>,
    /// Those after which every second fault is tried.
    firsts: Vec<Fault>,
}

impl Struck {
    fn strike(&self, tally: &mut Tally, progress: &impl Progress) {
        perform_plan(&self.scenario, &outage(self.call), tally, progress);
        let mut known: Vec<(Left, Vec<Event>)> = Vec::new();
        for fault in &self.possible {
            let first = Strike { after: self.call, kind: Kind::This(*fault) };
            let outcome = perform_plan(&self.scenario, &[first], tally, progress);
            if !self.firsts.contains(fault) {
                continue;
            }
            // Two faults that leave the same behind, and after which all goes on in the same way, are one before a second.
            let from_then_on = (left(*fault), after_the_fault(outcome.events));
            if known.contains(&from_then_on) {
                continue;
            }
            known.push(from_then_on);
            let from = self.call + 1;
            let seconds = strikes(&outcome.reached, from);
            let seconds: Vec<Strike> =
                seconds.into_iter().filter(|second| !is_inside(&outcome.reached, from + second.after)).collect();
            progress.ahead(seconds.len() as u64);
            for second in seconds {
                perform_plan(&self.scenario, &[first, second], tally, progress);
            }
        }
    }
}

/// What a fault leaves behind where the call went to: what the call asked for, or not; and a kept failure is kept.
type Left = (bool, Option<Fault>);

fn left(fault: Fault) -> Left {
    let is_kept = matches!(fault, Fault::KeptFailure | Fault::KeptFailureAfterCommit);
    (fault.commits(), is_kept.then_some(fault))
}

/// What happened after the first fault, and when it happened.
fn after_the_fault(mut events: Vec<Event>) -> Vec<Event> {
    let first = events.iter().position(|event| event.fault.is_some());
    events.split_off(first.map_or(events.len(), |place| place + 1))
}

fn perform_plan(scenario: &Scenario, strikes: &[Strike], tally: &mut Tally, progress: &impl Progress) -> Outcome {
    let schedule = scenario.with(strikes);
    let outcome = perform(&schedule.people, schedule.setting);
    let replay = || scenario.in_words(strikes);
    progress.done(is_bad(&outcome).then(replay).as_deref());
    tally.add(&outcome, true, replay);
    outcome
}

fn is_bad(outcome: &Outcome) -> bool {
    outcome.unfired > 0 || !outcome.violations.is_empty()
}

/// A call that is refused, and its repeats with it: as many as any client makes.
pub(crate) fn outage(call: usize) -> [Strike; 3] {
    [call, 0, 0].map(|after| Strike { after, kind: Kind::This(Fault::Refused) })
}

/// Every strike at every call from number `from` on.
pub(crate) fn strikes(reached: &[Reached], from: usize) -> Vec<Strike> {
    let calls = reached.iter().enumerate().skip(from);
    let strike = |(number, fault): (usize, Fault)| Strike { after: number - from, kind: Kind::This(fault) };
    calls.flat_map(|(number, call)| call.possible.iter().map(move |fault| (number, *fault))).map(strike).collect()
}

/// The sweep asks each part of the due index in turn, with one answer for all when one fails: as one of two faults, the
/// first and the last of these questions stand for all.
fn is_inside(reached: &[Reached], call: usize) -> bool {
    let site = |number: usize| reached.get(number).map(|call| &call.site);
    call > 0 && site(call - 1) == site(call) && site(call + 1) == site(call)
}
