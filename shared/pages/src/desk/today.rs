//! The first page of the desk: what was sold, and what waits.

use askama::Template;
use domain::kernel::Day;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Frame, ShapeError,
    chart::{self, Bar, DaySales, HEIGHT},
    words::{day, money},
};

/// How many days are shown, today the last.
pub const DAYS: i32 = 14;

/// The first page of the desk.
#[derive(Debug, Template)]
#[template(path = "desk/today.html")]
pub struct Today<'a> {
    frame: Frame<'a>,
    waiting: Vec<Waiting>,
    charts: Vec<Chart>,
}

/// Work that waits, and where it is.
#[derive(Debug)]
struct Waiting {
    count: String,
    name: String,
    href: &'static str,
    is_urgent: bool,
}

/// What was sold in a currency.
#[derive(Debug)]
struct Chart {
    currency: String,
    today: String,
    today_more: String,
    all: String,
    all_more: String,
    highest: String,
    width: u64,
    height: u64,
    bars: Vec<Bar>,
    days: Vec<DaySales>,
}

#[derive(Deserialize)]
struct Sales {
    days: Vec<Sold>,
}

#[derive(Default, Deserialize)]
struct Sold {
    day: String,
    currency: String,
    orders: u64,
    units: u64,
    gross_minor: u64,
    refunded_minor: u64,
    lost_minor: u64,
}

impl<'a> Today<'a> {
    /// What was sold up to `today`, and what waits: the answers of `GET /v1/merchant/sales`, `.../orders/counts` and `.../stock/low`.
    pub fn new(frame: Frame<'a>, today: Day, sales: Value, counts: &Value, low: &Value) -> Result<Self, ShapeError> {
        let sold: Sales = serde_json::from_value(sales)?;
        let days: Vec<String> = (0..DAYS).rev().map(|back| today.plus_days(-back).to_string()).collect();
        let mut currencies: Vec<&str> = sold.days.iter().map(|day| day.currency.as_str()).collect();
        currencies.sort_unstable();
        currencies.dedup();
        let charts = currencies.into_iter().map(|currency| Chart::new(&frame, &days, &sold.days, currency)).collect();
        Ok(Self { waiting: waiting(&frame, counts, low), charts, frame })
    }
}

/// What waits, the orders to be sent first.
fn waiting(frame: &Frame<'_>, counts: &Value, low: &Value) -> Vec<Waiting> {
    let of = |kind: &str, state: &str| counts[kind][state].as_u64().unwrap_or_default();
    let to_ship = of("fulfilment_states", "unfulfilled");
    let partly = of("fulfilment_states", "partly_shipped");
    let review = of("payment_states", "needs_review");
    let skus = low["skus"].as_array().map_or(0, Vec::len);
    let more = if low["next_cursor"].is_string() { "+" } else { "" };
    let one = |count: u64, name: &str, href: &'static str, is_urgent: bool| Waiting {
        count: count.to_string(),
        name: frame.t(name),
        href,
        is_urgent,
    };
    vec![
        one(to_ship, "desk-to-ship", "/desk/orders?view=to-ship", false),
        one(partly, "desk-view-partly", "/desk/orders?view=partly", false),
        one(review, "desk-to-review", "/desk/orders?view=review", review > 0),
        Waiting {
            count: format!("{skus}{more}"),
            name: frame.t("desk-low-stock"),
            href: "/desk/stock",
            is_urgent: false,
        },
    ]
}

impl Chart {
    fn new(frame: &Frame<'_>, days: &[String], sold: &[Sold], currency: &str) -> Self {
        let written = |minor: u64| money(frame.language, minor, currency);
        let of_day = |name: &String| {
            let none = Sold::default();
            let sold = sold.iter().find(|sold| sold.day == *name && sold.currency == currency).unwrap_or(&none);
            let back_minor = sold.refunded_minor + sold.lost_minor;
            DaySales {
                day: day(frame.language, name),
                orders: sold.orders,
                units: sold.units,
                gross_minor: sold.gross_minor,
                back_minor,
                gross: written(sold.gross_minor),
                back: written(back_minor),
            }
        };
        let days: Vec<DaySales> = days.iter().map(of_day).collect();
        let orders = |count: u64| frame.language.counted("desk-count-orders", count);
        let today = days.last();
        Self {
            currency: currency.to_owned(),
            today: written(today.map_or(0, |day| day.gross_minor)),
            today_more: orders(today.map_or(0, |day| day.orders)),
            all: written(days.iter().map(|day| day.gross_minor).sum()),
            all_more: orders(days.iter().map(|day| day.orders).sum()),
            highest: written(days.iter().map(|day| day.gross_minor).max().unwrap_or_default()),
            width: chart::width(days.len()),
            height: HEIGHT,
            bars: chart::bars(&days),
            days,
        }
    }
}
