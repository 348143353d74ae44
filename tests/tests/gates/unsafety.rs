//! No unsafe code of our own: every crate inherits the lint that forbids it, and nothing lifts it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tests::repository;

/// The folders that hold sources of ours.
pub(crate) const SOURCES: [&str; 5] = ["shared", "functions", "operator", "local", "tests"];

/// All Rust files below a folder of the repository: where they are, from its root, and what they say.
pub(crate) fn rust_files(folder: &str) -> Vec<(String, String)> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(&repository().join(folder), &mut found);
    let name = |path: &Path| path.strip_prefix(repository()).expect("a path of ours").to_string_lossy().into_owned();
    found.iter().map(|path| (name(path), fs::read_to_string(path).expect("a source in UTF-8"))).collect()
}

/// The folders of the workspace's members.
fn members(manifest: &str) -> Vec<PathBuf> {
    let members = manifest.split("members = [").nth(1).and_then(|rest| rest.split(']').next()).expect("the members");
    let patterns = members.split('"').skip(1).step_by(2);
    patterns
        .flat_map(|pattern| match pattern.strip_suffix("/*") {
            Some(folder) => {
                fs::read_dir(repository().join(folder)).expect(folder).flatten().map(|it| it.path()).collect()
            }
            None => vec![repository().join(pattern)],
        })
        .collect()
}

/// The lines of a source that are unsafe, or would let unsafe code be. Words in comments and texts are not code.
fn unsafe_lines(text: &str) -> Vec<&str> {
    let suspicious = |line: &&str| {
        let code = line.split("//").next().unwrap_or_default();
        let code: String = code.split('"').step_by(2).collect();
        code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| ["unsafe", "unsafe_code"].contains(&word))
    };
    text.lines().filter(suspicious).collect()
}

#[test]
fn every_crate_inherits_the_lint_that_forbids_unsafe_code() {
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).expect("the workspace");
    assert!(manifest.contains("[workspace.lints.rust]\nunsafe_code = \"forbid\""));
    let members = members(&manifest);
    assert!(members.len() > 20, "{members:?}");
    for member in members {
        let manifest = fs::read_to_string(member.join("Cargo.toml")).expect("a member's manifest");
        assert!(manifest.contains("[lints]\nworkspace = true"), "{} has lints of its own", member.display());
    }
}

#[test]
fn no_line_of_ours_is_unsafe() {
    let mut files = 0;
    for (path, text) in SOURCES.into_iter().flat_map(rust_files) {
        files += 1;
        assert!(unsafe_lines(&text).is_empty(), "{path}: {:?}", unsafe_lines(&text));
    }
    assert!(files > 200, "{files} files");
}

#[test]
fn an_unsafe_line_would_be_seen() {
    let keyword = concat!("un", "safe");
    for line in ["    @ { *p }", "@ fn f() {}", "use @_code;", "#[@(no_mangle)]"] {
        let line = line.replace('@', keyword);
        assert_eq!(unsafe_lines(&line), [line.as_str()]);
    }
    assert!(unsafe_lines(&"let @ty = 1; // @".replace('@', keyword)).is_empty());
}
