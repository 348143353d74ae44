//! The audit log.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    Frame, ShapeError,
    words::{When, href, short, when},
};

/// What was asked for; empty where nothing was said.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// Who made the change.
    pub actor: String,
    /// What was changed, as `product:tea`.
    pub resource: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Whether this is a later page.
    pub is_later: bool,
    /// Why nothing could be looked for.
    pub problem: Option<String>,
}

/// A page of the audit log.
#[derive(Debug, Template)]
#[template(path = "desk/audit.html")]
pub struct AuditLog<'a> {
    frame: Frame<'a>,
    query: AuditQuery,
    rows: Vec<RecordRow>,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Debug)]
struct RecordRow {
    at: When,
    actor: String,
    actor_href: String,
    role: String,
    action: String,
    resource: String,
    resource_href: String,
    changes: Vec<Change>,
}

/// A member that changed: its name, before and after.
#[derive(Debug)]
struct Change {
    name: String,
    before: String,
    after: String,
}

#[derive(Deserialize)]
struct Records {
    records: Vec<Record>,
    next_cursor: Option<String>,
}

#[derive(Deserialize)]
struct Record {
    at: String,
    actor: String,
    role: String,
    action: String,
    resource: String,
    before: Map<String, Value>,
    after: Map<String, Value>,
}

impl<'a> AuditLog<'a> {
    /// The records of an answer of `GET /v1/merchant/audit-log`.
    pub fn new(frame: Frame<'a>, query: AuditQuery, records: Value) -> Result<Self, ShapeError> {
        let page: Records = serde_json::from_value(records)?;
        let here = |cursor: &str| {
            let days = [("from", query.from.as_str()), ("to", &query.to), ("cursor", cursor)];
            let all: Vec<_> =
                [("actor", query.actor.as_str()), ("resource", &query.resource)].into_iter().chain(days).collect();
            href("/desk/audit-log", &all)
        };
        let (first, next) = (query.is_later.then(|| here("")), page.next_cursor.as_deref().map(here));
        let rows = page.records.into_iter().map(|record| RecordRow::new(&frame, record)).collect();
        Ok(Self { frame, query, rows, first, next })
    }
}

impl RecordRow {
    fn new(frame: &Frame<'_>, record: Record) -> Self {
        let names: std::collections::BTreeSet<&String> = record.before.keys().chain(record.after.keys()).collect();
        let change = |name: &String| Change {
            name: name.clone(),
            before: written(record.before.get(name)),
            after: written(record.after.get(name)),
        };
        Self {
            at: when(frame.language, &record.at),
            actor_href: href("/desk/audit-log", &[("actor", &record.actor)]),
            actor: short(&record.actor),
            role: frame.word("role", &record.role),
            action: record.action.clone(),
            resource_href: href("/desk/audit-log", &[("resource", &record.resource)]),
            changes: names.into_iter().map(change).collect(),
            resource: record.resource,
        }
    }
}

fn written(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "–".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
