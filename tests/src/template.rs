//! What `template.yaml` declares: the one source of tables, queues, routes and variables, for the tests too.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::LazyLock,
};

use serde_json::Value;

use crate::{resolve::text, yaml};

/// The repository's root.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// The template.
#[derive(Debug)]
pub struct Template {
    document: Value,
    /// Method, path and function of each route: each request of each test is looked up among them.
    routes: Vec<[String; 3]>,
}

/// A function as the template declares it.
#[derive(Clone, Debug)]
pub struct Deployed<'a> {
    /// `place-order`.
    pub name: String,
    /// `PlaceOrder`.
    pub resource: &'a str,
    /// Its properties, functions not resolved.
    pub properties: &'a Value,
}

/// A route of the API, and what a path says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// `POST /v1/orders/{id}/cancel`.
    pub key: String,
    /// The function behind it.
    pub function: String,
    /// The path's `{name}`s with their values, percent-decoded as the gateway does.
    pub parameters: BTreeMap<String, String>,
}

impl Template {
    /// The repository's own.
    #[must_use]
    pub fn deployed() -> &'static Self {
        static TEMPLATE: LazyLock<Template> = LazyLock::new(|| {
            let path = repository().join("template.yaml");
            let text = std::fs::read_to_string(&path).expect("template.yaml at the repository's root");
            Template::of(&text)
        });
        &TEMPLATE
    }

    /// Any other: the text of a template.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut template = Self { document: yaml::parse(text), routes: Vec::new() };
        template.routes = template.all_routes();
        template
    }

    /// Any other file that is YAML, as JSON.
    #[must_use]
    pub fn yaml(text: &str) -> Value {
        yaml::parse(text)
    }

    /// The whole document.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The resource called `name`.
    #[must_use]
    pub fn resource(&self, name: &str) -> &Value {
        &self.document["Resources"][name]
    }

    /// All resources of one type, by name.
    pub fn resources<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let resources = self.document["Resources"].as_object().expect("resources");
        resources.iter().filter(move |(_, resource)| resource["Type"] == kind).map(|(name, it)| (name.as_str(), it))
    }

    /// All functions.
    #[must_use]
    pub fn functions(&self) -> Vec<Deployed<'_>> {
        let functions = self.resources("AWS::Serverless::Function");
        functions
            .map(|(resource, it)| Deployed { name: kebab(resource), resource, properties: &it["Properties"] })
            .collect()
    }

    /// The function called `name`.
    #[must_use]
    pub fn function(&self, name: &str) -> Deployed<'_> {
        let known = self.functions().into_iter().find(|function| function.name == name);
        known.unwrap_or_else(|| panic!("template.yaml declares no function {name}"))
    }

    /// The events of one type that start a function: `HttpApi`, `SQS`, `ScheduleV2`.
    pub fn triggers<'a>(function: &Deployed<'a>, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        let events = function.properties["Events"].as_object().into_iter().flat_map(|events| events.values());
        let of_kind = events.filter(move |event| event["Type"] == kind).map(|event| &event["Properties"]);
        // A HEAD is the GET of its path without the body, and the default route is every other: neither is an operation.
        of_kind.filter(move |event| kind != "HttpApi" || (event["Method"] != "HEAD" && event["Path"].is_string()))
    }

    /// The paths that a function serves with HEAD.
    #[must_use]
    pub fn heads(function: &Deployed<'_>) -> BTreeSet<String> {
        let events = function.properties["Events"].as_object().into_iter().flat_map(|events| events.values());
        events.filter(|it| it["Properties"]["Method"] == "HEAD").map(|it| text(&it["Properties"]["Path"])).collect()
    }

    /// Whether a function serves whatever no other route takes.
    #[must_use]
    pub fn serves_the_rest(function: &Deployed<'_>) -> bool {
        let mut events = function.properties["Events"].as_object().into_iter().flat_map(|events| events.values());
        events.any(|event| event["Type"] == "HttpApi" && event["Properties"]["Path"].is_null())
    }

    /// Whether a function calls other functions, as pages call the API's.
    #[must_use]
    pub fn calls_functions(function: &Deployed<'_>) -> bool {
        !function.properties["Environment"]["Variables"]["FUNCTION_PREFIX"].is_null()
    }

    /// The route of an `HttpApi` event: `POST /v1/orders/{id}/cancel`.
    #[must_use]
    pub fn route_key(event: &Value) -> String {
        format!("{} {}", text(&event["Method"]), text(&event["Path"]))
    }

    /// The variables of the function called `name`, with what all functions share, their values resolved.
    #[must_use]
    pub fn variables(&self, name: &str, parameters: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let shared = &self.document["Globals"]["Function"]["Environment"]["Variables"];
        let own = &self.function(name).properties["Environment"]["Variables"];
        let all = [shared, own].into_iter().filter_map(Value::as_object).flatten();
        all.map(|(name, value)| (name.clone(), text(&self.resolve(value, parameters)))).collect()
    }

    /// Requests for `CreateTable`, one for each table.
    #[must_use]
    pub fn tables(&self) -> Vec<Value> {
        const WANTED: [&str; 6] = [
            "TableName",
            "BillingMode",
            "AttributeDefinitions",
            "KeySchema",
            "LocalSecondaryIndexes",
            "GlobalSecondaryIndexes",
        ];
        let tables = self.resources("AWS::DynamoDB::Table");
        tables
            .map(|(_, table)| {
                let properties = table["Properties"].as_object().expect("a table's properties").iter();
                let wanted = properties.filter(|(name, _)| WANTED.contains(&name.as_str()));
                wanted.map(|(name, value)| (name.clone(), self.resolve(value, &BTreeMap::new()))).collect()
            })
            .collect()
    }

    /// The route that serves a request, if there is one. The gateway answers all others itself: 404.
    #[must_use]
    pub fn route(&self, method: &str, path: &str) -> Option<Route> {
        self.routes.iter().filter(|[known, ..]| known == method).find_map(|[_, pattern, function]| {
            let parameters = match_path(pattern, path)?;
            Some(Route { key: format!("{method} {pattern}"), function: function.clone(), parameters })
        })
    }

    fn all_routes(&self) -> Vec<[String; 3]> {
        let of = |function: &Deployed<'_>| {
            let routes = Self::triggers(function, "HttpApi");
            routes.map(|it| [text(&it["Method"]), text(&it["Path"]), function.name.clone()]).collect::<Vec<_>>()
        };
        self.functions().iter().flat_map(of).collect()
    }
}

/// `PlaceOrder` -> `place-order`.
fn kebab(resource: &str) -> String {
    let mut name = String::new();
    for letter in resource.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn match_path(pattern: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let (wanted, given) = (pattern.split('/'), path.split('/'));
    if wanted.clone().count() != given.clone().count() {
        return None;
    }
    let mut parameters = BTreeMap::new();
    for (wanted, given) in wanted.zip(given) {
        match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => {
                let value = percent_encoding::percent_decode_str(given).decode_utf8_lossy();
                parameters.insert(name.to_owned(), value.into_owned());
            }
            None if wanted == given => {}
            None => return None,
        }
    }
    Some(parameters)
}
