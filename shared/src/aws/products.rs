//! The products table.
