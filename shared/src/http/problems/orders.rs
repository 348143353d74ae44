//! Refusals of orders and payments.
