//! Races for what is sent, and for what the desk shows of it.

use std::sync::Arc;

use futures::{FutureExt as _, future::BoxFuture};
use serde_json::{Value, json};

use super::{buyer, fixture, nothing, worker};
use crate::{
    client::{Client, wish},
    race::{Fixture, must},
    run_state::RunState,
    script::{KEY, with},
    services,
    shipping::Lines,
    stream,
};

/// All that is on an order here.
const ALL: Lines = &[("tea", 2)];

/// So long a message waits that tells of something which may still fail.
const UNTIL_CERTAIN_SECONDS: u64 = 20;

/// An order of two teas, before the desk knows anything of it.
async fn placed(run_state: &Arc<RunState>) -> (Client, String) {
    run_state.open_desk();
    run_state.stock("tea", 2);
    let ada = buyer(run_state, "ada");
    let order = ada.place(KEY, &wish(&["tea", "tea"])).await.expect("an order");
    (ada, order)
}

/// One that is paid, its receipt sent, and shown on the desk.
async fn paid(run_state: &Arc<RunState>) -> (Client, String) {
    let (ada, order) = placed(run_state).await;
    ada.pay(&order, &with("pm_card_visa")).await;
    services::take_a_batch(run_state, "notifications", "send-notification", "post").await;
    stream::catch_up(run_state).await;
    (ada, order)
}

/// One that was sent, as the desk shows.
async fn sent(run_state: &Arc<RunState>) -> (Client, String, String) {
    let (ada, order) = paid(run_state).await;
    let shipment = ada.ship(&order, "all", ALL, &[]).await.expect("a shipment");
    stream::catch_up(run_state).await;
    (ada, order, shipment)
}

/// One of the staff. What was acknowledged to them is looked at with what was acknowledged to the buyer.
fn staff(ada: &Client, actor: &str) -> Client {
    ada.named(actor)
}

fn ship(
    ada: &Client,
    actor: &str,
    order: &str,
    key: &'static str,
    refusals: &'static [&'static str],
) -> BoxFuture<'static, ()> {
    let (staff, order) = (staff(ada, actor), order.to_owned());
    async move { drop(staff.ship(&order, key, ALL, refusals).await) }.boxed()
}

fn end(ada: &Client, actor: &str, order: &str, shipment: &str, end: &'static str) -> BoxFuture<'static, ()> {
    let (staff, order, shipment) = (staff(ada, actor), order.to_owned(), shipment.to_owned());
    let refusals = &["shipment_delivered", "shipment_voided"];
    async move {
        let _ = staff.end_shipment(&order, &shipment, end, refusals).await;
    }
    .boxed()
}

/// A worker with these records of the stream.
fn change(run_state: &Arc<RunState>, actor: &'static str, record: Value) -> BoxFuture<'static, ()> {
    let run_state = Arc::clone(run_state);
    async move {
        run_state.invoke("project-changes", actor, json!({ "Records": [record] })).await;
    }
    .boxed()
}

/// How many shipments stand.
fn standing(run_state: &RunState) -> usize {
    let rows = run_state.shop.tables.rows("orders");
    let shipments = rows.iter().filter_map(|row| row["shipments"].as_array()).flatten();
    shipments.filter(|shipment| shipment.get("voided_ms").is_none()).count()
}

fn one_stands(run_state: &Arc<RunState>) {
    must(run_state, standing(run_state) == 1, || format!("{} shipments of all units stand", standing(run_state)));
}

pub(super) async fn same_units(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order) = paid(run_state).await;
    let both = [("shop", "one"), ("shop again", "other")];
    let acts = both.map(|(actor, key)| ship(&ada, actor, &order, key, &["exceeds_remaining"]));
    fixture(acts.into(), vec![ada], one_stands)
}

pub(super) async fn same_key(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order) = paid(run_state).await;
    let acts = ["shop", "shop again"].map(|actor| ship(&ada, actor, &order, "all", &[]));
    fixture(acts.into(), vec![ada], one_stands)
}

