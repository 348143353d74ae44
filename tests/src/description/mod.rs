//! What `openapi.yaml` says, and whether an answer or a request is as it says.

mod answers;
mod requests;

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

use jsonschema::{Registry, RegistryBuilder, Validator};
use serde_json::{Value, json};

use crate::{Answer, Template};

/// The address under which the description refers to its own parts.
const ROOT: &str = "urn:backroom:openapi";
/// What the paths of the description stand behind.
pub const BASE: &str = "/v1";

/// The description, as it is served.
#[derive(Debug)]
pub struct Description {
    document: Value,
    registry: Registry<'static>,
    /// By the place of the schema. Each is compiled once a process.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// A part of the description, and where it stands: a JSON pointer.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// The pointer.
    pub pointer: String,
    /// What stands there.
    pub value: &'a Value,
}

impl Description {
    /// The repository's own, as `describe-api` serves it.
    #[must_use]
    pub fn served() -> &'static Self {
        static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| {
            let document: Value = serde_json::from_str(describe_api::DESCRIPTION).expect("a description in JSON");
            let registry = Registry::new().add(ROOT, document.clone()).and_then(RegistryBuilder::prepare);
            let registry = registry.expect("a description whose references lead somewhere");
            Description { document, registry, validators: Mutex::default() }
        });
        &DESCRIPTION
    }

    /// Checks what went to and fro on a route of the shop: the answer, and the request of one that was served. A route that the
    /// template does not have is the tests' own.
    pub fn check_exchange(event: &Value, answer: &Answer) -> Result<(), String> {
        let http = &event["requestContext"]["http"];
        let text = |name: &str| http[name].as_str().unwrap_or_default();
        let Some(route) = Template::deployed().route(text("method"), text("path")) else { return Ok(()) };
        // Pages are for browsers, and stand outside.
        if !route.key.contains(&format!(" {BASE}/")) {
            return Ok(());
        }
        let description = Self::served();
        description.check_answer(&route.key, answer)?;
        if answer.status < 400 { description.check_request(event) } else { Ok(()) }
    }

    /// The whole document.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// All operations by their route, as the template spells it: `POST /v1/orders/{id}/cancel`.
    #[must_use]
    pub fn operations(&self) -> Vec<(String, Part<'_>)> {
        const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
        let paths = self.part("/paths");
        let paths = paths.members();
        let operations = paths.flat_map(|(path, item)| {
            let methods = METHODS.into_iter().filter_map(move |method| Some((method, item.get(method)?)));
            methods.map(move |(method, it)| (format!("{} {BASE}{path}", method.to_uppercase()), it)).collect::<Vec<_>>()
        });
        operations.collect()
    }

    /// The operation of a route.
    fn operation(&self, route: &str) -> Result<Part<'_>, String> {
        let found = route
            .split_once(' ')
            .and_then(|(method, path)| self.part("/paths").get(path.strip_prefix(BASE)?)?.get(&method.to_lowercase()));
        found.ok_or_else(|| format!("openapi.yaml has no {route}: add it under paths"))
    }

    /// The parameters of an operation, its path's own and the operation's.
    #[must_use]
    pub fn parameters(&self, operation: &Part<'_>) -> Vec<Part<'_>> {
        let path = operation.pointer.rsplit_once('/').map_or("", |(path, _)| path);
        let lists = [format!("{path}/parameters"), format!("{}/parameters", operation.pointer)];
        let listed = lists.into_iter().flat_map(|list| {
            let items = self.document.pointer(&list).and_then(Value::as_array).map_or(0, Vec::len);
            (0..items).map(move |item| format!("{list}/{item}"))
        });
        listed.map(|pointer| self.follow(self.part(&pointer))).collect()
    }

    /// The part at a JSON pointer.
    #[must_use]
    pub fn part(&self, pointer: &str) -> Part<'_> {
        let value = self.document.pointer(pointer).unwrap_or_else(|| panic!("openapi.yaml has no {pointer}"));
        Part { pointer: pointer.to_owned(), value }
    }

    /// The part that a reference leads to; the part itself, if it is none.
    #[must_use]
    pub fn follow<'a>(&'a self, part: Part<'a>) -> Part<'a> {
        match part.value["$ref"].as_str() {
            Some(reference) => self.follow(self.part(reference.trim_start_matches('#'))),
            None => part,
        }
    }

    /// Whether a value is as the schema at a JSON pointer says.
    pub fn check_value(&self, schema: &str, value: &Value) -> Result<(), String> {
        let mut validators = self.validators.lock().expect("the validators");
        let validator =
            Arc::clone(validators.entry(schema.to_owned()).or_insert_with(|| Arc::new(self.compile(schema))));
        drop(validators);
        let wrong: Vec<String> =
            validator.iter_errors(value).map(|error| format!("{} {error}", error.instance_path())).collect();
        if wrong.is_empty() { Ok(()) } else { Err(format!("not as {schema} says: {}", wrong.join("; "))) }
    }

    fn compile(&self, schema: &str) -> Validator {
        // What stands in a reference is a URI: braces are escaped.
        let pointer = schema.replace('{', "%7B").replace('}', "%7D");
        let options = jsonschema::options().with_registry(&self.registry).should_validate_formats(true);
        let validator = options.build(&json!({ "$ref": format!("{ROOT}#{pointer}") }));
        validator.unwrap_or_else(|error| panic!("openapi.yaml, {schema}: {error}"))
    }

    /// Checks a text as the schema of a header or a parameter reads it.
    fn check_text(&self, part: &Part<'_>, text: &str) -> Result<(), String> {
        let schema = part.get("schema").ok_or_else(|| format!("{} has no schema", part.pointer))?;
        let is_number = self.follow(schema.clone()).value["type"] == "integer";
        let number = text.parse::<i64>().ok().filter(|_| is_number);
        self.check_value(&schema.pointer, &number.map_or_else(|| json!(text), |number| json!(number)))
    }
}

impl<'a> Part<'a> {
    /// The member called `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Part<'a>> {
        let value = self.value.get(name)?;
        Some(Part { pointer: format!("{}/{}", self.pointer, name.replace('~', "~0").replace('/', "~1")), value })
    }

    /// All members.
    pub fn members(&self) -> impl Iterator<Item = (&'a str, Part<'a>)> + use<'a> {
        let this = self.clone();
        let names = self.value.as_object().into_iter().flat_map(|members| members.keys());
        names.filter_map(move |name| Some((name.as_str(), this.get(name)?)))
    }
}
