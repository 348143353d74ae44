//! The one door for time, randomness and the environment.
#![expect(clippy::disallowed_methods, reason = "a client from outside has no context of the shop's to ask")]

use std::time::Instant;

use data_encoding::HEXLOWER;

/// The moment.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// A variable of the environment.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A name that nothing else has: `tea-0f31c2...`.
pub(crate) fn unique(name: &str) -> String {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).expect("this machine gives random bytes");
    format!("{name}-{}", HEXLOWER.encode(&bytes))
}
