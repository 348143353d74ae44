//! Queue `webhooks`: sends one event to one endpoint, and tries again with growing pauses for about a day.
//!
//! The row of the delivery says when it is due. A queue hides a message for a quarter of an hour at most, so a longer pause is
//! several waits, one after the other: a message that comes before its time is sent again.

use app_context::{AppContext, Clock, StartError};
use aws::{Queue, WebhooksTable};
use domain::{
    kernel::Timestamp,
    webhooks::{
        Delivery, DeliveryMessage, DeliveryState, Endpoint, EndpointState, LastAttempt, MAX_ATTEMPTS, Outcome, Verdict,
    },
};
use lambda::{JobError, QueueFunction};
use webhooks::WebhookSender;

/// A queue hides a message for so long at most.
/// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>.
const LONGEST_DELAY_SECONDS: u64 = 900;

/// The function.
#[derive(Debug)]
pub struct SendWebhook {
    table: WebhooksTable,
    queue: Queue,
    sender: WebhookSender,
    clock: Clock,
}

impl QueueFunction for SendWebhook {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            table: WebhooksTable::new(context)?,
            queue: Queue::named_by(context, "WEBHOOKS_QUEUE_URL")?,
            sender: WebhookSender::new(context)?,
            clock: context.clock.clone(),
        })
    }

    async fn handle(&self, body: &str) -> Result<(), JobError> {
        let (endpoint, event) = DeliveryMessage::parse(body).map_err(|error| JobError(error.to_string()))?;
        let Some(delivery) = self.table.delivery(&endpoint, &event).await? else { return Ok(()) };
        if delivery.state != DeliveryState::Pending {
            return Ok(());
        }
        let now = self.clock.now();
        if now < delivery.due {
            return self.wait(&delivery, now).await;
        }
        match self.table.endpoint(&endpoint).await? {
            None => self.give_up(delivery, "endpoint_removed", now).await,
            Some(endpoint) if endpoint.state != EndpointState::Enabled => {
                self.give_up(delivery, "endpoint_disabled", now).await
            }
            // The last attempt was never heard of again.
            Some(_) if delivery.attempts >= MAX_ATTEMPTS => self.give_up(delivery, "unknown", now).await,
            Some(endpoint) => self.attempt(&endpoint, delivery, now).await,
        }
    }
}

impl SendWebhook {
    /// Comes back when the delivery is due, or as near to that as the queue can.
    async fn wait(&self, delivery: &Delivery, now: Timestamp) -> Result<(), JobError> {
        let seconds = delivery.due.seconds_from(now).min(LONGEST_DELAY_SECONDS);
        let message = DeliveryMessage::of(&delivery.endpoint, &delivery.event);
        Ok(self.queue.send_after(&message, i32::try_from(seconds).unwrap_or(0)).await?)
    }

    /// Claims the attempt, makes it, and notes what came of it. Whoever ends in between leaves the claim, which runs out.
    async fn attempt(&self, endpoint: &Endpoint, delivery: Delivery, now: Timestamp) -> Result<(), JobError> {
        let claimed = delivery.clone().attempted(now);
        if !self.table.advance(&delivery, &claimed).await? {
            return self.look_again(&delivery, now).await;
        }
        let outcome = self.sender.send(endpoint, &claimed, now).await;
        let now = self.clock.now();
        let ended = claimed.clone().after(outcome, now);
        // Whoever was quicker, such as a merchant who has it sent again, is right.
        self.table.advance(&claimed, &ended).await?;
        match outcome.verdict(claimed.attempts) {
            Verdict::Delivered => Ok(()),
            Verdict::Again(_) => self.wait(&ended, now).await,
            Verdict::Failed => {
                told_failed(&ended, outcome);
                Ok(())
            }
            Verdict::Gone => {
                told_failed(&ended, outcome);
                self.disable(endpoint).await
            }
        }
    }

    /// Somebody else has claimed the attempt; or it was this worker, whose answer from the database was lost. If the delivery
    /// still waits, somebody has to come back.
    async fn look_again(&self, delivery: &Delivery, now: Timestamp) -> Result<(), JobError> {
        match self.table.delivery(&delivery.endpoint, &delivery.event).await? {
            Some(delivery) if delivery.state == DeliveryState::Pending => self.wait(&delivery, now).await,
            _ => Ok(()),
        }
    }

    /// Whoever is there wants nothing any more. A merchant who changes the endpoint at this moment is right.
    async fn disable(&self, endpoint: &Endpoint) -> Result<(), JobError> {
        self.table.change(&endpoint.clone().gone(), None).await?;
        Ok(())
    }

    /// Nothing is sent any more.
    async fn give_up(&self, delivery: Delivery, why: &str, now: Timestamp) -> Result<(), JobError> {
        let status = delivery.last.as_ref().and_then(|last| last.status);
        let last = LastAttempt { at: now, status, result: why.to_owned() };
        let failed = Delivery { state: DeliveryState::Failed, last: Some(last), ..delivery.clone() };
        self.table.advance(&delivery, &failed).await?;
        Ok(())
    }
}

fn told_failed(delivery: &Delivery, outcome: Outcome) {
    let (endpoint, event) = (delivery.endpoint.as_str(), delivery.event.as_str());
    let (result, status) = (outcome.as_str(), outcome.status());
    tracing::error!(endpoint, event, result, status, alarm = "webhook_failed", "a webhook was given up");
}
