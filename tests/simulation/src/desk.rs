//! What merchants see on the order desk is what the orders are: lists, counts and sales.
//!
//! What is expected is computed of the rows of the orders and of the provider's record, and not by the shop's own code.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::kernel::Day;
use serde_json::{Value, json};
use tests::Call;

use crate::run_state::RunState;

/// Orders on one page: few, so that there are several pages.
const PAGE: usize = 2;

/// An order as the desk has to show it.
#[derive(Debug)]
struct Expected {
    id: String,
    payment: String,
    fulfilment: Option<&'static str>,
    total: u64,
    units: u64,
    was_paid: bool,
    refunded: u64,
}

/// Asks for everything that a merchant can ask for, where there is a desk.
pub(crate) async fn check(run_state: &Arc<RunState>) {
    if !run_state.stream().is_open() {
        return;
    }
    let orders = expected(run_state);
    let payments: BTreeSet<&str> = orders.iter().map(|order| order.payment.as_str()).collect();
    let fulfilments: BTreeSet<&str> = orders.iter().filter_map(|order| order.fulfilment).collect();
    check_list(run_state, "", orders.iter().collect()).await;
    for state in payments {
        let wanted = orders.iter().filter(|order| order.payment == state).collect();
        check_list(run_state, &format!("&payment_state={state}"), wanted).await;
    }
    for state in fulfilments {
        let wanted = orders.iter().filter(|order| order.fulfilment == Some(state)).collect();
        check_list(run_state, &format!("&fulfilment_state={state}"), wanted).await;
    }
    check_counts(run_state, &orders).await;
    check_sales(run_state, &orders).await;
}

fn expected(run_state: &RunState) -> Vec<Expected> {
    let rows = run_state.shop.tables.rows("orders");
    let model = run_state.stripe.model();
    let given_back = |row: &Value| -> i64 {
        let charges = model.ledger().charges().filter(|charge| row["payment_intent"] == *charge.intent);
        charges.filter(|charge| charge.succeeded()).map(|charge| charge.amount_refunded).sum()
    };
    let orders = rows.iter().filter(|row| row["id"].as_str().is_some_and(|id| id.starts_with("ord_")));
    let mut orders: Vec<(&Value, i64)> = orders.map(|row| (row, row["created_ms"].as_i64().unwrap_or(0))).collect();
    orders.sort_by_key(|(_, created)| -created);
    let read = |row: &Value| {
        let payment = row["state"].as_str().unwrap_or_default().to_owned();
        let was_paid = matches!(payment.as_str(), "paid" | "refunding" | "refunded")
            || payment == "needs_review" && row.get("receipt").is_some();
        let lines = row["lines"].as_array().into_iter().flatten();
        let (mut units, mut total) = (0, 0);
        for line in lines {
            let quantity = number(&line["quantity"]);
            units += quantity;
            total += quantity * number(&line["unit_price_minor"]);
        }
        Expected {
            id: row["id"].as_str().unwrap_or_default().to_owned(),
            fulfilment: (payment == "paid").then(|| fulfilment(row)),
            payment,
            total,
            units,
            was_paid,
            refunded: if was_paid { given_back(row).unsigned_abs() } else { 0 },
        }
    };
    orders.into_iter().map(|(row, _)| read(row)).collect()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

/// How far a paid order is on its way, by its row.
fn fulfilment(row: &Value) -> &'static str {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let sent: Vec<Value> = list(&row["shipments"]).into_iter().filter(|it| it.get("voided_ms").is_none()).collect();
    let mut left: BTreeMap<String, i64> = BTreeMap::new();
    let mut count = |line: &Value, sign: i64| {
        *left.entry(line["sku"].to_string()).or_default() += sign * line["quantity"].as_i64().unwrap_or_default();
    };
    for line in &list(&row["lines"]) {
        count(line, 1);
    }
    for line in sent.iter().flat_map(|shipment| list(&shipment["lines"])) {
        count(&line, -1);
    }
    if sent.is_empty() {
        "unfulfilled"
    } else if left.values().any(|units| *units > 0) {
        "partly_shipped"
    } else if sent.iter().all(|shipment| shipment.get("delivered_ms").is_some()) {
        "delivered"
    } else {
        "shipped"
    }
}

