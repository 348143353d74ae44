//! The description as a document: its routes are the template's, its parts are used and hang together.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;
use tests::{BASE, Description, Template, repository};

/// The routes of the API; the pages of the shop are for browsers.
fn routes_of_the_template() -> BTreeSet<String> {
    let functions = Template::deployed().functions();
    let routes = functions.iter().flat_map(|it| Template::triggers(it, "HttpApi").map(Template::route_key));
    routes.filter(|route| route.contains(&format!(" {BASE}/"))).collect()
}

#[test]
fn the_template_and_the_description_have_the_same_routes() {
    let described: BTreeSet<_> = Description::served().operations().into_iter().map(|(route, _)| route).collect();
    assert_eq!(described, routes_of_the_template(), "openapi.yaml (left) and template.yaml");
}

#[test]
fn an_operation_has_a_sample_event_and_a_name_of_its_own() {
    let files = fs::read_dir(repository().join("events")).expect("events/").map(|it| it.expect("a file").path());
    let asks = |path: &Path| -> Value { serde_json::from_str(&fs::read_to_string(path).expect("text")).expect("JSON") };
    let samples: Vec<_> = files.map(|path| (asks(&path)["routeKey"].clone(), path)).collect();
    let mut names = BTreeSet::new();
    for (route, operation) in Description::served().operations() {
        let tags = operation.value["tags"].as_array().map_or(0, Vec::len);
        assert_eq!(tags, 1, "{route} has one tag");
        let name = operation.value["operationId"].as_str().expect("a name");
        assert!(name.bytes().all(|b| b.is_ascii_alphabetic()) && name.starts_with(char::is_lowercase), "{name}");
        assert!(names.insert(name), "{name} is the name of two operations");
        assert!(samples.iter().any(|(asked, _)| *asked == route), "no sample in events/ asks for {route}");
        assert!(operation.value["security"].is_array(), "{route} does not say who may call it");
    }
}

#[test]
fn the_parameters_of_a_path_are_those_of_its_operations() {
    let description = Description::served();
    for (route, operation) in description.operations() {
        let in_path = route.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(str::to_owned);
        let parameters = description.parameters(&operation);
        let described = parameters.iter().filter(|it| it.value["in"] == "path");
        let described = described.map(|it| it.value["name"].as_str().unwrap_or_default().to_owned());
        assert_eq!(described.collect::<BTreeSet<_>>(), in_path.collect(), "{route}");
        for parameter in parameters.iter().filter(|it| it.value["in"] == "path") {
            assert_eq!(parameter.value["required"], true, "{route}: {}", parameter.pointer);
        }
    }
}

#[test]
fn the_description_leads_to_the_api_that_serves_it() {
    let server = &Description::served().document()["servers"];
    assert_eq!(server[0]["url"], ".", "beside the description");
    assert!(routes_of_the_template().contains(&format!("GET {BASE}/openapi.json")));
}

/// `{ description: One, two }` is two members: what was meant as a sentence has to stand in quotes.
#[test]
fn no_sentence_was_cut_in_two() {
    visit("", Description::served().document(), &mut |pointer, value| {
        let names = value.as_object().expect("an object").keys();
        let sentences: Vec<_> = names.filter(|name| name.contains(' ')).collect();
        assert!(sentences.is_empty(), "put it in quotes: {pointer} {sentences:?}");
    });
}

#[test]
fn every_component_is_used() {
    let document = Description::served().document();
    let text = document.to_string();
    for (kind, parts) in document["components"].as_object().expect("components") {
        for name in parts.as_object().expect("components by name").keys() {
            let used = match kind.as_str() {
                "securitySchemes" => text.contains(&format!("{{\"{name}\":[]}}")),
                _ => text.contains(&format!("\"#/components/{kind}/{name}\"")),
            };
            assert!(used, "nothing refers to components/{kind}/{name}");
        }
    }
}

#[test]
fn every_schema_of_an_object_says_which_members_it_has() {
    // Events are Stripe's to describe, and the description does not describe itself.
    let open = ["/paths/~1webhooks~1stripe/post/requestBody", "/paths/~1openapi.json/get/responses/200"];
    let mut loose = Vec::new();
    visit("", Description::served().document(), &mut |pointer, value| {
        // Attributes have names of the merchant's choice: there the schema says what each value is.
        let is_closed = value["additionalProperties"] == false || value["additionalProperties"].is_object();
        if value["type"] == "object" && !is_closed && !open.iter().any(|it| pointer.starts_with(it)) {
            loose.push(pointer.to_owned());
        }
    });
    assert!(loose.is_empty(), "additionalProperties: false is missing at {loose:?}");
}

/// Hands each object of a document to `look`, with the pointer to it.
pub(crate) fn visit(pointer: &str, value: &Value, look: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => {
            look(pointer, value);
            for (name, member) in members {
                visit(&format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), member, look);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                visit(&format!("{pointer}/{index}"), item, look);
            }
        }
        _ => {}
    }
}
