//! `/_local/`: what a test or a person may do to the model that nobody could do to Stripe.
//!
//! Nothing here asks for a key: the server listens on 127.0.0.1 only.

use http::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::Stripe;
use crate::errors::Refusal;
use crate::events::Event;
use crate::faults::{Fault, Faults};
use crate::intents::Intent;
use crate::ledger::{Charge, Refund};
use crate::waiting::{Authentication, NotAuthenticated};
use crate::webhooks::{Delivering, Shipment, Webhooks};
use crate::wire::{Request, Response};

/// Only what is given changes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookChange {
    url: Option<String>,
    secret: Option<String>,
    secrets: Option<Vec<String>>,
    mode: Option<String>,
    #[serde(default)]
    seconds: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthenticationEnd {
    outcome: Authentication,
}

impl Stripe {
    pub(crate) fn control(&mut self, request: &Request, now: i64) -> Response {
        self.advance(now);
        let route = request.route();
        let parts: Vec<&str> = route.trim_start_matches("/_local/").split('/').collect();
        let answer = match (request.method == Method::POST, parts.as_slice()) {
            (false, ["health"]) => Ok(json!({ "status": "ok" })),
            (false, ["state"]) => Ok(self.whole_state()),
            (true, ["webhooks"]) => parse(&request.body).and_then(|change| self.change_webhooks(change)),
            (true, ["authentication", intent]) => parse(&request.body)
                .and_then(|end: AuthenticationEnd| self.end_authentication(intent, end.outcome, now)),
            (true, ["fault"]) => parse(&request.body).map(|fault: Fault| {
                self.plan_fault(fault);
                self.fault_list()
            }),
            (true, ["reset"]) => Ok(self.reset()),
            _ => Err(Refusal::unknown_url(&request.method, route)),
        };
        match answer {
            Ok(body) => Response::json(200, &body),
            Err(refusal) => refusal.response(),
        }
    }

    fn reset(&mut self) -> Value {
        self.store.forget();
        self.faults = Faults::default();
        json!({ "reset": true })
    }

    fn end_authentication(&mut self, intent: &str, outcome: Authentication, now: i64) -> Result<Value, Refusal> {
        self.authenticate(intent, outcome, now).map_err(|error| match error {
            NotAuthenticated::UnknownIntent => Refusal::no_such("payment_intent", intent),
            NotAuthenticated::NotWaiting => Refusal::invalid("This PaymentIntent does not wait for authentication."),
        })?;
        Ok(self.store.intents.get(intent).map_or(Value::Null, Intent::json))
    }

    fn change_webhooks(&mut self, change: WebhookChange) -> Result<Value, Refusal> {
        let seconds = change.seconds;
        let delivering = match change.mode.as_deref() {
            None => self.webhooks().delivering,
            Some("deliver") => Delivering::Deliver,
            Some("lose") => Delivering::Lose,
            Some("double") => Delivering::Double,
            Some("delay") => Delivering::Delay { seconds },
            Some("reorder") => Delivering::Reorder { seconds },
            Some(other) => {
                let message = format!("Unknown mode {other}: must be deliver, lose, double, delay or reorder.");
                return Err(Refusal::invalid(message).param("mode"));
            }
        };
        let now = self.webhooks().clone();
        let secrets = change.secrets.or(change.secret.map(|secret| vec![secret])).unwrap_or(now.secrets);
        let url = change.url.or(now.url).filter(|url| !url.is_empty());
        self.set_webhooks(Webhooks { url, secrets, delivering });
        Ok(json!({ "url": self.webhooks().url, "delivering": delivering }))
    }

    fn fault_list(&self) -> Value {
        json!({ "faults": self.planned_faults().collect::<Vec<_>>() })
    }

    fn whole_state(&self) -> Value {
        json!({
            "payment_intents": self.ledger().intents().map(Intent::json).collect::<Vec<_>>(),
            "charges": self.ledger().charges().map(Charge::json).collect::<Vec<_>>(),
            "refunds": self.ledger().refunds().map(Refund::json).collect::<Vec<_>>(),
            "events": self.ledger().events().map(Event::json).collect::<Vec<_>>(),
            "webhook_deliveries": self.store.shipments.oldest_first().map(Shipment::json).collect::<Vec<_>>(),
            "webhooks": { "url": self.webhooks().url, "delivering": self.webhooks().delivering },
            "faults": self.planned_faults().collect::<Vec<_>>(),
        })
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal::invalid(format!("Not the JSON that is expected here: {error}")))
}
