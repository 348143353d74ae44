//! What a batch of messages may come to when everybody is slow, worked out from the template and the code's own limits.

use std::time::Duration;

use lambda::{MESSAGES_TIMEOUT, RECORD_TIMEOUT, RECORDS_AT_ONCE};
use serde_json::Value;
use tests::Template;

use crate::{
    holds,
    reading::{consumers, timeout},
};

/// Messages of one kind that are worked on at once, at most. A call to the provider takes about 0.3 s, and the provider takes
/// a hundred a second. Source: <https://docs.stripe.com/rate-limits>.
const MOST_AT_ONCE: u64 = 30;
/// The largest batch that SQS hands over without a window to wait in.
const LARGEST_BATCH: u64 = 10;
/// The largest of a function that takes it as one piece of work: products whose rows are read in a few calls.
const LARGEST_WHOLE_BATCH: u64 = 500;

/// The batch size of a trigger. SQS's own answer to silence is 10.
fn batch(event: &Value) -> u64 {
    event["BatchSize"].as_u64().unwrap_or(LARGEST_BATCH)
}

/// Whether a function takes what comes in a while as one piece of work, and not message by message.
fn is_whole(event: &Value) -> bool {
    !event["MaximumBatchingWindowInSeconds"].is_null()
}

/// How long a batch takes when each of its messages takes as long as it may.
fn longest(messages: u64) -> Duration {
    let rounds = messages.div_ceil(RECORDS_AT_ONCE as u64);
    RECORD_TIMEOUT * u32::try_from(rounds).expect("a few rounds")
}

pub(crate) fn worst_case(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (function, event, _) in consumers(template) {
        let longest = if is_whole(event) { MESSAGES_TIMEOUT } else { longest(batch(event)) };
        let own = Duration::from_secs(timeout(template, &function));
        // What is left is for Lambda to take the answer, and for the clocks of both.
        if longest + Duration::from_secs(2) > own {
            broken.push(format!("a slow batch of {} takes {longest:?}, and it has {own:?}", function.name));
        }
    }
    broken
}

pub(crate) fn crowds(template: &Template) -> Vec<String> {
    let mut broken = Vec::new();
    for (function, event, _) in consumers(template) {
        let workers = event["ScalingConfig"]["MaximumConcurrency"].as_u64();
        let side_by_side = if is_whole(event) { 1 } else { batch(event).min(RECORDS_AT_ONCE as u64) };
        let at_once = workers.map(|workers| workers * side_by_side);
        let largest = if is_whole(event) { LARGEST_WHOLE_BATCH } else { LARGEST_BATCH };
        // Lambda takes no ceiling below 2.
        if workers.is_none_or(|workers| workers < 2) || at_once.is_none_or(|all| all > MOST_AT_ONCE) {
            broken.push(format!("{} works on {at_once:?} messages at once, by {workers:?} workers", function.name));
        }
        if event["BatchSize"].as_u64().is_none_or(|size| size > largest) {
            broken.push(format!("{} takes batches of {}", function.name, event["BatchSize"]));
        }
    }
    broken
}

#[test]
fn a_batch_ends_in_time_when_every_message_takes_as_long_as_it_may() {
    holds(worst_case);
    assert_eq!(longest(1), RECORD_TIMEOUT);
    assert_eq!(longest(RECORDS_AT_ONCE as u64 + 1), RECORD_TIMEOUT * 2);
}

#[test]
fn workers_and_their_batches_are_bounded() {
    holds(crowds);
}
