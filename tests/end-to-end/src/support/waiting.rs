//! Waiting for what happens behind the scenes: by looking, with a deadline, and saying what did not come.

use std::{thread, time::Duration};

use super::outside::now;

/// How long things that take a moment may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(150);

/// Looks until there is something to see.
pub(crate) fn wait_for<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    wait_within(PATIENCE, what, look)
}

/// Looks until there is something to see, for as long as `limit`.
pub(crate) fn wait_within<T>(limit: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let started = now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(started.elapsed() < limit, "waited {} s in vain for {what}", limit.as_secs());
        thread::sleep(PAUSE);
    }
}
