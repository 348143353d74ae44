//! `TransactWriteItems`: several rows or none, with a bounded number of repeats when another transaction was in the way.

use app_context::Retry;
use aws_sdk_dynamodb::{
    Client,
    operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException,
    types::{CancellationReason, Delete, Put, TransactWriteItem, Update},
};
use domain::kernel::Random;

use super::{AwsError, Item};

/// Another transaction was at the row. An alarm counts the failures whose cause has this word, and takes them for no fault.
const CONFLICT: &str = "TransactionConflict";
/// Transient reasons for a cancelled transaction. The SDK does not repeat these by itself.
const TRANSIENT: [&str; 3] = [CONFLICT, "ThrottlingError", "ProvisionedThroughputExceeded"];

/// Why a transaction was refused: one entry a row, in the order of the rows.
#[derive(Debug)]
pub(super) struct Refused(Vec<CancellationReason>);

impl Refused {
    /// The row `index` as it is, if its condition failed and it exists.
    pub(super) fn existing(&self, index: usize) -> Option<&Item> {
        self.0.get(index)?.item().filter(|item| !item.is_empty())
    }

    /// Whether the condition of the row `index` failed.
    pub(super) fn failed(&self, index: usize) -> bool {
        self.code(index) == Some("ConditionalCheckFailed")
    }

    /// The reasons, for the log.
    pub(super) fn describe(&self) -> String {
        format!("cancelled: {}", self.codes().collect::<Vec<_>>().join(", "))
    }

    fn code(&self, index: usize) -> Option<&str> {
        self.0.get(index)?.code()
    }

    fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(CancellationReason::code).filter(|code| *code != "None")
    }

    /// Whether a condition failed: that is an answer, whatever else happened.
    fn is_answer(&self) -> bool {
        self.codes().any(|code| code == "ConditionalCheckFailed")
    }

    /// Whether all reasons are transient.
    fn is_transient(&self) -> bool {
        self.codes().all(|code| TRANSIENT.contains(&code))
    }
}

/// The error when every attempt met other transactions at the same rows.
pub(super) fn contended(operation: &'static str, words: &str) -> AwsError {
    AwsError::because(operation, format!("{CONFLICT}: {words}"))
}

/// Writes `rows` together. A failed condition comes back as the inner error. A conflict with another transaction is
/// waited out and repeated a few times; whatever else cancels the transaction, nothing was written.
pub(super) async fn commit(
    client: &Client,
    random: &Random,
    operation: &'static str,
    rows: Vec<TransactWriteItem>,
) -> Result<Result<(), Refused>, AwsError> {
    commit_with_record(client, random, operation, rows, None).await
}

/// [`commit`] for a request whose row `record` says whether it was done before. While that row is contended, our own
/// earlier request may be the reason for another row's failed condition, so that is not an answer yet.
pub(super) async fn commit_with_record(
    client: &Client,
    random: &Random,
    operation: &'static str,
    rows: Vec<TransactWriteItem>,
    record: Option<usize>,
) -> Result<Result<(), Refused>, AwsError> {
    let mut reasons = String::new();
    for attempt in Retry::TRANSACTION.tries() {
        Retry::TRANSACTION.pause(random, attempt).await;
        match commit_once(client, random, operation, rows.clone(), record).await? {
            CommitOutcome::Committed => return Ok(Ok(())),
            CommitOutcome::Refused(refused) => return Ok(Err(refused)),
            CommitOutcome::Contended(refused) => reasons = refused.describe(),
        }
    }
    Err(AwsError::because(operation, reasons))
}

/// How one attempt ended.
pub(super) enum CommitOutcome {
    /// All rows were written.
    Committed,
    /// A condition failed.
    Refused(Refused),
    /// Other transactions were at the same rows: it may be tried again, also with other rows.
    Contended(Refused),
}

/// One attempt of [`commit_with_record`].
pub(super) async fn commit_once(
    client: &Client,
    random: &Random,
    operation: &'static str,
    rows: Vec<TransactWriteItem>,
    record: Option<usize>,
) -> Result<CommitOutcome, AwsError> {
    let send = client.transact_write_items().set_transact_items(Some(rows));
    let Err(error) = send.client_request_token(random.digest().short()).send().await else {
        return Ok(CommitOutcome::Committed);
    };
    let refused = match error.as_service_error() {
        Some(TransactionCanceledException(cancelled)) => Refused(cancelled.cancellation_reasons().to_vec()),
        _ => return Err(AwsError::new(operation, &error)),
    };
    let contended = record.is_some_and(|index| refused.code(index) == Some(CONFLICT));
    if refused.is_answer() && !contended {
        return Ok(CommitOutcome::Refused(refused));
    }
    if contended || refused.is_transient() {
        return Ok(CommitOutcome::Contended(refused));
    }
    Err(AwsError::because(operation, refused.describe()))
}

/// An update as a row of a transaction.
pub(super) fn update(update: Update) -> TransactWriteItem {
    TransactWriteItem::builder().update(update).build()
}

/// A deletion as a row of a transaction.
pub(super) fn delete(delete: Delete) -> TransactWriteItem {
    TransactWriteItem::builder().delete(delete).build()
}

/// A put as a row of a transaction.
pub(super) fn put(put: Put) -> TransactWriteItem {
    TransactWriteItem::builder().put(put).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(codes: &[&str]) -> Refused {
        Refused(codes.iter().map(|code| CancellationReason::builder().code(*code).build()).collect())
    }

    #[test]
    fn f08_a_failed_condition_is_an_answer_and_is_not_repeated_whatever_else_happened() {
        let mixed = refused(&["TransactionConflict", "ConditionalCheckFailed", "None"]);
        assert!(mixed.is_answer() && !mixed.is_transient());
        assert!(mixed.failed(1) && !mixed.failed(0));
    }

    #[test]
    fn f08_only_bad_luck_is_repeated() {
        assert!(refused(&["None", "TransactionConflict", "ThrottlingError"]).is_transient());
        let hopeless = refused(&["TransactionConflict", "ItemCollectionSizeLimitExceeded"]);
        assert!(!hopeless.is_transient() && !hopeless.is_answer());
        assert_eq!(hopeless.describe(), "cancelled: TransactionConflict, ItemCollectionSizeLimitExceeded");
    }
}
