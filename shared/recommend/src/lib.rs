//! Learning from baskets: what is bought together, what is like what, and what is popular. No I/O, no clock and no chance: the
//! same baskets in the same order make the same model.
//!
//! [`learn`] is what the nightly function runs, and what `make bench-recommendations` measures beside others
//! (docs/recommendations.md).

#![allow(
    clippy::indexing_slicing,
    reason = "products and buyers are numbers below the lengths of the tables that they index"
)]

mod baskets;
mod ease;
mod inverse;
mod model;
mod neighbours;
mod pairs;
mod similar;

pub use baskets::{BasketLog, Baskets, Dropped, MAX_ALL_LINES, MAX_BASKETS_OF_BUYER, MAX_LINES};
pub use ease::{LAMBDA, weights};
pub use inverse::Matrix;
pub use model::{Learnt, Linked, MOST, Model, learn};
pub use neighbours::{Method, Together, best_sellers, together};
pub use pairs::{Pair, PairCounts, Sold};
pub use similar::{Described, Likeness};

/// A product with how much speaks for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The product's number.
    pub item: u32,
    /// More is better.
    pub score: f32,
}

/// Keeps the `most` best, the best first; of equal ones, the smaller number.
pub fn best(scored: &mut Vec<Scored>, most: usize) {
    let order = |a: &Scored, b: &Scored| b.score.total_cmp(&a.score).then(a.item.cmp(&b.item));
    if scored.len() > most && most > 0 {
        scored.select_nth_unstable_by(most - 1, order);
        scored.truncate(most);
    }
    scored.sort_by(order);
    scored.truncate(most);
}
