//! Recommendations: what a buyer bought, and what speaks for which product. What is learnt from everybody's baskets is in the crate
//! `recommend`.

mod basket;
mod history;
mod neighbours;

pub use basket::{BasketRecord, BuyerAlias, LOG_DAYS, LOG_SHARDS, log_shard};
pub use history::{History, Wanted};
pub use neighbours::{MIN_BUYERS, MOST_WEIGHED, Neighbour, Ranked, Reason, add_up};
