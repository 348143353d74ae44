//! Counting attempts before what they cost.

use futures::future::join_all;

use crate::{
    accounts::{Attempt, RateLimitKey},
    aws::AccountsTable,
    context::Random,
    http::Problem,
    kernel::Timestamp,
};

/// Counts an attempt at each of `limited`, all in one round trip. The attempts, to be given back if they succeed; the
/// error, if one was too many.
pub async fn count(
    accounts: &AccountsTable,
    limited: &[RateLimitKey<'_>],
    random: &Random,
    now: Timestamp,
) -> Result<Vec<Attempt>, Problem> {
    let attempts: Vec<Attempt> = limited.iter().map(|limited| Attempt::at(*limited, random, now)).collect();
    let counts = join_all(attempts.iter().map(|attempt| accounts.count_attempt(attempt))).await;
    for (attempt, count) in attempts.iter().zip(counts) {
        attempt.allowed(&count?, now)?;
    }
    Ok(attempts)
}

/// Gives attempts back that succeeded: only failures count. Should that fail, too, they count as some.
pub async fn refund_attempts(accounts: &AccountsTable, attempts: &[Attempt]) {
    for given_back in join_all(attempts.iter().map(|attempt| accounts.refund_attempt(attempt))).await {
        if let Err(error) = given_back {
            tracing::warn!(%error, "an attempt that succeeded stays counted");
        }
    }
}
