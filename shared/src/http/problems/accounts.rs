//! Refusals of accounts.
