//! Each context's refusals as problems: one exhaustive `match` a context. And the errors of use cases.

mod accounts;
mod catalogue;
mod orders;
mod refunds;
mod review;
mod shipments;
mod webhooks;
mod workflows;

pub(in crate::http) use orders::address_rule;
