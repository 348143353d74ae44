//! What alarms measure: failures as a share, silence as a lack of data, and whatever AWS turns away or holds against the shop.

use serde_json::json;
use tests::Template;

use crate::{
    alarms::{alarms, metrics, watches},
    holds,
    reading::{all, consumers, list, named},
};

/// What is set aside is kept for a time and then gone.
pub(crate) fn expiring(template: &Template) -> Vec<String> {
    let taken: Vec<_> = consumers(template).into_iter().map(|(.., name)| name).collect();
    let waiting = all(template).filter(|(name, kind, _)| *kind == "AWS::SQS::Queue" && !taken.contains(name));
    let unwatched = waiting.filter(|(name, ..)| {
        let dimension = json!({ "Fn::GetAtt": [name, "QueueName"] });
        !watches(template, "ApproximateAgeOfOldestMessage", &dimension)
    });
    unwatched.map(|(name, ..)| format!("nobody is told before messages in {name} expire")).collect()
}

/// A thousand failures of a million are a good day, and one of two is none: failures are a share of all answers. Requests that
/// met others at a stock row are repeated by their clients, and no fault that anybody could mend.
pub(crate) fn counted_failures(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for alarm in alarms(template, "5xx") {
        let expressions: String = list(&alarm["Metrics"]).iter().map(|part| part["Expression"].to_string()).collect();
        let all = metrics(alarm).iter().any(|metric| metric["MetricName"] == "Count");
        let contended = metrics(alarm).iter().any(|metric| metric["MetricName"] == CONTENDED);
        if !all || !expressions.contains("100 * (failures - FILL(contended, 0)) / requests") {
            broken.push("the API's failures are not a share of its answers".to_owned());
        }
        if !contended || !expressions.contains("IF(failures - FILL(contended, 0) > ") {
            broken.push("contention counts as failure".to_owned());
        }
    }
    broken
}

/// The metric of answers that are 503 because others were at the same stock row.
pub(crate) const CONTENDED: &str = "ContendedRequests";

/// Whoever changes stock behind the API meets others at its rows.
pub(crate) fn uncounted_contention(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    let filters: Vec<_> = template.resources("AWS::Logs::MetricFilter").map(|(_, it)| &it["Properties"]).collect();
    for function in template.functions() {
        let role = &template.resource(&format!("{}Role", function.resource))["Properties"]["Policies"];
        let rights = list(&role[0]["PolicyDocument"]["Statement"]);
        let writes = rights.iter().any(|right| {
            named(&right["Resource"]) == Some("StockTable") && right["Action"].to_string().contains("UpdateItem")
        });
        let behind_the_api = Template::triggers(&function, "HttpApi").next().is_some();
        let log = format!("{}Log", function.resource);
        let counted = filters.iter().any(|filter| {
            filter["MetricTransformations"][0]["MetricName"] == CONTENDED
                && named(&filter["LogGroupName"]) == Some(&log)
        });
        if writes && behind_the_api && !counted {
            broken.push(format!("contention in {} counts as failure", function.name));
        }
    }
    broken
}

/// An alarm whose missing data are breaching is told as soon as it is created. One for silence tells it as a lack of data.
pub(crate) fn false_starts(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, alarm) in template.resources("AWS::CloudWatch::Alarm") {
        let alarm = &alarm["Properties"];
        if alarm["TreatMissingData"].is_null() || alarm["TreatMissingData"] == "breaching" {
            broken.push(format!("{name} starts in alarm"));
        }
        let is_for_silence = alarm["ComparisonOperator"] == "LessThanThreshold";
        if is_for_silence && (alarm["TreatMissingData"] != "missing" || alarm["InsufficientDataActions"].is_null()) {
            broken.push(format!("{name} does not tell of silence"));
        }
    }
    broken
}

/// What else AWS turns away or holds against the shop.
pub(crate) fn unwatched(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for metric in ["Throttles", "Reputation.BounceRate", "Reputation.ComplaintRate", "NumberOfMessagesSent"] {
        if alarms(template, metric).next().is_none() {
            broken.push(format!("nobody is told of {metric}"));
        }
    }
    for (table, _) in template.resources("AWS::DynamoDB::Table") {
        if !watches(template, "WriteThrottleEvents", &json!({ "Ref": table })) {
            broken.push(format!("nobody is told when {table} turns writes away"));
        }
    }
    for (queue, kind, _) in all(template).filter(|(_, kind, _)| *kind == "AWS::SQS::Queue") {
        if !watches(template, "ApproximateAgeOfOldestMessage", &json!({ "Fn::GetAtt": [queue, "QueueName"] })) {
            broken.push(format!("nobody is told when messages in {queue} ({kind}) grow old"));
        }
    }
    broken
}

#[test]
fn somebody_is_told_before_a_message_that_was_set_aside_expires() {
    holds(expiring);
}

#[test]
fn failures_are_told_by_their_share_and_contention_is_no_failure() {
    holds(counted_failures);
    holds(uncounted_contention);
}

#[test]
fn no_alarm_is_told_for_having_been_created() {
    holds(false_starts);
}

#[test]
fn somebody_is_told_of_throttles_of_old_messages_and_of_a_bad_reputation() {
    holds(unwatched);
}
