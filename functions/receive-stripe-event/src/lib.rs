//! `POST /v1/webhooks/stripe`: verifies the signature on the raw bytes, queues the event, and only then says thank you.

use backroom::{
    aws::{Parameters, Queue},
    context::{AppContext, Clock, StartError},
    http::{Problem, Request, Response, respond},
    lambda::HttpFunction,
    payments::{ParkedEvent, SyncRequest},
    planted::{self, Bug},
    stripe::{Event, WebhookSecrets},
};
use serde_json::json;

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
        let body = request.raw_body()?;
        let signature = request.header("stripe-signature").unwrap_or_default();
        self.secrets.verify(signature, body, self.clock.now()).map_err(|_| {
            Problem::malformed("invalid_signature", "The Stripe-Signature header does not sign this body now.")
        })?;
        let event: Event = serde_json::from_slice(body)
            .map_err(|_| Problem::malformed("malformed_body", "The body is not an event."))?;
        self.take(event).await?;
        Ok(respond::ok(&json!({ "received": true })))
    }
}

impl ReceiveStripeEvent {
    /// Queues what moves an order, parks what is not ours to check_intent, and lets the rest go.
    async fn take(&self, event: Event) -> Result<(), Problem> {
        let intent = event.intent().map(|intent| intent.to_string());
        if event.livemode != self.livemode {
            return self.park("other_livemode", event.id, intent).await;
        }
        if event.account.is_some() {
            return self.park("other_account", event.id, intent).await;
        }
        if !event.moves_an_order() {
            return Ok(());
        }
        match (event.order(), intent) {
            (Some((buyer, order)), Some(payment_intent)) => {
                let message = SyncRequest {
                    version: SyncRequest::VERSION,
                    buyer_id: buyer.to_string(),
                    order_id: order.to_string(),
                    payment_intent,
                    event: Some(event.id),
                };
                let sent = self.payment_syncs.send(&message).await;
                if planted::is(Bug::WebhookThankedEarly) { Ok(()) } else { Ok(sent?) }
            }
            (_, intent) => self.park("no_order", event.id, intent).await,
        }
    }

    async fn park(&self, reason: &str, event: String, intent: Option<String>) -> Result<(), Problem> {
        tracing::error!(event, reason, "an event was parked for a person");
        Ok(self.parked.send(&ParkedEvent::new(reason, Some(event), intent)).await?)
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
