//! An event bus, as `EventBridge` keeps it: what was published, and what it refuses.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::{
    call::Operation,
    provider::{HttpResponse, json_answer},
};

/// The service takes no more in one call.
const MOST_ENTRIES: usize = 10;
/// Nor larger calls.
const MOST_BYTES: usize = 262_144;

/// The bus.
#[derive(Clone, Debug, Default)]
pub struct Bus(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    taken: Vec<Value>,
    calls: Vec<usize>,
    refusals: Vec<Refusal>,
}

#[derive(Debug)]
struct Refusal {
    words: String,
    code: &'static str,
    times: usize,
}

impl Bus {
    /// The events that were taken, in their order, each as its `Detail` has it.
    #[must_use]
    pub fn events(&self) -> Vec<Value> {
        let state = self.0.lock().expect("the bus");
        let detail = |entry: &Value| serde_json::from_str(entry["Detail"].as_str()?).ok();
        state.taken.iter().map(|entry| detail(entry).expect("an event in JSON")).collect()
    }

    /// The entries that were taken, as they were put.
    #[must_use]
    pub fn entries(&self) -> Vec<Value> {
        self.0.lock().expect("the bus").taken.clone()
    }

    /// How many entries each call had.
    #[must_use]
    pub fn calls(&self) -> Vec<usize> {
        self.0.lock().expect("the bus").calls.clone()
    }

    /// From now on refuses, `times` times, an entry in which these words stand: the others of its call are taken.
    pub fn refuse(&self, words: &str, code: &'static str, times: usize) {
        self.0.lock().expect("the bus").refusals.push(Refusal { words: words.to_owned(), code, times });
    }

    pub(crate) fn perform(&self, operation: &Operation) -> HttpResponse {
        assert_eq!(operation.name, "PutEvents", "the shop publishes events and does nothing else with the bus");
        let entries = operation.body["Entries"].as_array().cloned().unwrap_or_default();
        if !(1..=MOST_ENTRIES).contains(&entries.len()) || operation.body.to_string().len() > MOST_BYTES {
            return json_answer(400, &json!({ "__type": "ValidationException", "message": "too much or nothing" }));
        }
        let mut state = self.0.lock().expect("the bus");
        state.calls.push(entries.len());
        let answers: Vec<Value> = entries.into_iter().map(|entry| state.take(entry)).collect();
        let failed = answers.iter().filter(|answer| answer["ErrorCode"].is_string()).count();
        json_answer(200, &json!({ "FailedEntryCount": failed, "Entries": answers }))
    }
}

impl State {
    fn take(&mut self, entry: Value) -> Value {
        let text = entry.to_string();
        let refusal = self.refusals.iter_mut().find(|refusal| refusal.times > 0 && text.contains(&refusal.words));
        if let Some(refusal) = refusal {
            refusal.times -= 1;
            return json!({ "ErrorCode": refusal.code, "ErrorMessage": format!("planned, of {text}") });
        }
        self.taken.push(entry);
        json!({ "EventId": format!("put-{}", self.taken.len()) })
    }
}
