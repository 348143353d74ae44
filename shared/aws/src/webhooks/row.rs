//! Endpoints and deliveries as rows, both ways.

use domain::{
    events::EventType,
    kernel::{EndpointId, EventId, Seconds, Timestamp},
    webhooks::{Delivery, DisabledReason, Endpoint, EndpointState, EndpointUrl, LastAttempt, SigningSecret},
};

use super::DeliveryPosition;
use crate::item::{CorruptItem, Item, ItemExt as _, attributes, list, number, text};

/// The partition of all endpoints.
pub(super) const ENDPOINTS: &str = "ENDPOINTS";
/// What an endpoint's deliveries are listed by. Endpoints have none, so they are not in that index.
pub(super) const CREATED: &str = "created_ms";
/// How long a delivery is kept after its event.
const KEPT_SECONDS: Seconds = 30 * 86_400;
/// What begins the sort key of a delivery.
const DELIVERY: &str = "DELIVERY#";

pub(super) fn endpoint_key(id: &EndpointId) -> Item {
    attributes([("pk", text(ENDPOINTS)), ("sk", text(id.as_str()))])
}

pub(super) fn deliveries_of(endpoint: &EndpointId) -> String {
    format!("ENDPOINT#{endpoint}")
}

pub(super) fn delivery_key(endpoint: &EndpointId, event: &EventId) -> Item {
    attributes([("pk", text(deliveries_of(endpoint))), ("sk", text(format!("{DELIVERY}{event}")))])
}

pub(super) fn write_endpoint(endpoint: &Endpoint) -> Item {
    let mut row = attributes([
        ("id", text(endpoint.id.as_str())),
        ("url", text(endpoint.url.as_str())),
        ("event_types", list(endpoint.event_types.iter().map(|kind| text(kind.as_str())))),
        ("secret", text(endpoint.secret.reveal())),
        ("by", text(endpoint.by.as_str())),
        ("made_ms", number(endpoint.created.millis())),
        ("ver", number(endpoint.version)),
    ]);
    if let EndpointState::Disabled(reason) = endpoint.state {
        row.insert("disabled".to_owned(), text(reason.as_str()));
    }
    if let Some((secret, until)) = &endpoint.old_secret {
        row.insert("old_secret".to_owned(), text(secret.reveal()));
        row.insert("old_secret_until_ms".to_owned(), number(until.millis()));
    }
    row.extend(endpoint_key(&endpoint.id));
    row
}

pub(super) fn read_endpoint(row: &Item) -> Result<Endpoint, CorruptItem> {
    let kind = |value: &aws_sdk_dynamodb::types::AttributeValue| value.as_s().ok()?.parse::<EventType>().ok();
    let kinds: Option<Vec<EventType>> = row.list("event_types")?.iter().map(kind).collect();
    let state = match optional(row, "disabled", |row| row.parsed::<DisabledReason>("disabled"))? {
        Some(reason) => EndpointState::Disabled(reason),
        None => EndpointState::Enabled,
    };
    let old_secret = optional(row, "old_secret", |row| {
        Ok((secret(row, "old_secret")?, Timestamp::from_millis(row.number("old_secret_until_ms")?)))
    })?;
    Ok(Endpoint {
        id: row.parsed("id")?,
        url: EndpointUrl::from_stored(row.text("url")?),
        event_types: kinds.ok_or(CorruptItem("event_types"))?,
        state,
        secret: secret(row, "secret")?,
        old_secret,
        by: row.parsed("by")?,
        created: Timestamp::from_millis(row.number("made_ms")?),
        version: row.number("ver")?,
    })
}

fn secret(row: &Item, name: &'static str) -> Result<SigningSecret, CorruptItem> {
    SigningSecret::from_stored(row.text(name)?).ok_or(CorruptItem(name))
}

pub(super) fn write_delivery(delivery: &Delivery) -> Item {
    let mut row = attributes([
        ("endpoint_id", text(delivery.endpoint.as_str())),
        ("event_id", text(delivery.event.as_str())),
        ("event_type", text(delivery.kind.as_str())),
        ("payload", text(&delivery.payload)),
        ("state", text(delivery.state.as_str())),
        ("attempts", number(delivery.attempts)),
        ("due_ms", number(delivery.due.millis())),
        (CREATED, number(delivery.created.millis())),
        ("ttl", number(delivery.created.plus_seconds(KEPT_SECONDS).seconds())),
    ]);
    if let Some(last) = &delivery.last {
        row.insert("last_ms".to_owned(), number(last.at.millis()));
        row.insert("last_result".to_owned(), text(&last.result));
        if let Some(status) = last.status {
            row.insert("last_status".to_owned(), number(status));
        }
    }
    row.extend(delivery_key(&delivery.endpoint, &delivery.event));
    row
}

/// The index that lists deliveries does not have what was sent.
pub(super) fn read_delivery(row: &Item) -> Result<Delivery, CorruptItem> {
    let last = optional(row, "last_ms", |row| {
        Ok(LastAttempt {
            at: Timestamp::from_millis(row.number("last_ms")?),
            status: optional(row, "last_status", |row| row.number("last_status"))?,
            result: row.text("last_result")?.to_owned(),
        })
    })?;
    Ok(Delivery {
        endpoint: row.parsed("endpoint_id")?,
        event: row.parsed("event_id")?,
        kind: row.parsed("event_type")?,
        payload: optional(row, "payload", |row| row.text("payload").map(str::to_owned))?.unwrap_or_default(),
        state: row.parsed("state")?,
        attempts: row.number("attempts")?,
        due: Timestamp::from_millis(row.number("due_ms")?),
        created: Timestamp::from_millis(row.number(CREATED)?),
        last,
    })
}

pub(super) fn position(row: &Item) -> Result<DeliveryPosition, CorruptItem> {
    let event = row.text("sk")?.strip_prefix(DELIVERY).and_then(|id| id.parse().ok()).ok_or(CorruptItem("sk"))?;
    Ok((event, Timestamp::from_millis(row.number(CREATED)?)))
}

fn optional<T>(
    row: &Item,
    name: &str,
    read: impl FnOnce(&Item) -> Result<T, CorruptItem>,
) -> Result<Option<T>, CorruptItem> {
    row.contains_key(name).then(|| read(row)).transpose()
}
