//! One run: people act while things go wrong; then the world heals, everything is repeated, and the books are audited.

use std::{sync::Arc, time::Duration};

use local_stripe::{Delivery, signature};
use serde_json::{Value, json};
use tests::Call;
use tokio::time::Instant;

use crate::{
    auditor::{self, Violation},
    client::{Client, Promise, placing, refunding, wish},
    history::Event,
    pace::Pace,
    script::{Script, with},
    services::{self, QUEUES},
    setting::{Reached, Setting},
    stage::Stage,
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
        let stage = Stage::new(setting, pace);
        stage.stock("tea", 2);
        stage.stock("jam", 9);
        let clients: Vec<Client> = scripts
            .iter()
            .zip(NAMES)
            .map(|((_, is_hasty), name)| {
                stage.shop.enrol(name);
                Client::new(&stage, name, *is_hasty)
            })
            .collect();
        let acting = scripts.iter().zip(&clients).map(|((script, _), client)| {
            let (script, client) = (*script, client.clone());
            tokio::spawn(async move { script.act(&client).await })
        });
        let quiet_after = until_quiet(&stage, acting.collect()).await;
        aftermath(&stage, &clients).await;
        close(&stage, quiet_after)
    })
}

/// Runs `work` where time passes only when everybody waits.
pub(crate) fn in_virtual_time<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(work)
}

pub(crate) fn close(stage: &Stage, quiet_after: Duration) -> Outcome {
    let violations = stage.state().auditor.found();
    let reached = std::mem::take(&mut stage.state().reached);
    Outcome { violations, reached, unfired: stage.unfired(), quiet_after, events: stage.events() }
}

/// Keeps everything going until nobody acts, nothing waits, and all faults have happened.
pub(crate) async fn until_quiet(stage: &Arc<Stage>, acting: Vec<tokio::task::JoinHandle<()>>) -> Duration {
    let services = services::start(stage);
    let mut since = Instant::now();
    let mut unfired = stage.unfired();
    let quiet_after = loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if stage.unfired() != unfired {
            (since, unfired) = (Instant::now(), stage.unfired());
        }
        let acts = acting.iter().any(|actor| !actor.is_finished());
        if !acts && unfired == 0 && is_quiet(stage) {
            break since.elapsed();
        }
        if since.elapsed() > PATIENCE {
            stage.violated("quiet", describe_unrest(stage, acts));
            break since.elapsed();
        }
    };
    services.iter().for_each(tokio::task::JoinHandle::abort);
    stage.state().is_over = true;
    for actor in acting {
        // A script that panicked has met what no script expects.
        if actor.await.is_err_and(|error| error.is_panic()) {
            stage.violated("answers", "an actor met what it did not expect".to_owned());
        }
    }
    quiet_after
}

fn is_quiet(stage: &Stage) -> bool {
    let soon = stage.now().seconds() + SOON_SECONDS;
    stage.stripe.model().next_due().is_none_or(|due| due > soon)
        && QUEUES.iter().all(|(queue, _)| stage.shop.queue(queue).messages().is_empty())
        && stage.next_due().is_none()
}

fn describe_unrest(stage: &Stage, acts: bool) -> String {
    let due = stage.shop.tables.rows("orders").iter().filter(|row| row.get("due_at_ms").is_some()).count();
    let waiting: usize = QUEUES.iter().map(|(queue, _)| stage.shop.queue(queue).messages().len()).sum();
    let people = if acts { "somebody still acts, " } else { "" };
    format!("{people}{due} orders are due, {waiting} messages wait, {} faults have not happened", stage.unfired())
}

