//! Webhooks: where events are sent, and what became of them.

use askama::Template;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Attempt, Frame, ShapeError,
    form::{Field, Form},
    words::{When, when},
};

/// The types of events, as the API names them.
pub const EVENT_TYPES: [&str; 9] = [
    "order.placed",
    "order.paid",
    "order.shipped",
    "order.refunded",
    "order.disputed",
    "order.cancelled",
    "order.expired",
    "stock.low",
    "product.changed",
];

/// The page of all endpoints.
#[derive(Debug, Template)]
#[template(path = "desk/webhooks.html")]
pub struct Webhooks<'a> {
    frame: Frame<'a>,
    rows: Vec<Endpoint>,
    add: Form,
}

#[derive(Debug, Deserialize)]
struct Endpoint {
    id: String,
    url: String,
    event_types: Vec<String>,
    state: String,
}

#[derive(Deserialize)]
struct Endpoints {
    webhooks: Vec<Endpoint>,
}

impl<'a> Webhooks<'a> {
    /// The endpoints of an answer of `GET /v1/merchant/webhooks`.
    pub fn new(frame: Frame<'a>, webhooks: Value, attempt: Option<&Attempt>) -> Result<Self, ShapeError> {
        let endpoints: Endpoints = serde_json::from_value(webhooks)?;
        let url = Field::text("url", frame.t("desk-url"), "").required().hint(frame.t("desk-url-hint"));
        let types = EVENT_TYPES.map(|event| Field::check(&format!("type {event}"), event.to_owned(), false));
        let add = Form::new(&frame, "/desk/webhooks", "add-webhook", "", attempt).field(url).fields(types);
        Ok(Self { frame, rows: endpoints.webhooks, add })
    }
}

/// The page of an endpoint and what was sent there; and its secret, the one time that it is shown.
#[derive(Debug, Template)]
#[template(path = "desk/webhook.html")]
pub struct WebhookPage<'a> {
    frame: Frame<'a>,
    webhook: Endpoint,
    state: String,
    secret: Option<String>,
    switch: Form,
    rows: Vec<DeliveryRow>,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Debug)]
struct DeliveryRow {
    event_type: String,
    state: (String, String),
    at: When,
    attempts: u64,
    result: String,
    again: Form,
}

#[derive(Deserialize)]
struct Deliveries {
    deliveries: Vec<Delivery>,
    next_cursor: Option<String>,
}

#[derive(Deserialize)]
struct Delivery {
    id: String,
    event_type: String,
    state: String,
    attempts: u64,
    created_at: String,
    last_status: Option<u64>,
    last_result: Option<String>,
}

impl<'a> WebhookPage<'a> {
    /// The endpoint of an answer of `GET /v1/merchant/webhooks/{id}`, and the deliveries of `.../deliveries`.
    pub fn new(
        frame: Frame<'a>,
        webhook: Value,
        deliveries: Value,
        is_later: bool,
        attempt: Option<&Attempt>,
    ) -> Result<Self, ShapeError> {
        let secret = webhook["secret"].as_str().map(str::to_owned);
        let webhook: Endpoint = serde_json::from_value(webhook)?;
        let page: Deliveries = serde_json::from_value(deliveries)?;
        let action = format!("/desk/webhooks/{}", webhook.id);
        let act = if webhook.state == "enabled" { "disable" } else { "enable" };
        let row = |delivery: Delivery| DeliveryRow {
            again: Form::new(&frame, &action, "redeliver", &delivery.id, attempt),
            state: (delivery.state.clone(), frame.word("delivery", &delivery.state)),
            at: when(frame.language, &delivery.created_at),
            result: [delivery.last_result, delivery.last_status.map(|status| status.to_string())]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "),
            event_type: delivery.event_type,
            attempts: delivery.attempts,
        };
        let here = |cursor: &str| super::words::href(&action, &[("cursor", cursor)]);
        Ok(Self {
            state: frame.word("webhook", &webhook.state),
            switch: Form::new(&frame, &action, act, "", attempt),
            first: is_later.then(|| here("")),
            next: page.next_cursor.as_deref().map(here),
            rows: page.deliveries.into_iter().map(row).collect(),
            webhook,
            secret,
            frame,
        })
    }
}
