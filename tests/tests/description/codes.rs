//! The codes of refusals: what the sources can say, and what the description says that they say.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;
use tests::{Description, repository};

use crate::routes::visit;

/// Where codes are maps from reasons, so that each arm is one.
const MAPS: [&str; 6] = [
    "shared/lambda/src/http/problems/accounts.rs",
    "shared/lambda/src/http/problems/catalogue.rs",
    "shared/lambda/src/http/problems/orders.rs",
    "shared/lambda/src/http/problems/shipments.rs",
    "shared/lambda/src/http/problems/webhooks.rs",
    "shared/domain/src/catalogue/error.rs",
];
/// What makes a refusal, and where. Its code is the first text within the call, or comes from a map.
const MAKERS: [(&str, &str); 5] = [
    ("Problem::new(", ""),
    ("InvalidField::new(", ""),
    ("malformed(", ""),
    ("Self::new(", "shared/lambda/src/http/"),
    ("broken.unless(", "shared/domain/src/settings/"),
];
/// No operation answers these: two are about a line of a file that is imported, one about a request that no route takes, and two
/// are of pages.
const OF_NO_OPERATION: [&str; 5] =
    ["not_a_product_id", "not_a_boolean", "method_not_allowed", "foreign_form", "refused"];

#[test]
fn every_code_of_the_sources_is_described_and_the_other_way_round() {
    let mut written = codes_in("shared");
    written.append(&mut codes_in("functions"));
    for code in OF_NO_OPERATION {
        assert!(written.remove(code), "{code} is gone, and so should be its exception here");
    }
    assert_eq!(described_codes(), written, "openapi.yaml (left) and the sources");
}

#[test]
fn a_client_finds_every_code_in_one_place() {
    let description = Description::served();
    let known = &description.document()["components"]["schemas"]["ProblemCode"]["anyOf"][0]["enum"];
    let known: BTreeSet<_> = known.as_array().expect("codes").iter().filter_map(Value::as_str).collect();
    let mut used = Vec::new();
    visit("", description.document(), &mut |_, value| {
        used.extend(value["x-codes"].as_array().cloned().unwrap_or_default());
    });
    assert_eq!(known, used.iter().filter_map(Value::as_str).collect(), "ProblemCode (left) and all x-codes");
}

#[test]
fn every_refusal_says_which_codes_it_may_carry_and_shows_one() {
    let description = Description::served();
    for (route, operation) in description.operations() {
        let responses = operation.get("responses").expect("responses");
        for (status, response) in responses.members() {
            let problem = description.follow(response).value["content"]["application/problem+json"].clone();
            let is_refusal = status.starts_with(['4', '5']);
            assert_eq!(!problem.is_null(), is_refusal, "{route} {status}");
            let codes = problem["x-codes"].as_array();
            assert!(!is_refusal || problem["schema"]["$ref"] == "#/components/schemas/Problem", "{route} {status}");
            assert!(!is_refusal || codes.is_some_and(|codes| !codes.is_empty()), "{route} {status} names no code");
            assert!(!is_refusal || problem["example"].is_object(), "{route} {status} shows no example");
        }
    }
}

/// Every code of `x-codes`, of fields and of lines.
fn described_codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    visit("", Description::served().document(), &mut |_, value| {
        let named = [&value["properties"]["code"]["enum"], &value["x-codes"]].into_iter().filter_map(Value::as_array);
        codes.extend(named.flatten().filter_map(Value::as_str).map(str::to_owned));
    });
    codes
}

/// Every code that a source below a folder writes down, its tests aside.
fn codes_in(folder: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for entry in fs::read_dir(repository().join(folder)).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.strip_prefix(repository()).expect("a path in the repository").to_string_lossy().into_owned();
        if path.is_dir() {
            codes.append(&mut codes_in(&name));
        } else if path.extension().is_some_and(|it| it == "rs") {
            codes.append(&mut codes_of(&name, &path));
        }
    }
    codes
}

fn codes_of(name: &str, path: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(path).expect("a source");
    let lines = text.lines().take_while(|line| *line != "#[cfg(test)]");
    let code: Vec<_> = lines.map(|line| line.split("// ").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let mut codes = BTreeSet::new();
    for (maker, place) in MAKERS {
        if name.starts_with(place) {
            codes.extend(code.split(maker).skip(1).filter_map(|call| first_code(&own_arguments(call))));
        }
    }
    if MAPS.contains(&name) {
        let arms = code.split("=>").skip(1).map(str::trim_start).filter(|arm| arm.starts_with('"'));
        codes.extend(arms.filter_map(|arm| first_code(arm.split(',').next().unwrap_or_default())));
    }
    codes
}

/// What stands between the parentheses of a call, without the calls within it.
fn own_arguments(call: &str) -> String {
    let (mut depth, mut own) = (0, String::new());
    for letter in call.chars() {
        match letter {
            ')' if depth == 0 => break,
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 => own.push(letter),
            _ => {}
        }
    }
    own
}

/// The first text that looks like a code.
fn first_code(text: &str) -> Option<String> {
    let is_code = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text.split('"').skip(1).step_by(2).find(is_code).map(str::to_owned)
}
