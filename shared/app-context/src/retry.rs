//! How often the shop tries again, and how long it waits in between: one table for everything but the SDK's own repeats, the
//! payment provider's and the event bus's, which stand beside their connections.

use std::{ops::Range, time::Duration};

use domain::kernel::Random;

/// How often a step is tried before it has failed, and how long is waited before each further try.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    tries: u32,
    base_ms: u32,
}

/// The table.
impl Retry {
    /// Rows that are written together, while another transaction is at one of them.
    pub const TRANSACTION: Self = Self::with_backoff(4, 25);
    /// Keys of a batch that the table has not answered yet.
    pub const BATCH_READ: Self = Self::with_backoff(5, 50);
    /// An order that takes from stock which is spread over several rows. Each try takes from other rows, so the wait does not grow.
    pub const SHARDED_ORDER: Self = Self::with_backoff(16, 10);
    /// Reads of all stock rows of a SKU, until two of them agree.
    pub const STOCK_READ: Self = Self::at_once(6);
    /// An adjustment or a count of stock that is spread over several rows.
    pub const STOCK_CHANGE: Self = Self::at_once(8);
    /// A SKU's threshold, while its stock is spread over more rows.
    pub const THRESHOLD: Self = Self::at_once(4);
    /// Changes of a SKU that spreading its stock over more rows may meet.
    pub const RESHARD: Self = Self::at_once(20);
    /// Moves of units between the rows of a SKU, and orders that these may meet: twenty for each row that a SKU may have.
    pub const RESHARD_MOVE: Self = Self::at_once(20 * 64);
    /// A product that others write at the same time.
    pub const PRODUCT: Self = Self::at_once(8);
    /// A merge patch that meets other changes of the same product; each of these has tried as [`Retry::PRODUCT`] says.
    pub const PRODUCT_PATCH: Self = Self::at_once(4);
    /// A refund, while others are at the refunds of the same order.
    pub const REFUND: Self = Self::at_once(5);
    /// The end of a receipt, while refunds of the order are added and settled.
    pub const RECEIPT_END: Self = Self::at_once(5);
    /// A shipment, while others ship units of the same order.
    pub const SHIPMENT: Self = Self::at_once(5);
    /// An order's row on the desk, while other versions of it are projected.
    pub const DESK_ENTRY: Self = Self::at_once(5);
    /// A buyer's history, while other orders of the buyer are counted.
    pub const HISTORY: Self = Self::at_once(5);
    /// An endpoint of webhooks that staff change at the same time.
    pub const WEBHOOK: Self = Self::at_once(5);
    /// The search index, while others change it.
    pub const SEARCH_INDEX: Self = Self::with_backoff(6, 20);
    /// What merchants set, while others of the staff set the same.
    pub const SETTINGS: Self = Self::at_once(5);
    /// An object of the bucket, while the service does not answer.
    pub const OBJECT: Self = Self::with_backoff(3, 50);
    /// A guest's cart that joins an account's, while either changes.
    pub const CART: Self = Self::at_once(5);
    /// A role, while the account changes.
    pub const ROLE: Self = Self::at_once(3);
    /// One product of an import, while AWS does not answer; each of these tries has the SDK's own repeats within it.
    pub const IMPORT: Self = Self::with_backoff(5, 400);
}

impl Retry {
    const fn at_once(tries: u32) -> Self {
        Self { tries, base_ms: 0 }
    }

    const fn with_backoff(tries: u32, base_ms: u32) -> Self {
        Self { tries, base_ms }
    }

    /// The tries, the first one being 0.
    #[must_use]
    pub const fn tries(self) -> Range<u32> {
        0..self.tries
    }

    /// Waits before try number `try_number`: a random time below twice the base for number 1, twice as much with each further one. The
    /// first try does not wait.
    pub async fn pause(self, random: &Random, try_number: u32) {
        if try_number > 0 && self.base_ms > 0 {
            let wait = random.below(self.base_ms << try_number);
            tokio::time::sleep(Duration::from_millis(u64::from(wait))).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The longest wait that a policy can draw before a try.
    async fn longest(retry: Retry, try_number: u32) -> Duration {
        let random = Random::new(|bytes| bytes.copy_from_slice(&u64::from(u32::MAX).to_be_bytes()[..bytes.len()]));
        let begun = tokio::time::Instant::now();
        retry.pause(&random, try_number).await;
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_is_bounded_and_grows_with_each_try() {
        assert_eq!(longest(Retry::TRANSACTION, 0).await, Duration::ZERO);
        for try_number in 1..4 {
            let bound = Duration::from_millis(25 << try_number);
            assert!(longest(Retry::TRANSACTION, try_number).await < bound, "{try_number}");
        }
        assert_eq!(longest(Retry::PRODUCT, 3).await, Duration::ZERO);
    }
}
