//! Events: what happened, in the shape in which Stripe tells it.
//!
//! Stripe: "The Event object", <https://docs.stripe.com/api/events/object>; types in <https://docs.stripe.com/api/events/types>.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Stripe;

/// The API version that events and answers carry.
pub const API_VERSION: &str = "2025-09-30.clover";

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// `evt_...`
    pub id: String,
    /// Such as `payment_intent.succeeded`.
    pub kind: String,
    /// Unix seconds.
    pub created: i64,
    /// The object as it was at that moment.
    pub object: Value,
    /// The request that caused it; none for what happens by itself.
    pub request: Option<String>,
    /// That request's `Idempotency-Key`.
    pub idempotency_key: Option<String>,
}

impl Event {
    /// The event as it is sent.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "id": self.id,
            "object": "event",
            "api_version": API_VERSION,
            "created": self.created,
            "data": { "object": self.object },
            "livemode": false,
            "pending_webhooks": 1,
            "request": { "id": self.request, "idempotency_key": self.idempotency_key },
            "type": self.kind,
        })
    }
}

/// The moment and the request on whose behalf something happens.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) now: i64,
    pub(crate) request: Option<String>,
    pub(crate) idempotency_key: Option<String>,
}

impl Origin {
    /// Time alone caused it.
    pub(crate) fn time(now: i64) -> Self {
        Self { now, request: None, idempotency_key: None }
    }
}

impl Stripe {
    /// Writes the event down and plans its webhooks.
    pub(crate) fn emit(&mut self, kind: &str, object: Value, origin: &Origin) {
        let event = Event {
            id: self.store.ids.next("evt"),
            kind: kind.into(),
            created: origin.now,
            object,
            request: origin.request.clone(),
            idempotency_key: origin.idempotency_key.clone(),
        };
        self.plan_webhooks(&event.id, origin.now);
        self.store.events.put(&event.id.clone(), event);
    }
}
