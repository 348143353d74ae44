//! The few calls to AWS itself that a test needs, as an operator would make them.

use serde_json::{Value, json};

use super::{http::Request, stack::Stack};

/// The local AWS takes the user `test` for the account's root, and looks at no signature of his.
const SIGNED: &str =
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/any/aws4_request, SignedHeaders=host, Signature=0";

impl Stack {
    /// Runs a function on an event, and returns its answer.
    pub(crate) fn invoke(&self, function: &str, event: &Value) -> Value {
        let endpoint = self.tells(&["endpoint_url"]);
        let name = self.tells(&["functions", function]);
        let url = format!("{endpoint}/2015-03-31/functions/{name}/invocations");
        let answer = Request::new("POST", url).header("authorization", SIGNED).json(event).expect(200);
        assert_eq!(answer.header("x-amz-function-error"), "", "{function} failed: {}", answer.text);
        serde_json::from_str(&answer.text).unwrap_or(Value::Null)
    }

    /// Puts messages on a queue, all at once.
    pub(crate) fn send(&self, queue: &str, bodies: &[String]) {
        let entry = |(number, body): (usize, &String)| json!({ "Id": number.to_string(), "MessageBody": body });
        let entries: Vec<Value> = bodies.iter().enumerate().map(entry).collect();
        self.sqs(queue, "SendMessageBatch", json!({ "Entries": entries }));
    }

    /// The bodies of messages that wait in a queue. They stay in it, out of sight for a second.
    pub(crate) fn peek(&self, queue: &str) -> Vec<String> {
        let answer = self.sqs(queue, "ReceiveMessage", json!({ "MaxNumberOfMessages": 10, "VisibilityTimeout": 1 }));
        let messages = answer["Messages"].as_array().cloned().unwrap_or_default();
        messages.iter().filter_map(|message| message["Body"].as_str().map(str::to_owned)).collect()
    }

    /// For how long a received message stays out of sight.
    pub(crate) fn visibility_seconds(&self, queue: &str) -> String {
        let answer = self.sqs(queue, "GetQueueAttributes", json!({ "AttributeNames": ["VisibilityTimeout"] }));
        answer["Attributes"]["VisibilityTimeout"].as_str().expect("a queue has a visibility timeout").to_owned()
    }

    pub(crate) fn set_visibility_seconds(&self, queue: &str, seconds: &str) {
        self.sqs(queue, "SetQueueAttributes", json!({ "Attributes": { "VisibilityTimeout": seconds } }));
    }

    fn sqs(&self, queue: &str, action: &str, mut body: Value) -> Value {
        body["QueueUrl"] = self.tells(&["queues", queue]).into();
        let request = Request::new("POST", self.tells(&["endpoint_url"]))
            .header("authorization", SIGNED)
            .header("x-amz-target", format!("AmazonSQS.{action}"))
            .text("application/x-amz-json-1.0", body.to_string());
        serde_json::from_str(&request.expect(200).text).unwrap_or(Value::Null)
    }
}
