//! Time that a test moves, and randomness that a seed repeats.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering::SeqCst},
    },
    time::Duration,
};

use app_context::Clock;
use aws_config::SdkConfig;
use domain::kernel::{Random, Timestamp};
use tokio::time::Instant;

/// Every test begins at this instant: 2026-11-22T20:00:00Z.
const BEGINNING_MS: i64 = 1_795_377_600_000;

/// A clock that goes with tokio's, which a paused runtime moves only when everybody waits, and that a test sets forward.
#[derive(Clone, Debug)]
pub struct VirtualClock {
    opened: Instant,
    moved_ms: Arc<AtomicI64>,
}

impl VirtualClock {
    /// A clock that shows the beginning.
    #[must_use]
    pub fn new() -> Self {
        Self { opened: Instant::now(), moved_ms: Arc::default() }
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let passed_ms = i64::try_from(self.opened.elapsed().as_millis()).expect("a short test");
        Timestamp::from_millis(BEGINNING_MS + passed_ms + self.moved_ms.load(SeqCst))
    }

    /// Sets the clock forward. Whoever sleeps goes on sleeping: this is a night that nobody waited through.
    pub fn advance(&self, by: Duration) {
        self.moved_ms.fetch_add(i64::try_from(by.as_millis()).expect("a short while"), SeqCst);
    }

    /// Sets the clock to `instant`, unless it is past.
    pub fn advance_to(&self, instant: Timestamp) {
        let ahead_ms = instant.millis() - self.now().millis();
        self.advance(Duration::from_millis(u64::try_from(ahead_ms).unwrap_or(0)));
    }

    /// This clock as a function sees it.
    #[must_use]
    pub fn as_clock(&self) -> Clock {
        let clock = self.clone();
        Clock::new(move || clock.now())
    }
}

impl Default for VirtualClock {
    fn default() -> Self {
        Self::new()
    }
}

/// Bytes that `seed` repeats, by `SplitMix64` (Steele, Lea, Flood 2014).
#[must_use]
pub fn seeded(seed: u64) -> Random {
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
    let state = AtomicU64::new(seed);
    Random::new(move |bytes| {
        for chunk in bytes.chunks_mut(8) {
            let mut word = state.fetch_add(STEP, SeqCst).wrapping_add(STEP);
            word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(word ^ (word >> 31)).to_le_bytes()[..chunk.len()]);
        }
    })
}

/// The SDK's wait before a repeat is drawn by its own dice; here it is always the longest.
pub(crate) fn without_chance(sdk: SdkConfig) -> SdkConfig {
    let retry = sdk.retry_config().cloned().map(|retry| retry.with_use_static_exponential_base(true));
    let mut builder = sdk.into_builder();
    builder.set_retry_config(retry);
    builder.build()
}
