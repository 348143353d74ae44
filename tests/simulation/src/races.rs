//! The races.

mod accounts;
mod refunds;
mod secrets;
mod shelf;

use std::sync::Arc;

use futures::{FutureExt as _, future::BoxFuture};
use serde_json::{Value, json};

use crate::{
    client::{Client, wish},
    race::{Cast, Race, must},
    script::{KEY, confirm_in_browser, with},
    services,
    stage::{Stage, WINDOW_SECONDS},
};

macro_rules! races {
    ($($name:literal, $racers:expr, $cast:path;)*) => {
        /// Every race.
        pub(crate) const RACES: [Race; [$($name),*].len()] =
            [$(Race { name: $name, racers: &$racers, cast: |stage| $cast(stage).boxed() }),*];
    };
}

races! {
    "place and place under one key", ["ada/1", "ada/2"], one_key;
    "place and place for the last unit", ["ada", "ben"], last_unit;
    "price change and place", ["ada", "shop"], shelf::price_change;
    "stock taken away and place", ["ada", "shop"], shelf::shrinkage;
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
    "refund, webhook and sweep", ["shop", "worker", "sweep"], refunds::webhook_sweep;
    "sign up and sign up", ["ada", "ben"], accounts::sign_up_twice;
    "wrong log-in and right log-in", ["ada", "ben"], accounts::log_ins;
    "refresh and refresh", ["ada/1", "ada/2"], accounts::refresh_twice;
    "refresh and log out", ["ada/1", "ada/2"], accounts::refresh_and_log_out;
}

fn buyer(stage: &Arc<Stage>, name: &'static str) -> Client {
    stage.shop.enrol(name);
    Client::new(stage, name, false)
}

async fn placed(stage: &Arc<Stage>, client: &Client) -> String {
    stage.stock("tea", 2);
    client.place(KEY, &wish(&["tea"])).await.expect("an order")
}

/// An order with a linked intent, and the secret in hand.
async fn linked(stage: &Arc<Stage>, client: &Client) -> (String, Value) {
    let order = placed(stage, client).await;
    let answer = client.pay(&order, &json!({})).await.expect("a secret");
    (order, answer)
}

/// An order that the browser has paid, and a message in the queue that says so.
async fn told(stage: &Arc<Stage>, client: &Client) -> String {
    let (order, answer) = linked(stage, client).await;
    confirm_in_browser(stage, &client.actor, &answer, "pm_card_visa");
    hear(stage).await;
    order
}

/// Puts the provider's events of now into the queue.
async fn hear(stage: &Arc<Stage>) {
    let due = stage.stripe.model().take_due_webhooks(stage.now().seconds());
    for delivery in due {
        let status = services::deliver(stage, &delivery).await;
        stage.stripe.model().webhook_answered(&delivery.id, status, stage.now().seconds());
    }
}

fn sweep(stage: &Arc<Stage>, actor: &'static str) -> BoxFuture<'static, ()> {
    let stage = Arc::clone(stage);
    async move { services::sweep(&stage, actor).await }.boxed()
}

/// A worker with the messages that are there now; they stay for others, too.
fn worker(stage: &Arc<Stage>, queue: &str, function: &'static str, actor: &'static str) -> BoxFuture<'static, ()> {
    let (stage, queue) = (Arc::clone(stage), stage.shop.queue(queue));
    let batch = queue.hand_over().expect("a message");
    queue.repeat(&batch);
    async move {
        stage.invoke(function, actor, batch.event.clone()).await;
    }
    .boxed()
}

fn states(stage: &Stage) -> Vec<String> {
    let rows = stage.shop.tables.rows("orders");
    rows.iter().filter_map(|row| row["state"].as_str().map(str::to_owned)).collect()
}

fn cast(acts: Vec<BoxFuture<'static, ()>>, clients: Vec<Client>, check: fn(&Arc<Stage>)) -> Cast {
    Cast { acts, clients, check }
}

fn nothing(_: &Arc<Stage>) {}

async fn one_key(stage: &Arc<Stage>) -> Cast {
    stage.stock("tea", 2);
    let ada = buyer(stage, "ada");
    let act = |number| {
        let tab = ada.tab(number);
        async move { drop(tab.place(KEY, &wish(&["tea"])).await) }.boxed()
    };
    cast(vec![act(1), act(2)], vec![ada.clone()], |stage| {
        must(stage, states(stage).len() == 1, || format!("one key made {} orders", states(stage).len()));
    })
}

async fn last_unit(stage: &Arc<Stage>) -> Cast {
    stage.stock("tea", 1);
    let both = [buyer(stage, "ada"), buyer(stage, "ben")];
    let acts = both.clone().map(|client| async move { drop(client.place(KEY, &wish(&["tea"])).await) }.boxed());
    cast(acts.into(), both.into(), |stage| {
        must(stage, states(stage).len() == 1, || format!("one unit made {} orders", states(stage).len()));
    })
}

