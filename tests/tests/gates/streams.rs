//! Streams: one bad change holds nobody up for long, and none is lost unheard.

use lambda::{CHANGE_TIMEOUT, CHANGES_AT_ONCE};
use serde_json::{Value, json};
use tests::{Deployed, Template};

use crate::{
    holds,
    reading::{named, timeout},
};

/// Tries of a batch at most.
const MOST_RETRIES: u64 = 100;

/// Functions with the streams that they take changes from.
fn readers(template: &Template) -> Vec<(Deployed<'_>, &Value)> {
    let mut found = Vec::new();
    for function in template.functions() {
        found.extend(Template::triggers(&function, "DynamoDB").map(|event| (function.clone(), event)));
    }
    found
}

pub(crate) fn endless(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (function, event) in readers(template) {
        let name = function.name;
        if event["FunctionResponseTypes"] != json!(["ReportBatchItemFailures"]) {
            broken.push(format!("{name} fails with its whole batch"));
        }
        if event["BisectBatchOnFunctionError"] != true {
            broken.push(format!("{name} never finds the change that fails a batch"));
        }
        // Lambda's own answer to silence is to try for a day.
        if event["MaximumRetryAttempts"].as_u64().is_none_or(|retries| retries > MOST_RETRIES) {
            broken.push(format!("a change that fails holds {name} up for ever"));
        }
        let aside = named(&event["DestinationConfig"]["OnFailure"]["Destination"]).unwrap_or_default();
        if template.resource(aside)["Type"] != "AWS::SQS::Queue" {
            broken.push(format!("what {name} gives up is lost"));
        }
    }
    broken
}

pub(crate) fn worst_case(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (function, event) in readers(template) {
        let changes = event["BatchSize"].as_u64().unwrap_or(100);
        let rounds = changes.div_ceil(CHANGES_AT_ONCE as u64);
        let (longest, own) = (rounds * CHANGE_TIMEOUT.as_secs(), timeout(template, &function));
        if longest + 2 > own {
            broken.push(format!("a slow batch of {} takes {longest} s, and it has {own} s", function.name));
        }
    }
    broken
}

/// Whoever projects compares what was with what is.
pub(crate) fn half_told(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (function, event) in readers(template) {
        let table = named(&event["Stream"]).unwrap_or_default();
        if template.resource(table)["Properties"]["StreamSpecification"]["StreamViewType"] != "NEW_AND_OLD_IMAGES" {
            broken.push(format!("{} does not see both images of {table}", function.name));
        }
    }
    broken
}

#[test]
fn a_change_that_fails_is_found_tried_so_often_and_set_aside() {
    assert!(!readers(Template::deployed()).is_empty());
    holds(endless);
}

#[test]
fn a_batch_of_changes_ends_in_time_when_each_takes_as_long_as_it_may() {
    holds(worst_case);
}

#[test]
fn a_stream_tells_what_was_and_what_is() {
    holds(half_told);
}
