//! Functions behind a table's stream of changes.

use std::{future::Future, panic::AssertUnwindSafe, time::Duration};

use app_context::{AppContext, StartError};
use aws::{AwsError, CorruptItem, RowChange};
use futures::{FutureExt as _, StreamExt as _, stream};
use serde_json::{Value, json};

use super::JobError;

/// A function behind a table's stream.
pub trait StreamFunction: Sized + Send + Sync + 'static {
    /// Builds the function from the context. The error names a missing variable.
    fn start(context: &AppContext) -> impl Future<Output = Result<Self, StartError>> + Send;
    /// Does what one change asks for. Changes come twice, late, and several at once.
    fn handle(&self, change: RowChange) -> impl Future<Output = Result<(), ChangeError>> + Send;
}

/// Why a change was not dealt with.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// It cannot be understood, now or ever: it is set aside, and the next one is dealt with.
    #[error(transparent)]
    Unreadable(#[from] CorruptItem),
    /// It could not be done now. It will be tried again.
    #[error(transparent)]
    Failed(#[from] AwsError),
}

/// Changes of a batch that are worked on at the same time.
pub const CHANGES_AT_ONCE: usize = 5;
/// One change may take so long; then it has failed.
pub const CHANGE_TIMEOUT: Duration = Duration::from_secs(5);

/// Works through a batch of changes, a few at a time, each on its own. One that cannot be understood is set aside: its line
/// in the log raises an alarm, and it holds nobody up. One that fails is reported by its place in the stream, from which
/// Lambda delivers again: that and what came after it.
pub async fn work_changes<F: StreamFunction>(function: &F, event: Value) -> Result<Value, JobError> {
    let records = event.get("Records").and_then(Value::as_array).cloned();
    let records = records.ok_or_else(|| JobError("not a batch of changes".to_owned()))?;
    let work = stream::iter(records).map(|record| work_change(function, record));
    let failed: Vec<Option<String>> = work.buffered(CHANGES_AT_ONCE).collect().await;
    let failures: Vec<Value> = failed.into_iter().flatten().map(|at| json!({ "itemIdentifier": at })).collect();
    Ok(json!({ "batchItemFailures": failures }))
}

/// A function behind streams that deals with each batch of records as a whole.
pub trait ChangeBatchFunction: Sized + Send + Sync + 'static {
    /// Reads what it needs from the context: names what is missing.
    fn start(context: &AppContext) -> impl Future<Output = Result<Self, StartError>> + Send;
    /// Deals with a batch, each record as the stream has it. An error has all of them delivered again: they come twice, late,
    /// and several at once.
    fn handle(&self, records: Vec<Value>) -> impl Future<Output = Result<(), JobError>> + Send;
}

/// A batch may take so long; then it has failed.
pub const CHANGE_BATCH_TIMEOUT: Duration = Duration::from_secs(50);

/// Hands a batch of changes to a function. A batch that fails, panics or takes too long fails the invocation: Lambda delivers
/// it again, in halves. So it goes where nobody reads which of the changes failed, and the failure is counted as one.
pub async fn work_change_batch<F: ChangeBatchFunction>(function: &F, event: Value) -> Result<Value, JobError> {
    let records = event.get("Records").and_then(Value::as_array).cloned();
    let records = records.ok_or_else(|| JobError("not a batch of changes".to_owned()))?;
    let work = AssertUnwindSafe(Box::pin(function.handle(records))).catch_unwind();
    let failure = match tokio::time::timeout(CHANGE_BATCH_TIMEOUT, work).await {
        Ok(Ok(Ok(()))) => return Ok(json!({ "batchItemFailures": [] })),
        Ok(Ok(Err(error))) => error.to_string(),
        Ok(Err(_)) => "panicked".to_owned(),
        Err(_) => "took too long".to_owned(),
    };
    tracing::error!(failure, "a batch of changes failed and will be delivered again");
    Err(JobError(failure))
}

/// Does what one change asks for. Its place in the stream, if that failed.
async fn work_change<F: StreamFunction>(function: &F, record: Value) -> Option<String> {
    let place = record["dynamodb"]["SequenceNumber"].as_str().unwrap_or_default().to_owned();
    let handled = async { function.handle(RowChange::read(&record)?).await };
    let work = AssertUnwindSafe(Box::pin(handled)).catch_unwind();
    let failure = match tokio::time::timeout(CHANGE_TIMEOUT, work).await {
        Ok(Ok(Ok(()))) => return None,
        Ok(Ok(Err(ChangeError::Unreadable(error)))) => {
            // A row is found by its order, or by its SKU.
            let keys = &record["dynamodb"]["Keys"];
            let id = ["id", "sku"].into_iter().find_map(|name| keys[name]["S"].as_str()).unwrap_or_default();
            tracing::error!(place, id, %error, alarm = "record_unreadable", "a change was set aside");
            return None;
        }
        Ok(Ok(Err(ChangeError::Failed(error)))) => error.to_string(),
        Ok(Err(_)) => "panicked".to_owned(),
        Err(_) => "took too long".to_owned(),
    };
    tracing::error!(place, failure, "a change failed and will be delivered again");
    Some(place)
}
