//! Sends webhooks and tells the model how they were received.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use local_stripe::{Delivery, Stripe};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::serve::Shared;

/// How often the model is asked what is due.
const TICK: Duration = Duration::from_millis(100);

/// How long an endpoint may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// How many webhooks are on their way at once.
const AT_ONCE: usize = 16;

/// Delivers for ever.
pub(crate) async fn deliver(shared: Arc<Shared>) {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        for delivery in shared.with(Stripe::take_due_webhooks) {
            let (shared, client, slots) = (Arc::clone(&shared), client.clone(), Arc::clone(&slots));
            tokio::spawn(async move {
                let _slot = slots.acquire_owned().await;
                let id = delivery.id.clone();
                let status = send(&client, delivery).await;
                shared.with(|stripe, now| stripe.webhook_answered(&id, status, now));
            });
        }
        sleep(TICK).await;
    }
}

/// The status that the endpoint answered; none when it did not.
async fn send(client: &Client<HttpConnector, Body>, delivery: Delivery) -> Option<u16> {
    let mut request = axum::http::Request::post(&delivery.url);
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(delivery.body)).ok()?;
    let response = timeout(ANSWER_TIMEOUT, client.request(request)).await.ok()?.ok()?;
    Some(response.status().as_u16())
}
