//! One run: people act while things go wrong; then the context heals, everything is repeated, and the snapshot are audited.

use std::{sync::Arc, time::Duration};

use local_stripe::{Delivery, signature};
use serde_json::{Value, json};
use tests::Call;
use tokio::time::Instant;

use crate::{
    client::{Client, Promise, placing, refunding, wish},
    desk,
    history::Event,
    pace::Pace,
    reconciler::{self, Violation},
    run_state::RunState,
    script::{Script, with},
    services::{self, QUEUES},
    setting::{Reached, Setting},
    shipping::{self, Sent},
    stream,
};

/// A run that is not quiet so long after the last fault will never be.
const PATIENCE: Duration = Duration::from_mins(25);
/// The provider repeats an event for hours: quiet is when nothing is due so soon.
const SOON_SECONDS: i64 = 65;
/// The people, by the order of their scripts.
const NAMES: [&str; 3] = ["ada", "ben", "cyd"];

/// What a run came to.
#[derive(Debug)]
pub struct Outcome {
    /// What did not hold.
    pub violations: Vec<Violation>,
    /// The calls, as a plan can strike them.
    pub reached: Vec<Reached>,
    /// Planned faults that never happened.
    pub unfired: usize,
    /// Virtual time from the last fault, or from the beginning, until everything was quiet.
    pub quiet_after: Duration,
    /// Everything that happened.
    pub events: Vec<Event>,
}

/// Acts out `scripts`, one person each; in a hurry or not.
#[must_use]
pub fn perform(scripts: &[(Script, bool)], setting: Setting) -> Outcome {
    let pace = if setting.loose_queues { Pace::Random } else { Pace::Even };
    in_virtual_time(async {
        let run_state = RunState::new(setting, pace);
        run_state.stock("tea", 2);
        run_state.stock("jam", 9);
        let clients: Vec<Client> = scripts
            .iter()
            .zip(NAMES)
            .map(|((_, is_hasty), name)| {
                run_state.shop.enrol(name);
                Client::new(&run_state, name, *is_hasty)
            })
            .collect();
        let acting = scripts.iter().zip(&clients).map(|((script, _), client)| {
            let (script, client) = (*script, client.clone());
            tokio::spawn(async move { script.act(&client).await })
        });
        let quiet_after = until_quiet(&run_state, acting.collect()).await;
        aftermath(&run_state, &clients).await;
        close(&run_state, quiet_after)
    })
}

/// Runs `work` where time passes only when everybody waits.
pub(crate) fn in_virtual_time<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(work)
}

pub(crate) fn close(run_state: &RunState, quiet_after: Duration) -> Outcome {
    let violations = run_state.state().reconciler.found();
    let reached = std::mem::take(&mut run_state.state().reached);
    Outcome { violations, reached, unfired: run_state.unfired(), quiet_after, events: run_state.events() }
}

/// Keeps everything going until nobody acts, nothing waits, and all faults have happened.
pub(crate) async fn until_quiet(run_state: &Arc<RunState>, acting: Vec<tokio::task::JoinHandle<()>>) -> Duration {
    let services = services::start(run_state);
    let mut since = Instant::now();
    let mut unfired = run_state.unfired();
    let quiet_after = loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if run_state.unfired() != unfired {
            (since, unfired) = (Instant::now(), run_state.unfired());
        }
        let acts = acting.iter().any(|actor| !actor.is_finished());
        if !acts && unfired == 0 && is_quiet(run_state) {
            break since.elapsed();
        }
        if since.elapsed() > PATIENCE {
            run_state.violated("quiet", describe_unrest(run_state, acts));
            break since.elapsed();
        }
    };
    services.iter().for_each(tokio::task::JoinHandle::abort);
    run_state.state().is_over = true;
    for actor in acting {
        // A script that panicked has met what no script expects.
        if actor.await.is_err_and(|error| error.is_panic()) {
            run_state.violated("answers", "an actor met what it did not expect".to_owned());
        }
    }
    quiet_after
}

fn is_quiet(run_state: &RunState) -> bool {
    let soon = run_state.now().seconds() + SOON_SECONDS;
    run_state.stripe.model().next_due().is_none_or(|due| due > soon)
        && QUEUES.iter().all(|(queue, _)| run_state.shop.queue(queue).messages().is_empty())
        && run_state.next_due().is_none()
        && run_state.stream().is_quiet()
}

fn describe_unrest(run_state: &RunState, acts: bool) -> String {
    let due = run_state.shop.tables.rows("orders").iter().filter(|row| row.get("due_at_ms").is_some()).count();
    let waiting: usize = QUEUES.iter().map(|(queue, _)| run_state.shop.queue(queue).messages().len()).sum();
    let people = if acts { "somebody still acts, " } else { "" };
    let changes = if run_state.stream().is_quiet() { "" } else { "changes have not arrived, " };
    let unfired = run_state.unfired();
    format!("{people}{changes}{due} orders are due, {waiting} messages wait, {unfired} faults have not happened")
}

