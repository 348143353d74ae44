//! Events on their way to the endpoints that want them.

use app_context::{AppContext, Clock, StartError};
use aws::{AwsError, Queue, WebhooksTable};
use domain::{
    events::Event,
    webhooks::{Delivery, DeliveryMessage},
};
use futures::{TryStreamExt as _, stream};

/// Deliveries that are begun at once.
const AT_ONCE: usize = 5;

/// The endpoints, and the queue of whoever sends to them.
#[derive(Debug)]
pub(crate) struct FanOut {
    table: WebhooksTable,
    queue: Queue,
    clock: Clock,
}

impl FanOut {
    pub(crate) fn new(context: &AppContext) -> Result<Self, StartError> {
        let (table, queue) = (WebhooksTable::new(context)?, Queue::named_by(context, "WEBHOOKS_QUEUE_URL")?);
        Ok(Self { table, queue, clock: context.clock.clone() })
    }

    /// Begins a delivery for each event and each endpoint that wants it. One that was begun before is not begun again; its
    /// message may have been lost with the process, so it is sent once more, and finds nothing to do if it was not.
    pub(crate) async fn send(&self, events: &[Event]) -> Result<(), AwsError> {
        if events.is_empty() {
            return Ok(());
        }
        let (endpoints, now) = (self.table.endpoints().await?, self.clock.now());
        let pairs = endpoints.iter().flat_map(|endpoint| events.iter().map(move |event| (endpoint, event)));
        let wanted = pairs.filter(|(endpoint, event)| endpoint.wants(event.kind));
        let deliveries: Vec<_> = wanted.map(|(endpoint, event)| Ok(Delivery::of(endpoint, event, now))).collect();
        stream::iter(deliveries).try_for_each_concurrent(AT_ONCE, |delivery| self.begin(delivery)).await
    }

    /// The row first: a message without one would find nothing to do.
    async fn begin(&self, delivery: Delivery) -> Result<(), AwsError> {
        self.table.add(&delivery).await?;
        self.queue.send(&DeliveryMessage::of(&delivery.endpoint, &delivery.event)).await
    }
}
