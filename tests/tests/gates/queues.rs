//! Queues: nothing is lost and nothing blocks.

use serde_json::{Value, json};
use tests::Template;

use crate::{
    holds,
    reading::{all, consumers, named, timeout},
};

const FOURTEEN_DAYS: u64 = 14 * 24 * 3600;
/// Receives before a message is set aside.
const RECEIVES: u64 = 5;

fn queue<'a>(template: &'a Template, name: &str) -> &'a Value {
    &template.resource(name)["Properties"]
}

pub(crate) fn visibility(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (function, _, name) in consumers(template) {
        // SQS's own answer to silence is 30.
        let hidden = queue(template, name)["VisibilityTimeout"].as_u64().unwrap_or(30);
        let timeout = timeout(template, &function);
        if hidden < 6 * timeout {
            broken.push(format!("{name} hides a message for {hidden} s; {} may take {timeout} s", function.name));
        }
    }
    broken
}

pub(crate) fn whole_batches(template: &Template) -> Vec<String> {
    let reports = json!(["ReportBatchItemFailures"]);
    let whole = consumers(template).into_iter().filter(|(_, event, _)| event["FunctionResponseTypes"] != reports);
    whole.map(|(function, ..)| format!("{} fails with its whole batch", function.name)).collect()
}

pub(crate) fn losses(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    let sources: Vec<_> = consumers(template).into_iter().map(|(.., name)| name).collect();
    for name in &sources {
        let redrive = &queue(template, name)["RedrivePolicy"];
        let dead = named(&redrive["deadLetterTargetArn"]).filter(|dead| !queue(template, dead).is_null());
        if dead.is_none() || redrive["maxReceiveCount"] != RECEIVES {
            broken.push(format!("{name} sets nothing aside after {RECEIVES} receives"));
        }
    }
    // What nobody takes from waits for a person, who may be on holiday.
    for (name, kind, properties) in all(template) {
        let waits = kind == "AWS::SQS::Queue" && !sources.contains(&name);
        if waits && properties["MessageRetentionPeriod"] != FOURTEEN_DAYS {
            broken.push(format!("{name} keeps messages for {}", properties["MessageRetentionPeriod"]));
        }
    }
    broken
}

#[test]
fn a_message_stays_out_of_sight_while_six_attempts_at_its_batch_could_run() {
    holds(visibility);
}

#[test]
fn one_bad_message_does_not_hold_back_the_others() {
    holds(whole_batches);
}

#[test]
fn what_fails_too_often_is_set_aside_and_kept_for_fourteen_days() {
    holds(losses);
}
