//! `POST /v1/webhooks/stripe`: verifies the signature over the raw bytes and queues the event; only then it answers
//! 200.

use app_context::{AppContext, Clock, StartError};
use aws::{Parameters, Queue};
use domain::payments::{DisputeSync, ParkedEvent, SyncRequest};
use lambda::{
    HttpFunction,
    http::{Problem, Request, Response, respond},
};
use serde_json::json;
use stripe::{Event, EventMatter, WebhookSecrets};

/// The largest event that is read. Stripe's own are smaller, but an order's intent with everything expanded is larger than
/// any other body that the shop takes.
const MAX_EVENT_BYTES: usize = 256 * 1024;

/// The function.
#[derive(Debug)]
pub struct ReceiveStripeEvent {
    payment_syncs: Queue,
    parked: Queue,
    secrets: WebhookSecrets,
    livemode: bool,
    clock: Clock,
}

impl HttpFunction for ReceiveStripeEvent {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        let secrets = Parameters::new(context).secret_named_by(context, "STRIPE_WEBHOOK_SECRETS_PARAMETER").await?;
        Ok(Self {
            payment_syncs: Queue::named_by(context, "PAYMENT_SYNCS_QUEUE_URL")?,
            parked: Queue::named_by(context, "PARKED_QUEUE_URL")?,
            secrets: WebhookSecrets::of(&secrets),
            livemode: livemode(context)?,
            clock: context.clock.clone(),
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let body = request.raw_body_of(MAX_EVENT_BYTES)?;
        let signature = request.header("stripe-signature").unwrap_or_default();
        self.secrets.verify(signature, body, self.clock.now()).map_err(|_| {
            Problem::malformed("invalid_signature", "The Stripe-Signature header does not sign this body now.")
        })?;
        let event = Event::read(body);
        self.take(event.ok_or_else(|| Problem::malformed("malformed_body", "The body is not an event."))?).await?;
        Ok(respond::ok(&json!({ "received": true })))
    }
}

impl ReceiveStripeEvent {
    /// Queues what may move an order, parks what an operator has to look at, and lets the rest go. No event
    /// is refused for its shape: Stripe would send it again for days, and then stop sending any.
    async fn take(&self, event: Event) -> Result<(), Problem> {
        let intent = event.intent().map(|intent| intent.to_string());
        if event.livemode.is_some_and(|livemode| livemode != self.livemode) {
            return self.park("other_livemode", event.id, intent).await;
        }
        if event.is_of_another_account {
            return self.park("other_account", event.id, intent).await;
        }
        match event.matter() {
            EventMatter::Order(buyer, order, intent) => {
                let message = SyncRequest {
                    version: SyncRequest::VERSION,
                    buyer_id: buyer,
                    order_id: order,
                    payment_intent: intent,
                    event: event.id,
                };
                Ok(self.payment_syncs.send(&message).await?)
            }
            EventMatter::Dispute(disputed_intent) => {
                let message = DisputeSync { version: DisputeSync::VERSION, disputed_intent, event: event.id };
                Ok(self.payment_syncs.send(&message).await?)
            }
            EventMatter::Operator(reason) => self.park(reason, event.id, intent).await,
            EventMatter::None => Ok(()),
        }
    }

    async fn park(&self, reason: &str, event: Option<String>, intent: Option<String>) -> Result<(), Problem> {
        let (id, payment_intent) = (event.as_deref().unwrap_or_default(), intent.as_deref().unwrap_or_default());
        tracing::error!(
            event = id,
            payment_intent,
            reason,
            alarm = "event_parked",
            "an event was parked for an operator"
        );
        Ok(self.parked.send(&ParkedEvent::new(reason, event, intent)).await?)
    }
}

fn livemode(context: &AppContext) -> Result<bool, StartError> {
    const NAME: &str = "STRIPE_LIVEMODE";
    match context.environment.required(NAME)? {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(StartError::Invalid { name: NAME.to_owned(), reason: "it must be true or false" }),
    }
}
