//! The template, the folders, the binaries and the sample events say the same; each function may do exactly its work.

#![allow(clippy::expect_used, reason = "these are tests")]

use std::{collections::BTreeSet, fs};

use app_context::StartError;
use serde_json::Value;
use tests::{Call, Deployed, FUNCTIONS, Kind, Registered, Shop, Template, repository};

fn template() -> &'static Template {
    Template::deployed()
}

fn names_in_template() -> BTreeSet<String> {
    template().functions().into_iter().map(|function| function.name).collect()
}

fn list(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |values| values.iter().collect())
}

/// The statements of the function's own role.
fn statements<'a>(function: &Deployed<'a>) -> Vec<&'a Value> {
    let role = function.properties["Role"]["Fn::GetAtt"][0].as_str().expect("a role of its own");
    assert_eq!(role, format!("{}Role", function.resource), "{} has its own role", function.name);
    let role = &template().resource(role)["Properties"];
    assert!(role["ManagedPolicyArns"].is_null(), "{} has no managed policy", function.name);
    list(&role["Policies"]).into_iter().flat_map(|policy| list(&policy["PolicyDocument"]["Statement"])).collect()
}

#[test]
fn folders_binaries_resources_and_the_tests_name_the_same_functions() {
    let folders: BTreeSet<_> = fs::read_dir(repository().join("functions"))
        .expect("functions/")
        .map(|entry| entry.expect("a folder").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(folders, names_in_template(), "functions/ and template.yaml");
    let tested: BTreeSet<_> = FUNCTIONS.iter().map(|function| function.name.to_owned()).collect();
    assert_eq!(folders, tested, "functions/ and FUNCTIONS in tests/src/function.rs");
    for name in folders {
        let manifest = repository().join(format!("functions/{name}/Cargo.toml"));
        let manifest = fs::read_to_string(manifest).expect("a manifest");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "functions/{name} is the crate and binary {name}");
        assert!(repository().join(format!("functions/{name}/src/main.rs")).exists(), "{name} has no main.rs");
    }
}

/// The sample events of a function, by name.
fn samples_of(function: &str) -> Vec<(String, Value)> {
    let files = fs::read_dir(repository().join("events")).expect("events/").map(|it| it.expect("a file").path());
    let named = files.map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path));
    let own = named.filter(|(name, _)| Registered::of_sample(name).name == function);
    own.map(|(name, path)| {
        let event = fs::read_to_string(path).expect("an event");
        (name, serde_json::from_str(&event).expect("an event in JSON"))
    })
    .collect()
}

#[test]
fn every_function_has_a_sample_event_for_its_own_trigger() {
    for function in template().functions() {
        let samples = samples_of(&function.name);
        let (_, event) = samples.iter().find(|(name, _)| *name == function.name).expect("a sample of its own name");
        for route in Template::triggers(&function, "HttpApi") {
            let key = Template::route_key(route);
            let sample = samples.iter().find(|(_, event)| event["routeKey"] == key);
            let (name, event) = sample.unwrap_or_else(|| panic!("no event of {} is for {key}", function.name));
            let again = Call::sample(name).event(0);
            assert_eq!(event["pathParameters"].as_object().map_or(0, serde_json::Map::len), {
                again["pathParameters"].as_object().map_or(0, serde_json::Map::len)
            });
        }
        for stream in Template::triggers(&function, "DynamoDB") {
            let table = stream["Stream"]["Fn::GetAtt"][0].as_str().expect("a table").to_lowercase();
            let is_of_table = |(_, event): &(String, Value)| {
                let arn = event["Records"][0]["eventSourceARN"].as_str().expect("a stream");
                let name = arn.split('/').nth(1).and_then(|name| name.strip_prefix("backroom-local-")).expect("a name");
                table == name.to_owned() + "table"
            };
            assert!(samples.iter().any(is_of_table), "no event of {} is for {table}", function.name);
        }
        for queue in Template::triggers(&function, "SQS") {
            let arn = event["Records"][0]["eventSourceARN"].as_str().expect("a queue");
            let queue = queue["Queue"]["Fn::GetAtt"][0].as_str().expect("a queue").to_lowercase();
            let name = arn.rsplit(':').next().and_then(|name| name.strip_prefix("backroom-local-")).expect("a name");
            assert_eq!(queue, name.replace('-', "") + "queue", "{} takes {arn}", function.name);
        }
    }
}

#[test]
fn every_function_is_built_as_the_binary_of_its_name() {
    for function in template().functions() {
        let place = function.properties["CodeUri"].as_str().expect("a place");
        assert_eq!(place.trim_end_matches('/').rsplit('/').next(), Some(function.name.as_str()));
    }
}

#[test]
fn the_tests_start_each_function_as_its_trigger_says() {
    for function in FUNCTIONS {
        let trigger = match function.kind {
            Kind::Http => "HttpApi",
            Kind::Queue => "SQS",
            Kind::Stream => "DynamoDB",
            Kind::Schedule => "ScheduleV2",
        };
        let declared = template().function(function.name);
        assert!(Template::triggers(&declared, trigger).count() >= 1, "{} has a {trigger}", function.name);
        let all = declared.properties["Events"].as_object().into_iter().flat_map(|events| events.values());
        assert!(all.map(|event| &event["Type"]).all(|kind| *kind == trigger), "{} has nothing else", function.name);
    }
}

