//! What runs by itself: the provider's events, the queues' pollers, the schedule.

use std::{sync::Arc, time::Duration};

use local_stripe::Delivery;
use serde_json::{Value, json};
use tests::Call;
use tokio::task::JoinHandle;

use crate::{lambda_pool::Done, run_state::RunState, stream};

/// The queues and their workers.
pub(crate) const QUEUES: [(&str, &str); 2] =
    [("payment-syncs", "sync-payment"), ("notifications", "send-notification")];
const POLL: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_mins(1);
/// Kinds of events that a queue has to take before the provider is thanked.
const MOVING: [&str; 5] = [
    "payment_intent.succeeded",
    "payment_intent.processing",
    "payment_intent.canceled",
    "payment_intent.payment_failed",
    "charge.refunded",
];

/// Starts them. They run until they are aborted.
pub(crate) fn start(run_state: &Arc<RunState>) -> Vec<JoinHandle<()>> {
    let mut tasks = vec![tokio::spawn(webhooks(Arc::clone(run_state))), tokio::spawn(schedule(Arc::clone(run_state)))];
    // Where queues are loose, two pollers take turns at each: one message may be with both.
    let pollers = if run_state.setting.loose_queues { 2 } else { 1 };
    if run_state.stream().is_open() {
        tasks.extend((0..pollers).map(|number| tokio::spawn(poll_changes(Arc::clone(run_state), number))));
        tasks.push(tokio::spawn(stream::make_up(Arc::clone(run_state))));
    }
    for (queue, worker) in QUEUES {
        tasks.extend((0..pollers).map(|number| tokio::spawn(poll(Arc::clone(run_state), queue, worker, number))));
    }
    tasks
}

async fn webhooks(run_state: Arc<RunState>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let due = run_state.stripe.model().take_due_webhooks(run_state.now().seconds());
        for delivery in due {
            let status = deliver(&run_state, &delivery).await;
            run_state.stripe.model().webhook_answered(&delivery.id, status, run_state.now().seconds());
        }
    }
}

/// Sends one event. The status, if there was one.
pub(crate) async fn deliver(run_state: &Arc<RunState>, delivery: &Delivery) -> Option<u16> {
    let mut call = Call::post("/v1/webhooks/stripe").bytes(&delivery.body);
    for (name, value) in &delivery.headers {
        call = call.header(name, value);
    }
    let status = run_state.request("receive-stripe-event", "provider", &call).await.map(|answer| answer.status);
    let moves = MOVING.contains(&delivery.kind.as_str());
    let is_queued = run_state.state().queued_events.contains(&delivery.event);
    match status {
        Some(200) if moves && !is_queued => {
            run_state.violated("I5", format!("{} was acknowledged, and no queue has it", delivery.kind));
        }
        Some(400..=499) => run_state.violated("answers", "a genuine event is refused".to_owned()),
        _ => {}
    }
    status
}

async fn poll(run_state: Arc<RunState>, queue: &'static str, worker: &'static str, number: u8) {
    let actor = format!("poller of {queue} {number}");
    loop {
        tokio::time::sleep(POLL).await;
        take_a_batch(&run_state, queue, worker, &actor).await;
    }
}

async fn poll_changes(run_state: Arc<RunState>, number: u8) {
    let actor = format!("poller of changes {number}");
    loop {
        tokio::time::sleep(POLL).await;
        stream::hand_over(&run_state, &actor).await;
    }
}

/// Hands one batch to the worker. Whether there was one.
pub(crate) async fn take_a_batch(run_state: &Arc<RunState>, queue: &str, worker: &'static str, actor: &str) -> bool {
    let is_loose = run_state.setting.loose_queues;
    let queue = run_state.shop.queue(queue);
    if is_loose && run_state.dice.below(2) == 0 {
        queue.reorder();
    }
    let Some(batch) = queue.hand_over() else { return false };
    if is_loose && run_state.dice.below(8) == 0 {
        queue.repeat(&batch);
    }
    let done = run_state.invoke(worker, actor, batch.event.clone()).await;
    let answer = if let Done::Answered(answer) = &done { Some(answer) } else { None };
    let delivered = queue.take_back(&batch, answer);
    let text =
        format!("{} failed, {}", delivered.failed.len(), if answer.is_some() { "answered" } else { "no answer" });
    run_state.history.add(run_state.now(), actor, format!("= {worker} x{}", delivered.messages), None, text);
    true
}

async fn schedule(run_state: Arc<RunState>) {
    for round in 1.. {
        tokio::time::sleep(TICK).await;
        // Most rounds that would find nothing are left out: they are nearly all rounds.
        let is_due =
            run_state.next_due().is_some_and(|due| due <= run_state.now().millis() + run_state.setting.skew_ms.max(0));
        let is_tried =
            if run_state.setting.loose_queues { run_state.setting.remembers || round % 4 == 0 } else { round == 1 };
        if !is_due && !is_tried {
            continue;
        }
        // A schedule, too, delivers at least once.
        if run_state.setting.loose_queues && run_state.dice.below(4) == 0 {
            futures::future::join(sweep(&run_state, "sweep"), sweep(&run_state, "sweep again")).await;
        } else {
            sweep(&run_state, "sweep").await;
        }
    }
}

/// One round of the sweep.
pub(crate) async fn sweep(run_state: &Arc<RunState>, actor: &str) {
    let event = json!({ "version": "0", "source": "aws.scheduler", "time": run_state.now().to_string() });
    let done = run_state.invoke("sweep-orders", actor, event).await;
    let text = match done {
        Done::Answered(report) => format!("found {}, failed {}", number(&report["found"]), number(&report["failed"])),
        Done::Failed => "failed".to_owned(),
        Done::Crashed => "no answer".to_owned(),
    };
    run_state.history.add(run_state.now(), actor, "= sweep-orders".to_owned(), None, text);
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}
