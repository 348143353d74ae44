//! Rows as plain JSON: `{"id": "tea", "price_minor": 499}` instead of `{"id": {"S": "tea"}, "price_minor": {"N": "499"}}`.

use serde_json::{Map, Value, json};

/// Plain JSON as DynamoDB's.
pub(crate) fn to_attributes(row: &Value) -> Value {
    let members = row.as_object().expect("a row is an object");
    members.iter().map(|(name, value)| (name.clone(), to_attribute(value))).collect::<Map<_, _>>().into()
}

fn to_attribute(value: &Value) -> Value {
    match value {
        Value::Null => json!({ "NULL": true }),
        Value::Bool(value) => json!({ "BOOL": value }),
        Value::Number(value) => json!({ "N": value.to_string() }),
        Value::String(value) => json!({ "S": value }),
        Value::Array(values) => json!({ "L": values.iter().map(to_attribute).collect::<Vec<_>>() }),
        Value::Object(_) => json!({ "M": to_attributes(value) }),
    }
}

/// DynamoDB's JSON as plain. Sets become arrays, binary stays base 64.
pub(crate) fn to_plain(attributes: &Value) -> Value {
    let members = attributes.as_object().expect("a row is an object");
    members.iter().map(|(name, value)| (name.clone(), to_value(value))).collect::<Map<_, _>>().into()
}

fn to_value(attribute: &Value) -> Value {
    let (kind, value) = attribute.as_object().and_then(|members| members.iter().next()).expect("an attribute");
    match kind.as_str() {
        "NULL" => Value::Null,
        "N" => value.as_str().and_then(|digits| serde_json::from_str(digits).ok()).expect("a number"),
        "L" => value.as_array().expect("a list").iter().map(to_value).collect(),
        "M" => to_plain(value),
        _ => value.clone(),
    }
}
