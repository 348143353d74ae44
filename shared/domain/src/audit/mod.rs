//! The audit log: which changes staff made, and what changed.
//!
//! A record names who, in which role, when, what was done and to what, with the members that changed, before and after. It holds no
//! secret and nothing personal of a buyer: people stand in it by their identifiers.

mod action;

use std::{fmt, str::FromStr};

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    accounts::{Identity, Role},
    desk::DayRange,
    kernel::{AuditId, Day, Digest, EndpointId, Month, OrderId, ProductId, Sku, Timestamp, UserId},
};

pub use action::AuditAction;

/// A longer value is recorded by its length and digest.
const MAX_VALUE_BYTES: usize = 4_096;

/// What was changed: a kind and an identifier, `order:ord_...`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditResource(String);

/// A text that names no resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a kind and an identifier, such as product:tea-500g")]
pub struct InvalidResource;

impl AuditResource {
    /// A product.
    #[must_use]
    pub fn product(id: &ProductId) -> Self {
        Self(format!("product:{id}"))
    }

    /// The stock of a SKU.
    #[must_use]
    pub fn sku(sku: &Sku) -> Self {
        Self(format!("sku:{sku}"))
    }

    /// An order.
    #[must_use]
    pub fn order(id: &OrderId) -> Self {
        Self(format!("order:{id}"))
    }

    /// An account.
    #[must_use]
    pub fn user(id: &UserId) -> Self {
        Self(format!("user:{id}"))
    }

    /// An endpoint of webhooks.
    #[must_use]
    pub fn webhook(id: &EndpointId) -> Self {
        Self(format!("webhook:{id}"))
    }

    /// What merchants set: `shipping`, `tax`.
    #[must_use]
    pub fn settings(name: &'static str) -> Self {
        Self(format!("settings:{name}"))
    }

    /// `order:ord_...`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AuditResource {
    type Err = InvalidResource;

    fn from_str(text: &str) -> Result<Self, InvalidResource> {
        let (kind, id) = text.split_once(':').ok_or(InvalidResource)?;
        let is_known = match kind {
            "product" => id.parse::<ProductId>().is_ok(),
            "sku" => id.parse::<Sku>().is_ok(),
            "order" => id.parse::<OrderId>().is_ok(),
            "user" => id.parse::<UserId>().is_ok(),
            "webhook" => id.parse::<EndpointId>().is_ok(),
            "settings" => ["shipping", "tax"].contains(&id),
            _ => false,
        };
        is_known.then(|| Self(text.to_owned())).ok_or(InvalidResource)
    }
}

/// The members that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditChange {
    /// As they were; what was not there is not among them.
    pub before: Map<String, Value>,
    /// As they are.
    pub after: Map<String, Value>,
}

impl AuditChange {
    /// The members in which two objects differ. Something that is no object has none.
    #[must_use]
    pub fn between(before: &impl Serialize, after: &impl Serialize) -> Self {
        let (before, after) = (members(before), members(after));
        let only = |one: &Map<String, Value>, other: &Map<String, Value>| {
            let changed = one.iter().filter(|(name, value)| other.get(*name) != Some(value));
            changed.map(|(name, value)| (name.clone(), bounded(value))).collect()
        };
        Self { before: only(&before, &after), after: only(&after, &before) }
    }

    /// What is new, by its members.
    #[must_use]
    pub fn made(after: &impl Serialize) -> Self {
        Self::between(&Value::Null, after)
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }
}

fn members(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

/// The value, or what it is known by where it is long.
fn bounded(value: &Value) -> Value {
    let text = value.to_string();
    if text.len() <= MAX_VALUE_BYTES {
        return value.clone();
    }
    json!({ "bytes": text.len(), "digest": Digest::of(&[text.as_bytes()]).short() })
}

/// A change by one of the staff, to be recorded in the transaction that makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Who.
    pub actor: UserId,
    /// In which role.
    pub role: Role,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub action: AuditAction,
    /// To what.
    pub resource: AuditResource,
    /// What changed.
    pub change: AuditChange,
}

impl AuditEntry {
    /// What the staff member `by` does at `at`.
    #[must_use]
    pub fn new(
        by: &Identity,
        at: Timestamp,
        action: AuditAction,
        resource: AuditResource,
        change: AuditChange,
    ) -> Self {
        Self { actor: by.user.clone(), role: by.role, at, action, resource, change }
    }
}

