//! Every minute: takes the orders that are due and resolves each. What queues and webhooks missed ends here.

use backroom::{
    aws::DueOrder,
    context::{AppContext, Clock, StartError},
    kernel::Timestamp,
    lambda::{JobError, ScheduledFunction},
    orders::due_shards,
    workflows::PaymentService,
};
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};

/// Orders resolved at the same time: gentle to the provider, quick enough for hundreds a minute.
const AT_ONCE: usize = 8;
/// No order is begun after so long: the function's 50 s must be enough to finish what was begun.
const BEGIN_FOR_SECONDS: i64 = 35;

/// The function.
#[derive(Debug)]
pub struct SweepOrders {
    payments: PaymentService,
    clock: Clock,
}

impl ScheduledFunction for SweepOrders {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
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
    /// Resolves one order from its own row: the index row that led here may be stale. Whether that went well; if not,
    /// the order is still due.
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
        match self.payments.advance(order, now).await {
            Ok(_) => true,
            Err(error) => report(&due, &error),
        }
    }
}

fn report(due: &DueOrder, error: &dyn std::error::Error) -> bool {
    tracing::warn!(order = due.id.as_str(), %error, "the order stays due");
    false
}
