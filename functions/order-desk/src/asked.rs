//! What a merchant asks the desk for, read from the query.

use std::{collections::BTreeMap, str::FromStr};

use domain::{
    desk::{DayRange, DeskAfter, DeskFilter},
    kernel::{Day, Email, EmailDigest, Timestamp},
    orders::{FulfilmentState, State},
};
use lambda::http::{Cursor, InvalidCursor, Problem, Query};

use crate::YEAR;

/// The first day of any list that does not go by days.
const FIRST_DAY: &str = "2000-01-01";

/// Whose orders are wanted.
pub(crate) enum Whose {
    /// Everybody's.
    Anybodys,
    /// Of whoever has this address.
    Email(EmailDigest),
}

/// The orders that are asked for.
pub(crate) fn wanted(query: &Query, now: Timestamp) -> Result<(DeskFilter, Whose), Problem> {
    let payments = one_of(State::ALL.map(State::as_str));
    let fulfilments = one_of(FulfilmentState::ALL.map(FulfilmentState::as_str));
    let whose = match query.get("email") {
        Some(text) => {
            let email = Email::parse(text).map_err(|_| bad("email", "must be an e-mail address"))?;
            Whose::Email(email.digest())
        }
        None => Whose::Anybodys,
    };
    let number = parsed(query, "number", "must be an order's number, such as 7ZK3M-Q0R4T")?;
    // Orders of one buyer, or of one number, are few: all of them are looked at unless days are named.
    let is_open = query.get("from").is_none() && (number.is_some() || matches!(whose, Whose::Email(_)));
    let days = if is_open {
        let to = parsed(query, "to", DAY)?.unwrap_or_else(|| Day::of(now));
        DayRange { from: FIRST_DAY.parse().unwrap_or(to), to }
    } else {
        range(query, now, YEAR)?
    };
    let filter = DeskFilter {
        days,
        payment: parsed(query, "payment_state", &payments)?,
        fulfilment: parsed(query, "fulfilment_state", &fulfilments)?,
        whose: None,
        number,
    };
    Ok((filter, whose))
}

const DAY: &str = "must be a day, such as 2026-11-30";

/// The days that are asked for: up to today, and `length` days back, unless the query says otherwise.
pub(crate) fn range(query: &Query, now: Timestamp, length: i32) -> Result<DayRange, Problem> {
    let to = parsed(query, "to", DAY)?.unwrap_or_else(|| Day::of(now));
    let from = parsed(query, "from", DAY)?.unwrap_or_else(|| to.plus_days(1 - length));
    DayRange::new(from, to).map_err(|error| Problem::malformed("invalid_query", format!("{error}.")))
}

fn parsed<T: FromStr>(query: &Query, name: &str, rule: &str) -> Result<Option<T>, Problem> {
    query.get(name).map(|text| text.parse().map_err(|_| bad(name, rule))).transpose()
}

fn one_of<const N: usize>(words: [&str; N]) -> String {
    format!("must be one of these: {}", words.join(", "))
}

fn bad(name: &str, rule: &str) -> Problem {
    Problem::malformed("invalid_query", format!("{name} {rule}."))
}

pub(crate) fn to_cursor(after: &DeskAfter, list: &[&str]) -> String {
    let mut members = BTreeMap::from([("partition".to_owned(), after.partition.clone())]);
    if let Some((order, created)) = &after.last {
        members.insert("id".to_owned(), order.to_string());
        members.insert("created_ms".to_owned(), created.millis().to_string());
    }
    Cursor(members).encode(list)
}

pub(crate) fn from_cursor(text: &str, list: &[&str]) -> Result<DeskAfter, InvalidCursor> {
    let Cursor(members) = Cursor::decode(text, list)?;
    let partition = members.get("partition").ok_or(InvalidCursor)?.clone();
    let ended_at = match (members.get("id"), members.get("created_ms")) {
        (Some(id), Some(created)) => {
            let created = created.parse().map_err(|_| InvalidCursor)?;
            Some((id.parse().map_err(|_| InvalidCursor)?, Timestamp::from_millis(created)))
        }
        _ => None,
    };
    Ok(DeskAfter { partition, last: ended_at })
}
