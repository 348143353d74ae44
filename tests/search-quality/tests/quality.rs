//! The search finds what shoppers look for, and no change makes it find worse without saying so.

#![allow(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "these are tests, and this one can be asked to show more"
)]

use std::collections::BTreeMap;

use domain::kernel::Timestamp;
use search::{Maker, SearchIndex};
use search_quality::{
    catalogue::{Made, catalogue},
    judging::{Quality, judge, judge_one, queries},
};

/// What each class came to when it was last looked at. `UPDATE=1` writes it.
const BASELINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/baseline.json");
/// So much of it may be lost, as a share.
const MAY_LOSE: f64 = 0.02;

fn index(catalogue: &[Made]) -> SearchIndex {
    let documents = catalogue.iter().map(|made| made.document.clone());
    let snapshot = Maker::new().build(documents, None, Timestamp::from_millis(0)).expect("an index");
    SearchIndex::open(&snapshot).expect("an index")
}

#[test]
fn nothing_is_found_worse_than_it_was() {
    let catalogue = catalogue();
    let index = index(&catalogue);
    let now = judge(&index, &catalogue);
    if std::env::var_os("SHOW").is_some() {
        for judged in queries() {
            let one = judge_one(&index, &judged, &judged.relevant(&catalogue));
            if one.ndcg < 0.9 {
                eprintln!("{:.2} {:.2} {} {:?} {}", one.ndcg, one.recall, judged.class, judged.query, judged.wanted);
            }
        }
    }
    eprintln!("{}", serde_json::to_string_pretty(&now).expect("JSON"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(BASELINE, serde_json::to_string_pretty(&now).expect("JSON") + "\n").expect("a file");
    }
    let before = std::fs::read_to_string(BASELINE).expect("the baseline");
    let before: BTreeMap<String, Quality> = serde_json::from_str(&before).expect("the baseline in JSON");
    for (class, was) in &before {
        let is = now.get(class).copied().unwrap_or_default();
        for (what, was, is) in [("nDCG@10", was.ndcg, is.ndcg), ("recall@10", was.recall, is.recall)] {
            let share = 100.0 * (1.0 - is / was);
            assert!(is >= was * (1.0 - MAY_LOSE), "{class}: {what} was {was:.4} and is {is:.4}: {share:.1} % are lost");
        }
    }
    let typos = ["typo-1", "typo-2"].map(|class| now[class]);
    assert!(typos.iter().all(|quality| quality.zero < 0.02), "typed wrong, nothing is found too often: {typos:?}");
    assert!(now["all"].queries >= 300, "{} queries are judged", now["all"].queries);
}
