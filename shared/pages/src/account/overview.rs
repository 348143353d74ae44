//! What is in an account.

use askama::Template;
use domain::kernel::{Currency, Money};
use serde_json::Value;

use crate::{FormState, Shell, dates::day, price};

/// The first page of an account: who, orders, sessions.
#[derive(Debug, Template)]
#[template(path = "account/overview.html")]
pub struct AccountPage<'a> {
    shell: Shell<'a>,
    form: FormState,
    email: String,
    name: String,
    is_staff: bool,
    orders: Vec<Order>,
    more: Option<String>,
    sessions: Vec<Session>,
    /// What was just done, to be told.
    done: Option<String>,
}

/// What the API says of an account.
#[derive(Clone, Copy, Debug)]
pub struct Overview<'a> {
    /// `GET /v1/me`.
    pub account: &'a Value,
    /// `GET /v1/orders`.
    pub orders: &'a Value,
    /// `GET /v1/me/sessions`.
    pub sessions: &'a Value,
}

#[derive(Debug)]
struct Order {
    id: String,
    number: String,
    state: String,
    total: String,
    day: String,
}

#[derive(Debug)]
struct Session {
    id: String,
    device: String,
    used: String,
    is_this: bool,
}

impl<'a> AccountPage<'a> {
    /// The page of an account. `done` names what was just done.
    #[must_use]
    pub fn new(shell: Shell<'a>, form: FormState, told: Overview<'_>, done: &str) -> Self {
        const DONE: [&str; 3] = ["name", "password", "sessions"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            email: text(&told.account["email"]),
            name: text(&told.account["name"]),
            is_staff: told.account["role"].as_str().is_some_and(|role| role != "buyer"),
            orders: list(&told.orders["orders"]).iter().map(|order| Order::new(order, &shell)).collect(),
            more: told.orders["next_cursor"].as_str().map(str::to_owned),
            sessions: list(&told.sessions["sessions"]).iter().map(|session| Session::new(session, &shell)).collect(),
            done: DONE.contains(&done).then(|| shell.t(&format!("done-{done}"))),
            form,
            shell,
        }
    }
}

impl Order {
    fn new(order: &Value, shell: &Shell<'_>) -> Self {
        let text = |name: &str| order[name].as_str().unwrap_or_default();
        let currency = Currency::parse(text("currency"));
        let total = currency.map(|currency| Money::new(order["total_minor"].as_u64().unwrap_or(0), currency));
        Self {
            id: text("id").to_owned(),
            number: text("number").to_owned(),
            state: shell.t(&format!("state-{}", text("state").replace('_', "-"))),
            total: total.map(|total| price::price(total, shell.language)).unwrap_or_default(),
            day: day(text("created_at"), shell.language),
        }
    }
}

impl Session {
    fn new(session: &Value, shell: &Shell<'_>) -> Self {
        let text = |name: &str| session[name].as_str().unwrap_or_default();
        Self {
            id: text("id").to_owned(),
            device: text("device").to_owned(),
            used: day(text("last_used_at"), shell.language),
            is_this: session["current"] == true,
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
