//! Hashes passwords on another thread than the one that serves the network.

use domain::{
    accounts::{HashCost, HashError, Password, PasswordCheck, PasswordHash, SALT_BYTES},
    kernel::Random,
};

/// The hash of `password` with a fresh salt.
pub async fn hash(password: Password, random: &Random, cost: HashCost) -> Result<PasswordHash, HashError> {
    let salt = random.bytes::<SALT_BYTES>();
    aside(move || PasswordHash::of(&password, &salt, cost)).await
}

/// Compares `password` with `hash`, and judges the hash by `cost`.
pub async fn verify(password: Password, hash: PasswordHash, cost: HashCost) -> Result<PasswordCheck, HashError> {
    aside(move || hash.verify(&password, cost)).await
}

async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
) -> Result<T, HashError> {
    tracing::debug!("a password is hashed");
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(HashError::interrupted()))
}
