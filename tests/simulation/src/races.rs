//! The races.

mod accounts;
mod refunds;
mod secrets;
mod shards;
mod shipments;

use std::sync::Arc;

use futures::{FutureExt as _, future::BoxFuture};
use serde_json::{Value, json};

use crate::{
    client::{Client, wish},
    race::{Fixture, Race, must},
    run_state::{RunState, WINDOW_SECONDS},
    script::{KEY, confirm_in_browser, with},
    services,
};

macro_rules! races {
    ($($name:literal, $racers:expr, $fixture:path;)*) => {
        /// Every race.
        pub(crate) const RACES: [Race; [$($name),*].len()] =
            [$(Race { name: $name, racers: &$racers, fixture: |run_state| $fixture(run_state).boxed() }),*];
    };
}

races! {
    "place and place under one key", ["ada/1", "ada/2"], one_key;
    "place and place for the last unit", ["ada", "ben"], last_unit;
    "place and place from several rows", ["ada", "ben"], shards::several_rows;
    "price change and place", ["ada", "shop"], shards::price_change;
    "stock taken away and place", ["ada", "shop"], shards::shrinkage;
    "pay and pay", ["ada/1", "ada/2"], pay_and_pay;
    "secret and secret while the provider fails", ["ada/1", "ada/2"], secrets::two_secrets;
    "pay and cancel", ["ada/1", "ada/2"], pay_and_cancel;
    "pay and expire", ["ada", "sweep"], pay_and_expire;
    "pay a linked order and expire", ["ada", "sweep"], pay_linked_and_expire;
    "webhook, sweep and poll", ["worker", "sweep", "ada"], webhook_sweep_poll;
    "webhook and cancel", ["worker", "ada"], webhook_and_cancel;
    "sweep and sweep", ["sweep", "sweep again"], sweep_and_sweep;
    "worker and worker", ["worker", "worker again"], worker_and_worker;
    "receipt and receipt", ["worker", "worker again"], receipt_and_receipt;
    "refund and refund", ["shop", "shop again"], refunds::twice;
    "refund and receipt", ["shop", "worker"], refunds::and_receipt;
    "refund and webhook", ["shop", "worker"], refunds::and_webhook;
    "refund and sweep", ["shop", "sweep"], refunds::and_sweep;
    "refund and dispute", ["shop", "worker"], refunds::and_dispute;
    "refund, webhook and sweep", ["shop", "worker", "sweep"], refunds::webhook_sweep;
    "ship and ship the same units", ["shop", "shop again"], shipments::same_units;
    "ship and ship under one key", ["shop", "shop again"], shipments::same_key;
    "ship and refund", ["shop", "ada"], shipments::and_refund;
    "deliver and void", ["shop", "shop again"], shipments::deliver_and_void;
    "void and ship", ["shop", "shop again"], shipments::void_and_ship;
    "change and change", ["stream", "stream again"], shipments::two_versions;
    "change and its undoing", ["stream", "stream again"], shipments::undone;
    "change and rebuild", ["stream", "operator"], shipments::change_and_rebuild;
    "notice and notice", ["worker", "worker again"], shipments::notice_and_notice;
    "notice and void", ["worker", "shop"], shipments::notice_and_void;
    "sign up and sign up", ["ada", "ben"], accounts::sign_up_twice;
    "wrong log-in and right log-in", ["ada", "ben"], accounts::log_ins;
    "refresh and refresh", ["ada/1", "ada/2"], accounts::refresh_twice;
    "refresh and log out", ["ada/1", "ada/2"], accounts::refresh_and_log_out;
}

fn buyer(run_state: &Arc<RunState>, name: &'static str) -> Client {
    run_state.shop.enrol(name);
    Client::new(run_state, name, false)
}

async fn placed(run_state: &Arc<RunState>, client: &Client) -> String {
    run_state.stock("tea", 2);
    client.place(KEY, &wish(&["tea"])).await.expect("an order")
}

