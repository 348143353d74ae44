//! Who may know whom within a crate, and how long a file may be: read from the sources. Who knows whom beyond it, cargo holds.

#![allow(clippy::expect_used, reason = "these are tests")]

mod source;

use std::fs;

use source::{Source, rust_files};
use tests::repository;

/// The contexts of the domain. Cargo holds what a crate knows of another one; what a module knows is held here.
const CONTEXTS: [&str; 14] = [
    "accounts",
    "audit",
    "carts",
    "catalogue",
    "orders",
    "payments",
    "notifications",
    "desk",
    "events",
    "recommendations",
    "reconciliation",
    "webhooks",
    "quotes",
    "settings",
];

#[test]
fn every_module_of_the_domain_is_a_context_or_the_kernel() {
    for file in rust_files("shared/domain/src") {
        let module = file.module();
        let placed = CONTEXTS.contains(&module) || ["lib", "kernel"].contains(&module);
        assert!(placed, "{}: add {module} to CONTEXTS", file.path);
    }
}

#[test]
fn the_kernel_knows_nothing_but_itself() {
    for file in rust_files("shared/domain/src/kernel") {
        let known = file.known_modules();
        assert!(known.iter().all(|module| module == "kernel"), "{} knows {known:?}", file.path);
    }
}

#[test]
fn two_contexts_do_not_know_each_other_both_ways() {
    let knows = |from: &str, to: &str| {
        let mut files = rust_files(&format!("shared/domain/src/{from}"));
        files.any(|file| file.known_modules().iter().any(|known| known == to))
    };
    for (at, one) in CONTEXTS.iter().enumerate() {
        for other in &CONTEXTS[at + 1..] {
            assert!(!(knows(one, other) && knows(other, one)), "{one} and {other} know each other");
        }
    }
}

#[test]
fn aws_is_a_dependency_only_where_it_is_spoken_to() {
    // Cargo lets nobody name a crate that its manifest does not. The operator's program speaks to AWS as an adapter does.
    let functions = fs::read_dir(repository().join("functions")).expect("the functions");
    let functions = functions.flatten().map(|it| format!("functions/{}", it.file_name().to_string_lossy()));
    let inner = ["domain", "workflows"].map(|it| format!("shared/{it}"));
    for folder in functions.chain(inner) {
        let manifest = fs::read_to_string(repository().join(&folder).join("Cargo.toml")).expect("a manifest");
        for line in manifest.lines() {
            let speaks = ["aws-", "aws_", "lambda_"].iter().any(|start| line.starts_with(start));
            assert!(!speaks, "{folder} depends on AWS's own crates: {line}");
        }
    }
}

#[test]
fn stripe_is_named_only_where_it_is_spoken_to() {
    for folder in ["shared/domain", "shared/aws", "shared/lambda/src/http"] {
        for file in rust_files(folder).filter(|file| !file.path.ends_with("/planted.rs")) {
            assert!(!file.mentions(&["stripe", "Stripe", "STRIPE"]), "{} names the payment provider", file.path);
        }
    }
}

#[test]
fn a_main_only_boots() {
    for file in rust_files("functions").filter(|file| file.path.ends_with("src/main.rs")) {
        assert!(file.lines_without_tests() <= 15, "{} has {} lines", file.path, file.lines_without_tests());
    }
}

#[test]
fn a_file_is_read_at_one_sitting() {
    let all = ["shared", "functions", "operator", "local", "tests"].into_iter().flat_map(rust_files);
    let long: Vec<_> = all.filter(|file| file.lines_without_tests() > 295).map(|file| file.path).collect();
    assert!(long.is_empty(), "more than 295 lines: {long:?}");
}

#[test]
fn an_upward_path_would_be_seen() {
    let code = "use crate::{\n    kernel::{Money, Digest},\n    workflows::sync,\n};\n// crate::aws\nfn f() { crate::http::g(super::super::accounts::X) }";
    let file = Source::new("shared/domain/src/kernel/x.rs", code);
    assert_eq!(file.known_modules(), ["accounts", "http", "kernel", "workflows"]);
}
