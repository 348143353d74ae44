//! Stripe, named only here: the payment provider over its HTTP API.
