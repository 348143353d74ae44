//! What a deployment may say: whatever the template takes, the functions start with, and bounds that the code keeps are the
//! template's, so that a value out of bounds stops the deployment and not the shop.

use std::collections::BTreeMap;

use app_context::StartError;
use serde_json::{Value, json};
use tests::{FUNCTIONS, Registered, Shop, Template};

/// Values that somebody may give for a parameter, beside the bounds of each.
const PROBES: [&str; 12] =
    ["", " ", "x", "-1", "0", "1", "0.5", "true", "False", "Backroom", "shop@example.com", "https://api.stripe.com"];

/// A variable of a function that is a parameter of the deployment as it stands.
struct Setting {
    function: &'static Registered,
    variable: String,
    parameter: String,
}

/// All of them. What is read from the parameter store at deployment is not the template's to judge.
fn settings(template: &Template) -> Vec<Setting> {
    let mut found = Vec::new();
    for function in FUNCTIONS {
        let variables = &template.function(function.name).properties["Environment"]["Variables"];
        for (variable, value) in variables.as_object().into_iter().flatten() {
            let declared = value["Ref"].as_str().filter(|name| {
                let kind = template.document()["Parameters"][name]["Type"].as_str();
                kind.is_some_and(|kind| !kind.starts_with("AWS::SSM"))
            });
            if let Some(parameter) = declared {
                found.push(Setting { function, variable: variable.clone(), parameter: parameter.to_owned() });
            }
        }
    }
    found
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether `CloudFormation` takes `value` for the parameter `declared`.
fn takes(declared: &Value, value: &str) -> bool {
    if let Some(allowed) = declared["AllowedValues"].as_array() {
        return allowed.iter().any(|allowed| text(allowed) == value);
    }
    if declared["Type"] == "Number" {
        let above = |least: f64, number: f64| number >= least;
        return value.parse::<f64>().is_ok_and(|number| {
            declared["MinValue"].as_f64().is_none_or(|least| above(least, number))
                && declared["MaxValue"].as_f64().is_none_or(|most| number <= most)
        });
    }
    let mut schema = json!({ "minLength": declared["MinLength"].as_u64().unwrap_or(0) });
    if let Some(pattern) = declared["AllowedPattern"].as_str() {
        schema["pattern"] = json!(pattern);
    }
    jsonschema::is_valid(&schema, &json!(value))
}

/// The values to try: the usual ones, those that the parameter lists, its bounds, and their neighbours.
fn probes(declared: &Value) -> Vec<String> {
    let listed = declared["AllowedValues"].as_array().into_iter().flatten().map(text);
    let bounds = ["MinValue", "MaxValue"].into_iter().filter_map(|bound| declared[bound].as_i64());
    let near = bounds.flat_map(|bound| [bound - 1, bound, bound + 1]).map(|number| number.to_string());
    PROBES.into_iter().map(str::to_owned).chain(listed).chain(near).collect()
}

/// Why the function does not start with `value`, if it is the value's fault.
async fn refusal(setting: &Setting, value: &str) -> Option<StartError> {
    let shop = Shop::open();
    let mut variables: BTreeMap<_, _> = shop.variables_of(setting.function.name);
    variables.insert(setting.variable.clone(), value.to_owned());
    let started = setting.function.start(shop.world_with(variables)).await;
    // A secret's name that nobody filled is the parameter store's to refuse.
    started.err().filter(|error| !matches!(error, StartError::Unreadable { .. }))
}

#[tokio::test(start_paused = true)]
async fn what_the_template_takes_the_functions_start_with() {
    let template = Template::deployed();
    let settings = settings(template);
    assert!(settings.len() > 10, "{} settings", settings.len());
    for setting in &settings {
        let declared = &template.document()["Parameters"][&setting.parameter];
        let bounded = ["MinValue", "MaxValue", "AllowedValues"].iter().any(|bound| !declared[bound].is_null());
        for value in probes(declared) {
            let (taken, refused) = (takes(declared, &value), refusal(setting, &value).await);
            let (function, parameter) = (setting.function.name, &setting.parameter);
            assert!(!taken || refused.is_none(), "{parameter} may be {value:?}, and {function} says: {refused:?}");
            assert!(
                taken || !bounded || refused.is_some(),
                "{function} takes {value:?}, and {parameter} may not be it"
            );
        }
    }
}

#[test]
fn a_parameter_takes_what_cloudformation_would() {
    let number = json!({ "Type": "Number", "MinValue": 5, "MaxValue": 9 });
    assert_eq!(
        ["4", "5", "9", "10", "x", ""].map(|value| takes(&number, value)),
        [false, true, true, false, false, false]
    );
    let choice = json!({ "Type": "String", "AllowedValues": ["true", "false"] });
    assert_eq!(["true", "TRUE", ""].map(|value| takes(&choice, value)), [true, false, false]);
    let words = json!({ "Type": "String", "MinLength": 1, "AllowedPattern": "^/.+" });
    assert_eq!(["/x", "x", ""].map(|value| takes(&words, value)), [true, false, false]);
}
