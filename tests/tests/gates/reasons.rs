//! Every exception says why, where it is made.

use std::{fs, process::Command};

use tests::repository;

use crate::unsafety::{SOURCES, rust_files};

/// What makes other tools look away within a file. Here exceptions stand in `gates.toml`, which asks for a reason.
const LOOK_AWAY: [&str; 8] = [
    concat!("checkov", ":skip"),
    concat!("bridgecrew", ":skip"),
    concat!("ignore", "_checks"),
    concat!("pragma: ", "allowlist"),
    concat!("pragma: ", "whitelist"),
    concat!("nose", "c B"),
    concat!("gitleaks", ":allow"),
    concat!("cfn_nag", ":\n"),
];

/// Attributes that lift a lint without saying why.
fn unexplained(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in ["[allow(", "[expect("] {
        for (at, _) in text.match_indices(attribute) {
            let is_attribute = text[..at].ends_with('#') || text[..at].ends_with("#!");
            let whole = text[at..].split(")]").next().unwrap_or_default();
            if is_attribute && !whole.contains("reason = \"") {
                found.push(whole.to_owned());
            }
        }
    }
    found
}

/// The files that are under version control.
pub(crate) fn tracked() -> Vec<String> {
    let out = Command::new("git").args(["ls-files", "-z"]).current_dir(repository()).output().expect("git");
    let names = String::from_utf8(out.stdout).expect("names in UTF-8");
    names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn a_lint_is_lifted_only_with_a_reason() {
    for (path, text) in SOURCES.into_iter().flat_map(rust_files).filter(|(path, _)| !path.ends_with("gates/reasons.rs"))
    {
        assert!(unexplained(&text).is_empty(), "{path}: {:?}", unexplained(&text));
    }
    assert_eq!(unexplained("#![allow(dead_code)]").len(), 1);
    assert!(unexplained("#[allow(dead_code, reason = \"planted\")]").is_empty());
}

/// The workspace's manifest and what clippy and cargo-deny let pass: a comment or a reason stands with each.
#[test]
fn what_the_manifests_let_pass_is_explained() {
    let read = |name: &str| fs::read_to_string(repository().join(name)).expect("a file");
    let manifest = read("Cargo.toml");
    let lines: Vec<_> = manifest.lines().collect();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.ends_with("= \"allow\"")) {
        assert!(lines[at - 1].starts_with("# "), "Cargo.toml: {line}");
    }
    let deny = read("deny.toml");
    for list in ["ignore = [", "skip = [", "skip-tree = [", "exceptions = [", "allow-git = ["] {
        let entries = deny.split(list).nth(1).and_then(|rest| rest.split(']').next()).unwrap_or_default();
        for entry in entries.lines().filter(|line| line.contains('"')) {
            assert!(entry.contains("reason = \""), "deny.toml: {entry}");
        }
    }
}

#[test]
fn no_file_tells_a_gate_to_look_away() {
    let files = tracked();
    assert!(files.len() > 300, "{} files", files.len());
    for path in files.iter().filter(|path| !path.ends_with("gates/reasons.rs")) {
        let Ok(text) = fs::read_to_string(repository().join(path)) else { continue };
        for words in LOOK_AWAY {
            assert!(!text.contains(words), "{path} says {words}: put the exception, and why, into gates.toml");
        }
    }
}
