//! The search index in S3: how it is read, and the one way in which it changes.
//!
//! Objects are named by their digest and written once. The manifest names those of the index; it is replaced on the condition that
//! it is the one that was read. So a writer that dies leaves objects that nobody names, and of two writers one begins anew.

mod bucket;
mod error;
mod indexer;
mod library;
mod sources;

pub use bucket::{Bucket, Published};
pub use error::StoreError;
pub use indexer::{Indexer, Updated};
pub use library::{Edition, Library};
