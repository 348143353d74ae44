//! Two or three actors at once, in every order in which their calls can go through.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use tests::Mutation;

use crate::{
    client::Client,
    pace::{Pace, Turns},
    races::RACES,
    reconciler,
    run::{Outcome, aftermath, close, in_virtual_time, until_quiet},
    run_state::RunState,
    setting::Setting,
    tally::{Tally, share_out},
};

/// A race.
#[derive(Clone, Copy)]
pub struct Race {
    /// `pay and pay`.
    pub name: &'static str,
    /// Those who take turns.
    pub(crate) racers: &'static [&'static str],
    /// Prepares the run state and says what each racer does.
    pub(crate) fixture: for<'a> fn(&'a Arc<RunState>) -> BoxFuture<'a, Fixture>,
}

/// Who does what in a race.
pub(crate) struct Fixture {
    /// In the order of the racers.
    pub(crate) acts: Vec<BoxFuture<'static, ()>>,
    /// The clients whose promises are looked at afterwards.
    pub(crate) clients: Vec<Client>,
    /// What must have come out, beside what must always hold.
    pub(crate) check: fn(&Arc<RunState>),
}

impl std::fmt::Debug for Race {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// A turn: who of how many went on.
type Turn = (usize, usize);

impl Race {
    /// The race called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        RACES.into_iter().find(|race| race.name == name)
    }

    /// Runs the race with these first turns, and the first who is ready from then on, with a bug planted on the wire or
    /// none. `None` when a turn names nobody who is ready.
    #[must_use]
    pub fn run(&self, first: &[usize], mutation: Option<Mutation>) -> Option<Outcome> {
        let (outcome, turns) = self.run_counted(first, mutation);
        let named = first.iter().zip(&turns).all(|(wanted, (taken, _))| wanted == taken);
        (named && first.len() <= turns.len()).then_some(outcome)
    }

    fn run_counted(&self, first: &[usize], mutation: Option<Mutation>) -> (Outcome, Vec<Turn>) {
        in_virtual_time(async {
            let setting = Setting { mutation, ..Setting::calm() };
            let run_state = RunState::new(setting, Pace::Turns(Turns::new(self.racers)));
            let Fixture { acts, clients, check } = (self.fixture)(&run_state).await;
            run_state.start_race();
            let acting: Vec<_> = acts.into_iter().map(tokio::spawn).collect();
            let turns = referee(&run_state, first, || acting.iter().filter(|act| !act.is_finished()).count()).await;
            let quiet_after = until_quiet(&run_state, acting).await;
            check(&run_state);
            aftermath(&run_state, &clients).await;
            (close(&run_state, quiet_after), turns)
        })
    }

    /// Runs the race in every order, or in about `limit`, with a bug planted on the wire.
    pub(crate) fn run_all(&self, tally: &mut Tally, limit: usize, mutation: Mutation) {
        for leader in 0..self.racers.len() {
            self.run_behind(leader, tally, limit.div_ceil(self.racers.len()), Some(mutation), &|_| {});
        }
    }

    /// Runs the race in every order in which this one of the racers has the first turn.
    fn run_behind(
        &self,
        leader: usize,
        tally: &mut Tally,
        limit: usize,
        mutation: Option<Mutation>,
        done: &impl Fn(Option<&str>),
    ) {
        let mut first = vec![leader];
        for _ in 0..limit {
            let (outcome, mut turns) = self.run_counted(&first, mutation);
            if turns.first().is_none_or(|(taken, _)| *taken != leader) {
                return;
            }
            let replay = || self.in_words(&turns);
            done((!outcome.violations.is_empty()).then(replay).as_deref());
            tally.add(&outcome, true, replay);
            while turns.pop_if(|(taken, ready)| *taken + 1 == *ready).is_some() {}
            // A change of the first turn is another leader's.
            let [_, .., (last, _)] = turns.as_mut_slice() else { return };
            *last += 1;
            first = turns.iter().map(|(taken, _)| *taken).collect();
        }
    }

    fn in_words(&self, turns: &[Turn]) -> String {
        let turns: Vec<String> = turns.iter().map(|(taken, _)| taken.to_string()).collect();
        format!("RACE=\"{}: {}\"", self.name, turns.join(" "))
    }
}

/// Lets one call after the other through: while more than one racer is left, only when each of them waits with one.
async fn referee(run_state: &RunState, first: &[usize], unfinished: impl Fn() -> usize) -> Vec<Turn> {
    let mut taken: Vec<Turn> = Vec::new();
    loop {
        tokio::time::sleep(Duration::from_millis(1)).await;
        let (Pace::Turns(turns), left) = (&run_state.pace, unfinished()) else { return taken };
        if left == 0 {
            turns.end();
            return taken;
        }
        let ready = turns.ready();
        if ready.len() < left || ready.is_empty() {
            continue;
        }
        let wanted = first.get(taken.len()).copied().unwrap_or(0);
        let choice = wanted.min(ready.len() - 1);
        taken.push((choice, ready.len()));
        turns.grant(ready[choice]);
    }
}

/// The names of all races.
pub fn race_names() -> impl Iterator<Item = &'static str> {
    RACES.iter().map(|race| race.name)
}

/// Runs every race in every order, or each in `limit` orders: those whose name has `among` in it.
#[must_use]
pub fn races(limit: usize, among: &str, threads: usize, progress: &impl crate::explore::Progress) -> Tally {
    let races = RACES.iter().filter(|race| race.name.contains(among));
    let leaders: Vec<(&Race, usize)> =
        races.flat_map(|race| (0..race.racers.len()).map(move |leader| (race, leader))).collect();
    share_out(&leaders, threads, |(race, leader), tally| {
        race.run_behind(*leader, tally, limit.div_ceil(race.racers.len()), None, &|failed| {
            progress.ahead(1);
            progress.done(failed);
        });
    })
}

/// Notes for a race that something came out otherwise than it must.
pub(crate) fn must(run_state: &RunState, holds: bool, what: impl FnOnce() -> String) {
    if !holds {
        run_state.report([reconciler::Violation { check: "race", detail: what() }]);
    }
}
