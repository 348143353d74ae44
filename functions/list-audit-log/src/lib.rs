//! `GET /v1/merchant/audit-log`: which changes staff made, newest first, by who made them, what they were made to, and the day.

use std::collections::BTreeMap;

use app_context::{AppContext, StartError};
use aws::AuditTable;
use domain::{
    accounts::Permission,
    audit::{AuditFilter, AuditPosition, AuditRecord, InvalidResource},
    desk::DayRange,
    kernel::{Day, Timestamp},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Cursor, InvalidCursor, Problem, Query, Request, Response, respond},
};
use serde::Serialize;

/// Days that the list goes back where nothing is said.
const YEAR: i32 = 366;
/// The name of a cursor's one member.
const POSITION: &str = "position";

/// The function.
#[derive(Debug)]
pub struct ListAuditLog {
    authenticator: Authenticator,
    audit: AuditTable,
}

#[derive(Serialize)]
struct Answer {
    records: Vec<AuditRecord>,
    next_cursor: Option<String>,
}

impl HttpFunction for ListAuditLog {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { authenticator: Authenticator::new(context)?, audit: AuditTable::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        self.authenticator.require(&request, Permission::AuditRead)?;
        let query = request.query(&["actor", "resource", "from", "to", "limit", "cursor"])?;
        let limit = query.limit()?;
        let filter = filter(&query, self.authenticator.now())?;
        let given = |name| query.get(name).unwrap_or_default();
        let list = ["audit", given("actor"), given("resource"), given("from"), given("to")];
        let after = query.get("cursor").map(|text| position(text, &list)).transpose()?;
        let (records, next) = self.audit.page(&filter, limit, after).await?;
        let cursor = |next: AuditPosition| Cursor(BTreeMap::from([(POSITION.to_owned(), next.to_string())]));
        let next_cursor = next.map(|next| cursor(next).encode(&list));
        let answer = respond::ok(&Answer { records, next_cursor });
        Ok(respond::with_header(answer, "cache-control", "no-store"))
    }
}

/// The records that are asked for: up to today, and a year back, unless the query says otherwise.
fn filter(query: &Query, now: Timestamp) -> Result<AuditFilter, Problem> {
    let day = |name: &str| query.get(name).map(|text| text.parse::<Day>().map_err(|e| invalid(name, &e))).transpose();
    let to = day("to")?.unwrap_or_else(|| Day::of(now));
    let from = day("from")?.unwrap_or_else(|| to.plus_days(1 - YEAR));
    let days = DayRange::new(from, to).map_err(|error| Problem::malformed("invalid_query", format!("{error}.")))?;
    let actor = query.get("actor").map(|text| text.parse().map_err(|_| invalid("actor", &"must be a user's id")));
    let resource = query.get("resource").map(|text| text.parse().map_err(|e: InvalidResource| invalid("resource", &e)));
    Ok(AuditFilter { days, actor: actor.transpose()?, resource: resource.transpose()? })
}

fn invalid(name: &str, rule: &dyn std::fmt::Display) -> Problem {
    Problem::malformed("invalid_query", format!("{name} {rule}."))
}

/// Where the page before ended.
fn position(cursor: &str, list: &[&str]) -> Result<AuditPosition, InvalidCursor> {
    let Cursor(members) = Cursor::decode(cursor, list)?;
    members.get(POSITION).and_then(|text| text.parse().ok()).ok_or(InvalidCursor)
}
