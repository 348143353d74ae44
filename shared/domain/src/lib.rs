//! The shop's rules: values and decisions. Nothing here does I/O, and nothing here knows AWS, Stripe or HTTP.
//!
//! [`kernel`] has the words that all contexts speak, and knows none of them. The contexts are [`accounts`],
//! [`carts`], [`catalogue`], [`orders`], [`payments`], [`notifications`], [`recommendations`], [`reconciliation`], [`desk`], [`events`],
//! [`webhooks`], [`quotes`], [`settings`] and [`audit`].

pub mod accounts;
pub mod audit;
pub mod carts;
pub mod catalogue;
pub mod desk;
pub mod events;
pub mod kernel;
pub mod notifications;
pub mod orders;
pub mod payments;
pub mod quotes;
pub mod recommendations;
pub mod reconciliation;
pub mod settings;
pub mod webhooks;
