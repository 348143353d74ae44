//! Rows as plain JSON: `{"id": "tea", "price_minor": 499}` instead of `{"id": {"S": "tea"}, "price_minor": {"N": "499"}}`.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};

/// Plain JSON as DynamoDB's.
#[must_use]
pub fn to_attributes(row: &Value) -> Value {
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

/// A row in DynamoDB's JSON as the SDK holds it.
#[must_use]
pub fn item_of(row: &Value) -> HashMap<String, AttributeValue> {
    let members = row.as_object().expect("a row is an object");
    members.iter().map(|(name, value)| (name.clone(), attribute_of(value))).collect()
}

fn attribute_of(attribute: &Value) -> AttributeValue {
    let (kind, value) = attribute.as_object().and_then(|members| members.iter().next()).expect("an attribute");
    let text = || value.as_str().unwrap_or_default().to_owned();
    let values = || value.as_array().into_iter().flatten();
    match kind.as_str() {
        "S" => AttributeValue::S(text()),
        "N" => AttributeValue::N(text()),
        "BOOL" => AttributeValue::Bool(value == true),
        "NULL" => AttributeValue::Null(true),
        "L" => AttributeValue::L(values().map(attribute_of).collect()),
        "M" => AttributeValue::M(item_of(value)),
        "SS" => AttributeValue::Ss(values().filter_map(|it| it.as_str().map(str::to_owned)).collect()),
        other => panic!("the shop writes no {other}"),
    }
}
