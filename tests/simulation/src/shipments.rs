//! What must hold of shipments: what is sent was paid for, ends in one way, and is told to its buyer.

use domain::{
    kernel::Text,
    orders::{Order, Shipment, State},
    reconciliation::Snapshot,
};

use crate::{
    reconciler::{Violation, violation},
    run_state::RunState,
    shipping::Sent,
};

/// Between any two calls. That no more was sent than was paid for, the reconciliation's own rule says.
pub(crate) fn at_any_time(run_state: &RunState, snapshot: &Snapshot) -> Vec<Violation> {
    let mut state = run_state.state();
    let mut found = Vec::new();
    for order in &snapshot.orders {
        let sent = units(order);
        let (was, before) = state.sent.insert(order.id.to_string(), (order.state, sent)).unwrap_or((order.state, 0));
        if sent > before && (was != State::Paid || order.state != State::Paid) {
            let detail = format!("{} units of {} are sent, which is {}", sent - before, order.id, order.state.as_str());
            found.push(violation("shipped", detail));
        }
        for shipment in &order.shipments {
            let known = order.shipments.iter().filter(|known| known.id == shipment.id).count();
            if known != 1 {
                found.push(violation("shipped", format!("{} is {known} times in {}", shipment.id, order.id)));
            }
            if shipment.delivered.is_some() && shipment.voided.is_some() {
                found.push(violation("shipped", format!("{} is delivered and voided", shipment.id)));
            }
        }
    }
    found
}

fn units(order: &Order) -> u32 {
    let lines = order.shipments.iter().filter(|shipment| shipment.counts()).flat_map(|shipment| &shipment.lines);
    lines.map(|line| line.quantity.get()).sum()
}

/// When everything is quiet.
pub(crate) fn at_rest(run_state: &RunState, snapshot: &Snapshot, promises: &[Sent]) -> Vec<Violation> {
    let mut found: Vec<Violation> = promises.iter().filter_map(|promise| kept(promise, snapshot)).collect();
    for order in &snapshot.orders {
        found.extend(order.shipments.iter().filter_map(|shipment| told(run_state, order, shipment)));
    }
    found
}

/// What was acknowledged is so.
fn kept(promise: &Sent, snapshot: &Snapshot) -> Option<Violation> {
    let order = snapshot.orders.iter().find(|order| order.id.as_str() == promise.order)?;
    let shipment = order.shipments.iter().find(|known| known.id.as_str() == promise.id);
    let Some(shipment) = shipment else {
        return Some(violation("I5", format!("{} was acknowledged and is gone", promise.id)));
    };
    let units: Vec<(&str, u32)> = shipment.lines.iter().map(|line| (line.sku.as_str(), line.quantity.get())).collect();
    if units != promise.lines {
        return Some(violation(
            "I5",
            format!("{} was acknowledged as {:?} and is {units:?}", promise.id, promise.lines),
        ));
    }
    let is_so = match promise.end {
        None => true,
        Some("delivered") => shipment.delivered.is_some(),
        Some(_) => shipment.voided.is_some(),
    };
    (!is_so).then(|| violation("I5", format!("{} was acknowledged as {:?}, and is not", promise.id, promise.end)))
}

/// At least one mail about each shipment that stands, and one more for each time that a mail was taken and the shop could not
/// know or note it.
fn told(run_state: &RunState, order: &Order, shipment: &Shipment) -> Option<Violation> {
    let number = shipment.tracking_number.as_ref().map(Text::as_str)?;
    let mails = run_state.shop.mail.all();
    let is_about = |text: &str| text.contains(order.id.as_str()) && text.lines().any(|line| line.ends_with(number));
    let told = mails.iter().filter(|mail| mail.subject.contains("is on its way") && is_about(&mail.text)).count();
    let excused = run_state.state().struck(|site, fault| match (site.function, site.call.as_str()) {
        ("send-notification", "SendEmail") => fault.commits(),
        ("send-notification", "UpdateItem orders") => true,
        _ => false,
    });
    let is_missing = shipment.counts() && (told == 0 || !shipment.is_told);
    (is_missing || told > 1 + excused).then(|| {
        let stands = if shipment.counts() { "stands" } else { "was voided" };
        violation("told", format!("{} of {} {stands}, and has {told} mails", shipment.id, order.id))
    })
}
