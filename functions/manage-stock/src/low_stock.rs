//! The threshold with which a SKU is low, and the SKUs that are.

use std::collections::BTreeMap;

use aws::DeskTable;
use domain::{
    accounts::Identity,
    audit::{AuditAction, AuditChange, AuditEntry, AuditResource},
    catalogue::{LowPosition, LowSku, LowStockThreshold},
    kernel::{Sku, Timestamp},
};
use lambda::http::{Cursor, Field, InvalidCursor, Problem, Request, Response, respond};
use serde::{Deserialize, Serialize};
use serde_json::{Number, json};

/// What a cursor is bound to.
const LIST: [&str; 1] = ["low-stock"];

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Body {
    threshold: Field<Option<Number>>,
}

#[derive(Serialize)]
struct Answer {
    sku: Sku,
    threshold: Option<LowStockThreshold>,
}

#[derive(Serialize)]
struct Page {
    skus: Vec<LowSku>,
    next_cursor: Option<String>,
}

/// The threshold that is asked for; none, for that of the shop.
pub(crate) fn threshold(request: &Request) -> Result<Option<LowStockThreshold>, Problem> {
    let threshold = request.json::<Body>()?.threshold.required("/threshold")?;
    Ok(threshold.map(|units| units.to_string().parse()).transpose()?)
}

/// The record of who sets it.
pub(crate) fn entry(sku: &Sku, threshold: Option<LowStockThreshold>, by: &Identity, now: Timestamp) -> AuditEntry {
    let change = AuditChange::made(&json!({ "threshold": threshold }));
    AuditEntry::new(by, now, AuditAction::ThresholdSet, AuditResource::sku(sku), change)
}

/// What it is now.
pub(crate) fn answer(sku: Sku, threshold: Option<LowStockThreshold>) -> Response {
    respond::ok(&Answer { sku, threshold })
}

/// What is low, sold out first.
pub(crate) async fn list(desk: &DeskTable, request: &Request) -> Result<Response, Problem> {
    let query = request.query(&["limit", "cursor"])?;
    let after = query.get("cursor").map(|text| Cursor::decode(text, &LIST).and_then(|cursor| from_cursor(&cursor)));
    let (skus, next) = desk.low_skus(query.limit()?, after.transpose()?.as_ref()).await?;
    let next_cursor = next.map(|next| to_cursor(&next).encode(&LIST));
    Ok(respond::with_header(respond::ok(&Page { skus, next_cursor }), "cache-control", "no-store"))
}

fn to_cursor(after: &LowPosition) -> Cursor {
    let members = [("sku".to_owned(), after.sku.to_string()), ("available".to_owned(), after.available.to_string())];
    Cursor(BTreeMap::from(members))
}

fn from_cursor(cursor: &Cursor) -> Result<LowPosition, InvalidCursor> {
    let member = |name: &str| cursor.0.get(name).ok_or(InvalidCursor);
    Ok(LowPosition {
        sku: member("sku")?.parse().map_err(|_| InvalidCursor)?,
        available: member("available")?.parse().map_err(|_| InvalidCursor)?,
    })
}
