//! Counting attempts before what they cost.

use futures::future::join_all;

use crate::{
    accounts::{Attempt, Limited},
    aws::AccountsTable,
    http::Problem,
    kernel::Timestamp,
    world::Random,
};

/// Counts an attempt at each of `limited`, all in one round trip. The attempts, to be given back if they succeed; the
/// refusal, if one was too many.
pub async fn count(
    accounts: &AccountsTable,
    limited: &[Limited<'_>],
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
pub async fn give_back(accounts: &AccountsTable, attempts: &[Attempt]) {
    for given_back in join_all(attempts.iter().map(|attempt| accounts.give_back(attempt))).await {
        if let Err(error) = given_back {
            tracing::warn!(%error, "an attempt that succeeded stays counted");
        }
    }
}
