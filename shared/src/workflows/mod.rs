//! Use cases that several functions share.

pub mod passwords;
pub mod sessions;
