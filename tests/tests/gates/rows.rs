//! Every row of bad input that the shop answers for has a test that is named after it: `b67_...`.

use std::collections::BTreeSet;

use crate::unsafety::{SOURCES, rust_files};

/// The rows, by number.
const ROWS: &[u32] = &[
    1, 2, 3, 4, 6, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 27, 28, 29, 30, 31, 32, 33, 34, 35,
    36, 37, 39, 40, 41, 42, 43, 44, 46, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 63, 65, 66, 67, 68, 69, 70,
    71, 72, 73, 75, 76, 78, 79, 80, 81, 82, 83, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 97, 99, 100, 102, 103, 104,
    105, 106, 107, 108, 109, 110,
];

/// The rows in the names of a source's tests: of `fn b104_b105_messages_of_another_form`, 104 and 105.
fn rows_in(source: &str) -> impl Iterator<Item = u32> {
    let names = source.lines().filter_map(|line| line.trim_start().trim_start_matches("async ").strip_prefix("fn b"));
    names.flat_map(|rest| {
        let name = format!("b{}", rest.split('(').next().unwrap_or_default());
        name.split('_').filter_map(row).collect::<Vec<_>>()
    })
}

/// `b67` is row 67.
fn row(word: &str) -> Option<u32> {
    let digits = word.strip_prefix('b')?;
    if (2..=3).contains(&digits.len()) { digits.parse().ok() } else { None }
}

#[test]
fn every_row_of_bad_input_has_a_test_and_no_test_another_row() {
    let sources: Vec<_> = SOURCES.into_iter().flat_map(rust_files).collect();
    let tested: BTreeSet<u32> = sources.iter().flat_map(|(_, source)| rows_in(source)).collect();
    assert_eq!(tested, ROWS.iter().copied().collect(), "rows with a test, and rows");
}

#[test]
fn a_row_is_read_from_the_name_of_a_test() {
    let rows = |source: &str| rows_in(source).collect::<Vec<u32>>();
    assert_eq!(rows("    async fn b01_an_empty_body() {"), [1]);
    assert_eq!(rows("fn b18_b54_b57_a_query_makes_sense() {"), [18, 54, 57]);
    assert_eq!(rows("fn b1_too_short() {}\nfn no_b67() {}\nlet b67_x = 1;"), [0; 0]);
}
