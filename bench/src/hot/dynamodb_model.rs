//! What the embedded database has not: the time that DynamoDB takes, the writes that one item bears, and transactions that
//! cancel one another.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use ::tests::{Fault, Operation, Scheduler, Service};
use domain::kernel::Random;
use futures::future::BoxFuture;
use serde_json::Value;
use tokio::time::Instant;

/// An item takes so many write units a second.
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html>.
const UNITS_A_SECOND: f64 = 1_000.0;
/// A transaction writes each item twice.
const UNITS_OF_A_TRANSACTION: f64 = 2.0;
/// The median of a transaction, of another write, of a read, and of a message to a queue.
const TRANSACTION: Duration = Duration::from_millis(25);
const WRITE: Duration = Duration::from_micros(7_500);
const READ: Duration = Duration::from_millis(5);
const MESSAGE: Duration = Duration::from_millis(8);
/// A transaction that meets another one is cancelled early.
const CONFLICT: Duration = Duration::from_millis(10);

/// The database's manners, in virtual time.
pub(crate) struct Physics {
    dice: Random,
    items: Mutex<Items>,
}

#[derive(Default)]
struct Items {
    /// Those that a transaction holds.
    held: HashSet<String>,
    /// What each may still bear, and when that was so.
    budget: HashMap<String, (f64, Instant)>,
    conflicts: u64,
    throttled: u64,
}

impl Physics {
    pub(crate) fn new(dice: Random) -> Arc<Self> {
        Arc::new(Self { dice, items: Mutex::default() })
    }

    fn items(&self) -> std::sync::MutexGuard<'_, Items> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many transactions were cancelled by another one, and how many calls were throttled.
    pub(crate) fn met(&self) -> (u64, u64) {
        let items = self.items();
        (items.conflicts, items.throttled)
    }

    /// A time around `median`: seldom below a half of it, seldom above three times.
    fn around(&self, median: Duration) -> Duration {
        let bell: u32 = (0..6).map(|_| self.dice.below(1_000)).sum();
        // Six dice have their mean at 3,000 and a standard deviation of about 707.
        median.mul_f64(((f64::from(bell) - 3_000.0) / 707.0 * 0.35).exp())
    }

    /// Takes hold of the items, or says what stands in the way.
    fn hold(&self, keys: &[String]) -> Option<Fault> {
        let mut items = self.items();
        if keys.iter().any(|key| items.held.contains(key)) {
            items.conflicts += 1;
            return Some(Fault::Conflict);
        }
        let now = Instant::now();
        for key in keys {
            let (left, since) = items.budget.get(key).copied().unwrap_or((UNITS_A_SECOND, now));
            let left = (left + now.duration_since(since).as_secs_f64() * UNITS_A_SECOND).min(UNITS_A_SECOND);
            if left < UNITS_OF_A_TRANSACTION {
                items.throttled += 1;
                return Some(Fault::Throttled);
            }
            items.budget.insert(key.clone(), (left - UNITS_OF_A_TRANSACTION, now));
        }
        items.held.extend(keys.iter().cloned());
        None
    }
}

impl Scheduler for Physics {
    fn admit<'a>(&'a self, operation: &'a Operation) -> BoxFuture<'a, Option<Fault>> {
        Box::pin(async move {
            let median = match (operation.service, operation.name.as_str()) {
                (Service::DynamoDb, "TransactWriteItems") => {
                    let keys = keys_of(operation);
                    if let Some(fault) = self.hold(&keys) {
                        tokio::time::sleep(self.around(CONFLICT)).await;
                        return Some(fault);
                    }
                    tokio::time::sleep(self.around(TRANSACTION)).await;
                    let mut items = self.items();
                    items.held.retain(|held| !keys.contains(held));
                    return None;
                }
                (Service::DynamoDb, _) if operation.is_read() => READ,
                (Service::DynamoDb, _) => WRITE,
                _ => MESSAGE,
            };
            tokio::time::sleep(self.around(median)).await;
            None
        })
    }

    fn happened(&self, _: &Operation, _: Option<Fault>, _: Option<u16>) {}
}

/// The items of a transaction: table and key, as it writes them.
fn keys_of(operation: &Operation) -> Vec<String> {
    let items = operation.body["TransactItems"].as_array().map_or(&[][..], Vec::as_slice);
    let parts = items.iter().filter_map(|item| item.as_object()?.values().next());
    let key = |part: &Value| {
        let key = if part["Key"].is_object() { part["Key"].to_string() } else { key_of_row(&part["Item"]) };
        format!("{} {key}", part["TableName"])
    };
    parts.map(key).collect()
}

/// Rows that are put are orders here.
fn key_of_row(row: &Value) -> String {
    format!("{} {}", row["buyer_id"], row["id"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_item_is_held_by_one_and_bears_a_thousand_units_a_second() {
        let dynamodb_model = Physics::new(::tests::seeded(1));
        let tea = ["tea".to_owned()];
        assert_eq!(dynamodb_model.hold(&tea), None);
        assert_eq!(dynamodb_model.hold(&tea), Some(Fault::Conflict));
        let mut taken = 1;
        loop {
            dynamodb_model.items().held.clear();
            if dynamodb_model.hold(&tea).is_some() {
                break;
            }
            taken += 1;
        }
        assert_eq!((taken, dynamodb_model.met()), (500, (1, 1)));
        tokio::time::advance(Duration::from_millis(4)).await;
        assert_eq!((dynamodb_model.hold(&tea), dynamodb_model.items().held.len()), (None, 1));
    }

    #[test]
    fn times_lie_around_their_median() {
        let dynamodb_model = Physics::new(::tests::seeded(7));
        let mut times: Vec<Duration> = (0..2_001).map(|_| dynamodb_model.around(TRANSACTION)).collect();
        times.sort();
        let median = times[1_000].as_secs_f64() * 1e3;
        assert!((23.0..27.0).contains(&median) && times[2_000] > times[0] * 4, "{median} {:?}", times[2_000]);
    }
}
