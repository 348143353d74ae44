//! What happened in a run, to be read as a table.

use std::{fmt::Write as _, sync::Mutex};

use domain::kernel::Timestamp;
use tests::{Fault, Operation, Service};

/// Where in the shipped code a call is made, as far as the wire shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    /// `pay-order`.
    pub function: &'static str,
    /// `UpdateItem orders`, `POST /v1/payment_intents`.
    pub call: String,
}

impl Site {
    pub(crate) fn of(function: &'static str, operation: &Operation) -> Self {
        let body = &operation.body;
        let last = |text: &str| text.rsplit(['/', '-']).next().unwrap_or_default().to_owned();
        let object = match operation.service {
            Service::DynamoDb => {
                let tables: Vec<String> = operation.tables().iter().map(|table| last(table)).collect();
                let index = body["IndexName"].as_str().map(|index| format!(" by {index}")).unwrap_or_default();
                format!(" {}{index}", tables.join("+"))
            }
            Service::Sqs => format!(" {}", last(body["QueueUrl"].as_str().unwrap_or_default())),
            Service::Ssm => {
                format!(" {}", body["Name"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default())
            }
            Service::S3 | Service::Ses | Service::Events | Service::Lambda | Service::Provider | Service::Endpoint => {
                String::new()
            }
        };
        Self { function, call: format!("{}{object}", operation.name) }
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Milliseconds since the run began.
    pub at_ms: i64,
    /// Who did it: `ada`, `sweep`.
    pub actor: String,
    /// What was done.
    pub what: String,
    /// What befell it.
    pub fault: Option<Fault>,
    /// What came back.
    pub answer: String,
}

/// Everything that happened, oldest first.
#[derive(Debug)]
pub(crate) struct History {
    began: Timestamp,
    events: Mutex<Vec<Event>>,
}

impl History {
    pub(crate) fn new(began: Timestamp) -> Self {
        Self { began, events: Mutex::default() }
    }

    pub(crate) fn add(&self, now: Timestamp, actor: &str, what: String, fault: Option<Fault>, answer: String) {
        let at_ms = now.millis() - self.began.millis();
        self.events.lock().expect("the history").push(Event { at_ms, actor: actor.to_owned(), what, fault, answer });
    }

    pub(crate) fn take(&self) -> Vec<Event> {
        std::mem::take(&mut *self.events.lock().expect("the history"))
    }
}

/// The events as a table for people.
#[must_use]
pub fn as_table(events: &[Event]) -> String {
    let width = |column: fn(&Event) -> usize, least: usize| events.iter().map(column).max().unwrap_or(0).max(least);
    let (actor, what) = (width(|it| it.actor.len(), 5), width(|it| it.what.len(), 4).min(64));
    let fault = width(|it| it.fault.map_or(0, |fault| format!("{fault:?}").len()), 5);
    let mut table = format!("{:>9}  {:actor$}  {:what$}  {:fault$}  answer\n", "ms", "actor", "call", "fault");
    for event in events {
        let befell = event.fault.map(|fault| format!("{fault:?}")).unwrap_or_default();
        let _ = writeln!(
            table,
            "{:>9}  {:actor$}  {:what$}  {befell:fault$}  {}",
            event.at_ms, event.actor, event.what, event.answer
        );
    }
    table
}
