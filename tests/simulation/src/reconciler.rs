//! Looks at the snapshot: at every step, and when everything is quiet.

use aws::{enter_desk, enter_order, enter_stock};
use domain::{
    orders::{OrderNumber, State},
    payments::IntentStatus,
    reconciliation::{DeskSnapshot, Difference, Snapshot, When},
};
use serde_json::Value;
use tests::{Answer, Description, Fault, item_of};

use crate::{client::Promise, ledger, run_state::RunState, services::QUEUES, shipments, shipping::Sent};

/// Something that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The invariant: `I1`; `answers`, `quiet`, `hashes` and `race` for what clients and operators see.
    pub check: &'static str,
    /// What was found.
    pub detail: String,
}

/// What was found so far, one thing for each check: a broken book stays broken.
#[derive(Debug, Default)]
pub(crate) struct Reconciler(Vec<Violation>);

impl Reconciler {
    /// Notes a violation. False if its check has failed before.
    pub(crate) fn note(&mut self, check: &'static str, detail: &str) -> bool {
        if self.0.iter().any(|known| known.check == check) {
            return false;
        }
        self.0.push(Violation { check, detail: detail.to_owned() });
        true
    }

    pub(crate) fn found(&self) -> Vec<Violation> {
        self.0.clone()
    }
}

/// An answer is never a bare failure: a 503 says when to come back, and nothing else begins with a five. Each is described.
pub(crate) fn check_answer(run_state: &RunState, function: &str, event: &Value, answer: &Answer) {
    if let Err(undescribed) = Description::check_exchange(event, answer) {
        run_state.violated("answers", undescribed);
    }
    let code = answer.code();
    match answer.status {
        503 if answer.header("retry-after").is_some() => {}
        500.. => run_state.violated("answers", format!("{function} answers {} {code}", answer.status)),
        400.. if code.is_empty() => run_state.violated("answers", format!("{function} refuses without a code")),
        _ => {}
    }
}

/// The snapshot, as an operator's audit reads them.
fn snapshot(run_state: &RunState) -> Snapshot {
    let mut snapshot = Snapshot::default();
    run_state.shop.tables.items("stock").iter().for_each(|row| enter_stock(&mut snapshot, &item_of(row)));
    run_state.shop.tables.items("orders").iter().for_each(|row| enter_order(&mut snapshot, &item_of(row)));
    snapshot.intents = ledger::intents(&run_state.stripe.model());
    snapshot
}

fn violations(differences: Vec<Difference>) -> impl Iterator<Item = Violation> {
    differences.into_iter().map(|difference| Violation {
        check: difference.rule.id(),
        detail: format!("{}: {}", difference.subject, difference.detail),
    })
}

/// What must hold between any two calls.
pub(crate) fn at_any_time(run_state: &RunState) -> Vec<Violation> {
    let snapshot = snapshot(run_state);
    let mut found: Vec<Violation> = violations(snapshot.differences(When::Running)).collect();
    let latest = run_state.now().millis() + run_state.setting.skew_ms.max(0);
    for order in &snapshot.orders {
        if order.expires.millis() > latest && matches!(order.state, State::Expiring | State::Expired) {
            found.push(violation("I6", format!("{} is given up before its window closed", order.id)));
        }
    }
    found.extend(moves(run_state, &snapshot));
    found.extend(shipments::at_any_time(run_state, &snapshot));
    found.extend(intents_of_one_order(run_state, &snapshot));
    found.extend(refunds_of_one_intent(run_state));
    found
}

/// An order goes from state to state as the shop's own table says. Every write is looked at, so no step is missed.
fn moves(run_state: &RunState, snapshot: &Snapshot) -> Vec<Violation> {
    let mut state = run_state.state();
    let mut found = Vec::new();
    for order in &snapshot.orders {
        let before = state.states.insert(order.id.to_string(), order.state).unwrap_or(State::Pending);
        if before != order.state && !before.can_become(order.state) {
            let (was, is) = (before.as_str(), order.state.as_str());
            found.push(violation("states", format!("{} was {was} and is {is}", order.id)));
        }
    }
    found
}

/// Money is given back once, whoever asks for it and how often. That it is no more than came, the snapshot tell.
fn refunds_of_one_intent(run_state: &RunState) -> Option<Violation> {
    let model = run_state.stripe.model();
    let count = |intent: &str| model.ledger().refunds().filter(|refund| refund.intent == intent).count();
    let refund = model.ledger().refunds().find(|refund| count(&refund.intent) > 1)?;
    Some(violation("I3", format!("{} has {} refunds", refund.intent, count(&refund.intent))))
}