pub(super) async fn and_refund(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order) = paid(run_state).await;
    let (other, refunded) = (staff(&ada, "ada"), order.clone());
    let refund = async move { other.refund(&refunded).await }.boxed();
    fixture(vec![ship(&ada, "shop", &order, "all", &["order_not_shippable"]), refund], vec![ada], nothing)
}

pub(super) async fn deliver_and_void(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order, shipment) = sent(run_state).await;
    let both = [("shop", "delivered"), ("shop again", "void")];
    let acts = both.map(|(actor, what)| end(&ada, actor, &order, &shipment, what));
    fixture(acts.into(), vec![ada], |run_state| {
        let rows = run_state.shop.tables.rows("orders");
        let ends = rows.iter().filter_map(|row| row["shipments"][0].as_object());
        let ends: Vec<usize> =
            ends.map(|it| ["delivered_ms", "voided_ms"].iter().filter(|end| it.contains_key(**end)).count()).collect();
        must(run_state, ends == [1], || format!("a shipment has {ends:?} ends"));
    })
}

pub(super) async fn void_and_ship(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order, shipment) = sent(run_state).await;
    let void = end(&ada, "shop", &order, &shipment, "void");
    let again = ship(&ada, "shop again", &order, "again", &["exceeds_remaining"]);
    fixture(vec![void, again], vec![ada], nothing)
}

/// Two workers have two versions of one order.
pub(super) async fn two_versions(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order) = placed(run_state).await;
    ada.pay(&order, &with("pm_card_visa")).await;
    let mut records = run_state.take_changes();
    let (last, first) = (records.pop().expect("a change"), records.swap_remove(0));
    let acts = vec![change(run_state, "stream", first), change(run_state, "stream again", last)];
    fixture(acts, vec![ada], nothing)
}

/// The second version undoes what the first did.
pub(super) async fn undone(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order) = paid(run_state).await;
    let shipment = ada.ship(&order, "all", ALL, &[]).await.expect("a shipment");
    ada.end_shipment(&order, &shipment, "void", &[]).await;
    let mut records = run_state.take_changes();
    let (last, first) = (records.pop().expect("a change"), records.pop().expect("a change"));
    let acts = vec![change(run_state, "stream", first), change(run_state, "stream again", last)];
    fixture(acts, vec![ada], nothing)
}

/// An operator reads the order as it is, while a worker has an older version of it.
pub(super) async fn change_and_rebuild(run_state: &Arc<RunState>) -> Fixture {
    let (ada, order) = placed(run_state).await;
    ada.pay(&order, &with("pm_card_visa")).await;
    let first = run_state.take_changes().swap_remove(0);
    let operator = Arc::clone(run_state);
    let rebuild = async move {
        stream::rebuild(&operator, "operator").await;
    };
    fixture(vec![change(run_state, "stream", first), rebuild.boxed()], vec![ada], nothing)
}

/// The word of a shipment is with a worker.
async fn told(
    run_state: &Arc<RunState>,
    acts: impl FnOnce(&Client, &str, &str) -> Vec<BoxFuture<'static, ()>>,
) -> Fixture {
    let (ada, order, shipment) = sent(run_state).await;
    run_state.shop.wait_seconds(UNTIL_CERTAIN_SECONDS);
    let acts = acts(&ada, &order, &shipment);
    fixture(acts, vec![ada], |run_state| {
        let mails = run_state.shop.mail.to("ada@example.com");
        let told = mails.iter().filter(|mail| mail.subject.contains("on its way")).count();
        must(run_state, told <= 1, || format!("two workers sent {told} mails about one shipment"));
    })
}

pub(super) async fn notice_and_notice(run_state: &Arc<RunState>) -> Fixture {
    let work = |actor| worker(run_state, "notifications", "send-notification", actor);
    told(run_state, |_, _, _| vec![work("worker"), work("worker again")]).await
}

pub(super) async fn notice_and_void(run_state: &Arc<RunState>) -> Fixture {
    told(run_state, |ada, order, shipment| {
        let notice = worker(run_state, "notifications", "send-notification", "worker");
        vec![notice, end(ada, "shop", order, shipment, "void")]
    })
    .await
}
