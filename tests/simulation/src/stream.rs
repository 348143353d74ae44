//! The stream of the orders table. Lambda hands its records to `project-changes`, at least once; here they may also come late
//! and in any order. Or they are lost for a while, and then an operator makes the desk again while the shop is open.

use std::{sync::Arc, time::Duration};

use app_context::{AppContext, StartError};
use aws::{DeskTable, OrdersTable};
use lambda::{JobError, ScheduledFunction};
use serde_json::{Value, json};
use workflows::DeskRebuilder;

use crate::{lambda_pool::Done, run_state::RunState, setting::Changes};

/// The most records that one invocation is handed; the template says so.
const BATCH: usize = 50;
/// The most where they come in any order.
const SMALL_BATCH: u32 = 4;
/// The name by which the operator's program is started.
pub(crate) const REBUILD: &str = "desk rebuild";
/// After so long an operator starts a program again that did not end well.
const AGAIN: Duration = Duration::from_secs(5);

/// What of the stream was handed over, and what was not.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    is_open: bool,
    /// Whether records were lost that no operator has made up for.
    has_lost: bool,
    /// How many records were taken from the table.
    read: usize,
    /// Whether orders were written since.
    is_behind: bool,
    /// Records that are to be handed over.
    waiting: Vec<Value>,
    /// Every record that was handed over.
    handed_over: Vec<Value>,
    /// Batches that are with a worker.
    under_way: usize,
}

impl Stream {
    pub(crate) fn open(&mut self, changes: Changes) {
        self.is_open = true;
        self.has_lost = matches!(changes, Changes::LostFor { .. });
    }

    pub(crate) const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Notes that an order was written.
    pub(crate) const fn notice(&mut self) {
        self.is_behind = self.is_open;
    }

    /// Whether everything that was written has arrived.
    pub(crate) const fn is_quiet(&self) -> bool {
        !self.is_behind && self.waiting.is_empty() && self.under_way == 0 && !self.has_lost
    }
}

/// Records as Lambda's filter lets them through: those of orders.
fn records(run_state: &RunState, from: usize) -> (Vec<Value>, usize) {
    let all = run_state.shop.tables.changes("orders");
    let is_order =
        |record: &&Value| record["dynamodb"]["Keys"]["id"]["S"].as_str().is_some_and(|id| id.starts_with("ord_"));
    (all[from..].iter().filter(is_order).cloned().collect(), all.len())
}

impl RunState {
    /// The records that wait now, oldest first: whoever takes them has to hand them over.
    pub(crate) fn take_changes(&self) -> Vec<Value> {
        let mut stream = self.stream();
        self.read_changes(&mut stream);
        std::mem::take(&mut stream.waiting)
    }

    fn read_changes(&self, stream: &mut Stream) {
        if std::mem::take(&mut stream.is_behind) {
            let (new, read) = records(self, stream.read);
            stream.read = read;
            stream.waiting.extend(new);
        }
        if self.is_losing() {
            stream.waiting.clear();
        }
    }

    fn is_losing(&self) -> bool {
        let Changes::LostFor { seconds } = self.setting.changes else { return false };
        self.now().millis() < self.began.plus_seconds(i64::from(seconds)).millis()
    }

    /// What Lambda hands over next, if there is anything.
    fn next_changes(&self) -> Option<Vec<Value>> {
        let mut stream = self.stream();
        self.read_changes(&mut stream);
        if stream.waiting.is_empty() {
            return None;
        }
        let mut most = BATCH;
        if self.setting.loose_queues {
            most = 1 + self.dice.below(SMALL_BATCH) as usize;
            match self.dice.below(6) {
                // Later.
                0 => return None,
                1 => stream.waiting.rotate_left(1),
                2 => stream.waiting.reverse(),
                3 => self.repeat_one(&mut stream),
                _ => {}
            }
        }
        let most = most.min(stream.waiting.len());
        let batch: Vec<Value> = stream.waiting.drain(..most).collect();
        stream.handed_over.extend(batch.iter().cloned());
        stream.under_way += 1;
        Some(batch)
    }

