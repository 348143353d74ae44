//! Publishing events.

use std::time::Duration;

use app_context::{AppContext, StartError};
use aws_sdk_eventbridge::{Client, types::PutEventsRequestEntry};
use aws_smithy_types::DateTime;
use domain::events::Event;
use futures::{StreamExt as _, stream};

use super::AwsError;

/// Who publishes, as rules on the bus name it.
const SOURCE: &str = "backroom";
/// The service takes so many events in one call.
/// Source: <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>.
const BATCH: usize = 10;
/// Calls that are under way at once.
const CALLS_AT_ONCE: usize = 5;
/// The waits before the events that the service did not take are sent again.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];

/// The event bus.
#[derive(Clone, Debug)]
pub struct EventBus {
    client: Client,
    name: String,
}

/// An event that was not published, after its repeats.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{id} was not published: {reason}")]
pub struct Unpublished {
    /// The event.
    pub id: String,
    /// The service's code for it, or why there was no answer.
    pub reason: String,
}

/// The codes of an event that will never be taken as it is. Source: the same.
const FINAL: [&str; 2] = ["InvalidArgument", "MalformedDetail"];

impl Unpublished {
    /// Whether there is no use in trying again.
    #[must_use]
    pub fn is_final(&self) -> bool {
        FINAL.contains(&self.reason.as_str())
    }
}

impl EventBus {
    /// The bus whose name stands in `EVENT_BUS`.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let name = context.environment.required("EVENT_BUS")?.to_owned();
        Ok(Self { client: Client::new(&context.sdk), name })
    }

    /// Publishes the events, and says which of them the service did not take. One that is not taken holds up no other: it
    /// alone is sent again. An answer that is lost publishes an event twice, under one identifier.
    pub async fn publish(&self, events: &[Event]) -> Vec<Unpublished> {
        let calls: Vec<_> = events.chunks(BATCH).map(|batch| self.publish_batch(batch)).collect();
        let left: Vec<Vec<Unpublished>> = stream::iter(calls).buffered(CALLS_AT_ONCE).collect().await;
        left.into_iter().flatten().collect()
    }

    async fn publish_batch(&self, batch: &[Event]) -> Vec<Unpublished> {
        let mut left: Vec<&Event> = batch.iter().collect();
        for pause in PAUSES {
            let failed = self.put(&left).await;
            if failed.is_empty() {
                return Vec::new();
            }
            left.retain(|event| failed.iter().any(|failed| failed.id == event.id.as_str()));
            tokio::time::sleep(pause).await;
        }
        self.put(&left).await
    }

    /// One call. Its answer has an entry for each event, in their order.
    async fn put(&self, events: &[&Event]) -> Vec<Unpublished> {
        let unpublished =
            |event: &Event, reason: &str| Unpublished { id: event.id.to_string(), reason: reason.to_owned() };
        let entries = events.iter().map(|event| self.entry(event)).collect();
        match self.client.put_events().set_entries(Some(entries)).send().await {
            Ok(answer) => {
                let refusal = |at: usize| match answer.entries().get(at) {
                    Some(entry) if entry.event_id().is_some() => None,
                    Some(entry) => Some(entry.error_code().unwrap_or("not taken")),
                    None => Some("not answered"),
                };
                let each = events.iter().enumerate();
                each.filter_map(|(at, event)| refusal(at).map(|code| unpublished(event, code))).collect()
            }
            Err(error) => {
                let reason = AwsError::new("events.PutEvents", &error).reason;
                events.iter().map(|event| unpublished(event, &reason)).collect()
            }
        }
    }

    fn entry(&self, event: &Event) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source(SOURCE)
            .detail_type(event.kind.as_str())
            .time(DateTime::from_millis(event.timestamp.millis()))
            .detail(event.to_json())
            .build()
    }
}
