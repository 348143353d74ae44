//! The page of an order: where it stands, and what its buyer can do.

use askama::Template;
use domain::kernel::Money;
use serde_json::Value;

use super::{
    address::address_lines,
    form::{TotalRows, Totals},
    line::{Line, Row},
};
use crate::{Shell, dates::day, price};

/// An order, as the shop's answers tell it.
#[derive(Debug, Default)]
pub struct OrderFacts {
    /// Its identifier.
    pub id: String,
    /// Its number, for people.
    pub number: String,
    /// The state of its payment.
    pub state: String,
    /// How far it is on its way.
    pub fulfilment: String,
    /// When it was placed, in RFC 3339.
    pub created: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// What is paid.
    pub totals: Totals,
    /// Where it goes, as the order has it.
    pub address: Value,
    /// For how many minutes its stock is still held.
    pub minutes_left: Option<u64>,
    /// What was given back.
    pub refunded: Option<Money>,
    /// What was sent.
    pub parcels: Vec<Parcel>,
}

/// A shipment.
#[derive(Debug)]
pub struct Parcel {
    /// Who carries it.
    pub carrier: String,
    /// Its number there.
    pub tracking_number: Option<String>,
    /// Where its way can be followed.
    pub tracking_url: Option<String>,
    /// When it was sent, in RFC 3339.
    pub sent: String,
    /// When it was delivered, in RFC 3339.
    pub delivered: Option<String>,
}

/// A step of an order, done or still to come.
#[derive(Debug)]
struct Step {
    name: String,
    when: Option<String>,
    is_done: bool,
}

/// A shipment as the page shows it.
#[derive(Debug)]
struct ParcelView {
    carrier: String,
    number: Option<String>,
    href: Option<String>,
    when: String,
}

/// The page of an order.
#[derive(Debug, Template)]
#[template(path = "checkout/order.html")]
pub struct OrderPage<'a> {
    shell: Shell<'a>,
    form_token: String,
    id: String,
    number: String,
    placed: String,
    mood: &'static str,
    heading: String,
    words: String,
    notice: Option<String>,
    is_payable: bool,
    may_be_repeated: bool,
    steps: Vec<Step>,
    parcels: Vec<ParcelView>,
    rows: Vec<Row>,
    totals: TotalRows,
    refunded: Option<String>,
    address: Vec<String>,
}

impl<'a> OrderPage<'a> {
    /// The page of `order`. `is_settling` says that the buyer has just paid and the shop does not know it yet; `notice` names a
    /// text that is shown above all.
    #[must_use]
    pub fn new(
        shell: Shell<'a>,
        form_token: &str,
        order: &OrderFacts,
        is_settling: bool,
        notice: Option<&str>,
    ) -> Self {
        let language = shell.language;
        let state = if is_settling { "settling" } else { order.state.as_str() };
        let (mood, name) = looks(state);
        let parcel = |parcel: &Parcel| ParcelView {
            carrier: parcel.carrier.clone(),
            number: parcel.tracking_number.clone(),
            href: parcel.tracking_url.clone().filter(|url| url.starts_with("https://")),
            when: match &parcel.delivered {
                Some(at) => language.with("parcel-delivered", &[("date", &day(at, language))]),
                None => language.with("parcel-sent", &[("date", &day(&parcel.sent, language))]),
            },
        };
        Self {
            form_token: form_token.to_owned(),
            id: order.id.clone(),
            number: order.number.clone(),
            placed: day(&order.created, language),
            mood,
            heading: shell.t(&format!("order-{name}")),
            words: match (name, order.minutes_left) {
                ("pending", Some(minutes)) => language.counted("order-pending-more", minutes),
                _ => shell.t(&format!("order-{name}-more")),
            },
            notice: notice.map(|name| shell.t(name)),
            is_payable: name == "pending",
            may_be_repeated: name == "ended",
            steps: if mood == "good" { steps(order, &shell) } else { Vec::new() },
            parcels: order.parcels.iter().map(parcel).collect(),
            rows: order.lines.iter().map(|line| Row::new(line, language)).collect(),
            totals: TotalRows::new(&order.totals, &shell),
            refunded: order.refunded.map(|money| price::price(money, language)),
            address: address_lines(&order.address, language),
            shell,
        }
    }
}

/// How a state looks, and how its texts are called.
fn looks(state: &str) -> (&'static str, &'static str) {
    match state {
        "pending" => ("wait", "pending"),
        "settling" => ("wait", "settling"),
        "processing" => ("wait", "processing"),
        "paid" => ("good", "paid"),
        "refunding" => ("good", "refunding"),
        "refunded" => ("good", "refunded"),
        "cancelling" | "cancelled" | "expiring" | "expired" => ("bad", "ended"),
        _ => ("wait", "review"),
    }
}

/// Placed, paid, sent, delivered.
fn steps(order: &OrderFacts, shell: &Shell<'_>) -> Vec<Step> {
    let sent = order.parcels.iter().map(|parcel| parcel.sent.as_str()).min();
    let delivered = order.parcels.iter().filter_map(|parcel| parcel.delivered.as_deref()).max();
    let is_sent = matches!(order.fulfilment.as_str(), "shipped" | "delivered");
    let is_delivered = order.fulfilment == "delivered";
    let step = |name: &str, when: Option<&str>, is_done: bool| Step {
        name: shell.t(name),
        when: when.filter(|_| is_done).map(|at| day(at, shell.language)),
        is_done,
    };
    vec![
        step("step-placed", Some(&order.created), true),
        step("step-paid", None, true),
        step(if order.fulfilment == "partly_shipped" { "step-partly-sent" } else { "step-sent" }, sent, is_sent),
        step("step-delivered", delivered, is_delivered),
    ]
}
