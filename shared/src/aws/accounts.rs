//! The accounts table.
