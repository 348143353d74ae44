//! What is kept: encrypted, restorable, and for a time.

use serde_json::{Value, json};
use tests::Template;

use crate::{
    holds,
    reading::{all, named},
};

pub(crate) fn tables(template: &Template) -> Vec<String> {
    // A table that is protected from its creation cannot be rolled back, and its name blocks the next attempt.
    let protection = json!({ "Fn::If": ["ProtectsTables", true, false] });
    let mut broken = Vec::new();
    for (name, table) in template.resources("AWS::DynamoDB::Table") {
        let properties = &table["Properties"];
        let stays = |policy: &str| table[policy].as_str().is_some_and(|policy| policy.starts_with("Retain"));
        for (good, what) in [
            (properties["BillingMode"] == "PAY_PER_REQUEST", "is paid for while nobody shops"),
            (properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] == true, "is not restorable"),
            (properties["SSESpecification"]["SSEEnabled"] == true, "is not encrypted with a key of the account"),
            (properties["DeletionProtectionEnabled"] == protection, "is not protected by the parameter"),
            (stays("DeletionPolicy") && stays("UpdateReplacePolicy"), "goes with the stack"),
        ] {
            if !good {
                broken.push(format!("{name} {what}"));
            }
        }
    }
    broken
}

pub(crate) fn plain_queues(template: &Template) -> Vec<String> {
    let queues = all(template).filter(|(_, kind, _)| *kind == "AWS::SQS::Queue");
    let plain = queues.filter(|(.., it)| it["SqsManagedSseEnabled"] != true && it["KmsMasterKeyId"].is_null());
    plain.map(|(name, ..)| format!("{name} is not encrypted")).collect()
}

pub(crate) fn logs(template: &Template) -> Vec<String> {
    let ends = |name: &str| !template.resource(name)["Properties"]["RetentionInDays"].is_null();
    let mut broken = Vec::new();
    for (name, kind, properties) in all(template) {
        let (log, what) = match kind {
            "AWS::Logs::LogGroup" => (Some(name), "is kept for ever"),
            // A log that Lambda makes by itself is kept for ever.
            "AWS::Serverless::Function" => (named(&properties["LoggingConfig"]["LogGroup"]), "has no log of its own"),
            "AWS::Serverless::HttpApi" => {
                (destination(&properties["AccessLogSettings"]["DestinationArn"]), "does not log who calls")
            }
            _ => continue,
        };
        if !log.is_some_and(ends) {
            broken.push(format!("{name} {what}"));
        }
        // The gateway lets itself into each log by the account's one policy, unless its name begins like this.
        let delivered = kind == "AWS::Serverless::HttpApi";
        let group = log.map(|log| template.resource(log)["Properties"]["LogGroupName"]["Fn::Sub"].as_str());
        if delivered && !group.flatten().is_some_and(|group| group.starts_with("/aws/vendedlogs/")) {
            broken.push(format!("the log of {name} counts against the size of the account's policy for logs"));
        }
    }
    broken
}

/// The log that an address without the final `:*` names: with it, the stack differs from its template ever after.
fn destination(arn: &Value) -> Option<&str> {
    arn["Fn::Sub"].as_str()?.split_once(":log-group:${")?.1.strip_suffix('}')
}

#[test]
fn tables_are_on_demand_restorable_encrypted_and_kept() {
    holds(tables);
}

#[test]
fn queues_are_encrypted() {
    holds(plain_queues);
}

#[test]
fn every_log_ends_some_day() {
    holds(logs);
}
