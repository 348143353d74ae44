//! Who is told: whatever a person must look at raises an alarm that reaches somebody.

use std::fs;

use serde_json::{Value, json};
use tests::{Template, repository};

use crate::{
    holds,
    measures::CONTENDED,
    reading::{all, consumers, list, named},
};

/// The metrics that an alarm looks at: its own, or those of its expression.
pub(crate) fn metrics(alarm: &Value) -> Vec<&Value> {
    let parts = list(&alarm["Metrics"]).into_iter().map(|part| &part["MetricStat"]["Metric"]);
    parts.chain([alarm]).filter(|metric| !metric["MetricName"].is_null()).collect()
}

/// The alarms on one metric.
pub(crate) fn alarms<'a>(template: &'a Template, metric: &'a str) -> impl Iterator<Item = &'a Value> {
    let alarms = template.resources("AWS::CloudWatch::Alarm").map(|(_, alarm)| &alarm["Properties"]);
    alarms.filter(move |alarm| metrics(alarm).iter().any(|it| it["MetricName"] == metric))
}

pub(crate) fn watches(template: &Template, metric: &str, dimension: &Value) -> bool {
    let of_it = |it: &&Value| it["MetricName"] == metric && it["Dimensions"][0]["Value"] == *dimension;
    alarms(template, metric).any(|alarm| metrics(alarm).iter().any(of_it))
}

pub(crate) fn deaf(template: &Template) -> Vec<String> {
    let reaches = |alarm: &Value| {
        let topic = named(&alarm["Properties"]["AlarmActions"][0]).unwrap_or_default();
        template.resource(topic)["Type"] == "AWS::SNS::Topic" && alarm["Properties"]["ActionsEnabled"] != false
    };
    // The local AWS takes no alarms on expressions; every other is there in every deployment.
    let deployed = |alarm: &Value| {
        alarm["Condition"].is_null()
            || (alarm["Condition"] == "HasMetricMath" && !alarm["Properties"]["Metrics"].is_null())
    };
    let all = template.resources("AWS::CloudWatch::Alarm");
    let unheard = all.filter(|(_, alarm)| !reaches(alarm) || !deployed(alarm));
    unheard.map(|(name, _)| format!("nobody hears {name}")).collect()
}

/// What lies in a queue from which no function takes waits for a person.
pub(crate) fn full_queues(template: &Template) -> Vec<String> {
    let taken: Vec<_> = consumers(template).into_iter().map(|(.., name)| name).collect();
    let waiting = all(template).filter(|(name, kind, _)| *kind == "AWS::SQS::Queue" && !taken.contains(name));
    let unwatched = waiting.filter(|(name, ..)| {
        let dimension = json!({ "Fn::GetAtt": [name, "QueueName"] });
        !alarms(template, "ApproximateNumberOfMessagesVisible")
            .any(|alarm| alarm["Dimensions"][0]["Value"] == dimension && alarm["Threshold"] == 0)
    });
    unwatched.map(|(name, ..)| format!("nobody is told when {name} is not empty")).collect()
}

/// A function that fails behind the API is a 5xx, which the API's alarm counts. All others have an alarm of their own.
pub(crate) fn failures(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for function in template.functions() {
        let events = function.properties["Events"].as_object().into_iter().flat_map(|events| events.values());
        let of_the_api = events.map(|event| &event["Type"]).all(|kind| *kind == "HttpApi");
        let routes: Vec<_> = Template::triggers(&function, "HttpApi").collect();
        let by_the_api = of_the_api && routes.iter().all(|it| watches(template, "5xx", &it["ApiId"]));
        let itself = json!({ "Ref": function.resource });
        if !by_the_api && !watches(template, "Errors", &itself) {
            broken.push(format!("nobody is told when {} fails", function.name));
        }
        if Template::triggers(&function, "ScheduleV2").count() > 0 && !watches(template, "Invocations", &itself) {
            broken.push(format!("nobody is told when {} does not run", function.name));
        }
    }
    broken
}

/// The pattern of a filter that counts every line with an `alarm`, or with this one.
fn alarm_pattern(code: &str) -> String {
    format!("{{ $.fields.alarm = \"{code}\" }}")
}

