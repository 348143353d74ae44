//! Payments: what the shop needs from a provider, in words that name none.
