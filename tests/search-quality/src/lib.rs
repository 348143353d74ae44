//! How well the search finds: a made-up catalogue, judged queries, and what they come to.
//!
//! `types.tsv` has kinds of products: category, kind, sizes, flavours. Each is made by several of the brands of `brands.txt`, chosen by
//! digest, so the catalogue is the same everywhere. `queries.tsv` has a class, a query, and which products it should find.
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "this serves tests and a benchmark alone")]

pub mod catalogue;
pub mod judging;
