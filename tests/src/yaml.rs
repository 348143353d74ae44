//! YAML as `CloudFormation` reads it: tags become the long form, so that the rest sees plain JSON.

use saphyr::{LoadableYamlNode as _, ScalarOwned, YamlOwned};
use serde_json::{Map, Value, json};

/// Reads one document. `!Ref X` becomes `{"Ref": "X"}`, `!GetAtt A.B` `{"Fn::GetAtt": ["A", "B"]}`, `!Sub s` `{"Fn::Sub": s}`.
pub(crate) fn parse(text: &str) -> Value {
    let documents = YamlOwned::load_from_str(text).expect("valid YAML");
    documents.first().map(to_json).expect("one document")
}

fn to_json(node: &YamlOwned) -> Value {
    match node {
        YamlOwned::Value(scalar) => scalar_to_json(scalar),
        YamlOwned::Sequence(nodes) => nodes.iter().map(to_json).collect(),
        YamlOwned::Mapping(nodes) => {
            let members = nodes.iter().map(|(name, value)| (key(name), to_json(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        YamlOwned::Tagged(tag, node) => function(&tag.suffix, &to_json(node)),
        YamlOwned::Representation(..) | YamlOwned::Alias(_) | YamlOwned::BadValue => {
            panic!("unreadable YAML: {node:?}")
        }
    }
}

fn scalar_to_json(scalar: &ScalarOwned) -> Value {
    match scalar {
        ScalarOwned::Null => Value::Null,
        ScalarOwned::Boolean(value) => json!(value),
        ScalarOwned::Integer(value) => json!(value),
        ScalarOwned::FloatingPoint(value) => json!(value.into_inner()),
        ScalarOwned::String(value) => json!(value),
    }
}

fn key(node: &YamlOwned) -> String {
    match to_json(node) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn function(tag: &str, argument: &Value) -> Value {
    match (tag, argument) {
        ("Ref" | "Condition", _) => json!({ tag: argument }),
        ("GetAtt", Value::String(path)) => json!({ "Fn::GetAtt": path.splitn(2, '.').collect::<Vec<_>>() }),
        _ => json!({ format!("Fn::{tag}"): argument }),
    }
}
