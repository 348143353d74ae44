//! When a call goes through: evenly, at random, or one at a time in a given order.

use std::{collections::VecDeque, sync::Mutex, time::Duration};

use domain::kernel::Random;
use tests::{Operation, Service};
use tokio::sync::oneshot;

/// What a call takes where nothing is left to chance.
const EVEN: Duration = Duration::from_millis(5);
/// The longest that a call takes where it is.
const SLOWEST_MS: u32 = 40;

/// How calls follow each other.
#[derive(Debug)]
pub(crate) enum Pace {
    /// Each takes the same time.
    Even,
    /// Each takes its own time, so that actors overtake each other.
    Random,
    /// The racers take turns, as somebody says; everybody else goes on evenly.
    Turns(Turns),
}

impl Pace {
    /// Waits until it is the turn of a call by `actor`.
    pub(crate) async fn wait(&self, actor: &str, operation: &Operation, dice: &Random) {
        match self {
            Self::Even => tokio::time::sleep(EVEN).await,
            Self::Random => {
                tokio::time::sleep(Duration::from_millis(u64::from(1 + dice.below(SLOWEST_MS)))).await;
            }
            // What the due index says is a hint, and a secret is read while a function starts: neither decides a race.
            Self::Turns(_) if operation.name == "Query" || operation.service == Service::Ssm => {
                tokio::time::sleep(EVEN).await;
            }
            Self::Turns(turns) => match turns.queue_up(actor) {
                Some(turn) => drop(turn.await),
                None => tokio::time::sleep(EVEN).await,
            },
        }
    }
}

/// Racers, and the calls with which they wait.
#[derive(Debug)]
pub(crate) struct Turns {
    racers: &'static [&'static str],
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    has_begun: bool,
    calls: Vec<VecDeque<oneshot::Sender<()>>>,
}

impl Turns {
    pub(crate) fn new(racers: &'static [&'static str]) -> Self {
        let calls = racers.iter().map(|_| VecDeque::new()).collect();
        Self { racers, waiting: Mutex::new(Waiting { has_begun: false, calls }) }
    }

    fn queue_up(&self, actor: &str) -> Option<oneshot::Receiver<()>> {
        let racer = self.racers.iter().position(|racer| *racer == actor)?;
        let mut waiting = self.waiting.lock().expect("the racers");
        if !waiting.has_begun {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        waiting.calls[racer].push_back(sender);
        Some(receiver)
    }

    /// The racers with a call that waits.
    pub(crate) fn ready(&self) -> Vec<usize> {
        let mut waiting = self.waiting.lock().expect("the racers");
        // Whoever gave up waiting, by a crash or a time limit, does not stand in the way.
        waiting.calls.iter_mut().for_each(|calls| calls.retain(|call| !call.is_closed()));
        (0..self.racers.len()).filter(|racer| !waiting.calls[*racer].is_empty()).collect()
    }

    /// Lets the oldest call of `racer` through.
    pub(crate) fn grant(&self, racer: usize) {
        let call = self.waiting.lock().expect("the racers").calls[racer].pop_front();
        // The receiver may have been dropped meanwhile.
        let _ = call.map(|call| call.send(()));
    }

    /// From now on racers wait.
    pub(crate) fn begin(&self) {
        self.waiting.lock().expect("the racers").has_begun = true;
    }

    /// From now on nobody waits.
    pub(crate) fn end(&self) {
        let mut waiting = self.waiting.lock().expect("the racers");
        waiting.has_begun = false;
        waiting.calls.iter_mut().for_each(VecDeque::clear);
    }
}
