//! `POST /v1/webhooks/stripe`: verifies the signature on the raw bytes, queues the event, and only then says thank you.

use backroom::{
    aws::{Parameters, Queue},
    http::{Problem, Request, Response, respond},
    lambda::HttpFunction,
    payments::{ParkedEvent, Settle},
    planted::{self, Bug},
    stripe::{Event, WebhookSecrets},
    world::{Clock, StartError, World},
};
use serde_json::json;

/// The function.
#[derive(Debug)]
pub struct ReceiveStripeEvent {
    settlements: Queue,
    parked: Queue,
    secrets: WebhookSecrets,
    livemode: bool,
    clock: Clock,
}

impl HttpFunction for ReceiveStripeEvent {
    async fn start(world: &World) -> Result<Self, StartError> {
        let secrets = Parameters::new(world).secret_named_by(world, "STRIPE_WEBHOOK_SECRETS_PARAMETER").await?;
        Ok(Self {
            settlements: Queue::named_by(world, "SETTLEMENTS_QUEUE_URL")?,
            parked: Queue::named_by(world, "PARKED_QUEUE_URL")?,
            secrets: WebhookSecrets::of(&secrets),
            livemode: livemode(world)?,
            clock: world.clock.clone(),
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
    /// Queues what moves an order, parks what is not ours to judge, and lets the rest go.
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
                let message = Settle {
                    version: Settle::VERSION,
                    buyer_id: buyer.to_string(),
                    order_id: order.to_string(),
                    payment_intent,
                    event: Some(event.id),
                };
                let sent = self.settlements.send(&message).await;
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

fn livemode(world: &World) -> Result<bool, StartError> {
    const NAME: &str = "STRIPE_LIVEMODE";
    match world.environment.required(NAME)? {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(StartError::Invalid { name: NAME.to_owned(), reason: "it must be true or false" }),
    }
}
