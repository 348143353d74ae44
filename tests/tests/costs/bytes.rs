//! Bytes that each operation sends and gets over the wire: the cheap half of `make bench-gate`, for every run of the tests.

use std::collections::BTreeMap;

use crate::measured::{Cost, measure};
use tests::repository;

/// Growth that fails, in hundredths. An identifier more or less in a body is no growth.
const TOLERANCE: usize = 10;

/// Bytes by operation.
type Bytes = BTreeMap<String, usize>;

/// A line for each operation that grew by more than a tenth, or that the baseline does not know or does not have to know.
fn differences(baseline: &Bytes, measured: &Bytes) -> Vec<String> {
    let mut said = Vec::new();
    for (operation, now) in measured {
        match baseline.get(operation) {
            Some(before) if *now <= before * (100 + TOLERANCE) / 100 => {}
            Some(before) => said.push(format!("{operation}: from {before} to {now} bytes, by more than {TOLERANCE} %")),
            None => said.push(format!("{operation}: {now} bytes, and not in the baseline")),
        }
    }
    said.extend(baseline.keys().filter(|known| !measured.contains_key(*known)).map(|gone| format!("{gone}: is gone")));
    said
}

fn baseline() -> Bytes {
    let file = repository().join("tests/tests/costs/bytes.json");
    serde_json::from_str(&std::fs::read_to_string(file).expect("a baseline")).expect("bytes by operation")
}

#[tokio::test(start_paused = true)]
async fn no_operation_moves_a_tenth_more_bytes_than_it_did() {
    let measured = measure().await.iter().map(|cost: &Cost| (cost.operation.to_owned(), cost.bytes())).collect();
    let said = differences(&baseline(), &measured);
    let all = serde_json::to_string_pretty(&measured).expect("JSON");
    assert!(
        said.is_empty(),
        "\n{}\n\nIf that is worth it, tests/tests/costs/bytes.json is now:\n{all}",
        said.join("\n")
    );
}

#[test]
fn held_to_a_baseline_that_is_a_tenth_lower_every_operation_that_moves_bytes_is_named() {
    let measured = baseline();
    let lower = measured.iter().map(|(operation, bytes)| (operation.clone(), bytes * 9 / 10)).collect();
    let said = differences(&lower, &measured);
    for (operation, bytes) in measured.iter().filter(|(_, bytes)| **bytes > 0) {
        let named = said.iter().filter(|line| line.starts_with(&format!("{operation}: from ")));
        assert_eq!(named.count(), 1, "{operation}, {bytes} bytes: {said:#?}");
    }
    assert!(differences(&measured, &measured).is_empty());
}