/// What comes too late changes nothing, what was acknowledged is acknowledged again, and the books are right.
pub(crate) async fn aftermath(stage: &Arc<Stage>, clients: &[Client]) {
    let promises: Vec<Promise> = clients.iter().flat_map(Client::promises).collect();
    stage.report(auditor::at_rest(stage, &promises));
    let before = standing(stage);
    send_every_event_again(stage).await;
    // Where nothing is due, a round is eight questions and no more.
    if stage.next_due().is_some() {
        services::sweep(stage, "sweep").await;
    }
    for promise in &promises {
        repeat(stage, promise).await;
    }
    let after = standing(stage);
    if before != after {
        let (was, is) = difference(&before, &after);
        stage.violated("I8", format!("repeats and late events changed the books: {was} became {is}"));
    }
}

/// Orders, stock, money and mail.
fn standing(stage: &Stage) -> Vec<String> {
    let mut rows = stage.shop.tables.rows("orders");
    rows.extend(stage.shop.tables.rows("stock"));
    let mut rows: Vec<String> = rows.iter().map(Value::to_string).collect();
    rows.sort();
    let model = stage.stripe.model();
    rows.extend(model.ledger().charges().map(|charge| format!("{} {}", charge.id, charge.amount)));
    rows.extend(stage.shop.mail.all().iter().map(|mail| format!("{} {}", mail.to, mail.subject)));
    rows
}

fn difference<'a>(before: &'a [String], after: &'a [String]) -> (&'a str, &'a str) {
    let pair = before.iter().zip(after).find(|(was, is)| was != is);
    pair.map_or(("nothing", after.last().map_or("nothing", String::as_str)), |(was, is)| (was, is))
}

/// Every event that ever was, newest first, and what the queues make of it.
async fn send_every_event_again(stage: &Arc<Stage>) {
    let now = stage.now().seconds();
    let secrets = stage.stripe.model().webhooks().secrets.clone();
    let events: Vec<(String, String, Value)> = {
        let model = stage.stripe.model();
        model.ledger().events().map(|event| (event.id.clone(), event.kind.clone(), event.json())).collect()
    };
    for (id, kind, event) in events.into_iter().rev() {
        let body = format!("{event:#}").into_bytes();
        let headers = vec![("stripe-signature".to_owned(), signature(&secrets, now, &body))];
        let delivery = Delivery { id: id.clone(), event: id, kind, url: String::new(), headers, body };
        services::deliver(stage, &delivery).await;
    }
    for (queue, worker) in QUEUES {
        while services::take_a_batch(stage, queue, worker, "poller").await {}
    }
}

/// The same request is answered the same; another one under the same key is refused; what has ended stays ended.
async fn repeat(stage: &Arc<Stage>, promise: &Promise) {
    let Promise { buyer, key, wish: wanted, placed, order, end } = promise;
    let replay = stage.request("place-order", buyer, &placing(stage, buyer, key, wanted)).await;
    if replay.as_ref().is_none_or(|answer| answer.status != 201 || answer.body != *placed) {
        let is = replay.map_or_else(String::new, |answer| format!("{} {}", answer.status, answer.body));
        stage.violated("I8", format!("a repeat of {order} is not answered as before: {is}"));
    }
    let other = stage.request("place-order", buyer, &placing(stage, buyer, key, &wish(&["jam"]))).await;
    if other.is_none_or(|answer| answer.code() != "idempotency_key_reused") {
        stage.violated("I8", format!("another order is taken under the key of {order}"));
    }
    let token = stage.buyer(buyer);
    let (function, path, good) = match end {
        Some("paid") => ("pay-order", "payment", "paid"),
        Some("refunded") => ("refund-order", "refund", "refunded"),
        Some(_) => ("cancel-order", "cancel", "cancelled"),
        None => return,
    };
    let call = Call::post(&format!("/v1/orders/{order}/{path}")).bearer(&token);
    let call = match good {
        "paid" => call.json(&with("pm_card_visa")),
        "refunded" => refunding(stage, buyer, order),
        _ => call.json(&json!({})).no_body(),
    };
    let again = stage.request(function, buyer, &call).await;
    if again.is_none_or(|answer| answer.status != 200 || answer.json()["state"] != good) {
        stage.violated("I5", format!("{order} was {good}, and a repeat does not say so"));
    }
}
