//! Writing several rows at once.
//!
//! The SDK gives each call a token, so its own repeats after a lost answer take effect once. It does not repeat a
//! transaction that was cancelled because another one touched the same rows: that is done here, a bounded number of
//! times and only when a conflict is the whole reason.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    operation::transact_write_items::TransactWriteItemsError,
    types::{CancellationReason, TransactWriteItem},
};

use super::Unavailable;
use crate::world::Random;

/// Attempts of one transaction under contention, the first included.
const ATTEMPTS: u32 = 5;
/// The longest wait before the second attempt, doubled each time; the wait itself is random ("full jitter").
/// Source: <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
const BACKOFF_MS: u32 = 25;

/// Why a transaction was cancelled, item by item: at least one condition failed.
#[derive(Debug)]
pub(super) struct Cancelled(pub(super) Vec<CancellationReason>);

/// Writes `items` or nothing. Waits and tries again when others were writing the same rows: when conflicts are the only
/// reasons, or when `must_retry` says so of mixed ones.
pub(super) async fn write(
    client: &Client,
    random: &Random,
    operation: &'static str,
    items: Vec<TransactWriteItem>,
    must_retry: impl Fn(&[CancellationReason]) -> bool,
) -> Result<Result<(), Cancelled>, Unavailable> {
    let mut attempt = 1;
    loop {
        let wrote = client.transact_write_items().set_transact_items(Some(items.clone())).send().await;
        let Err(error) = wrote else { return Ok(Ok(())) };
        let reasons = match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                cancelled.cancellation_reasons().to_vec()
            }
            _ => return Err(Unavailable::new(operation, &error)),
        };
        let refused = reasons.iter().any(|reason| reason.code() == Some("ConditionalCheckFailed"));
        if refused && !must_retry(&reasons) {
            return Ok(Err(Cancelled(reasons)));
        }
        if attempt == ATTEMPTS || !reasons.iter().any(may_pass) {
            return Err(Unavailable::because(operation, codes(&reasons)));
        }
        let longest = BACKOFF_MS << attempt;
        tokio::time::sleep(Duration::from_millis(u64::from(random.below(longest)))).await;
        attempt += 1;
    }
}

/// Whether another transaction was in the way of this item.
pub(super) fn is_conflict(reason: Option<&CancellationReason>) -> bool {
    reason.and_then(CancellationReason::code) == Some("TransactionConflict")
}

/// Whether the reason may be gone in a moment.
fn may_pass(reason: &CancellationReason) -> bool {
    matches!(reason.code(), Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded"))
}

/// The reasons' codes, for the operator: `None, TransactionConflict`.
pub(super) fn codes(reasons: &[CancellationReason]) -> String {
    reasons.iter().map(|reason| reason.code().unwrap_or("None")).collect::<Vec<_>>().join(", ")
}
