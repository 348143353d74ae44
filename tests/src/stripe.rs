//! Stripe, played by the model that also serves the local stack.

use std::sync::{Arc, Mutex, MutexGuard};

use backroom::kernel::Timestamp;
use local_stripe::{FaultKind, Request, Settings, Stripe, Webhooks};

use crate::provider::{HttpRequest, HttpResponse, Provider};

/// A model of Stripe that a test shares with the shop.
#[derive(Clone)]
pub struct StripeModel(Arc<Mutex<Stripe>>);

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
        Self(Arc::new(Mutex::new(Stripe::new(settings))))
    }

    /// The model itself, to look at and to change.
    pub fn model(&self) -> MutexGuard<'_, Stripe> {
        self.0.lock().expect("the model")
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
