//! The rows of `docs/bad-input-and-faults.md`: each cites a test that exists, and each number in a test's name has a row.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use tests::repository;

use crate::unsafety::{SOURCES, rust_files};

const PAGE: &str = "docs/bad-input-and-faults.md";

/// The names of a source's tests that begin with the number of a row: `b67_..`, `f23_..`, `i11_..`.
fn numbered_tests(source: &str) -> impl Iterator<Item = &str> {
    let names = source.lines().filter_map(|line| line.trim_start().trim_start_matches("async ").strip_prefix("fn "));
    let names = names.map(|rest| rest.split('(').next().unwrap_or_default());
    names.filter(|name| name.split('_').next().is_some_and(is_number))
}

/// The numbers in a test's name: of `b104_b105_messages_of_another_form`, `b104` and `b105`.
fn numbers_in(test: &str) -> impl Iterator<Item = &str> {
    test.split('_').filter(|word| is_number(word))
}

/// `b67`, `f23`, `i11`: a kind, and two or three digits.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix(['b', 'f', 'i']).unwrap_or_default();
    (2..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The rows of a page, by number, each with the tests that it cites in its last cell. What is wrong with the page itself.
fn rows_of(page: &str) -> Result<BTreeMap<&str, Vec<&str>>, String> {
    let mut rows = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        if !is_number(cells[0]) {
            continue;
        }
        let [number, what, wanted, tests] = cells[..] else { return Err(format!("not four cells: {line}")) };
        if what.is_empty() || wanted.is_empty() {
            return Err(format!("an empty cell: {line}"));
        }
        if rows.insert(number, tests.split('`').skip(1).step_by(2).collect()).is_some() {
            return Err(format!("{number} twice"));
        }
    }
    Ok(rows)
}

/// What differs between the rows of a page and the tests.
fn differences(page: &str, sources: &[String]) -> Vec<String> {
    let rows = match rows_of(page) {
        Ok(rows) => rows,
        Err(wrong) => return vec![wrong],
    };
    let tests: BTreeSet<&str> = sources.iter().flat_map(|source| numbered_tests(source)).collect();
    let mut found = Vec::new();
    for (number, cited) in &rows {
        if cited.is_empty() {
            found.push(format!("{number} cites no test"));
        }
        for test in cited {
            let declaration = format!("fn {test}(");
            if !sources.iter().any(|source| source.contains(&declaration)) {
                found.push(format!("{number} cites {test}, which does not exist"));
            }
            if !number.starts_with('i') && !numbers_in(test).any(|it| it == *number) {
                found.push(format!("{number} cites {test}, which does not carry its number"));
            }
        }
    }
    for test in tests {
        let unknown = numbers_in(test).filter(|number| !rows.contains_key(number));
        found.extend(unknown.map(|number| format!("{test} carries {number}, which has no row")));
    }
    found
}

#[test]
fn every_row_cites_a_test_and_every_number_of_a_test_has_a_row() {
    let page = fs::read_to_string(repository().join(PAGE)).expect(PAGE);
    let sources: Vec<String> = SOURCES.into_iter().flat_map(rust_files).map(|(_, source)| source).collect();
    let found = differences(&page, &sources);
    assert!(found.is_empty(), "{PAGE}: {found:#?}");
    let rows = rows_of(&page).expect("rows");
    assert!(rows.len() > 100, "{} rows", rows.len());
}

#[test]
fn what_is_wrong_with_the_rows_is_found() {
    let sources =
        ["    async fn b01_b02_an_empty_body() {\nfn i11_one() {}\nfn every_seed() {}\nfn no_b67() {}".to_owned()];
    let row = |number: &str, test: &str| format!("| {number} | in | out | `{test}` |\n");
    let good = row("b01", "b01_b02_an_empty_body") + &row("b02", "b01_b02_an_empty_body") + &row("i11", "i11_one");
    let wrong = |page: &str| differences(page, &sources);
    assert_eq!(wrong(&good), [""; 0]);
    assert_eq!(wrong(&(good.clone() + &row("i01", "every_seed"))), [""; 0]);
    assert_eq!(
        wrong(&(good.clone() + &row("f01", "every_seed"))),
        ["f01 cites every_seed, which does not carry its number"]
    );
    assert_eq!(wrong(&(good.clone() + &row("i02", "gone"))), ["i02 cites gone, which does not exist"]);
    assert_eq!(wrong(&(good.clone() + "| b03 | in | out | |\n")), ["b03 cites no test"]);
    assert_eq!(wrong(&(good.clone() + &row("b01", "b01_b02_an_empty_body"))), ["b01 twice"]);
    assert_eq!(wrong(&row("i11", "i11_one")).len(), 2, "b01 and b02 have no row");
    assert_eq!(wrong("| b03 | in | out |"), ["not four cells: | b03 | in | out |"]);
}

#[test]
fn a_number_is_read_from_the_name_of_a_test() {
    let numbers = |source: &'static str| numbered_tests(source).flat_map(numbers_in).collect::<Vec<_>>();
    assert_eq!(numbers("    async fn b01_an_empty_body() {"), ["b01"]);
    assert_eq!(numbers("fn f46_i11_two_sign_ups() {"), ["f46", "i11"]);
    assert_eq!(numbers("fn b1_too_short() {}\nfn no_b67() {}\nlet b67_x = 1;"), [""; 0]);
}
