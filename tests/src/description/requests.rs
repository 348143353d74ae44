//! Whether a request is one that the description allows.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{Description, Part};

impl Description {
    /// Checks a request, given as the event that a gateway makes of it. The error says what is too strict.
    pub fn check_request(&self, event: &Value) -> Result<(), String> {
        let route = event["routeKey"].as_str().unwrap_or_default();
        let operation = self.operation(route)?;
        let told = |what: String| format!("{route} took a request that openapi.yaml does not allow: {what}");
        self.check_parameters(&operation, event).map_err(told)?;
        self.check_token(&operation, event).map_err(told)?;
        self.check_request_body(&operation, event).map_err(told)
    }

    fn check_parameters(&self, operation: &Part<'_>, event: &Value) -> Result<(), String> {
        let mut query = query_of(event);
        for parameter in self.parameters(operation) {
            let name = parameter.value["name"].as_str().unwrap_or_default();
            if parameter.value["schema"]["type"] == "object" {
                self.check_open_names(&parameter, name, &mut query)?;
                continue;
            }
            let given = match parameter.value["in"].as_str() {
                Some("query") => query.remove(name),
                Some("header") => event["headers"][name.to_ascii_lowercase()].as_str().map(str::to_owned),
                Some("path") => event["pathParameters"][name].as_str().map(str::to_owned),
                place => return Err(format!("{name} is in {place:?}")),
            };
            match given {
                Some(text) => self.check_text(&parameter, &text).map_err(|wrong| format!("{name}: {wrong}"))?,
                None if parameter.value["required"] == true => return Err(format!("{name} is required")),
                None => {}
            }
        }
        if query.is_empty() { Ok(()) } else { Err(format!("it has no query parameters {query:?}")) }
    }

    /// Query parameters whose names are not known beforehand: members of an object, which the parameter's name and a point begin.
    fn check_open_names(
        &self,
        parameter: &Part<'_>,
        name: &str,
        query: &mut BTreeMap<String, String>,
    ) -> Result<(), String> {
        let begins = |known: &str| known.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        let members = query.iter().filter(|(known, _)| begins(known));
        let members: Value = members.map(|(known, value)| (known.clone(), Value::from(value.as_str()))).collect();
        query.retain(|known, _| !begins(known));
        self.check_value(&format!("{}/schema", parameter.pointer), &members)
    }

    /// An operation that asks for a token got one.
    fn check_token(&self, operation: &Part<'_>, event: &Value) -> Result<(), String> {
        let ways = operation.value["security"].as_array().map(Vec::as_slice).unwrap_or_default();
        let header = |scheme: &str| match self.document()["components"]["securitySchemes"][scheme]["name"].as_str() {
            Some(name) => name.to_ascii_lowercase(),
            None => "authorization".to_owned(),
        };
        let has_all = |way: &Value| {
            let mut schemes = way.as_object().into_iter().flat_map(|way| way.keys());
            schemes.all(|scheme| event["headers"][header(scheme)].is_string())
        };
        if ways.is_empty() || ways.iter().any(has_all) { Ok(()) } else { Err(format!("it asks for {ways:?}")) }
    }

    fn check_request_body(&self, operation: &Part<'_>, event: &Value) -> Result<(), String> {
        let text = event["body"].as_str().unwrap_or_default();
        let bytes = if event["isBase64Encoded"] == true {
            BASE64.decode(text.as_bytes()).map_err(|error| format!("the body is not base 64: {error}"))?
        } else {
            text.as_bytes().to_vec()
        };
        match operation.get("requestBody") {
            None => Ok(()),
            Some(body) if bytes.is_empty() && body.value["required"] != true => Ok(()),
            Some(body) => {
                let value = serde_json::from_slice(&bytes).map_err(|error| format!("the body is not JSON: {error}"))?;
                self.check_value(&format!("{}/content/application~1json/schema", body.pointer), &trimmed(value))
            }
        }
    }
}

/// Text as the shop reads it: without white space at both ends.
fn trimmed(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.trim().to_owned()),
        Value::Array(items) => items.into_iter().map(trimmed).collect(),
        Value::Object(members) => members.into_iter().map(|(name, member)| (name, trimmed(member))).collect(),
        other => other,
    }
}

fn query_of(event: &Value) -> BTreeMap<String, String> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = event["rawQueryString"].as_str().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}