/// Lines that ask for an operator are counted in the log of every function that can write them, and the count has an alarm.
pub(crate) fn unheard_lines(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    let filters: Vec<_> = template.resources("AWS::Logs::MetricFilter").map(|(_, it)| &it["Properties"]).collect();
    let counted = |function: &str, pattern: &str| {
        let log = format!("{function}Log");
        filters.iter().any(|filter| {
            let hears = filter["FilterPattern"].as_str().is_some_and(|it| it.contains(pattern));
            let metric = filter["MetricTransformations"][0]["MetricName"].as_str().unwrap_or_default();
            hears && named(&filter["LogGroupName"]) == Some(&log) && alarms(template, metric).count() == 1
        })
    };
    let mut wanted = vec![
        ("LogIn", "\"a stored password hash is damaged\"".to_owned()),
        ("SendNotification", alarm_pattern("receipt_refused")),
        ("ProjectChanges", alarm_pattern("record_unreadable")),
        ("SendWebhook", alarm_pattern("webhook_failed")),
        ("IndexProducts", alarm_pattern("record_unreadable")),
        ("IndexProducts", alarm_pattern("search_index_unreadable")),
        ("SearchProducts", alarm_pattern("search_index_unreadable")),
    ];
    // Whoever asks the provider about payments may find one that differs from its order, or be refused for good.
    let functions = template.functions();
    for function in &functions {
        if !function.properties["Environment"]["Variables"]["STRIPE_SECRET_KEY_PARAMETER"].is_null() {
            wanted.push((function.resource, alarm_pattern("*")));
        }
    }
    for (function, line) in wanted {
        if !counted(function, &line) {
            broken.push(format!("nobody is told when {function} writes {line}"));
        }
    }
    broken
}

#[test]
fn every_alarm_reaches_somebody() {
    holds(deaf);
}

#[test]
fn somebody_is_told_when_a_queue_that_waits_for_a_person_is_not_empty() {
    holds(full_queues);
}

#[test]
fn somebody_is_told_when_a_function_fails_or_the_clock_stops() {
    holds(failures);
}

#[test]
fn b43_somebody_is_told_of_a_damaged_hash_and_of_whatever_else_only_a_log_line_says() {
    holds(unheard_lines);
}

/// A filter that waits for words which no function writes is silent for ever.
#[test]
fn the_lines_that_alarms_wait_for_are_written_by_the_code() {
    let sources: String =
        ["shared", "functions"].into_iter().flat_map(crate::unsafety::rust_files).map(|it| it.1).collect();
    let written = |words: &str| {
        let lines = || sources.lines().filter(|it| it.contains("tracing::error!") || it.contains("tracing::warn!"));
        match words {
            "*" => lines().filter(|line| line.contains("alarm = \"")).count() >= 4,
            words => lines().any(|line| line.contains(words)),
        }
    };
    let mut lines = 0;
    for (name, filter) in Template::deployed().resources("AWS::Logs::MetricFilter") {
        let pattern = filter["Properties"]["FilterPattern"].as_str().expect("a pattern");
        for words in pattern.split('"').skip(1).step_by(2) {
            lines += 1;
            // A cause is no line of its own, but part of one.
            let is_cause =
                filter["Properties"]["MetricTransformations"][0]["MetricName"] == CONTENDED && words != "failed";
            let is_part = is_cause && sources.lines().any(|line| line.contains(words));
            assert!(is_part || written(words), "{name} waits for \"{words}\"");
        }
    }
    assert!(lines >= 6, "{lines} lines are waited for");
}

/// An error that only an operator can deal with says so in its field `alarm`, wherever it is written.
#[test]
fn every_line_that_needs_an_operator_has_an_alarm() {
    let sources = ["shared/workflows", "functions/sync-payment", "functions/receive-stripe-event"];
    for (file, text) in sources.into_iter().flat_map(crate::unsafety::rust_files) {
        for line in text.lines().filter(|line| line.contains("tracing::error!") && line.contains("needs review")) {
            assert!(line.contains("alarm = \""), "{file:?}: {line}");
        }
    }
}

/// The runbook has a row for each alarm, and in it a command to look with; and no row for one that is gone.
#[test]
fn the_runbook_knows_every_alarm() {
    let runbook = fs::read_to_string(repository().join("docs/runbook.md")).expect("the runbook");
    let rows = || runbook.lines().filter(|line| line.starts_with("| **"));
    let alarms: Vec<_> = Template::deployed().resources("AWS::CloudWatch::Alarm").map(|(name, _)| name).collect();
    for name in &alarms {
        let row = rows().find(|row| row.contains(&format!("`{name}`")));
        let row = row.unwrap_or_else(|| panic!("docs/runbook.md does not say what to do about {name}"));
        let command = ["`aws ", "`backroom ", "](#"].iter().any(|start| row.contains(start));
        assert!(command, "docs/runbook.md has no command about {name}");
    }
    assert!(alarms.len() >= 20, "{} alarms", alarms.len());
    for row in rows() {
        assert!(alarms.iter().any(|name| row.contains(&format!("`{name}`"))), "docs/runbook.md: no alarm: {row}");
    }
}
