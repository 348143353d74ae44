//! Who may do what.

use serde_json::{Value, json};
use tests::Template;

use crate::{
    holds,
    reading::{all, has_star, list, named},
};

/// Statements that may say `*`: role, `Sid`, and why nothing narrower will do.
const STARS: &[(&str, &str, &str)] = &[
    ("SearchProductsRole", "ReadTheIndex", "objects are named by their digests"),
    ("IndexProductsRole", "KeepTheIndex", "objects are named by their digests"),
];
/// What one folder of the bucket holds: an object has no resource of its own in the template.
const FOLDERS: [&str; 2] = ["${MediaBucket.Arn}/incoming/*", "${MediaBucket.Arn}/media/*"];
/// The functions that hand out tokens: they alone read the private key.
const ISSUERS: [&str; 5] = ["log-in", "quote-order", "refresh-session", "reset-password", "verify-email"];
/// The function that checks the provider's signatures: it alone reads the webhook's secrets.
const RECEIVERS: [&str; 1] = ["receive-stripe-event"];

/// Every policy statement of the template, wherever it stands, with its resource.
fn statements(template: &Template) -> Vec<(&str, &Value)> {
    fn collect<'a>(resource: &'a str, value: &'a Value, found: &mut Vec<(&'a str, &'a Value)>) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| collect(resource, value, found)),
            Value::Object(members) => {
                found.extend(list(&value["Statement"]).into_iter().map(|statement| (resource, statement)));
                members.values().for_each(|value| collect(resource, value, found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (name, _, properties) in all(template) {
        collect(name, properties, &mut found);
    }
    found
}

pub(crate) fn stars(template: &Template) -> Vec<String> {
    let excused = |role: &str, sid: &Value| STARS.iter().any(|(it, its_sid, _)| *it == role && sid == its_sid);
    let mut broken = Vec::new();
    for (resource, statement) in statements(template) {
        for part in ["Action", "Resource", "Principal", "NotAction", "NotResource", "NotPrincipal"] {
            let negated = part.starts_with("Not") && !statement[part].is_null();
            let is_folder =
                part == "Resource" && FOLDERS.contains(&statement[part]["Fn::Sub"].as_str().unwrap_or_default());
            if (negated || has_star(&statement[part])) && !is_folder && !excused(resource, &statement["Sid"]) {
                broken.push(format!("{resource} {}: {part} is {}", statement["Sid"], statement[part]));
            }
        }
    }
    broken
}

pub(crate) fn managed_policies(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, kind, properties) in all(template) {
        match kind {
            "AWS::IAM::Role" if !properties["ManagedPolicyArns"].is_null() => {
                broken.push(format!("{name} has a managed policy"));
            }
            "AWS::IAM::ManagedPolicy" => broken.push(format!("{name} is a managed policy")),
            // Where a function has no role, or policies of its own, SAM makes a role for it, with managed policies.
            "AWS::Serverless::Function" if named(&properties["Role"]) != Some(&format!("{name}Role")) => {
                broken.push(format!("{name} has no role of its own"));
            }
            "AWS::Serverless::Function" if !properties["Policies"].is_null() => {
                broken.push(format!("{name} has policies beside its role"));
            }
            _ => {}
        }
    }
    broken
}

pub(crate) fn strangers(template: &Template) -> Vec<String> {
    let roles = all(template).filter(|(_, kind, _)| *kind == "AWS::IAM::Role");
    let wrong = |name: &str, properties: &Value| {
        let statements = list(&properties["AssumeRolePolicyDocument"]["Statement"]);
        let [statement] = statements[..] else { return true };
        // A role for a schedule could else be taken by a schedule of anybody's account.
        let (service, condition) = if schedule_roles(template).contains(&name) {
            let here = json!({ "StringEquals": { "aws:SourceAccount": { "Ref": "AWS::AccountId" } } });
            ("scheduler.amazonaws.com", here)
        } else {
            ("lambda.amazonaws.com", Value::Null)
        };
        statement["Principal"] != json!({ "Service": service })
            || statement["Action"] != "sts:AssumeRole"
            || statement["Condition"] != condition
    };
    roles
        .filter(|(name, _, properties)| wrong(name, properties))
        .map(|(name, ..)| format!("{name} can be taken by others than the service that it is for"))
        .collect()
}

/// The roles by which schedules run functions.
fn schedule_roles(template: &Template) -> Vec<&str> {
    let functions = template.functions();
    let schedules = functions.iter().flat_map(|it| Template::triggers(it, "ScheduleV2"));
    let of_functions = schedules.filter_map(|event| named(&event["RoleArn"]));
    let others = template.resources("AWS::Scheduler::Schedule");
    of_functions.chain(others.filter_map(|(_, it)| named(&it["Properties"]["Target"]["RoleArn"]))).collect()
}

/// Where a schedule names no role, SAM makes one, which any schedule could take.
pub(crate) fn schedules(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for function in template.functions() {
        for event in Template::triggers(&function, "ScheduleV2") {
            let role = named(&event["RoleArn"]).unwrap_or_default();
            let policies = list(&template.resource(role)["Properties"]["Policies"]);
            let rights: Vec<_> = policies.iter().flat_map(|it| list(&it["PolicyDocument"]["Statement"])).collect();
            let itself = json!({ "Fn::GetAtt": [function.resource, "Arn"] });
            let [right] = rights[..] else {
                broken.push(format!("the schedule of {} has no role of one right", function.name));
                continue;
            };
            if right["Action"] != "lambda:InvokeFunction" || right["Resource"] != itself {
                broken.push(format!("{role} may do something else than run {}", function.name));
            }
        }
    }
    broken
}

/// Whoever may deploy makes roles; a boundary keeps them from making one that may do more than the shop's.
pub(crate) fn unbounded(template: &Template) -> Vec<String> {
    let wanted = json!({ "Fn::If": ["HasBoundary", { "Ref": "PermissionsBoundary" }, { "Ref": "AWS::NoValue" }] });
    let roles = template.resources("AWS::IAM::Role");
    let open = roles.filter(|(_, role)| role["Properties"]["PermissionsBoundary"] != wanted);
    open.map(|(name, _)| format!("{name} has no boundary")).collect()
}

pub(crate) fn secrets(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for function in template.functions() {
        let name = function.name.as_str();
        let role = template.resource(&format!("{}Role", function.resource)).to_string();
        let variables = &function.properties["Environment"]["Variables"];
        // Who reads a secret is told its name, and nobody else: by list where that is few, else by the variable alone.
        for (parameter, variable, readers) in [
            ("SigningKeyParameter", "ACCESS_TOKEN_SIGNING_KEY_PARAMETER", Some(ISSUERS.as_slice())),
            ("StripeWebhookSecretsParameter", "STRIPE_WEBHOOK_SECRETS_PARAMETER", Some(RECEIVERS.as_slice())),
            ("StripeSecretKeyParameter", "STRIPE_SECRET_KEY_PARAMETER", None),
        ] {
            let reads = role.contains(&format!("parameter${{{parameter}}}"));
            let told = variables[variable]["Ref"] == parameter;
            if reads != told {
                broken.push(format!("{name}: its role and its variables differ about {parameter}"));
            }
            if readers.is_some_and(|readers| readers.contains(&name) != reads) {
                broken.push(format!("{name} and {parameter}: see the list of its readers"));
            }
        }
    }
    broken
}

#[test]
fn nothing_is_allowed_on_everything() {
    holds(stars);
    assert!(STARS.iter().all(|(.., reason)| reason.len() > 20), "an exception says why");
}

#[test]
fn every_function_has_its_own_role_and_no_managed_policy() {
    holds(managed_policies);
}

#[test]
fn only_the_service_that_a_role_is_for_takes_it() {
    holds(strangers);
    holds(schedules);
}

#[test]
fn every_role_can_be_bounded() {
    holds(unbounded);
}

#[test]
fn only_who_issues_tokens_reads_the_signing_key_and_only_who_checks_events_their_secrets() {
    holds(secrets);
}
