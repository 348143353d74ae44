//! Reading a template: what several rules ask of it.

use serde_json::Value;
use tests::{Deployed, Template};

/// `CloudFormation` writes one thing, none, or a list of them.
pub(crate) fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().collect(),
        one => vec![one],
    }
}

/// The resource that `!Ref X` or `!GetAtt X.Y` names.
pub(crate) fn named(value: &Value) -> Option<&str> {
    value["Ref"].as_str().or_else(|| value["Fn::GetAtt"][0].as_str())
}

/// All resources: name, type, properties.
pub(crate) fn all(template: &Template) -> impl Iterator<Item = (&str, &str, &Value)> {
    let resources = template.document()["Resources"].as_object().into_iter().flatten();
    resources.map(|(name, it)| (name.as_str(), it["Type"].as_str().unwrap_or_default(), &it["Properties"]))
}

/// A property of a function, or else what all functions share.
pub(crate) fn property<'a>(template: &'a Template, function: &Deployed<'a>, name: &str) -> &'a Value {
    let own = &function.properties[name];
    if own.is_null() { &template.document()["Globals"]["Function"][name] } else { own }
}

/// How long a function may run, in seconds. Lambda's own answer to silence is 3.
pub(crate) fn timeout(template: &Template, function: &Deployed<'_>) -> u64 {
    property(template, function, "Timeout").as_u64().unwrap_or(3)
}

/// Functions with the queues that they take messages from: the function, the trigger, the queue.
pub(crate) fn consumers(template: &Template) -> Vec<(Deployed<'_>, &Value, &str)> {
    let mut found = Vec::new();
    for function in template.functions() {
        for event in Template::triggers(&function, "SQS") {
            found.push((function.clone(), event, named(&event["Queue"]).unwrap_or("a queue outside the template")));
        }
    }
    found
}

/// Whether any text inside a value has a `*` in it.
pub(crate) fn has_star(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('*'),
        Value::Array(values) => values.iter().any(has_star),
        Value::Object(members) => members.values().any(has_star),
        _ => false,
    }
}
