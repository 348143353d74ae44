//! The pages: every link leads somewhere, and the tests and files that the security pages cite exist.

use std::{collections::BTreeSet, fs};

use tests::repository;

use crate::{
    reasons::tracked,
    unsafety::{SOURCES, rust_files},
};

const PAGES: [&str; 2] = ["docs/threat-model.md", "docs/asvs.md"];
/// The level 1 requirements of ASVS 5.0.0, 70 of them: section, and how many numbers of it.
const LEVEL_1: &[(&str, &[u32])] = &[
    ("1.2", &[1, 2, 3, 4, 5]),
    ("1.3", &[1, 2]),
    ("1.5", &[1]),
    ("2.1", &[1]),
    ("2.2", &[1, 2]),
    ("2.3", &[1]),
    ("3.2", &[1, 2]),
    ("3.3", &[1]),
    ("3.4", &[1, 2]),
    ("3.5", &[1, 2, 3]),
    ("4.1", &[1]),
    ("4.4", &[1]),
    ("5.2", &[1, 2]),
    ("5.3", &[1, 2]),
    ("6.1", &[1]),
    ("6.2", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("6.3", &[1, 2]),
    ("6.4", &[1, 2]),
    ("7.2", &[1, 2, 3, 4]),
    ("7.4", &[1, 2]),
    ("8.1", &[1]),
    ("8.2", &[1, 2]),
    ("8.3", &[1]),
    ("9.1", &[1, 2, 3]),
    ("9.2", &[1]),
    ("10.4", &[1, 2, 3, 4, 5]),
    ("11.3", &[1, 2]),
    ("11.4", &[1]),
    ("12.1", &[1]),
    ("12.2", &[1, 2]),
    ("13.4", &[1]),
    ("14.2", &[1]),
    ("14.3", &[1]),
    ("15.1", &[1]),
    ("15.2", &[1]),
    ("15.3", &[1]),
];

fn page(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|_| panic!("{path} is missing"))
}

/// What stands between backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// `a_refresh_survives_any_one_fault`: four words or more are a test's name.
fn is_test(words: &str) -> bool {
    let plain = words.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    plain && words.split('_').count() >= 4
}

/// `shared/app-context/src/lib.rs`, `functions/log-in`: a path that begins in a folder of ours, or a file's name with its ending.
fn is_path(words: &str) -> bool {
    let first = words.split('/').next().unwrap_or_default();
    let in_folder = words.contains('/') && !first.is_empty() && repository().join(first).is_dir();
    let is_file = [".rs", ".md", ".toml", ".yaml", ".yml", ".py", ".lock"].iter().any(|ending| words.ends_with(ending));
    !words.contains(' ') && (in_folder || is_file)
}

#[test]
fn every_test_and_file_that_the_security_pages_cite_is_there() {
    let sources: String = SOURCES.into_iter().flat_map(rust_files).map(|(_, text)| text).collect();
    for path in PAGES {
        let text = page(path);
        let (mut tests, mut files) = (0, 0);
        for words in quoted(&text) {
            if is_test(words) {
                tests += 1;
                assert!(sources.contains(&format!("fn {words}(")), "{path} cites no test of ours: {words}");
            } else if is_path(words) {
                files += 1;
                assert!(repository().join(words).exists(), "{path} cites no file of ours: {words}");
            }
        }
        assert!(tests > 10 && files > 5, "{path} cites {tests} tests and {files} files");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let local = !link.is_empty() && !link.starts_with("http");
            assert!(!local || repository().join("docs").join(link).exists(), "{path} links to nothing: {link}");
        }
    }
}

/// The text of a page without its blocks of code.
fn prose(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// The targets of a text's links into this repository.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.is_empty() && !target.starts_with("http"))
}

/// Where a link may lead within a page: its headings, as GitHub names them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    let pages: Vec<String> = tracked()
        .into_iter()
        .filter(|path| std::path::Path::new(path).extension().is_some_and(|it| it == "md"))
        .collect();
    let mut found = 0;
    for path in &pages {
        let text = prose(&page(path));
        let folder = repository().join(path).parent().expect("a folder").to_owned();
        for link in links(&text) {
            found += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { repository().join(path) } else { folder.join(file) };
            assert!(target.exists(), "{path} links to nothing: {link}");
            if !anchor.is_empty() {
                let known = anchors(&prose(&fs::read_to_string(target).expect("a page")));
                assert!(known.contains(anchor), "{path} links to no heading: {link}");
            }
        }
    }
    assert!(found > 100, "{found} links in {} pages", pages.len());
    let text = "# Dead letters\n## `Pages`, and more\n[one](a.md#x) [two](https://a.b) [three](#dead-letters)";
    assert_eq!(links(text).collect::<Vec<_>>(), ["a.md#x", "#dead-letters"]);
    assert_eq!(anchors(text).into_iter().collect::<Vec<_>>(), ["dead-letters", "pages-and-more"]);
}

#[test]
fn every_level_1_requirement_is_answered_once_and_every_yes_says_where() {
    let wanted: BTreeSet<String> =
        LEVEL_1.iter().flat_map(|(section, numbers)| numbers.iter().map(move |it| format!("{section}.{it}"))).collect();
    assert_eq!(wanted.len(), 70);
    let text = page("docs/asvs.md");
    let mut answered = BTreeSet::new();
    for row in text.lines().filter(|line| line.starts_with("| ") && line.contains('.')) {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [number, what, status, place] = cells[..] else { panic!("not four cells: {row}") };
        assert!(answered.insert(number.to_owned()), "{number} twice");
        assert!(["yes", "no", "in part", "not applicable"].contains(&status), "{row}");
        assert!(!what.is_empty() && !place.is_empty(), "{row}");
        assert!(status != "yes" || place.contains('`') || place.contains("]("), "{number} does not say where");
    }
    assert_eq!(answered, wanted);
}
