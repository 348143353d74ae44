//! Each context's refusals as problems: one exhaustive `match` a context.

mod accounts;
mod catalogue;
mod orders;
mod shipments;
