//! Functions behind a queue that deal with each batch of messages as a whole.

use std::{collections::BTreeSet, future::Future, panic::AssertUnwindSafe, time::Duration};

use app_context::{AppContext, StartError};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use futures::FutureExt as _;
use serde_json::Value;

use super::{JobError, item_failure};

/// A function behind a queue, for which many messages are one piece of work.
pub trait QueueBatchFunction: Sized + Send + Sync + 'static {
    /// Builds the function from the context; the error names a missing variable.
    fn start(context: &AppContext) -> impl Future<Output = Result<Self, StartError>> + Send;
    /// Does what all messages ask. The places of those that nobody can read are handed back; an error puts all of them back on the
    /// queue. Messages come twice, late, and in any order.
    fn handle(&self, bodies: Vec<String>) -> impl Future<Output = Result<BTreeSet<usize>, JobError>> + Send;
}

/// A batch may take so long; then it has failed. It is less than the 60 s of such a function.
pub const MESSAGES_TIMEOUT: Duration = Duration::from_secs(50);

/// Hands a batch of messages to a function. A batch that fails, panics or takes too long is delivered again, and so is each message
/// that nobody can read, until it is set aside.
pub async fn work_messages<F: QueueBatchFunction>(function: &F, event: Value) -> Result<SqsBatchResponse, JobError> {
    let event: SqsEvent =
        serde_json::from_value(event).map_err(|error| JobError(format!("not a batch of messages: {error}")))?;
    let messages = event.records.into_iter();
    let (ids, bodies): (Vec<String>, Vec<String>) =
        messages.map(|it| (it.message_id.unwrap_or_default(), it.body.unwrap_or_default())).unzip();
    let work = AssertUnwindSafe(Box::pin(function.handle(bodies))).catch_unwind();
    let failure = match tokio::time::timeout(MESSAGES_TIMEOUT, work).await {
        Ok(Ok(Ok(unreadable))) => return Ok(failures(&ids, |at| unreadable.contains(&at))),
        Ok(Ok(Err(error))) => error.to_string(),
        Ok(Err(_)) => "panicked".to_owned(),
        Err(_) => "took too long".to_owned(),
    };
    tracing::error!(messages = ids.len(), failure, "a batch of messages failed and will be delivered again");
    Ok(failures(&ids, |_| true))
}

fn failures(ids: &[String], failed: impl Fn(usize) -> bool) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    let failed = ids.iter().enumerate().filter(|(at, _)| failed(*at));
    response.batch_item_failures = failed.map(|(_, id)| item_failure(id.clone())).collect();
    response
}
