//! What is set aside for a person: what it was, and where it stands, but nothing of what is in it.

use aws::Unpublished;
use serde::Serialize;
use serde_json::Value;

/// A message to the queue of what could not be told.
#[derive(Debug, Serialize)]
pub(crate) struct SetAside {
    version: u8,
    reason: String,
    /// The stream, and the place of the record in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    stream: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence_number: Option<String>,
    /// The row.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<String>,
    /// The event that the bus refuses for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    event_id: Option<String>,
}

const VERSION: u8 = 1;

impl SetAside {
    /// A record that cannot be read.
    pub(crate) fn record(record: &Value, reason: String) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let change = &record["dynamodb"];
        let keys = &change["Keys"];
        Self {
            version: VERSION,
            reason,
            stream: text(&record["eventSourceARN"]),
            sequence_number: text(&change["SequenceNumber"]),
            row: text(&keys["id"]["S"]).or_else(|| text(&keys["sku"]["S"])),
            event_id: None,
        }
    }

    /// An event that the bus will never take.
    pub(crate) fn event(unpublished: &Unpublished) -> Self {
        Self {
            version: VERSION,
            reason: unpublished.reason.clone(),
            stream: None,
            sequence_number: None,
            row: None,
            event_id: Some(unpublished.id.clone()),
        }
    }

    /// The line that goes with it: the queue raises the alarm.
    pub(crate) fn log(&self) {
        let Self { reason, sequence_number: place, row, event_id, .. } = self;
        tracing::error!(reason, place, row, event_id, "a change was set aside");
    }
}
