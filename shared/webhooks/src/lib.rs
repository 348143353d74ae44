//! Sending webhooks: one signed request to an address that a merchant gave.

use std::{error::Error, time::Duration};

use app_context::{AppContext, StartError};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector as _, SharedHttpConnector},
    orchestrator::HttpRequest,
};
use aws_smithy_types::body::SdkBody;
use domain::{
    kernel::Timestamp,
    webhooks::{Delivery, Endpoint, EndpointUrl, NotPublic, Outcome},
};

/// An endpoint has so long to answer, the connection and the look-up of its name included.
pub const SEND_TIMEOUT: Duration = Duration::from_secs(10);

/// Whoever sends.
#[derive(Clone, Debug)]
pub struct WebhookSender {
    connector: SharedHttpConnector,
    is_local: bool,
}

impl WebhookSender {
    /// Over the context's way to strangers.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { connector: context.strangers.connector()?, is_local: context.environment.is_local()? })
    }

    /// Sends the event once. The address is looked at again: what was good when it was written down may have changed, and
    /// what its name leads to is looked up now. A redirect is an answer like any other, and is not followed. The answer's
    /// body is nobody's business.
    pub async fn send(&self, endpoint: &Endpoint, delivery: &Delivery, now: Timestamp) -> Outcome {
        if EndpointUrl::parse(endpoint.url.as_str(), self.is_local).is_err() {
            return Outcome::NotPublic;
        }
        let Some(request) = request(endpoint, delivery, now) else { return Outcome::Unreachable };
        match tokio::time::timeout(SEND_TIMEOUT, self.connector.call(request)).await {
            Ok(Ok(answer)) => Outcome::Answered(answer.status().as_u16()),
            Ok(Err(error)) if error.is_timeout() => Outcome::TimedOut,
            Ok(Err(error)) if is_about_the_address(&error) => Outcome::NotPublic,
            Ok(Err(_)) => Outcome::Unreachable,
            Err(_) => Outcome::TimedOut,
        }
    }
}

fn request(endpoint: &Endpoint, delivery: &Delivery, now: Timestamp) -> Option<HttpRequest> {
    let (id, body) = (delivery.event.as_str(), &delivery.payload);
    let request = http::Request::builder()
        .method("POST")
        .uri(endpoint.url.as_str())
        .header("content-type", "application/json")
        .header("content-length", body.len())
        .header("user-agent", "Backroom-Webhooks/1")
        .header("webhook-id", id)
        .header("webhook-timestamp", now.seconds())
        .header("webhook-signature", endpoint.signatures(id, now, body))
        .body(SdkBody::from(body.as_str()));
    HttpRequest::try_from(request.ok()?).ok()
}

/// Whether the name led inside.
fn is_about_the_address(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<NotPublic>() {
            return true;
        }
        cause = error.source();
    }
    false
}
