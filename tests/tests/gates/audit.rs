//! The audit log is only added to: no role may change a row of it or remove one, and who adds to it may not read it.

use serde_json::Value;
use tests::Template;

use crate::{holds, reading::list};

/// All that any role may do to the table: to add a row, in the transaction of a change.
const ADDS: &str = "dynamodb:PutItem";
/// And to read it, by the one function that shows it.
const READS: &str = "dynamodb:Query";
const READER: &str = "ListAuditLogRole";

pub(crate) fn changes(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, role) in template.resources("AWS::IAM::Role") {
        let policies = list(&role["Properties"]["Policies"]);
        for statement in policies.iter().flat_map(|policy| list(&policy["PolicyDocument"]["Statement"])) {
            if !statement["Resource"].to_string().contains("AuditTable") {
                continue;
            }
            let allowed = if name == READER { READS } else { ADDS };
            for action in list(&statement["Action"]) {
                if action.as_str() != Some(allowed) {
                    broken.push(format!("{name} may {action} on the audit log"));
                }
            }
        }
    }
    broken
}

/// A log that is deleted after a while is none, and so is one whose rows vanish with the stack.
pub(crate) fn vanishing(template: &Template) -> Vec<String> {
    let table = template.resource("AuditTable");
    let mut broken = Vec::new();
    if !table["Properties"]["TimeToLiveSpecification"].is_null() {
        broken.push("rows of the audit log have a time to live".to_owned());
    }
    if table["DeletionPolicy"] == Value::Null {
        broken.push("the audit log goes with the stack".to_owned());
    }
    broken
}

#[test]
fn the_audit_log_is_only_added_to() {
    holds(changes);
    holds(vanishing);
    let deployed = Template::deployed();
    let roles = deployed.resources("AWS::IAM::Role").filter(|(_, role)| role.to_string().contains("AuditTable"));
    assert!(roles.count() >= 5, "the functions that record changes, and the one that shows them");
}
