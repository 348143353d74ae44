//! Timeouts inside timeouts: whoever waits outlasts whom they wait for, so that somebody is left to answer.

use std::time::Duration;

use aws::{INVOKE_TIMEOUT, PARAMETER_READ_TIMEOUT, with_limits};
use lambda::RECORD_TIMEOUT;
use stripe::CALL_TIMEOUT;
use tests::Template;

use crate::{holds, reading::timeout};

/// API Gateway gives an integration 30 s, and there is no more to be had.
const GATEWAY: Duration = Duration::from_secs(30);
/// Lambda gives a process so long to start.
const START: Duration = Duration::from_secs(10);

pub(crate) fn nesting(template: &Template) -> Vec<String> {
    let sdk = with_limits(aws_config::SdkConfig::builder()).build();
    let limits = sdk.timeout_config().expect("the shop's limits");
    let attempt = limits.operation_attempt_timeout().expect("a limit for one attempt");
    let operation = limits.operation_timeout().expect("a limit for all attempts");
    let mut broken = Vec::new();
    let mut inside = |inner: Duration, outer: Duration, what: &str| {
        if inner >= outer {
            broken.push(format!("{what}: {} s do not fit into {} s", inner.as_secs(), outer.as_secs()));
        }
    };
    inside(attempt, operation, "an attempt of an AWS call in the call");
    inside(PARAMETER_READ_TIMEOUT, START, "reading a secret in the start of a process");
    // What is read, the provider that does not answer, and what is noted of that.
    inside(operation + CALL_TIMEOUT + operation, RECORD_TIMEOUT, "a message whose provider is silent in its time");
    for function in template.functions() {
        let name = &function.name;
        let own = Duration::from_secs(timeout(template, &function));
        inside(operation, own, &format!("an AWS call in {name}"));
        inside(CALL_TIMEOUT, own, &format!("a provider's call in {name}"));
        for _ in Template::triggers(&function, "HttpApi") {
            inside(own, GATEWAY, &format!("{name} in the gateway"));
        }
        if Template::calls_functions(&function) {
            inside(INVOKE_TIMEOUT, own, &format!("a call of another function in {name}"));
        } else if Template::triggers(&function, "HttpApi").next().is_some() {
            inside(own, INVOKE_TIMEOUT, &format!("{name} in a call of it"));
        }
        for event in Template::triggers(&function, "ScheduleV2") {
            let every = match event["ScheduleExpression"].as_str() {
                Some("rate(1 minute)") => Duration::from_mins(1),
                Some("rate(1 day)") => Duration::from_hours(24),
                _ => Duration::ZERO,
            };
            inside(own, every, &format!("{name} in the time between two of its rounds"));
        }
    }
    broken
}

#[test]
fn timeouts_lie_inside_timeouts() {
    holds(nesting);
}
