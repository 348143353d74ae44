//! What the description shows, and what `events/` holds, is as the description says.

use std::fs;

use serde_json::Value;
use tests::{Description, repository};

use crate::routes::visit;

#[test]
fn every_example_is_as_its_own_schema_says() {
    let description = Description::served();
    let mut tried = 0;
    visit("", description.document(), &mut |pointer, value| {
        // A schema has `examples`, a list; what has a schema has an `example`.
        let is_schema = !value["schema"].is_object();
        let schema = if is_schema { pointer.to_owned() } else { format!("{pointer}/schema") };
        let examples = if is_schema { value["examples"].as_array().cloned() } else { None };
        for example in examples.into_iter().flatten().chain(value.get("example").cloned()) {
            description.check_value(&schema, &example).unwrap_or_else(|wrong| panic!("{pointer}: {wrong}"));
            tried += 1;
        }
    });
    assert!(tried > 25, "{tried} examples");
}

#[test]
fn every_schema_can_be_checked() {
    let description = Description::served();
    visit("", description.document(), &mut |pointer, value| {
        if value["schema"].is_object() {
            let _ = description.check_value(&format!("{pointer}/schema"), &Value::Null);
        }
    });
}

#[test]
fn every_sample_request_is_allowed() {
    let mut tried = 0;
    for file in fs::read_dir(repository().join("events")).expect("events/") {
        let path = file.expect("a file").path();
        let event: Value = serde_json::from_str(&fs::read_to_string(&path).expect("a sample")).expect("JSON");
        if event["routeKey"].as_str().is_some_and(|route| route.contains(" /v1/")) {
            let checked = Description::served().check_request(&event);
            checked.unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()));
            tried += 1;
        }
    }
    assert!(tried >= Description::served().operations().len(), "one for each operation");
}
