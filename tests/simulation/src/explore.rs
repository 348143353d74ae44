//! Trying everything: every fault at every call, every pair of them, and as many schedules as there are seeds.

use tests::Fault;

use crate::{
    plan::{Kind, Strike},
    run::{Outcome, perform},
    scenario::{SCENARIOS, Scenario, Schedule},
    setting::Reached,
    tally::{Tally, share_out},
};

/// Hears of each run that is done.
pub trait Progress: Sync {
    /// So many runs are known to be ahead, beside those announced before.
    fn ahead(&self, runs: u64);
    /// One more run is done; `failed` says how.
    fn done(&self, failed: bool);
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
        progress.done(is_bad(&outcome));
        tally.add(&outcome, clocks_are_right, || format!("SEED={seed}"));
    })
}

/// Runs every scenario with every single fault, with each call refused for as long as it is repeated, and where `pairs` is set, and the scenario asks for it, with every pair.
#[must_use]
pub fn plans(pairs: bool, threads: usize, progress: &impl Progress) -> Tally {
    let mut firsts: Vec<(Scenario, Strike)> = Vec::new();
    let mut lasting: Vec<(Scenario, usize)> = Vec::new();
    let mut tally = Tally::default();
    for scenario in SCENARIOS {
        let outcome = perform_plan(&scenario, &[], &mut tally, progress);
        firsts.extend(strikes(&outcome.reached, 0).into_iter().map(|strike| (scenario, strike)));
        lasting.extend((0..outcome.reached.len()).map(|call| (scenario, call)));
    }
    progress.ahead(lasting.len() as u64);
    tally.merge(share_out(&lasting, threads, |(scenario, call), tally| {
        perform_plan(scenario, &outage(*call), tally, progress);
    }));
    progress.ahead(firsts.len() as u64);
    tally.merge(share_out(&firsts, threads, |(scenario, first), tally| {
        let outcome = perform_plan(scenario, &[*first], tally, progress);
        if !(pairs && scenario.pairs) {
            return;
        }
        let from = first.after + 1;
        let seconds: Vec<Strike> = thinned(&outcome.reached, from, strikes(&outcome.reached, from)).collect();
        progress.ahead(seconds.len() as u64);
        for second in seconds {
            perform_plan(scenario, &[*first, second], tally, progress);
        }
    }));
    tally
}

fn perform_plan(scenario: &Scenario, strikes: &[Strike], tally: &mut Tally, progress: &impl Progress) -> Outcome {
    let schedule = scenario.with(strikes);
    let outcome = perform(&schedule.people, schedule.setting);
    progress.done(is_bad(&outcome));
    tally.add(&outcome, true, || scenario.in_words(strikes));
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

/// The sweep asks each part of the due index in turn, with one answer for all when one fails: as the second of two
/// faults, the first and the last of these questions stand for all.
fn thinned(reached: &[Reached], from: usize, strikes: Vec<Strike>) -> impl Iterator<Item = Strike> {
    let site = |number: usize| reached.get(number).map(|call| &call.site);
    strikes.into_iter().filter(move |strike| {
        let number = from + strike.after;
        let inside = number > 0 && site(number - 1) == site(number) && site(number + 1) == site(number);
        !inside
    })
}
