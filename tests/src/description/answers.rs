//! Whether an answer is one that the description has.

use serde_json::Value;

use super::{Description, Part};
use crate::Answer;

/// So many characters of a body are shown where it is not as described.
const SHOWN: usize = 500;

/// Said once for all answers, and not with each.
const ON_EVERY_ANSWER: [&str; 3] = ["strict-transport-security", "vary", "x-content-type-options"];

impl Description {
    /// Checks an answer of a route: status, headers and body must be documented. The error says what to add.
    pub fn check_answer(&self, route: &str, answer: &Answer) -> Result<(), String> {
        let operation = self.operation(route)?;
        let body: String = answer.body.chars().take(SHOWN).collect();
        let told = |what: String| format!("{route} answered {} {body}\nopenapi.yaml: {what}", answer.status);
        let documented = operation.get("responses").and_then(|responses| responses.get(&answer.status.to_string()));
        let documented = documented.ok_or_else(|| told("add this status to its responses".to_owned()))?;
        let documented = self.follow(documented);
        self.check_headers(&documented, answer).map_err(told)?;
        self.check_body(&documented, answer).map_err(told)
    }

    /// Every header is documented, and every required one is there. `Cache-Control` need not be, where it is `no-store`.
    fn check_headers(&self, documented: &Part<'_>, answer: &Answer) -> Result<(), String> {
        let headers: Vec<_> = documented.get("headers").iter().flat_map(Part::members).collect();
        let find = |name: &str| headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        for (name, value) in &answer.headers {
            match find(name) {
                Some((_, header)) => {
                    self.check_text(&self.follow(header.clone()), value).map_err(|wrong| format!("{name}: {wrong}"))?;
                }
                None if ON_EVERY_ANSWER.contains(&name.as_str()) => {}
                None if name == "content-type" || (name == "cache-control" && value == "no-store") => {}
                None => return Err(format!("add the header {name}: {value}")),
            }
        }
        for (name, header) in &headers {
            let is_required = self.follow(header.clone()).value["required"] == true;
            if is_required && answer.header(&name.to_ascii_lowercase()).is_none() {
                return Err(format!("the header {name} is required, and was not there"));
            }
        }
        Ok(())
    }

    fn check_body(&self, documented: &Part<'_>, answer: &Answer) -> Result<(), String> {
        let content = documented.get("content");
        let kind = answer.header("content-type").map(|kind| kind.split(';').next().unwrap_or_default().trim());
        let (content, kind) = match (content, kind) {
            (None, None) if answer.body.is_empty() => return Ok(()),
            (Some(content), Some(kind)) => (content, kind),
            (content, kind) => {
                return Err(format!("its content is {:?}, and not {kind:?}", content.map(|it| it.value)));
            }
        };
        let documented = content.get(kind).ok_or_else(|| format!("add {kind} to its content"))?;
        let schema = documented.get("schema").ok_or_else(|| format!("{} has no schema", documented.pointer))?;
        let body = match kind {
            "application/json" | "application/problem+json" => {
                serde_json::from_str(&answer.body).map_err(|error| format!("the body is not JSON: {error}"))?
            }
            _ => Value::String(answer.body.clone()),
        };
        self.check_value(&schema.pointer, &body)?;
        check_problem(documented.value, &body)
    }
}

/// A refusal carries a code that its status lists in `x-codes`, and every member of `x-members`.
fn check_problem(documented: &Value, body: &Value) -> Result<(), String> {
    let listed = |name: &str| documented[name].as_array().cloned().unwrap_or_default();
    let codes = listed("x-codes");
    if !codes.is_empty() && !codes.contains(&body["code"]) {
        return Err(format!("add {} to the x-codes of this status", body["code"]));
    }
    match listed("x-members").iter().find(|member| body[member.as_str().unwrap_or_default()].is_null()) {
        Some(missing) => Err(format!("{missing} is one of the x-members, and was not there")),
        None => Ok(()),
    }
}
