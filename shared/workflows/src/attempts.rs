//! Rate limits: counts an attempt before the work that it costs.

use aws::{AccountsTable, AwsError};
use domain::{
    accounts::{AccountError, Attempt, RateLimitKey},
    kernel::{Random, Timestamp},
};
use futures::future::join_all;

use crate::AccountCheckError;

/// Counts an attempt under each key, in one round trip. The counted attempts, to be refunded if they succeed; the error,
/// if a limit was reached.
pub async fn count(
    accounts: &AccountsTable,
    keys: &[RateLimitKey<'_>],
    random: &Random,
    now: Timestamp,
) -> Result<Vec<Attempt>, AccountCheckError> {
    Ok(count_each(accounts, keys, random, now).await?.into_iter().collect::<Result<_, _>>()?)
}

/// Counts an attempt under each key, in one round trip. For each the counted attempt, or the error of its limit.
///
/// A network that has reached its own limit uses up nothing else: otherwise one network could lock out any number of
/// accounts and mailboxes.
pub async fn count_each(
    accounts: &AccountsTable,
    keys: &[RateLimitKey<'_>],
    random: &Random,
    now: Timestamp,
) -> Result<Vec<Result<Attempt, AccountError>>, AwsError> {
    let attempts: Vec<Attempt> = keys.iter().map(|key| Attempt::at(*key, random, now)).collect();
    let counts = join_all(attempts.iter().map(|attempt| accounts.count_attempt(attempt))).await;
    let mut counted = Vec::with_capacity(attempts.len());
    for (attempt, count) in attempts.into_iter().zip(counts) {
        counted.push(attempt.allowed(&count?, now).map(|()| attempt));
    }
    let source_is_refused = keys.iter().zip(&counted).any(|(key, counted)| key.is_of_source() && counted.is_err());
    if source_is_refused {
        let others: Vec<Attempt> = counted.iter().flatten().cloned().collect();
        refund_attempts(accounts, &others).await;
    }
    Ok(counted)
}

/// Refunds attempts that succeeded, so that only failures count. If that fails, they stay counted.
pub async fn refund_attempts(accounts: &AccountsTable, attempts: &[Attempt]) {
    for refunded in join_all(attempts.iter().map(|attempt| accounts.refund_attempt(attempt))).await {
        if let Err(error) = refunded {
            tracing::warn!(%error, "an attempt that was to be refunded stays counted");
        }
    }
}

/// Forgets all attempts counted so far under each key. If that fails, they stay counted.
pub async fn forget_attempts(accounts: &AccountsTable, keys: &[RateLimitKey<'_>], random: &Random, now: Timestamp) {
    let rows: Vec<Attempt> = keys.iter().map(|key| Attempt::at(*key, random, now)).collect();
    for forgotten in join_all(rows.iter().map(|attempt| accounts.forget_attempts(attempt))).await {
        if let Err(error) = forgotten {
            tracing::warn!(%error, "attempts that were to be forgotten stay counted");
        }
    }
}
