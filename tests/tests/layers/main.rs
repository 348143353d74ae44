//! Who may know whom, and how long a file may be: read from the sources.

#![allow(clippy::expect_used, reason = "these are tests")]

mod source;

use source::{Source, rust_files};

/// The modules of `shared/src`, from the inside out. A module knows those of its own line and of the lines before it.
const LAYERS: [&[&str]; 4] = [
    &["kernel"],
    &["accounts", "catalogue", "orders", "payments", "notifications", "desk", "reconciliation"],
    &["http", "aws", "stripe"],
    &["workflows"],
];
/// The doors. The context is known to everybody but the kernel; the frame of a function only to what functions share.
const DOORS: [(&str, usize); 2] = [("context", 1), ("lambda", 3)];

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

#[test]
fn knowledge_flows_one_way() {
    let mut upward = Vec::new();
    for file in rust_files("shared/src") {
        let Some(own) = layer_of(file.module()) else { continue };
        for known in file.known_modules() {
            let door = DOORS.iter().find(|(door, _)| *door == known).map(|(_, least)| *least);
            let allowed = door.or(layer_of(&known)).is_some_and(|least| least <= own);
            if !allowed {
                upward.push(format!("{} knows {known}", file.path));
            }
        }
    }
    assert!(upward.is_empty(), "{upward:#?}");
}

#[test]
fn every_module_of_the_shop_has_its_place() {
    for file in rust_files("shared/src") {
        let module = file.module();
        let placed = layer_of(module).is_some() || DOORS.iter().any(|(door, _)| *door == module) || module == "lib";
        assert!(placed, "{}: add {module} to LAYERS", file.path);
    }
}

#[test]
fn the_kernel_knows_nothing_but_itself() {
    for file in rust_files("shared/src/kernel") {
        let known = file.known_modules();
        assert!(known.iter().all(|module| module == "kernel"), "{} knows {known:?}", file.path);
    }
}

#[test]
fn two_contexts_do_not_know_each_other_both_ways() {
    let knows = |from: &str, to: &str| {
        let mut files = rust_files(&format!("shared/src/{from}"));
        files.any(|file| file.known_modules().iter().any(|known| known == to))
    };
    for layer in LAYERS {
        for (at, one) in layer.iter().enumerate() {
            for other in &layer[at + 1..] {
                assert!(!(knows(one, other) && knows(other, one)), "{one} and {other} know each other");
            }
        }
    }
}

#[test]
fn aws_is_named_only_where_it_is_spoken_to() {
    let sdk = ["aws_sdk_", "aws_config", "aws_types", "aws_credential_types", "aws_smithy_"];
    let lambda = ["aws_lambda_events", "lambda_http", "lambda_runtime"];
    for file in rust_files("shared/src").chain(rust_files("functions")) {
        // The context holds the SDK's configuration; the provider is reached through the SDK's kind of connector.
        let may_speak = file.is_in(&["shared/src/aws/", "shared/src/context.rs", "shared/src/stripe/"]);
        let may_frame = file.is_in(&["shared/src/lambda.rs", "shared/src/http/"]);
        assert!(may_speak || !file.mentions(&sdk), "{} names the AWS SDK", file.path);
        assert!(may_frame || !file.mentions(&lambda), "{} names Lambda's own types", file.path);
    }
}

#[test]
fn stripe_is_named_only_where_it_is_spoken_to() {
    let inner = ["kernel", "accounts", "catalogue", "orders", "payments", "notifications", "desk", "http", "aws"];
    for file in rust_files("shared/src").filter(|file| inner.contains(&file.module())) {
        assert!(!file.mentions(&["stripe", "Stripe", "STRIPE"]), "{} names the payment provider", file.path);
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
    let file = Source::new("shared/src/kernel/x.rs", code);
    assert_eq!(file.known_modules(), ["accounts", "http", "kernel", "workflows"]);
}
