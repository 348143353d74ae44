//! One queue: what waits in it, and handing it to a worker.

use serde_json::{Value, json};

use super::{Message, Queues, State};
use crate::{function::Function, resolve::REGION};

/// Messages in one batch, as the template asks.
const BATCH: usize = 10;

/// Messages that a worker gets together.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The messages.
    pub messages: Vec<Message>,
    /// The event in which Lambda hands them over.
    pub event: Value,
}

/// What one delivery came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// How many messages were handed over.
    pub messages: usize,
    /// Those that go back.
    pub failed: Vec<String>,
}

/// One queue.
#[derive(Clone, Debug)]
pub struct Queue {
    queues: Queues,
    name: String,
}

impl Queue {
    pub(super) fn new(queues: &Queues, name: String) -> Self {
        Self { queues: queues.clone(), name }
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let mut states = self.queues.states.lock().expect("the queues");
        let known = states.iter_mut().find(|state| state.name == self.name);
        act(known.unwrap_or_else(|| panic!("template.yaml declares no queue {}", self.name)))
    }

    /// The messages in it, delivered before or not.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        self.with(|state| state.messages.clone())
    }

    /// The bodies of the messages in it, as JSON.
    #[must_use]
    pub fn bodies(&self) -> Vec<Value> {
        let messages = self.messages();
        messages.iter().map(|message| serde_json::from_str(&message.body).expect("a message in JSON")).collect()
    }

    /// Puts a message in it, as an operator or an attacker would.
    pub fn send(&self, body: &str) -> String {
        let now = self.queues.clock.now();
        self.with(|state| state.add(body, now))
    }

    /// Where its messages go that fail too often.
    #[must_use]
    pub fn dead_letters(&self) -> Self {
        let arn = self.with(|state| state.redrive.clone()).expect("a dead-letter queue").0;
        let name = arn.rsplit(':').next().unwrap_or_default().to_owned();
        Self { queues: self.queues.clone(), name }
    }

    /// Hands the messages that are visible now to the worker in one batch, as Lambda does. Those that it does not report
    /// as failed are deleted; the others stay out of sight for the visibility timeout.
    pub async fn deliver(&self, worker: &Function) -> Delivered {
        let Some(batch) = self.hand_over() else { return Delivered { messages: 0, failed: Vec::new() } };
        let answer = worker.invoke(batch.event.clone()).await.ok();
        self.take_back(&batch, answer.as_ref())
    }

    /// The messages that are visible now, in one batch; `None` if there are none.
    #[must_use]
    pub fn hand_over(&self) -> Option<Batch> {
        let messages = self.receive();
        let event = self.event(&messages);
        (!messages.is_empty()).then_some(Batch { messages, event })
    }

    /// Deletes what the worker has done of a batch: all that its answer does not report. No answer reports all.
    pub fn take_back(&self, batch: &Batch, answer: Option<&Value>) -> Delivered {
        let sent: Vec<_> = batch.messages.iter().map(|message| message.id.clone()).collect();
        let failed = answer.map_or_else(
            || sent.clone(),
            |answer| {
                let items = answer["batchItemFailures"].as_array().cloned().unwrap_or_default();
                items.iter().filter_map(|item| item["itemIdentifier"].as_str().map(str::to_owned)).collect()
            },
        );
        let done = |message: &Message| sent.contains(&message.id) && !failed.contains(&message.id);
        self.with(|state| state.messages.retain(|message| !done(message)));
        Delivered { messages: sent.len(), failed }
    }

    /// Delivers the messages of a batch once more, as the service may at any time.
    pub fn repeat(&self, batch: &Batch) {
        let now = self.queues.clock.now();
        let again = batch.messages.iter().map(|message| Message { receives: 1, visible_at: now, ..message.clone() });
        self.with(|state| state.messages.extend(again));
    }

    /// Puts the first message last: the service keeps no order.
    pub fn reorder(&self) {
        self.with(|state| {
            if !state.messages.is_empty() {
                state.messages.rotate_left(1);
            }
        });
    }

    /// How many messages were ever sent to it.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.with(|state| state.sent)
    }

    /// Delivers until the queue is empty, setting the clock forward to the next message that will be visible. Ends,
    /// because what keeps failing becomes a dead letter.
    pub async fn work_off(&self, worker: &Function) {
        while let Some(next) = self.messages().iter().map(|message| message.visible_at).min() {
            self.queues.clock.advance_to(next);
            self.deliver(worker).await;
        }
    }

    /// Moves every dead letter back, as an operator does after a fix.
    pub fn redrive(&self) {
        let dead = self.dead_letters().with(|state| std::mem::take(&mut state.messages));
        for message in dead {
            self.send(&message.body);
        }
    }

    /// Takes up to ten visible messages; those that were received too often go to the dead letters instead.
    fn receive(&self) -> Vec<Message> {
        let now = self.queues.clock.now();
        let (mut batch, mut dead) = (Vec::new(), Vec::new());
        self.with(|state| {
            let limit = state.redrive.as_ref().map_or(u32::MAX, |(_, receives)| *receives);
            let visible = |message: &Message| message.visible_at <= now;
            dead.extend(state.messages.extract_if(.., |message| visible(message) && message.receives >= limit));
            for message in state.messages.iter_mut().filter(|message| visible(message)).take(BATCH) {
                message.receives += 1;
                message.visible_at = now.plus_seconds(state.visibility_seconds);
                batch.push(message.clone());
            }
        });
        if !dead.is_empty() {
            self.dead_letters().with(|state| state.messages.extend(dead));
        }
        batch
    }

    fn event(&self, batch: &[Message]) -> Value {
        let arn = self.with(|state| state.arn.clone());
        let records = batch.iter().map(|message| {
            json!({
                "messageId": message.id,
                "receiptHandle": format!("{}#{}", message.id, message.receives),
                "body": message.body,
                "attributes": { "ApproximateReceiveCount": message.receives.to_string() },
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": arn,
                "awsRegion": REGION,
            })
        });
        json!({ "Records": records.collect::<Vec<_>>() })
    }
}