    /// A record that was handed over before comes once more.
    fn repeat_one(&self, stream: &mut Stream) {
        let Ok(known) = u32::try_from(stream.handed_over.len()) else { return };
        if known > 0 {
            let again = stream.handed_over[self.dice.below(known) as usize].clone();
            stream.waiting.insert(0, again);
        }
    }
}

/// Hands one batch to the function. Whether there was one.
pub(crate) async fn hand_over(run_state: &Arc<RunState>, actor: &str) -> bool {
    let Some(batch) = run_state.next_changes() else { return false };
    let done = run_state.invoke("project-changes", actor, json!({ "Records": batch })).await;
    let answer = if let Done::Answered(answer) = &done { Some(answer) } else { None };
    let left = answer.map_or(batch.as_slice(), |answer| not_done(&batch, answer));
    let text = format!("{} left, {}", left.len(), if answer.is_some() { "answered" } else { "no answer" });
    run_state.history.add(run_state.now(), actor, format!("= project-changes x{}", batch.len()), None, text);
    let mut stream = run_state.stream();
    stream.waiting.splice(0..0, left.iter().cloned());
    stream.under_way -= 1;
    true
}

/// What Lambda delivers again: the first record that is reported, and all after it.
fn not_done<'a>(batch: &'a [Value], answer: &Value) -> &'a [Value] {
    let failures = answer["batchItemFailures"].as_array();
    let is_reported = |record: &Value| {
        let place = &record["dynamodb"]["SequenceNumber"];
        failures.into_iter().flatten().any(|failure| failure["itemIdentifier"] == *place)
    };
    let first = batch.iter().position(is_reported);
    &batch[first.unwrap_or(batch.len())..]
}

/// Hands over everything that waits.
pub(crate) async fn catch_up(run_state: &Arc<RunState>) {
    while hand_over(run_state, "poller of changes").await {}
}

/// Every record that ever was, newest first.
pub(crate) async fn hand_over_all_again(run_state: &Arc<RunState>) {
    let (mut all, _) = records(run_state, 0);
    all.reverse();
    for batch in all.chunks(BATCH) {
        let done = run_state.invoke("project-changes", "poller of changes", json!({ "Records": batch })).await;
        let left = if let Done::Answered(answer) = &done { not_done(batch, answer).len() } else { batch.len() };
        if left > 0 {
            run_state.violated("desk", format!("{left} changes fail when they come again"));
        }
    }
}

/// Once changes arrive again, an operator makes the desk again, until that is done.
pub(crate) async fn make_up(run_state: Arc<RunState>) {
    let Changes::LostFor { seconds } = run_state.setting.changes else { return };
    tokio::time::sleep(Duration::from_secs(u64::from(seconds))).await;
    while !rebuild(&run_state, "operator").await {
        tokio::time::sleep(AGAIN).await;
    }
    run_state.stream().has_lost = false;
}

/// `backroom desk rebuild`. Whether it came to its end.
pub(crate) async fn rebuild(run_state: &Arc<RunState>, actor: &str) -> bool {
    let done = run_state.invoke(REBUILD, actor, Value::Null).await;
    let text = match &done {
        Done::Answered(rebuilt) => format!("{} orders, {} written", rebuilt["orders"], rebuilt["written"]),
        Done::Failed => "failed".to_owned(),
        Done::Crashed => "no answer".to_owned(),
    };
    run_state.history.add(run_state.now(), actor, format!("= {REBUILD}"), None, text);
    matches!(done, Done::Answered(_))
}

/// The operator's program, as the simulation starts it.
pub(crate) struct Rebuild(DeskRebuilder);

impl ScheduledFunction for Rebuild {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self(DeskRebuilder { orders: OrdersTable::new(context)?, desk: DeskTable::new(context)? }))
    }

    async fn handle(&self) -> Result<Value, JobError> {
        let rebuilt = self.0.rebuild(&mut |_| {}).await?;
        if !rebuilt.unreadable.is_empty() {
            return Err(JobError("an order cannot be read".to_owned()));
        }
        Ok(json!({ "orders": rebuilt.orders, "written": rebuilt.written }))
    }
}
