//! Who may deploy: `deploy/bootstrap.yaml` lets a workflow ask for the stack, and `CloudFormation` make it, within a boundary
//! that is exactly what the shop's roles may do.

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};
use tests::{Template, repository};

use crate::reading::list;

fn bootstrap() -> Template {
    let text = fs::read_to_string(repository().join("deploy/bootstrap.yaml")).expect("deploy/bootstrap.yaml");
    Template::of(&text)
}

/// The statements of a policy document.
fn statements(document: &Value) -> Vec<&Value> {
    list(&document["Statement"])
}

/// The actions of some statements.
fn actions<'a>(statements: impl IntoIterator<Item = &'a Value>) -> BTreeSet<&'a str> {
    statements.into_iter().flat_map(|it| list(&it["Action"])).filter_map(Value::as_str).collect()
}

fn policy<'a>(template: &'a Template, role: &str) -> Vec<&'a Value> {
    statements(&template.resource(role)["Properties"]["Policies"][0]["PolicyDocument"])
}

#[test]
fn the_boundary_is_what_the_shops_roles_may_do_and_nothing_else() {
    let (shop, bootstrap) = (Template::deployed(), bootstrap());
    let roles = shop.resources("AWS::IAM::Role");
    let policies = roles.flat_map(|(_, role)| list(&role["Properties"]["Policies"]));
    let wanted = actions(policies.flat_map(|policy| statements(&policy["PolicyDocument"])));
    assert!(wanted.len() > 10, "{wanted:?}");
    let bounds = actions(statements(&bootstrap.resource("Boundary")["Properties"]["PolicyDocument"]));
    assert_eq!(bounds, wanted, "the boundary, and the roles of template.yaml");
}

#[test]
fn only_jobs_of_the_environment_take_the_role_that_deploys() {
    let bootstrap = bootstrap();
    let trust = statements(&bootstrap.resource("Deployer")["Properties"]["AssumeRolePolicyDocument"]);
    let [trust] = trust[..] else { panic!("one way in") };
    let issuer = "token.actions.githubusercontent.com";
    let wanted = json!({ "StringEquals": {
        format!("{issuer}:aud"): "sts.amazonaws.com",
        format!("{issuer}:sub"): { "Fn::Sub": "repo:${Repository}:environment:${Environment}" },
    } });
    assert_eq!((&trust["Condition"], &trust["Action"]), (&wanted, &json!("sts:AssumeRoleWithWebIdentity")));
    let rights = actions(policy(&bootstrap, "Deployer"));
    let writes = rights.iter().filter(|action| {
        let verb = action.split(':').nth(1).unwrap_or_default();
        !["Get", "List", "Describe"].iter().any(|read| verb.starts_with(read))
    });
    let wanted =
        ["cloudformation:CreateChangeSet", "cloudformation:DeleteChangeSet", "cloudformation:ExecuteChangeSet"];
    assert_eq!(writes.copied().collect::<Vec<_>>(), [&wanted[..], &["iam:PassRole", "s3:PutObject"]].concat());
}

#[test]
fn nobody_who_deploys_makes_a_role_beyond_the_boundary() {
    let bootstrap = bootstrap();
    let bounded = json!({ "StringEquals": { "iam:PermissionsBoundary": { "Ref": "Boundary" } } });
    let granting = ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"];
    let forbidden =
        ["iam:AttachRolePolicy", "iam:DeleteRolePermissionsBoundary", "iam:CreatePolicyVersion", "iam:CreateUser"];
    for role in ["Deployer", "Execution"] {
        for statement in policy(&bootstrap, role) {
            for action in list(&statement["Action"]).into_iter().filter_map(Value::as_str) {
                assert!(!action.contains('*'), "{role}: {action}");
                assert!(!forbidden.contains(&action), "{role}: {action}");
                assert!(!granting.contains(&action) || statement["Condition"] == bounded, "{role}: {action}");
                let passes = !statement["Condition"]["StringEquals"]["iam:PassedToService"].is_null();
                assert!(action != "iam:PassRole" || passes, "{role} gives roles to anybody");
            }
        }
    }
}

#[test]
fn what_is_allowed_on_everything_only_looks_or_has_a_condition_or_knows_no_names() {
    let bootstrap = bootstrap();
    for role in ["Deployer", "Execution"] {
        for statement in policy(&bootstrap, role).into_iter().filter(|it| it["Resource"] == "*") {
            let looks = |action: &Value| {
                let verb = action.as_str().and_then(|it| it.split(':').nth(1)).unwrap_or_default();
                ["Get", "List", "Describe", "Tag"].iter().any(|read| verb.starts_with(read))
            };
            let only_looks = list(&statement["Action"]).into_iter().all(looks);
            let bound = !statement["Condition"].is_null() || statement["Sid"] == "LogsOfTheApi";
            assert!(only_looks || bound, "{role} {}: on everything", statement["Sid"]);
        }
    }
}
