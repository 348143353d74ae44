//! The parameter store, as far as functions need it to start: they read secrets once.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use serde_json::{Value, json};

#[derive(Default)]
pub(crate) struct Parameters(Mutex<HashMap<String, Value>>);

impl Parameters {
    /// The status and the body that the store would answer, if it is the one that is asked.
    pub(crate) fn perform(&self, operation: &str, body: &[u8]) -> Option<(u16, Vec<u8>)> {
        let request: Value = serde_json::from_slice(body).unwrap_or_default();
        let name = request["Name"].as_str().unwrap_or_default().to_owned();
        let mut stored = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (status, answer) = match operation {
            "PutParameter" => {
                stored.insert(name, request["Value"].clone());
                (200, json!({ "Version": 1 }))
            }
            "GetParameter" => match stored.get(&name) {
                Some(value) => (200, json!({ "Parameter": { "Name": name, "Type": "SecureString", "Value": value } })),
                None => (400, json!({ "__type": "ParameterNotFound" })),
            },
            _ => return None,
        };
        Some((status, answer.to_string().into_bytes()))
    }
}