#[test]
fn a_function_may_do_named_actions_on_named_resources_and_nothing_else() {
    for function in template().functions() {
        let mut sids = BTreeSet::new();
        for statement in statements(&function) {
            let sid = statement["Sid"].as_str().unwrap_or_else(|| panic!("{} has a nameless right", function.name));
            assert!(sids.insert(sid), "{}: two rights called {sid}", function.name);
            assert_eq!(statement["Effect"], "Allow");
            assert!(statement["NotAction"].is_null() && statement["NotResource"].is_null());
            for part in [&statement["Action"], &statement["Resource"]] {
                // A folder of a bucket is named as all that is in it; which ones there are, a gate holds.
                let folders = ["${SearchBucket.Arn}/*", "${MediaBucket.Arn}/incoming/*", "${MediaBucket.Arn}/media/*"];
                let named = folders.iter().fold(part.to_string(), |named, folder| named.replace(folder, ""));
                assert!(!part.is_null() && !named.contains('*'), "{} {sid}: {part}", function.name);
            }
        }
        assert!(sids.contains("WriteItsLog"), "{} cannot write its log", function.name);
    }
}

#[test]
fn only_who_issues_tokens_may_read_the_signing_key_and_verifiers_have_no_more_than_public_keys() {
    // `reset-password` derives the key of device tokens from it.
    let trusted = ["log-in", "refresh-session", "reset-password", "verify-email"];
    for function in template().functions() {
        let granted = statements(&function).iter().map(ToString::to_string).collect::<String>();
        let variables = &function.properties["Environment"]["Variables"];
        let issues = trusted.contains(&function.name.as_str());
        assert_eq!(granted.contains("SigningKeyParameter"), issues, "{} and the signing key", function.name);
        assert_eq!(variables["ACCESS_TOKEN_SIGNING_KEY_PARAMETER"].is_null(), !issues, "{}", function.name);
    }
}

#[test]
fn a_function_that_may_use_a_table_or_queue_knows_its_name_and_the_other_way_round() {
    for function in template().functions() {
        // Lambda reads a stream for its function, which needs not know the table.
        let own = statements(&function).into_iter().filter(|it| it["Resource"]["Fn::GetAtt"][1] != "StreamArn");
        let granted = own.map(ToString::to_string).collect::<String>();
        let variables = function.properties["Environment"]["Variables"].as_object().cloned().unwrap_or_default();
        for (name, value) in &variables {
            let Some(resource) = value["Ref"].as_str().filter(|it| it.ends_with("Table") || it.ends_with("Queue"))
            else {
                continue;
            };
            assert!(granted.contains(resource), "{} knows {name} and may do nothing with it", function.name);
        }
        for table in template().resources("AWS::DynamoDB::Table").map(|(name, _)| name) {
            let known = variables.values().any(|value| value["Ref"] == table);
            assert!(known || !granted.contains(table), "{} may use {table} and does not know it", function.name);
        }
    }
}

/// `CloudFormation` takes 500 resources a stack; a fifth is left for what a function or a table brings.
const MOST_RESOURCES: usize = 400;

/// How many resources SAM makes of one of the template's.
fn made_of(resource: &Value) -> usize {
    // SAM's own types beside these are refused: how many they become is not known here.
    match resource["Type"].as_str().expect("a type") {
        // The function, and for each event what calls it: a permission, a mapping, or a schedule with its role.
        "AWS::Serverless::Function" => {
            let events = resource["Properties"]["Events"].as_object().into_iter().flat_map(|events| events.values());
            let made = events.map(|event| match event["Type"].as_str().expect("a type") {
                "HttpApi" | "SQS" | "DynamoDB" => 1,
                "ScheduleV2" => 1 + usize::from(event["Properties"]["RoleArn"].is_null()),
                other => panic!("how many resources is an event of type {other}?"),
            });
            1 + made.sum::<usize>()
        }
        // The API and its stage.
        "AWS::Serverless::HttpApi" => 2,
        other => {
            assert!(!other.starts_with("AWS::Serverless::"), "how many resources is {other}?");
            1
        }
    }
}

#[test]
fn the_deployed_stack_has_room_below_cloudformations_limit() {
    let resources = template().document()["Resources"].as_object().expect("resources");
    let count: usize = resources.values().map(made_of).sum();
    assert!(count > resources.len(), "what SAM adds is counted");
    assert!(
        count < MOST_RESOURCES,
        "template.yaml becomes {count} resources: split the stack before it has {MOST_RESOURCES}"
    );
}

#[tokio::test(start_paused = true)]
async fn every_function_starts_with_the_variables_that_the_template_gives_it() {
    for function in FUNCTIONS {
        Shop::open().start(function.name).await;
    }
}

/// Variables that a function starts without.
const OPTIONAL: [&str; 4] = ["RUST_LOG", "PASSWORD_RESET_PAGE", "SHOP_ORDERS_ADDRESS", "SHOP_URL"];

#[tokio::test(start_paused = true)]
async fn a_function_that_lacks_a_variable_does_not_start_and_names_it() {
    for function in FUNCTIONS {
        let shop = Shop::open();
        for missing in shop.variables_of(function.name).keys().filter(|name| !OPTIONAL.contains(&name.as_str())) {
            let error = start_without(&shop, function, missing).await.expect_err(missing);
            assert!(error.to_string().contains(missing.as_str()), "{}: {error}", function.name);
        }
    }
}

async fn start_without(shop: &Shop, function: &Registered, missing: &str) -> Result<(), StartError> {
    let mut variables = shop.variables_of(function.name);
    variables.remove(missing);
    function.start(shop.world_with(variables)).await.map(|_| ())
}
