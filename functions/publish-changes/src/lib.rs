//! Streams of orders, products and stock: tells others what happened, by events on a bus, by webhooks, and the shop
//! itself of paid orders by mail.
//!
//! Each event is told at least once. A batch ends well only when the bus has taken every event of it, each endpoint that
//! wants one has it on its way, and the queue for a person has every record that cannot be told.

mod aside;
mod fan_out;
mod notices;

use std::panic::{AssertUnwindSafe, catch_unwind};

use app_context::{AppContext, StartError};
use aws::{EventBus, Queue, RowChange, events_of, low_stock_threshold};
use domain::{catalogue::LowStockThreshold, events::Event};
use lambda::{ChangeBatchFunction, JobError};
use serde_json::Value;

use crate::{aside::SetAside, fan_out::FanOut, notices::Notices};

/// The function.
#[derive(Debug)]
pub struct PublishChanges {
    bus: EventBus,
    webhooks: FanOut,
    notices: Notices,
    failures: Queue,
    /// The threshold of SKUs that have none of their own.
    low_at: LowStockThreshold,
}

impl ChangeBatchFunction for PublishChanges {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            bus: EventBus::new(context)?,
            webhooks: FanOut::new(context)?,
            notices: Notices::new(context)?,
            failures: Queue::named_by(context, "FAILURES_QUEUE_URL")?,
            low_at: low_stock_threshold(context)?,
        })
    }

    async fn handle(&self, records: Vec<Value>) -> Result<(), JobError> {
        let (mut events, mut aside) = (Vec::new(), Vec::new());
        for record in &records {
            match read(record, self.low_at) {
                Ok(told) => events.extend(told),
                Err(reason) => aside.push(SetAside::record(record, reason)),
            }
        }
        let mut failed = 0;
        for unpublished in self.bus.publish(&events).await {
            if unpublished.is_final() {
                aside.push(SetAside::event(&unpublished));
            } else {
                failed += 1;
                tracing::error!(event = unpublished.id, reason = unpublished.reason, "an event was not published");
            }
        }
        for one in &aside {
            one.log();
            self.failures.send(one).await?;
        }
        self.webhooks.send(&events).await?;
        self.notices.send(&events).await?;
        if failed > 0 {
            return Err(JobError(format!("{failed} events were not published")));
        }
        Ok(())
    }
}

/// The events of one record, or why it has to be set aside: whatever is in it, the others are told.
fn read(record: &Value, low_at: LowStockThreshold) -> Result<Vec<Event>, String> {
    let read = catch_unwind(AssertUnwindSafe(|| RowChange::read(record).and_then(|change| events_of(&change, low_at))));
    read.map_err(|_| "panicked".to_owned())?.map_err(|error| error.to_string())
}