/// One order has one intent that is not cancelled; another one only where the provider failed while it made the first. Whoever pays while
/// the sweep cancels makes another one, which is cancelled as well, since it cannot be linked.
fn intents_of_one_order(run_state: &RunState, snapshot: &Snapshot) -> Option<Violation> {
    let spare = run_state.state().spare_intents;
    let excused = spare
        + run_state.state().struck(|site, fault| {
            let failed = matches!(
                fault,
                Fault::Failed | Fault::FailedAfterCommit | Fault::KeptFailure | Fault::KeptFailureAfterCommit
            );
            failed && site.call == "POST /v1/payment_intents"
        });
    let intents = snapshot.intents.iter().filter(|intent| intent.status != IntentStatus::Canceled);
    let count = |order| intents.clone().filter(|intent| intent.order.as_ref() == Some(order)).count();
    let order = snapshot.orders.iter().find(|order| count(&order.id) > 1 + excused)?;
    Some(violation("I3", format!("{} has {} intents", order.id, count(&order.id))))
}

pub(crate) fn violation(check: &'static str, detail: String) -> Violation {
    Violation { check, detail }
}

/// What must hold when everything is quiet.
pub(crate) fn at_rest(run_state: &RunState, promises: &[Promise], sent: &[Sent]) -> Vec<Violation> {
    let mut snapshot = snapshot(run_state);
    if run_state.stream().is_open() {
        snapshot.desk = Some(DeskSnapshot::default());
        run_state.shop.tables.items("desk").iter().for_each(|row| enter_desk(&mut snapshot, &item_of(row)));
    }
    let mut found = shipments::at_rest(run_state, &snapshot, sent);
    found.extend(violations(snapshot.differences(When::AtRest { now: run_state.now() })));
    let orders = run_state.shop.tables.rows("orders");
    found.extend(promises.iter().filter_map(|promise| kept(promise, &orders)));
    found.extend(orders.iter().filter_map(|order| receipts(run_state, order)));
    found.extend(QUEUES.iter().filter_map(|(queue, _)| dead_letters(run_state, queue)));
    found.extend(accounts(run_state));
    found
}

/// What was acknowledged is so.
fn kept(promise: &Promise, orders: &[Value]) -> Option<Violation> {
    let order = orders.iter().find(|order| order["id"] == promise.order);
    let Some(order) = order else {
        return Some(violation("I5", format!("{} was acknowledged and is gone", promise.order)));
    };
    let state = order["state"].as_str().unwrap_or_default();
    let end = promise.end.filter(|end| *end != state)?;
    Some(violation("I5", format!("{} was acknowledged as {end} and is {state}", promise.order)))
}

/// At least one receipt, and one more for each time that a mail was taken and the shop could not know or note it.
fn receipts(run_state: &RunState, order: &Value) -> Option<Violation> {
    let id = order["id"].as_str()?;
    let number = OrderNumber::from(&id.parse().ok()?);
    let mails = run_state.shop.mail.all();
    // A receipt names the order's number, for people; a failed payment its identifier.
    let is_about = |subject: &str| subject.contains(id) || subject.contains(number.as_str());
    let about =
        |words: &str| mails.iter().filter(|mail| is_about(&mail.subject) && mail.subject.contains(words)).count();
    let (told, failures) = (about("Your payment to"), order["payment_failures"].as_u64().unwrap_or(0));
    if u64::try_from(told).unwrap_or(u64::MAX) < failures {
        return Some(violation("I9", format!("{failures} payments of {id} failed, and {told} were told")));
    }
    let sent = about("Your receipt from");
    if !["paid", "refunded"].iter().any(|state| order["state"] == *state) {
        return (sent > 0).then(|| violation("I9", format!("{id} is {} and has {sent} receipts", order["state"])));
    }
    let excused = run_state.state().struck(|site, fault| match (site.function, site.call.as_str()) {
        ("send-notification", "SendEmail") => fault.commits(),
        // A write that makes its worker give up, or come too late, after the mail was taken.
        ("send-notification", "UpdateItem orders") => true,
        _ => false,
    });
    (sent == 0 || sent > 1 + excused)
        .then(|| violation("I9", format!("{id} is {} and has {sent} receipts", order["state"])))
}

/// Only what was poison is set aside.
fn dead_letters(run_state: &RunState, queue: &str) -> Option<Violation> {
    let dead = run_state.shop.queue(queue).dead_letters().messages().len();
    let poison = run_state.state().poison.iter().filter(|poisoned| **poisoned == queue).count();
    (dead != poison).then(|| violation("I10", format!("{dead} dead letters of {queue}, and {poison} poison")))
}

/// One account for an address.
fn accounts(run_state: &RunState) -> Option<Violation> {
    let mut owners: Vec<(String, String)> = Vec::new();
    for row in run_state.shop.tables.rows("accounts").iter().filter(|row| row["sk"] == "PROFILE") {
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        if let Some((_, other)) = owners.iter().find(|(email, _)| *email == text("email")) {
            return Some(violation("I11", format!("{other} and {} have one address", text("pk"))));
        }
        owners.push((text("email"), text("pk")));
    }
    None
}
