//! Each context's refusals as problems: one exhaustive `match` a context. And the errors of use cases.

mod accounts;
mod catalogue;
mod orders;
mod refunds;
mod shipments;
mod webhooks;
mod workflows;
