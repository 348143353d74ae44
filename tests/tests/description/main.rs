//! `openapi.yaml` and the code say the same. That each answer is described is checked wherever a test calls a function.

#![allow(clippy::expect_used, reason = "these are tests")]

mod checking;
mod codes;
mod examples;
mod page;
mod roles;
mod routes;
