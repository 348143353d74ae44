//! Every minute: advances each order that is due. It finishes what queues and webhooks missed.

use app_context::{AppContext, Clock, StartError};
use aws::DueOrder;
use domain::{kernel::Timestamp, orders::due_shards};
use futures::{StreamExt as _, stream};
use lambda::{JobError, ScheduledFunction};
use serde_json::{Value, json};
use workflows::{PaymentService, returns_time};

/// How many orders are advanced at the same time: few for the provider's limits, enough for hundreds a minute.
const AT_ONCE: usize = 8;
/// After this time no further order is begun, so that the function's 50 s suffice to finish the others.
const BEGIN_FOR_SECONDS: i64 = 35;

/// The function.
#[derive(Debug)]
pub struct SweepOrders {
    payments: PaymentService,
    clock: Clock,
}

impl ScheduledFunction for SweepOrders {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        // It forgets buyers who have left, so it has to know when.
        returns_time(context)?;
        Ok(Self { payments: PaymentService::new(context).await?, clock: context.clock.clone() })
    }

    async fn handle(&self) -> Result<Value, JobError> {
        let now = self.clock.now();
        let mut due: Vec<DueOrder> = Vec::new();
        for shard in due_shards() {
            due.extend(self.payments.orders.due_before(&shard, now).await?);
        }
        let found = due.len();
        let stop = now.plus_seconds(BEGIN_FOR_SECONDS);
        let done = stream::iter(due).map(|order| self.advance(order, stop)).buffer_unordered(AT_ONCE);
        let failed = done.filter(|done| std::future::ready(!done)).count().await;
        tracing::info!(found, failed, "swept");
        Ok(json!({ "found": found, "failed": failed }))
    }
}

impl SweepOrders {
    /// Advances one order by its own row, since the index row may be stale. False if it failed and the order is still
    /// due.
    async fn advance(&self, due: DueOrder, stop: Timestamp) -> bool {
        let now = self.clock.now();
        if now >= stop {
            return false;
        }
        let order = match self.payments.orders.get(&due.buyer, &due.id).await {
            Ok(Some(order)) => order,
            Ok(None) => return true,
            Err(error) => return report(&due, &error),
        };
        if order.due.is_none_or(|deadline| deadline > now) {
            return true;
        }
        match Box::pin(self.payments.advance(order, now)).await {
            Ok(_) => true,
            Err(error) => report(&due, &error),
        }
    }
}

fn report(due: &DueOrder, error: &dyn std::error::Error) -> bool {
    tracing::warn!(order = due.id.as_str(), %error, "the order stays due");
    false
}