/// What comes too late changes nothing, what was acknowledged is acknowledged again, and the snapshot are right.
pub(crate) async fn aftermath(run_state: &Arc<RunState>, clients: &[Client]) {
    let promises: Vec<Promise> = clients.iter().flat_map(Client::promises).collect();
    let sent: Vec<Sent> = clients.iter().flat_map(|client| client.sent().clone()).collect();
    run_state.report(reconciler::at_rest(run_state, &promises, &sent));
    desk::check(run_state).await;
    let before = standing(run_state);
    send_every_event_again(run_state).await;
    if run_state.stream().is_open() {
        stream::hand_over_all_again(run_state).await;
    }
    // Where nothing is due, a round is eight questions and no more.
    if run_state.next_due().is_some() {
        services::sweep(run_state, "sweep").await;
    }
    for promise in &promises {
        repeat(run_state, promise).await;
    }
    for sent in &sent {
        shipping::repeat(run_state, sent).await;
    }
    let after = standing(run_state);
    if before != after {
        let (was, is) = difference(&before, &after);
        run_state.violated("I8", format!("repeats and late events changed the snapshot: {was} became {is}"));
    }
}

/// Orders, stock, desk, money and mail.
fn standing(run_state: &RunState) -> Vec<String> {
    let mut rows = run_state.shop.tables.rows("orders");
    rows.extend(run_state.shop.tables.rows("stock"));
    // Without a stream, the desk holds what a request for a refund needs, and nothing else.
    if run_state.stream().is_open() {
        rows.extend(run_state.shop.tables.rows("desk"));
    }
    let mut rows: Vec<String> = rows.iter().map(Value::to_string).collect();
    rows.sort();
    let model = run_state.stripe.model();
    rows.extend(model.ledger().charges().map(|charge| format!("{} {}", charge.id, charge.amount)));
    rows.extend(run_state.shop.mail.all().iter().map(|mail| format!("{} {}", mail.to, mail.subject)));
    rows
}

fn difference<'a>(before: &'a [String], after: &'a [String]) -> (&'a str, &'a str) {
    let pair = before.iter().zip(after).find(|(was, is)| was != is);
    pair.map_or(("nothing", after.last().map_or("nothing", String::as_str)), |(was, is)| (was, is))
}

/// Every event that ever was, newest first, and what the queues make of it.
async fn send_every_event_again(run_state: &Arc<RunState>) {
    let now = run_state.now().seconds();
    let secrets = run_state.stripe.model().webhooks().secrets.clone();
    let events: Vec<(String, String, Value)> = {
        let model = run_state.stripe.model();
        model.ledger().events().map(|event| (event.id.clone(), event.kind.clone(), event.json())).collect()
    };
    for (id, kind, event) in events.into_iter().rev() {
        let body = format!("{event:#}").into_bytes();
        let headers = vec![("stripe-signature".to_owned(), signature(&secrets, now, &body))];
        let delivery = Delivery { id: id.clone(), event: id, kind, url: String::new(), headers, body };
        services::deliver(run_state, &delivery).await;
    }
    for (queue, worker) in QUEUES {
        while services::take_a_batch(run_state, queue, worker, "poller").await {}
    }
}

/// The same request is answered the same; another one under the same key is refused; what has ended stays ended.
async fn repeat(run_state: &Arc<RunState>, promise: &Promise) {
    let Promise { buyer, key, wish: wanted, placed, order, end } = promise;
    let replay = run_state.request("place-order", buyer, &placing(run_state, buyer, key, wanted)).await;
    if replay.as_ref().is_none_or(|answer| answer.status != 201 || answer.body != *placed) {
        let is = replay.map_or_else(String::new, |answer| format!("{} {}", answer.status, answer.body));
        run_state.violated("I8", format!("a repeat of {order} is not answered as before: {is}"));
    }
    let other = run_state.request("place-order", buyer, &placing(run_state, buyer, key, &wish(&["jam"]))).await;
    if other.is_none_or(|answer| answer.code() != "idempotency_key_reused") {
        run_state.violated("I8", format!("another order is taken under the key of {order}"));
    }
    let token = run_state.buyer(buyer);
    let (function, path, good) = match end {
        Some("paid") => ("pay-order", "payment", "paid"),
        Some("refunded") => ("refund-order", "refunds", "refunded"),
        Some(_) => ("cancel-order", "cancel", "cancelled"),
        None => return,
    };
    let call = Call::post(&format!("/v1/orders/{order}/{path}")).bearer(&token);
    let call = match good {
        "paid" => call.json(&with("pm_card_visa")),
        "refunded" => refunding(run_state, order),
        _ => call.json(&json!({})).no_body(),
    };
    let again = run_state.request(function, buyer, &call).await;
    let says_so = |answer: tests::Answer| match good {
        // Somebody else may have given the money back: then the merchant's request comes too late.
        "refunded" => answer.json()["status"] == "succeeded" || answer.json()["state"] == good,
        _ => answer.status == 200 && answer.json()["state"] == good,
    };
    if !again.is_some_and(says_so) {
        run_state.violated("I5", format!("{order} was {good}, and a repeat does not say so"));
    }
}
