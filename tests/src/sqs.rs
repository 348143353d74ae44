//! Queues as SQS keeps them: delays, visibility, receive counts, dead letters. Delivery is the test's to drive.

mod queue;

use std::sync::{Arc, Mutex};

use domain::kernel::Timestamp;
use serde_json::{Value, json};

pub use self::queue::{Batch, Delivered, Queue};
use crate::{
    call::Operation,
    provider::{HttpResponse, json_answer},
    resolve::STACK,
    template::Template,
    time::VirtualClock,
};

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

#[derive(Debug)]
struct State {
    /// `shop-payment-syncs`.
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

    /// The queue whose name in the template ends like this: `payment-syncs`, `payment-syncs-dlq`.
    #[must_use]
    pub fn named(&self, name: &str) -> Queue {
        Queue::new(self, format!("{STACK}-{name}"))
    }

    /// Every message in any queue, with the queue's name.
    #[must_use]
    pub fn all(&self) -> Vec<(String, Message)> {
        let states = self.states.lock().expect("the queues");
        states.iter().flat_map(|it| it.messages.iter().map(|message| (it.name.clone(), message.clone()))).collect()
    }

    /// Puts a message into the queue whose name ends so, as another service of AWS does.
    pub(crate) fn put(&self, name: &str, body: &str) {
        let mut states = self.states.lock().expect("the queues");
        let state = states.iter_mut().find(|state| state.name == format!("{STACK}-{name}")).expect("a queue");
        state.add(body, self.clock.now());
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
