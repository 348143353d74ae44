//! Sending to a queue.

use app_context::{AppContext, StartError};
use aws_sdk_sqs::Client;
use serde::Serialize;

use super::AwsError;

/// One queue that this function may send to.
#[derive(Clone, Debug)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// The queue whose address stands in the environment variable `variable`.
    pub fn named_by(context: &AppContext, variable: &'static str) -> Result<Self, StartError> {
        let url = context.environment.required(variable)?.to_owned();
        Ok(Self { client: Client::new(&context.sdk), url })
    }

    /// Sends one message as JSON. Returns once the queue has stored it.
    pub async fn send(&self, message: &(impl Serialize + Sync)) -> Result<(), AwsError> {
        self.send_after(message, 0).await
    }

    /// Sends one message as JSON, to be delivered no sooner than `delay_seconds` (at most 900) from now.
    pub async fn send_after(&self, message: &(impl Serialize + Sync), delay_seconds: i32) -> Result<(), AwsError> {
        let body = serde_json::to_string(message).map_err(|e| AwsError::new("sqs.SendMessage", &e))?;
        let send = self.client.send_message().queue_url(&self.url).message_body(body).delay_seconds(delay_seconds);
        send.send().await.map_err(|e| AwsError::new("sqs.SendMessage", &e))?;
        Ok(())
    }
}