async fn pay_and_pay(stage: &Arc<Stage>) -> Cast {
    let ada = buyer(stage, "ada");
    let order = placed(stage, &ada).await;
    let act = |number| {
        let (tab, order) = (ada.tab(number), order.clone());
        async move { drop(tab.pay(&order, &with("pm_card_visa")).await) }.boxed()
    };
    cast(vec![act(1), act(2)], vec![ada.clone()], is_paid)
}

fn is_paid(stage: &Arc<Stage>) {
    must(stage, states(stage) == ["paid"], || format!("an order that was paid for is {:?}", states(stage)));
}

async fn pay_and_cancel(stage: &Arc<Stage>) -> Cast {
    let ada = buyer(stage, "ada");
    let order = placed(stage, &ada).await;
    let (one, two, other) = (ada.tab(1), ada.tab(2), order.clone());
    let pay = async move { drop(one.pay(&order, &with("pm_card_visa")).await) }.boxed();
    let cancel = async move { two.cancel(&other).await }.boxed();
    cast(vec![pay, cancel], vec![ada], nothing)
}

/// The payment begins a moment before the window ends, the sweep a moment after.
fn at_the_last_moment(
    stage: &Arc<Stage>,
    pay: impl Future<Output = ()> + Send + 'static,
) -> Vec<BoxFuture<'static, ()>> {
    let late = Arc::clone(stage);
    let sweep = async move {
        late.shop.wait_seconds(WINDOW_SECONDS.unsigned_abs());
        services::sweep(&late, "sweep").await;
    };
    vec![pay.boxed(), sweep.boxed()]
}

async fn pay_and_expire(stage: &Arc<Stage>) -> Cast {
    let ada = buyer(stage, "ada");
    let order = placed(stage, &ada).await;
    // The function has started when the race begins: it looks at the clock at once.
    ada.pay(&order, &with("nonsense")).await;
    let client = ada.clone();
    let pay = async move { drop(client.pay(&order, &with("pm_card_visa")).await) };
    cast(at_the_last_moment(stage, pay), vec![ada], nothing)
}

async fn pay_linked_and_expire(stage: &Arc<Stage>) -> Cast {
    let ada = buyer(stage, "ada");
    let ((order, _), client) = (linked(stage, &ada).await, ada.clone());
    let pay = async move { drop(client.pay(&order, &with("pm_card_visa")).await) };
    cast(at_the_last_moment(stage, pay), vec![ada], nothing)
}

async fn webhook_sweep_poll(stage: &Arc<Stage>) -> Cast {
    let ada = buyer(stage, "ada");
    let order = told(stage, &ada).await;
    stage.shop.wait_seconds(WINDOW_SECONDS.unsigned_abs() + 1);
    let client = ada.clone();
    let poll = async move { drop(client.show(&order).await) }.boxed();
    let worker = worker(stage, "settlements", "settle-payment", "worker");
    cast(vec![worker, sweep(stage, "sweep"), poll], vec![ada], is_paid)
}

async fn webhook_and_cancel(stage: &Arc<Stage>) -> Cast {
    let ada = buyer(stage, "ada");
    let order = told(stage, &ada).await;
    let client = ada.clone();
    let cancel = async move { client.cancel(&order).await }.boxed();
    let worker = worker(stage, "settlements", "settle-payment", "worker");
    cast(vec![worker, cancel], vec![ada], is_paid)
}

async fn sweep_and_sweep(stage: &Arc<Stage>) -> Cast {
    let ada = buyer(stage, "ada");
    linked(stage, &ada).await;
    stage.shop.wait_seconds(WINDOW_SECONDS.unsigned_abs() + 1);
    cast(vec![sweep(stage, "sweep"), sweep(stage, "sweep again")], vec![ada], |stage| {
        must(stage, states(stage) == ["expired"], || format!("an order that nobody paid is {:?}", states(stage)));
    })
}

async fn worker_and_worker(stage: &Arc<Stage>) -> Cast {
    let ada = buyer(stage, "ada");
    told(stage, &ada).await;
    let work = |actor| worker(stage, "settlements", "settle-payment", actor);
    cast(vec![work("worker"), work("worker again")], vec![ada], is_paid)
}

async fn receipt_and_receipt(stage: &Arc<Stage>) -> Cast {
    let ada = buyer(stage, "ada");
    let order = placed(stage, &ada).await;
    ada.pay(&order, &with("pm_card_visa")).await;
    let work = |actor| worker(stage, "notifications", "send-notification", actor);
    cast(vec![work("worker"), work("worker again")], vec![ada], |stage| {
        let mails = stage.shop.mail.to("ada@example.com").len();
        must(stage, mails == 1, || format!("two workers sent {mails} receipts"));
    })
}
