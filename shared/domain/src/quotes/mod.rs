//! Quotes: what a basket costs now, computed once, signed, and kept until the order is placed.
//!
//! Price and stock of a quote are not promised: placing an order makes them conditions of its write. All else is, until the quote
//! expires.

mod basket;
mod offered;
mod priced;
mod quote;
mod token;

pub use basket::{Basket, BasketLine};
pub use offered::{Described, Offered};
pub use priced::{BasketProblem, LineProblem, PricedBasket, PricedLine};
pub use quote::{QUOTE_LIFETIME_SECONDS, Quote, QuoteRefusal, QuotedLine};
pub use token::{QuoteSigner, open};
