//! What a reconciliation found, for people and for programs.

use domain::reconciliation::{Difference, Subject, Warning};
use serde_json::{Value, json};
use workflows::ReconciliationReport;

/// The differences, each with what to do below it, and a line that sums up.
pub(super) fn table(report: &ReconciliationReport, elapsed_ms: u64) -> String {
    let subjects: Vec<String> = report.differences.iter().map(|found| found.subject.to_string()).collect();
    let width = subjects.iter().map(String::len).max().unwrap_or(0).max("SUBJECT".len());
    let row = |rule: &str, subject: &str, words: &str| format!("{rule:<6}  {subject:<width$}  {words}\n");
    let mut text = String::new();
    if !subjects.is_empty() {
        text += &row("RULE", "SUBJECT", "WHAT DIFFERS, AND WHAT TO DO");
    }
    for (Difference { rule, detail, .. }, subject) in report.differences.iter().zip(&subjects) {
        text += &row(rule.id(), subject, detail);
        text += &row("", "", &format!("-> {}", rule.advice()));
    }
    for Warning { subject, detail } in &report.warnings {
        text += &row("note", &subject.to_string(), detail);
    }
    if !report.not_judged.is_empty() {
        let skus: Vec<&str> = report.not_judged.iter().map(domain::kernel::Sku::as_str).collect();
        let number = skus.len();
        let named = skus.join(", ");
        text += &row("", "", &format!("Not judged, since they moved at each pass: {number} SKUs ({named})"));
    }
    text + &summary(report, elapsed_ms)
}

fn summary(report: &ReconciliationReport, elapsed_ms: u64) -> String {
    let ReconciliationReport { stock_rows, orders, intents, passes, .. } = report;
    let passes = if *passes == 1 { "one pass".to_owned() } else { format!("{passes} passes") };
    let seconds = format!("{}.{} s", elapsed_ms / 1_000, elapsed_ms % 1_000 / 100);
    let found = match report.differences.len() {
        0 => "no difference".to_owned(),
        1 => "1 difference".to_owned(),
        number => format!("{number} differences"),
    };
    format!("{orders} orders, {stock_rows} stock rows, {intents} intents: {found} ({passes}, {seconds})\n")
}

pub(super) fn json(report: &ReconciliationReport, elapsed_ms: u64) -> Value {
    let differences = report.differences.iter().map(|Difference { rule, subject, detail }| {
        let buyer = if let Subject::Order { buyer, .. } = subject { Some(buyer) } else { None };
        json!({
            "rule": rule.id(), "must_hold": rule.sentence(), "subject": subject.to_string(), "buyer": buyer,
            "detail": detail, "advice": rule.advice(),
        })
    });
    let warnings =
        report.warnings.iter().map(|note| json!({ "subject": note.subject.to_string(), "detail": note.detail }));
    json!({
        "differences": differences.collect::<Vec<_>>(),
        "warnings": warnings.collect::<Vec<_>>(),
        "not_judged": report.not_judged,
        "compared": { "orders": report.orders, "stock_rows": report.stock_rows, "intents": report.intents },
        "passes": report.passes,
        "elapsed_ms": elapsed_ms,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::reconciliation::Rule;

    use super::*;

    fn report(differences: Vec<Difference>) -> ReconciliationReport {
        ReconciliationReport {
            stock_rows: 3,
            orders: 2,
            intents: 1,
            passes: 2,
            differences,
            warnings: vec![],
            not_judged: BTreeSet::new(),
        }
    }

    fn tea() -> Difference {
        let subject = Subject::Sku { id: "tea".parse().expect("a SKU"), shard: 0 };
        let detail = "7 available + 2 held + 1 sold = 10, but 11 were received".to_owned();
        Difference { rule: Rule::StockAddsUp, subject, detail }
    }

    #[test]
    fn a_difference_is_told_with_what_to_do() {
        let words = table(&report(vec![tea()]), 1_250);
        let lines: Vec<&str> = words.lines().collect();
        assert_eq!(lines[0], "RULE    SUBJECT  WHAT DIFFERS, AND WHAT TO DO");
        assert_eq!(lines[1], "I1      SKU tea  7 available + 2 held + 1 sold = 10, but 11 were received");
        assert!(lines[2].trim_start().starts_with("-> find out who changed the row"), "{words}");
        assert_eq!(lines[3], "2 orders, 3 stock rows, 1 intents: 1 difference (2 passes, 1.2 s)");
    }

    #[test]
    fn where_nothing_differs_one_line_says_so() {
        let words = table(&ReconciliationReport { passes: 1, ..report(vec![]) }, 90);
        assert_eq!(words, "2 orders, 3 stock rows, 1 intents: no difference (one pass, 0.0 s)\n");
    }

    #[test]
    fn a_sku_that_could_not_be_judged_is_named() {
        let mut report = report(vec![]);
        report.not_judged.insert("tea".parse().expect("a SKU"));
        assert!(table(&report, 0).contains("Not judged, since they moved at each pass: 1 SKUs (tea)\n"));
        assert_eq!(json(&report, 0)["not_judged"], json!(["tea"]));
    }

    #[test]
    fn what_is_worth_a_look_is_told_and_is_no_difference() {
        let detail = "1.00 USD of 9.98 USD were given back at the provider; it stays paid".to_owned();
        let report =
            ReconciliationReport { warnings: vec![Warning { subject: tea().subject, detail }], ..report(vec![]) };
        let words = table(&report, 0);
        assert!(words.starts_with("note    SKU tea  1.00 USD of 9.98 USD"), "{words}");
        assert!(words.contains("no difference"), "{words}");
        assert!(json(&report, 0)["warnings"][0]["detail"].is_string());
    }

    #[test]
    fn programs_read_the_same() {
        let found = &json(&report(vec![tea()]), 1)["differences"][0];
        assert_eq!((&found["rule"], &found["subject"]), (&json!("I1"), &json!("SKU tea")));
        assert!(found["buyer"].is_null() && found["advice"].is_string(), "{found}");
    }
}
