//! Who may do what: the table of the domain, the description, and the tests' own table of routes are one.

use std::{collections::BTreeMap, fmt::Write as _};

use domain::accounts::{Permission, Role};
use serde_json::Value;
use tests::{Description, ENDPOINTS};

#[test]
fn the_description_names_the_permission_of_each_operation_for_staff() {
    let tested: BTreeMap<String, Option<&str>> =
        ENDPOINTS.iter().map(|endpoint| (endpoint.route(), endpoint.permission().map(Permission::as_str))).collect();
    let operations = Description::served().operations();
    let described: BTreeMap<String, Option<&str>> =
        operations.iter().map(|(route, operation)| (route.clone(), operation.value["x-permission"].as_str())).collect();
    assert_eq!(described, tested, "x-permission in openapi.yaml (left), and ENDPOINTS in tests/src/endpoints.rs");
}

#[test]
fn who_needs_a_permission_may_lack_it_and_nobody_else() {
    for (route, operation) in Description::served().operations() {
        let refused = &operation.value["responses"]["403"]["$ref"];
        let forbidden = refused == "#/components/responses/Forbidden";
        assert_eq!(operation.value["x-permission"].is_string(), forbidden, "{route}");
    }
}

#[test]
fn the_description_shows_the_table_of_roles() {
    let names = Role::STAFF.map(Role::as_str).join(" | ");
    let mut table = format!("| permission | {names} |\n|---{}|\n", "|---".repeat(Role::STAFF.len()));
    for permission in Permission::ALL {
        let cells = Role::STAFF.map(|role| if role.may(permission) { "yes" } else { "no" }).join(" | ");
        let _ = writeln!(table, "| `{permission}` | {cells} |");
    }
    let text = Description::served().document()["info"]["description"].as_str().expect("a text");
    assert!(text.contains(&table), "info.description of openapi.yaml should hold this table:\n\n{table}");
}

#[test]
fn the_description_lists_all_roles_and_permissions() {
    let schemas = &Description::served().document()["components"]["schemas"];
    let listed = |name: &str| -> Vec<&str> {
        let values = schemas[name]["enum"].as_array().expect("a list");
        values.iter().filter_map(Value::as_str).collect()
    };
    assert_eq!(listed("Role"), Role::ALL.map(Role::as_str));
    assert_eq!(listed("Permission"), Permission::ALL.map(Permission::as_str));
}
