//! Changes of requests and answers.

use serde_json::{Value, json};

use crate::{call::Operation, dynamo::Dynamo};

/// The writes that a call asks for: one, or those of a transaction.
pub(super) fn writes(operation: &mut Operation) -> Box<dyn Iterator<Item = &mut Value> + '_> {
    match operation.name.as_str() {
        "TransactWriteItems" => {
            let items = operation.body["TransactItems"].as_array_mut().into_iter().flatten();
            Box::new(items.filter_map(Value::as_object_mut).flat_map(serde_json::Map::values_mut))
        }
        _ => Box::new(std::iter::once(&mut operation.body)),
    }
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(super) fn is_of(name: &Value, table: &str) -> bool {
    name.as_str().is_some_and(|name| name.ends_with(table))
}

/// Whether a write moves an order to one of `states`.
pub(super) fn becomes(write: &Value, states: &[&str]) -> bool {
    states.iter().any(|state| write["ExpressionAttributeValues"][":to"]["S"] == *state)
}

/// Whether a write notes that an order was paid.
pub(super) fn is_payment(write: &Value) -> bool {
    becomes(write, &["paid"]) && text(&write["UpdateExpression"]).contains("receipt = :receipt")
}

/// Takes `part` out of a condition.
pub(super) fn without(write: &mut Value, part: &str) {
    let condition = text(&write["ConditionExpression"]);
    if let Some((before, after)) = condition.split_once(part) {
        let after = if part.starts_with(" AND ") { after } else { after.trim_start_matches(" AND ") };
        write["ConditionExpression"] = json!(format!("{before}{after}"));
    }
}

/// Has `part` of a condition hold for every row with this attribute. Its values stay: an unused one is refused.
pub(super) fn or_whenever_there_is(write: &mut Value, part: &str, attribute: &str) {
    let condition = text(&write["ConditionExpression"]);
    if condition.contains(part) {
        let always = format!("({part} OR attribute_exists({attribute}))");
        write["ConditionExpression"] = json!(condition.replacen(part, &always, 1));
    }
}

/// Takes values out that nothing names any more.
pub(super) fn forget(write: &mut Value, values: &[&str]) {
    let known = write["ExpressionAttributeValues"].as_object_mut().expect("values");
    known.retain(|name, _| !values.contains(&name.as_str()));
}

/// Takes from what is read now, and not from what is there when it is written. What is not there, or not enough, is left to
/// the honest condition.
pub(super) fn write_what_was_read(write: &mut Value, tables: &Dynamo) {
    const TAKEN: &str = "available = available - :q";
    let update = text(&write["UpdateExpression"]);
    let stock = tables.items("stock");
    let is_the_row = |row: &&Value| write["Key"].as_object().is_some_and(|key| key.iter().all(|(k, v)| row[k] == *v));
    let Some(row) = stock.iter().find(is_the_row).filter(|_| update.contains(TAKEN)) else { return };
    let units = |number: &Value| number["N"].as_str().and_then(|it| it.parse::<i64>().ok()).unwrap_or_default();
    if units(&row["available"]) >= units(&write["ExpressionAttributeValues"][":q"]) {
        write["UpdateExpression"] = json!(update.replace(TAKEN, "available = :read - :q"));
        write["ExpressionAttributeValues"][":read"] = row["available"].clone();
        without(write, "available >= :q");
    }
}

/// Puts every time at which something stops being good beyond all tests.
pub(super) fn never_expires(told: &mut Value) {
    match told {
        Value::Object(members) => {
            for (name, value) in members {
                match name.as_str() {
                    "expires_ms" | "code_expires_ms" => *value = json!({ "N": "99999999999999" }),
                    _ => never_expires(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(never_expires),
        _ => {}
    }
}

/// Leaves out of a condition what it says about either end of a shipment.
pub(super) fn whatever_its_end(write: &mut Value) {
    let condition = text(&write["ConditionExpression"]);
    let is_about_an_end = |part: &&str| part.contains(".delivered_ms)") || part.contains(".voided_ms)");
    let parts: Vec<&str> = condition.split(" AND ").filter(|part| !is_about_an_end(part)).collect();
    write["ConditionExpression"] = json!(parts.join(" AND "));
}

/// Gives every shipment of an order another identifier than the one that was made of its key.
pub(super) fn rename_shipments(told: &mut Value) {
    let shipments = told.pointer_mut("/Item/shipments/L").and_then(Value::as_array_mut);
    for shipment in shipments.into_iter().flatten() {
        let id = text(&shipment["M"]["id"]["S"]);
        if let Some((prefix, rest)) = id.split_once('_') {
            shipment["M"]["id"]["S"] = json!(format!("{prefix}_{}", rest.chars().rev().collect::<String>()));
        }
    }
}
