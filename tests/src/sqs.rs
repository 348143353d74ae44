//! Queues as SQS keeps them: delays, visibility, receive counts, dead letters. Delivery is the test's to drive.

use std::sync::{Arc, Mutex};

use backroom::kernel::Timestamp;
use serde_json::{Value, json};

use crate::{
    call::Operation,
    function::Function,
    provider::{HttpResponse, json_answer},
    resolve::{REGION, STACK},
    template::Template,
    time::VirtualClock,
};

/// Messages in one batch, as the template asks.
const BATCH: usize = 10;

/// A message in a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The queue's identifier of it.
    pub id: String,
    /// What the shop wrote.
    pub body: String,
    /// How often it was delivered.
    pub receives: u32,
    /// When it can be delivered next.
    pub visible_at: Timestamp,
}

/// What one delivery came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// How many messages were handed over.
    pub messages: usize,
    /// Those that go back.
    pub failed: Vec<String>,
}

#[derive(Debug)]
struct State {
    /// `shop-settlements`.
    name: String,
    url: String,
    arn: String,
    visibility_seconds: i64,
    /// The dead-letter queue and the receives after which a message goes there.
    redrive: Option<(String, u32)>,
    messages: Vec<Message>,
    /// How many were ever sent.
    sent: u64,
}

/// All queues.
#[derive(Clone, Debug)]
pub struct Queues {
    states: Arc<Mutex<Vec<State>>>,
    clock: VirtualClock,
}

/// One queue.
#[derive(Clone, Debug)]
pub struct Queue {
    queues: Queues,
    name: String,
}

impl Queues {
    /// The queues of the template, empty.
    pub(crate) fn of(template: &Template, clock: &VirtualClock) -> Self {
        let resolve = |value: &Value| template.resolve(value, &std::collections::BTreeMap::new());
        let states = template.resources("AWS::SQS::Queue").map(|(resource, queue)| {
            let properties = resolve(&queue["Properties"]);
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let redrive = &properties["RedrivePolicy"];
            State {
                name: text(&properties["QueueName"]),
                url: text(&resolve(&json!({ "Ref": resource }))),
                arn: text(&resolve(&json!({ "Fn::GetAtt": [resource, "Arn"] }))),
                visibility_seconds: properties["VisibilityTimeout"].as_i64().unwrap_or(30),
                redrive: redrive["maxReceiveCount"].as_u64().map(|receives| {
                    (text(&redrive["deadLetterTargetArn"]), u32::try_from(receives).expect("a small number"))
                }),
                messages: Vec::new(),
                sent: 0,
            }
        });
        Self { states: Arc::new(Mutex::new(states.collect())), clock: clock.clone() }
    }

    /// The queue whose name in the template ends like this: `settlements`, `settlements-dlq`.
    #[must_use]
    pub fn named(&self, name: &str) -> Queue {
        Queue { queues: self.clone(), name: format!("{STACK}-{name}") }
    }

    /// Every message in any queue, with the queue's name.
    #[must_use]
    pub fn all(&self) -> Vec<(String, Message)> {
        let states = self.states.lock().expect("the queues");
        states.iter().flat_map(|it| it.messages.iter().map(|message| (it.name.clone(), message.clone()))).collect()
    }

    pub(crate) fn perform(&self, operation: &Operation) -> HttpResponse {
        assert_eq!(operation.name, "SendMessage", "the shop sends messages; Lambda receives and deletes them");
        let url = operation.body["QueueUrl"].as_str().unwrap_or_default();
        let mut states = self.states.lock().expect("the queues");
        let Some(state) = states.iter_mut().find(|state| state.url == url) else {
            return json_answer(400, &json!({ "__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": url }));
        };
        let delay_seconds = operation.body["DelaySeconds"].as_i64().unwrap_or(0);
        let body = operation.body["MessageBody"].as_str().unwrap_or_default();
        let id = state.add(body, self.clock.now().plus_seconds(delay_seconds));
        json_answer(200, &json!({ "MessageId": id }))
    }
}

impl State {
    fn add(&mut self, body: &str, visible_at: Timestamp) -> String {
        self.sent += 1;
        let id = format!("{}-{}", self.name, self.sent);
        self.messages.push(Message { id: id.clone(), body: body.to_owned(), receives: 0, visible_at });
        id
    }
}

impl Queue {
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
        let batch = self.receive();
        if batch.is_empty() {
            return Delivered { messages: 0, failed: Vec::new() };
        }
        let sent: Vec<_> = batch.iter().map(|message| message.id.clone()).collect();
        let failed = match worker.invoke(self.event(&batch)).await {
            Ok(answer) => {
                let items = answer["batchItemFailures"].as_array().cloned().unwrap_or_default();
                items.iter().filter_map(|item| item["itemIdentifier"].as_str().map(str::to_owned)).collect()
            }
            Err(_) => sent.clone(),
        };
        let done = |message: &Message| sent.contains(&message.id) && !failed.contains(&message.id);
        self.with(|state| state.messages.retain(|message| !done(message)));
        Delivered { messages: batch.len(), failed }
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
