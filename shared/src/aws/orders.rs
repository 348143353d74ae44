//! The orders table.
