//! What must never be true of what is deployed, nor of the sources: each rule says all that breaks it, and `planted.rs`
//! shows of each that it does.

#![allow(clippy::expect_used, reason = "these are tests")]

mod alarms;
mod audit;
mod batches;
mod bootstrap;
mod doors;
mod keeping;
mod limits;
mod measures;
mod pages;
mod parameters;
mod patches;
mod planted;
mod queues;
mod reading;
mod reasons;
mod roles;
mod rows;
mod streams;
mod unsafety;
mod workflows;

use tests::Template;

/// A rule: one sentence for everything that breaks it.
type Rule = fn(&Template) -> Vec<String>;

/// Fails the test if the deployed template breaks the rule.
#[track_caller]
fn holds(rule: Rule) {
    let broken = rule(Template::deployed());
    assert!(broken.is_empty(), "{broken:#?}");
}