/// An order with a linked intent, and the secret in hand.
async fn linked(run_state: &Arc<RunState>, client: &Client) -> (String, Value) {
    let order = placed(run_state, client).await;
    let answer = client.pay(&order, &json!({})).await.expect("a secret");
    (order, answer)
}

/// An order that the browser has paid, and a message in the queue that says so.
async fn told(run_state: &Arc<RunState>, client: &Client) -> String {
    let (order, answer) = linked(run_state, client).await;
    confirm_in_browser(run_state, &client.actor, &answer, "pm_card_visa");
    hear(run_state).await;
    order
}

/// Puts the provider's events of now into the queue.
async fn hear(run_state: &Arc<RunState>) {
    let due = run_state.stripe.model().take_due_webhooks(run_state.now().seconds());
    for delivery in due {
        let status = services::deliver(run_state, &delivery).await;
        run_state.stripe.model().webhook_answered(&delivery.id, status, run_state.now().seconds());
    }
}

fn sweep(run_state: &Arc<RunState>, actor: &'static str) -> BoxFuture<'static, ()> {
    let run_state = Arc::clone(run_state);
    async move { services::sweep(&run_state, actor).await }.boxed()
}

/// A worker with the messages that are there now; they stay for others, too.
fn worker(
    run_state: &Arc<RunState>,
    queue: &str,
    function: &'static str,
    actor: &'static str,
) -> BoxFuture<'static, ()> {
    let (run_state, queue) = (Arc::clone(run_state), run_state.shop.queue(queue));
    let batch = queue.hand_over().expect("a message");
    queue.repeat(&batch);
    async move {
        run_state.invoke(function, actor, batch.event.clone()).await;
    }
    .boxed()
}

fn states(run_state: &RunState) -> Vec<String> {
    let rows = run_state.shop.tables.rows("orders");
    rows.iter().filter_map(|row| row["state"].as_str().map(str::to_owned)).collect()
}

fn fixture(acts: Vec<BoxFuture<'static, ()>>, clients: Vec<Client>, check: fn(&Arc<RunState>)) -> Fixture {
    Fixture { acts, clients, check }
}

fn nothing(_: &Arc<RunState>) {}

async fn one_key(run_state: &Arc<RunState>) -> Fixture {
    run_state.stock("tea", 2);
    let ada = buyer(run_state, "ada");
    let act = |number| {
        let tab = ada.tab(number);
        async move { drop(tab.place(KEY, &wish(&["tea"])).await) }.boxed()
    };
    fixture(vec![act(1), act(2)], vec![ada.clone()], |run_state| {
        must(run_state, states(run_state).len() == 1, || format!("one key made {} orders", states(run_state).len()));
    })
}

async fn last_unit(run_state: &Arc<RunState>) -> Fixture {
    run_state.stock("tea", 1);
    let both = [buyer(run_state, "ada"), buyer(run_state, "ben")];
    let acts = both.clone().map(|client| async move { drop(client.place(KEY, &wish(&["tea"])).await) }.boxed());
    fixture(acts.into(), both.into(), |run_state| {
        must(run_state, states(run_state).len() == 1, || format!("one unit made {} orders", states(run_state).len()));
    })
}

async fn pay_and_pay(run_state: &Arc<RunState>) -> Fixture {
    let ada = buyer(run_state, "ada");
    let order = placed(run_state, &ada).await;
    let act = |number| {
        let (tab, order) = (ada.tab(number), order.clone());
        async move { drop(tab.pay(&order, &with("pm_card_visa")).await) }.boxed()
    };
    fixture(vec![act(1), act(2)], vec![ada.clone()], is_paid)
}

fn is_paid(run_state: &Arc<RunState>) {
    must(run_state, states(run_state) == ["paid"], || format!("an order that was paid for is {:?}", states(run_state)));
}

async fn pay_and_cancel(run_state: &Arc<RunState>) -> Fixture {
    let ada = buyer(run_state, "ada");
    let order = placed(run_state, &ada).await;
    let (one, two, other) = (ada.tab(1), ada.tab(2), order.clone());
    let pay = async move { drop(one.pay(&order, &with("pm_card_visa")).await) }.boxed();
    let cancel = async move { two.cancel(&other).await }.boxed();
    fixture(vec![pay, cancel], vec![ada], nothing)
}

