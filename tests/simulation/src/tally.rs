//! What many runs came to.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tests::Fault;

use crate::{history::Site, reconciler::Violation, run::Outcome};

/// A run that failed, and how to see it again.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The words that replay it: `SEED=7`, `PLAN="journey 3:Hang"`.
    pub replay: String,
    /// What did not hold.
    pub violations: Vec<Violation>,
}

/// Sums over runs.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Runs.
    pub schedules: u64,
    /// How often each call was made and not struck, and how often each fault struck it.
    pub sites: BTreeMap<Site, BTreeMap<Option<Fault>, u64>>,
    /// Planned faults that did not happen.
    pub unfired: u64,
    /// The longest that a run took to become quiet after its last fault, where the clocks went right.
    pub quiet_after: Duration,
    /// Runs that failed: the first few, each whole.
    pub failures: Vec<Failure>,
    /// All runs that failed.
    pub failed: u64,
}

/// So many failures are kept.
const KEPT: usize = 20;

impl Tally {
    /// Adds a run.
    pub fn add(&mut self, outcome: &Outcome, clocks_are_right: bool, replay: impl FnOnce() -> String) {
        self.schedules += 1;
        for reached in &outcome.reached {
            let counts = self.sites.entry(reached.site.clone()).or_default();
            *counts.entry(reached.fault).or_default() += 1;
        }
        self.unfired += outcome.unfired as u64;
        if clocks_are_right {
            self.quiet_after = self.quiet_after.max(outcome.quiet_after);
        }
        let mut violations = outcome.violations.clone();
        if outcome.unfired > 0 {
            let detail = format!("{} planned faults never happened: the run proves nothing", outcome.unfired);
            violations.push(Violation { check: "unfired", detail });
        }
        if !violations.is_empty() {
            self.failed += 1;
            if self.failures.len() < KEPT {
                self.failures.push(Failure { replay: replay(), violations });
            }
        }
    }

    /// Adds what others counted.
    pub fn merge(&mut self, other: Self) {
        self.schedules += other.schedules;
        for (site, counts) in other.sites {
            let mine = self.sites.entry(site).or_default();
            for (fault, count) in counts {
                *mine.entry(fault).or_default() += count;
            }
        }
        self.unfired += other.unfired;
        self.quiet_after = self.quiet_after.max(other.quiet_after);
        self.failed += other.failed;
        let room = KEPT.saturating_sub(self.failures.len());
        self.failures.extend(other.failures.into_iter().take(room));
    }

    /// How many faults happened.
    #[must_use]
    pub fn fired(&self) -> u64 {
        let counts = self.sites.values().flat_map(|counts| counts.iter());
        counts.filter(|(fault, _)| fault.is_some()).map(|(_, count)| count).sum()
    }

    /// The calls that no fault ever struck.
    pub fn spared(&self) -> impl Iterator<Item = &Site> {
        self.sites.iter().filter(|(_, counts)| counts.keys().all(Option::is_none)).map(|(site, _)| site)
    }
}

/// Has several threads work through `all`, and adds up what they count.
pub(crate) fn share_out<T: Sync>(all: &[T], threads: usize, work: impl Fn(&T, &mut Tally) + Sync) -> Tally {
    let next = AtomicUsize::new(0);
    let sum = Mutex::new(Tally::default());
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                let mut tally = Tally::default();
                while let Some(item) = all.get(next.fetch_add(1, Relaxed)) {
                    work(item, &mut tally);
                }
                sum.lock().expect("the sum").merge(tally);
            });
        }
    });
    sum.into_inner().expect("the sum")
}
