//! The stock table.