/// A record of the log, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditRecord {
    /// Which.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: UserId,
    /// In which role.
    pub role: Role,
    /// What was done: a word of [`AuditAction::as_str`], or one of an older version.
    pub action: String,
    /// To what.
    pub resource: String,
    /// The members that changed, as they were.
    pub before: Map<String, Value>,
    /// As they became.
    pub after: Map<String, Value>,
}

/// Where a record stands among all: by its time, and by its identifier where two have one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPosition {
    /// When it was made.
    pub at: Timestamp,
    /// Which it is.
    pub id: AuditId,
}

impl AuditPosition {
    /// The month whose partition it is in.
    #[must_use]
    pub fn month(&self) -> Month {
        Day::of(self.at).month()
    }
}

impl fmt::Display for AuditPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}#{}", self.at.millis(), self.id)
    }
}

impl FromStr for AuditPosition {
    type Err = crate::kernel::InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (millis, id) = text.split_once('#').ok_or(crate::kernel::InvalidId)?;
        let is_plain = millis.len() == 13 && millis.bytes().all(|b| b.is_ascii_digit());
        let millis = millis.parse().ok().filter(|_| is_plain).ok_or(crate::kernel::InvalidId)?;
        Ok(Self { at: Timestamp::from_millis(millis), id: id.parse()? })
    }
}

/// Which records are wanted: those for which all of it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFilter {
    /// Made on one of these days.
    pub days: DayRange,
    /// By this person.
    pub actor: Option<UserId>,
    /// About this.
    pub resource: Option<AuditResource>,
}

impl AuditFilter {
    /// The months of its days, the newest first, from that of `after` on.
    #[must_use]
    pub fn months(&self, after: Option<&AuditPosition>) -> Vec<Month> {
        let first = self.days.from.month();
        let mut month = after.map_or(self.days.to.month(), |after| after.month().min(self.days.to.month()));
        let mut months = Vec::new();
        while month >= first {
            months.push(month);
            month = month.previous();
        }
        months
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_recorded() {
        let (before, after) = (json!({ "a": 1, "b": [2], "c": 3 }), json!({ "a": 1, "b": [4], "d": 5 }));
        let change = AuditChange::between(&before, &after);
        assert_eq!(Value::Object(change.before), json!({ "b": [2], "c": 3 }));
        assert_eq!(Value::Object(change.after), json!({ "b": [4], "d": 5 }));
        assert!(AuditChange::between(&before, &before).is_empty());
        assert_eq!(AuditChange::made(&before).after, members(&before));
    }

    #[test]
    fn a_long_value_is_recorded_by_its_length_and_digest() {
        let long = json!({ "text": "x".repeat(5_000) });
        let change = AuditChange::made(&long);
        assert_eq!(change.after["text"]["bytes"], 5_002);
        assert_eq!(change.after["text"]["digest"].as_str().map(str::len), Some(26));
        let other = AuditChange::made(&json!({ "text": "y".repeat(5_000) }));
        assert_ne!(change, other);
    }

    #[test]
    fn a_resource_and_a_position_read_what_they_wrote_and_nothing_else() {
        let order = AuditResource::order(&OrderId::from_digest(&Digest::of(&[b"x"])));
        assert_eq!(order.as_str().parse(), Ok(order.clone()));
        for text in ["", "order", "order:", "order:tea", "cart:tea", "product:a b"] {
            assert_eq!(text.parse::<AuditResource>(), Err(InvalidResource), "{text}");
        }
        let id = AuditId::from_digest(&Digest::of(&[b"x"]));
        let position = AuditPosition { at: Timestamp::from_millis(1_795_376_589_000), id };
        assert_eq!(position.to_string().parse(), Ok(position.clone()));
        assert_eq!(position.month().to_string(), "2026-11");
        for text in ["", "1#x", "+795376589000#x", &position.to_string()[1..]] {
            assert!(text.parse::<AuditPosition>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_months_of_a_list_go_back_from_where_it_stopped() {
        let (from, to) = ("2026-09-30".parse().expect("a day"), "2026-11-02".parse().expect("a day"));
        let filter = AuditFilter { days: DayRange::new(from, to).expect("days"), actor: None, resource: None };
        let names = |after: Option<&AuditPosition>| -> Vec<String> {
            filter.months(after).iter().map(ToString::to_string).collect()
        };
        assert_eq!(names(None), ["2026-11", "2026-10", "2026-09"]);
        let id = AuditId::from_digest(&Digest::of(&[b"x"]));
        let october = AuditPosition { at: "2026-10-05".parse::<Day>().expect("a day").start(), id };
        assert_eq!(names(Some(&october)), ["2026-10", "2026-09"]);
    }
}
