//! Whoever plays the payment provider.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use domain::kernel::Timestamp;

/// A request as it stands on the wire.
pub type HttpRequest = http::Request<Vec<u8>>;
/// An answer as it stands on the wire.
pub type HttpResponse = http::Response<Vec<u8>>;

/// Somebody who answers HTTP requests in process. A closure will do.
pub trait Provider: Send + Sync {
    /// The answer, or `None` for one that never comes.
    fn answer(&self, request: &HttpRequest, now: Timestamp) -> Option<HttpResponse>;

    /// Has the next request fail, after it took effect or before, and keeps that failure under its idempotency key.
    fn keep_a_failure(&self, after_commit: bool) {
        unimplemented!("this provider keeps no answers (after_commit: {after_commit})");
    }
}

impl<F: Fn(&HttpRequest, Timestamp) -> Option<HttpResponse> + Send + Sync> Provider for F {
    fn answer(&self, request: &HttpRequest, now: Timestamp) -> Option<HttpResponse> {
        self(request, now)
    }
}

/// The place that a provider takes. While nobody does, connections are refused.
#[derive(Clone, Default)]
pub struct ProviderSlot(Arc<Mutex<Option<Arc<dyn Provider>>>>);

impl ProviderSlot {
    /// From now on `provider` answers.
    pub fn set(&self, provider: impl Provider + 'static) {
        *self.0.lock().expect("the slot") = Some(Arc::new(provider));
    }

    pub(crate) fn get(&self) -> Option<Arc<dyn Provider>> {
        self.0.lock().expect("the slot").clone()
    }
}

impl fmt::Debug for ProviderSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProviderSlot")
    }
}

/// A JSON answer.
pub(crate) fn json_answer(status: u16, body: &serde_json::Value) -> HttpResponse {
    let mut response = HttpResponse::new(body.to_string().into_bytes());
    *response.status_mut() = http::StatusCode::from_u16(status).expect("a status");
    response.headers_mut().insert("content-type", http::HeaderValue::from_static("application/json"));
    response
}
