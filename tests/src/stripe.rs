//! Stripe, played by the model that also serves the local stack.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
};

use domain::kernel::Timestamp;
use local_stripe::{FaultKind, Request, Settings, Stripe, Webhooks};
use serde_json::{Value, json};

use crate::provider::{HttpRequest, HttpResponse, Provider, json_answer};

/// A model of Stripe that a test shares with the shop.
#[derive(Clone)]
pub struct StripeModel {
    model: Arc<Mutex<Stripe>>,
    refusals: Arc<Mutex<VecDeque<Refusal>>>,
}

/// A refusal that the model would not make by itself.
struct Refusal {
    /// What the request's method and path must contain: `POST /v1/refunds`.
    request: String,
    status: u16,
    error: Value,
}

impl StripeModel {
    /// A model that takes `secret_key`, and signs its events with `webhook_secret`.
    #[must_use]
    pub fn new(secret_key: &str, webhook_secret: &str) -> Self {
        let webhooks = Webhooks {
            url: Some("http://shop/v1/webhooks/stripe".to_owned()),
            secrets: vec![webhook_secret.to_owned()],
            ..Webhooks::default()
        };
        let settings = Settings { secret_key: secret_key.to_owned(), webhooks, ..Settings::default() };
        Self { model: Arc::new(Mutex::new(Stripe::new(settings))), refusals: Arc::default() }
    }

    /// The model itself, to look at and to change.
    pub fn model(&self) -> MutexGuard<'_, Stripe> {
        self.model.lock().expect("the model")
    }

    /// Refuses the next request whose method and path contain `request`, without an effect.
    pub fn refuse_next(&self, request: &str, status: u16, error: &Value) {
        let refusal = Refusal { request: request.to_owned(), status, error: error.clone() };
        self.refusals.lock().expect("the refusals").push_back(refusal);
    }

    /// How many planned refusals have not been made yet.
    #[must_use]
    pub fn planned_refusals(&self) -> usize {
        self.refusals.lock().expect("the refusals").len()
    }

    fn planned_refusal(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let asked = format!("{} {}", request.method(), request.uri().path());
        let mut planned = self.refusals.lock().expect("the refusals");
        let at = planned.iter().position(|refusal| asked.contains(&refusal.request))?;
        let refusal = planned.remove(at)?;
        Some(json_answer(refusal.status, &json!({ "error": refusal.error })))
    }
}

impl std::fmt::Debug for StripeModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StripeModel")
    }
}

impl Provider for StripeModel {
    fn keep_a_failure(&self, after_commit: bool) {
        let kind = if after_commit { FaultKind::ErrorAfterCommit } else { FaultKind::ErrorBeforeCommit };
        self.model().plan_fault(local_stripe::Fault { kind, requests: 1, path: None, method: None });
    }

    fn answer(&self, request: &HttpRequest, now: Timestamp) -> Option<HttpResponse> {
        if let Some(refused) = self.planned_refusal(request) {
            return Some(refused);
        }
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let request = Request {
            method: request.method().clone(),
            path: path.to_owned(),
            headers: request.headers().clone(),
            body: request.body().clone(),
        };
        let answer = self.model().handle(&request, now.seconds());
        if answer.lost {
            return None;
        }
        let mut response = http::Response::builder().status(answer.status);
        for (name, value) in &answer.headers {
            response = response.header(name, value);
        }
        response.body(answer.body).ok()
    }
}