/// A merchant's question. The answer, if it is a good one.
async fn ask(run_state: &Arc<RunState>, path: &str, query: &str) -> Option<Value> {
    let call = Call::get(path).query(query).bearer(&run_state.merchant());
    let answer = run_state.request("order-desk", "merchant", &call).await?;
    if answer.status != 200 {
        run_state.violated("desk", format!("{path}?{query} is answered {} {}", answer.status, answer.code()));
        return None;
    }
    Some(answer.json())
}

/// A list has each of these orders once, newest first, as it is, on however many pages.
async fn check_list(run_state: &Arc<RunState>, filter: &str, wanted: Vec<&Expected>) {
    let from = Day::of(run_state.began);
    let wanted: BTreeMap<&str, Value> = wanted.into_iter().map(|order| (order.id.as_str(), as_shown(order))).collect();
    let mut shown: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let query = format!("from={from}&limit={PAGE}{filter}{cursor}");
        let Some(page) = ask(run_state, "/v1/merchant/orders", &query).await else { return };
        shown.extend(page["orders"].as_array().cloned().unwrap_or_default());
        let Some(next) = page["next_cursor"].as_str() else { break };
        if shown.len() > wanted.len() + PAGE {
            break;
        }
        cursor = format!("&cursor={next}");
    }
    let seen: Vec<(String, Value)> = shown.iter().map(read_shown).collect();
    let is_each_once = seen.len() == wanted.len() && seen.iter().all(|(id, it)| wanted.get(id.as_str()) == Some(it));
    let created: Vec<&str> = shown.iter().filter_map(|row| row["created_at"].as_str()).collect();
    if !is_each_once || !created.is_sorted_by(|one, next| one >= next) {
        run_state.violated("desk", format!("the list '{filter}' has {seen:?}, and the orders are {wanted:?}"));
    }
}

fn as_shown(order: &Expected) -> Value {
    json!([order.payment, order.fulfilment, order.total, order.units, order.refunded])
}

fn read_shown(row: &Value) -> (String, Value) {
    let members = ["payment_state", "fulfilment_state", "total_minor", "units", "refunded_minor"];
    let values: Vec<Value> = members.iter().map(|name| row.get(*name).cloned().unwrap_or_default()).collect();
    (row["id"].as_str().unwrap_or_default().to_owned(), json!(values))
}

/// Each state has as many orders as it has.
async fn check_counts(run_state: &Arc<RunState>, orders: &[Expected]) {
    let Some(counts) = ask(run_state, "/v1/merchant/orders/counts", "").await else { return };
    let is = |list: &str, of: &dyn Fn(&Expected, &str) -> bool| {
        let states = counts[list].as_object().into_iter().flatten();
        let differs = |(state, count): &(&String, &Value)| {
            **count != json!(orders.iter().filter(|order| of(order, state.as_str())).count())
        };
        states.filter(differs).map(|(state, count)| format!("{state}: {count}")).collect::<Vec<_>>()
    };
    let mut wrong = is("payment_states", &|order, state| order.payment == state);
    wrong.extend(is("fulfilment_states", &|order, state| order.fulfilment == Some(state)));
    if !wrong.is_empty() {
        run_state.violated("desk", format!("the counts are wrong: {wrong:?}, of {orders:?}"));
    }
}

/// The sums of all days, to the cent. Everything is sold in one currency.
async fn check_sales(run_state: &Arc<RunState>, orders: &[Expected]) {
    let Some(report) = ask(run_state, "/v1/merchant/sales", "").await else { return };
    let days = report["days"].as_array().cloned().unwrap_or_default();
    let sum = |name: &str| days.iter().map(|day| number(&day[name])).sum::<u64>();
    let shown = ["orders", "units", "gross_minor", "refunded_minor"].map(sum);
    let sold = || orders.iter().filter(|order| order.was_paid);
    let parts: [fn(&Expected) -> u64; 4] = [|_| 1, |order| order.units, |order| order.total, |order| order.refunded];
    let expected = parts.map(|part| sold().map(part).sum::<u64>());
    if shown != expected {
        run_state.violated("desk", format!("the sales are {shown:?}, and the orders come to {expected:?}"));
    }
}
