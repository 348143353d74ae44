//! The bugs that are planted in the sources, one patch each: what ships has none of them, each can still be planted, and
//! its test is there. `make mutations` plants them; those on the wire are planted in every run of the simulation's tests.

use std::{collections::BTreeSet, fs, process::Command};

use tests::{Mutation, repository};

use crate::unsafety::rust_files;

/// A patch: its file, and what the lines before its diff say.
struct Patch {
    path: String,
    id: String,
    file: String,
    test: String,
}

fn patches() -> Vec<Patch> {
    let files = fs::read_dir(repository().join("tests/mutations")).expect("tests/mutations");
    let names = files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
    names.map(|name| read(&format!("tests/mutations/{name}"))).collect()
}

/// `M4: what is wrong`, how it shows, and `Found by: simulation::slice run_journey, I8`.
fn read(path: &str) -> Patch {
    let whole = fs::read_to_string(repository().join(path)).expect("a patch");
    let (said, _) = whole.split_once("\ndiff --git ").unwrap_or_else(|| panic!("{path} has no diff"));
    let (id, what) = said.lines().next().and_then(|line| line.split_once(": ")).expect("M4: what is wrong");
    let by = said
        .lines()
        .last()
        .and_then(|line| line.strip_prefix("Found by: "))
        .expect("Found by: package::file test, check");
    let (test, check) = by.split_once(", ").expect("a test and its check");
    let (file, test) = test.split_once(' ').expect("a file and its test");
    let (package, file) = file.split_once("::").expect("a package and its file");
    assert!(what.ends_with('.') && !check.is_empty() && said.lines().count() > 2, "{path}: {said}");
    // A suite of this repository's own is a folder, and a test of it begins with its module.
    let file = match test.split_once("::") {
        Some((module, _)) => format!("tests/{package}/{file}/{module}.rs"),
        None => format!("tests/{package}/tests/{file}.rs"),
    };
    Patch { path: path.to_owned(), id: id.to_owned(), file, test: test.to_owned() }
}

#[test]
fn every_mutation_of_the_sources_still_applies() {
    for Patch { path, .. } in patches() {
        let git =
            Command::new("git").args(["apply", "--check", &path]).current_dir(repository()).output().expect("git");
        let words = String::from_utf8_lossy(&git.stderr).into_owned();
        assert!(git.status.success(), "{path}: write the same mistake into the sources as they are now. {words}");
    }
}

#[test]
fn every_mutation_of_the_sources_names_a_test_that_is_there() {
    for Patch { path, file, test, .. } in patches() {
        let tests =
            fs::read_to_string(repository().join(&file)).unwrap_or_else(|_| panic!("{path}: there is no {file}"));
        let name = test.rsplit("::").next().unwrap_or(&test);
        let is_there = [format!("    {name} = "), format!("fn {name}(")].iter().any(|text| tests.contains(text));
        assert!(is_there, "{path}: {file} has no {test}");
    }
}

/// A bug of the list is on the wire or in a patch, and in one of them.
#[test]
fn every_mutation_has_its_number() {
    let wire = Mutation::ALL.iter().map(|mutation| mutation.id().to_owned());
    let mut all: Vec<String> = wire.chain(patches().into_iter().map(|patch| patch.id)).collect();
    let known: BTreeSet<String> = all.iter().cloned().collect();
    assert_eq!(known.len(), all.len(), "{all:?}");
    all.sort_by_key(|id| id.trim_start_matches('M').parse::<u32>().expect("a number"));
    let list =
        "1 2 3 4 5 6 7 8 9 11 12 14 16 18 19 20 22 24 26 27 28 29 30 31 32 34 35 36 37 38 39 40 41 42 44 45 46 47";
    assert_eq!(all.join(" ").replace('M', ""), list);
}

#[test]
fn nothing_that_ships_has_a_place_for_a_bug() {
    for (path, text) in ["shared", "functions", "operator"].into_iter().flat_map(rust_files) {
        assert!(!text.to_lowercase().contains("planted"), "{path}: mutations are planted on the wire, or by a patch");
    }
}
