//! Lists of orders.

use askama::Template;
use serde_json::Value;

use super::{
    Frame, ShapeError,
    shapes::{Entry, Orders},
    words::{When, href, money, when},
};

/// A list that is wanted every day: its name, and the filter of `GET /v1/merchant/orders` that makes it.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// `to-ship`.
    pub name: &'static str,
    /// The parameter of the query and its value; none for all orders.
    pub filter: Option<(&'static str, &'static str)>,
}

/// Each of them, the first where nothing else is wished.
pub const VIEWS: [View; 6] = [
    View { name: "to-ship", filter: Some(("fulfilment_state", "unfulfilled")) },
    View { name: "partly", filter: Some(("fulfilment_state", "partly_shipped")) },
    View { name: "unpaid", filter: Some(("payment_state", "pending")) },
    View { name: "review", filter: Some(("payment_state", "needs_review")) },
    View { name: "refunded", filter: Some(("payment_state", "refunded")) },
    View { name: "all", filter: None },
];

/// What was asked for.
#[derive(Debug, Default)]
pub struct OrderQuery {
    /// The name of a view; empty in a search.
    pub view: String,
    /// An address or a number that was typed; empty without a search.
    pub wanted: String,
    /// Whether this is a later page.
    pub is_later: bool,
    /// Why nothing could be looked for.
    pub problem: Option<String>,
}

/// A page of a list of orders.
#[derive(Debug, Template)]
#[template(path = "desk/orders.html")]
pub struct OrderList<'a> {
    frame: Frame<'a>,
    views: Vec<ViewLink>,
    wanted: String,
    problem: Option<String>,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Debug)]
struct ViewLink {
    name: String,
    href: String,
    is_current: bool,
}

/// An order in a list.
#[derive(Debug)]
struct Row {
    href: String,
    number: String,
    placed: When,
    payment: (String, String),
    fulfilment: Option<(String, String)>,
    dispute: Option<String>,
    units: u64,
    total: String,
    refunded: Option<String>,
}

impl<'a> OrderList<'a> {
    /// The orders of an answer of `GET /v1/merchant/orders`.
    pub fn new(frame: Frame<'a>, query: OrderQuery, orders: Value) -> Result<Self, ShapeError> {
        let page: Orders = serde_json::from_value(orders)?;
        let here =
            |cursor: &str| href("/desk/orders", &[("view", &query.view), ("q", &query.wanted), ("cursor", cursor)]);
        let (first, next) = (query.is_later.then(|| here("")), page.next_cursor.as_deref().map(here));
        let views = VIEWS.iter().map(|view| ViewLink {
            name: frame.t(&format!("desk-view-{}", view.name)),
            href: href("/desk/orders", &[("view", view.name)]),
            is_current: view.name == query.view,
        });
        Ok(Self {
            views: views.collect(),
            rows: page.orders.iter().map(|order| Row::new(&frame, order)).collect(),
            first,
            next,
            wanted: query.wanted,
            problem: query.problem,
            frame,
        })
    }
}

impl Row {
    fn new(frame: &Frame<'_>, order: &Entry) -> Self {
        let state = |kind: &str, state: &String| (state.clone(), frame.word(kind, state));
        let written = |minor: u64| money(frame.language, minor, &order.currency);
        Self {
            href: format!("/desk/orders/{}", order.id),
            number: order.number.clone(),
            placed: when(frame.language, &order.created_at),
            payment: state("state", &order.payment_state),
            fulfilment: order.fulfilment_state.as_ref().map(|fulfilment| state("fulfilment", fulfilment)),
            dispute: order.dispute.as_ref().map(|dispute| frame.word("dispute", dispute)),
            units: order.units,
            total: written(order.total_minor),
            refunded: (order.refunded_minor > 0).then(|| written(order.refunded_minor)),
        }
    }
}