/// The payment begins a moment before the window ends, the sweep a moment after.
fn at_the_last_moment(
    run_state: &Arc<RunState>,
    pay: impl Future<Output = ()> + Send + 'static,
) -> Vec<BoxFuture<'static, ()>> {
    let late = Arc::clone(run_state);
    let sweep = async move {
        late.shop.wait_seconds(WINDOW_SECONDS.unsigned_abs());
        services::sweep(&late, "sweep").await;
    };
    vec![pay.boxed(), sweep.boxed()]
}

async fn pay_and_expire(run_state: &Arc<RunState>) -> Fixture {
    let ada = buyer(run_state, "ada");
    let order = placed(run_state, &ada).await;
    // The function has started when the race begins: it looks at the clock at once.
    ada.pay(&order, &with("nonsense")).await;
    let client = ada.clone();
    let pay = async move { drop(client.pay(&order, &with("pm_card_visa")).await) };
    fixture(at_the_last_moment(run_state, pay), vec![ada], nothing)
}

async fn pay_linked_and_expire(run_state: &Arc<RunState>) -> Fixture {
    let ada = buyer(run_state, "ada");
    let ((order, _), client) = (linked(run_state, &ada).await, ada.clone());
    let pay = async move { drop(client.pay(&order, &with("pm_card_visa")).await) };
    fixture(at_the_last_moment(run_state, pay), vec![ada], nothing)
}

async fn webhook_sweep_poll(run_state: &Arc<RunState>) -> Fixture {
    let ada = buyer(run_state, "ada");
    let order = told(run_state, &ada).await;
    run_state.shop.wait_seconds(WINDOW_SECONDS.unsigned_abs() + 1);
    let client = ada.clone();
    let poll = async move { drop(client.show(&order).await) }.boxed();
    let worker = worker(run_state, "payment-syncs", "sync-payment", "worker");
    fixture(vec![worker, sweep(run_state, "sweep"), poll], vec![ada], is_paid)
}

async fn webhook_and_cancel(run_state: &Arc<RunState>) -> Fixture {
    let ada = buyer(run_state, "ada");
    let order = told(run_state, &ada).await;
    let client = ada.clone();
    let cancel = async move { client.cancel(&order).await }.boxed();
    let worker = worker(run_state, "payment-syncs", "sync-payment", "worker");
    fixture(vec![worker, cancel], vec![ada], is_paid)
}

async fn sweep_and_sweep(run_state: &Arc<RunState>) -> Fixture {
    let ada = buyer(run_state, "ada");
    linked(run_state, &ada).await;
    run_state.shop.wait_seconds(WINDOW_SECONDS.unsigned_abs() + 1);
    fixture(vec![sweep(run_state, "sweep"), sweep(run_state, "sweep again")], vec![ada], |run_state| {
        must(run_state, states(run_state) == ["expired"], || {
            format!("an order that nobody paid is {:?}", states(run_state))
        });
    })
}

async fn worker_and_worker(run_state: &Arc<RunState>) -> Fixture {
    let ada = buyer(run_state, "ada");
    told(run_state, &ada).await;
    let work = |actor| worker(run_state, "payment-syncs", "sync-payment", actor);
    fixture(vec![work("worker"), work("worker again")], vec![ada], is_paid)
}

async fn receipt_and_receipt(run_state: &Arc<RunState>) -> Fixture {
    let ada = buyer(run_state, "ada");
    let order = placed(run_state, &ada).await;
    ada.pay(&order, &with("pm_card_visa")).await;
    let work = |actor| worker(run_state, "notifications", "send-notification", actor);
    fixture(vec![work("worker"), work("worker again")], vec![ada], |run_state| {
        let mails = run_state.shop.mail.to("ada@example.com").len();
        must(run_state, mails == 1, || format!("two workers sent {mails} receipts"));
    })
}
