//! Queue `notifications`: sends mail.
