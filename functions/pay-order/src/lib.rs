//! `POST /v1/orders/{id}/payment`: pays an order, or hands the browser what it needs to.

use app_context::{AppContext, StartError};
use aws::Queue;
use domain::{
    kernel::{OrderId, Secret},
    orders::State,
    payments::{IntentId, PaymentMethodId, SyncRequest, contains_card_number},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Field, InvalidField, Problem, Request, Response, respond},
};
use serde::{Deserialize, Serialize};
use workflows::{PaymentAnswer, PaymentService};

/// The queue looks at an unanswered payment after so long.
const LOOK_AGAIN_SECONDS: i32 = 5;

/// The function.
#[derive(Debug)]
pub struct PayOrder {
    payments: PaymentService,
    payment_syncs: Queue,
    authenticator: Authenticator,
}

/// What the client sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    payment_method: Field<String>,
}

/// What it gets.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    order_id: &'a OrderId,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_intent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'a str>,
}

impl HttpFunction for PayOrder {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            payments: PaymentService::new(context).await?,
            payment_syncs: Queue::named_by(context, "PAYMENT_SYNCS_QUEUE_URL")?,
            authenticator: Authenticator::new(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let buyer = self.authenticator.require_buyer(&request)?.user;
        let now = self.authenticator.now();
        let method = payment_method(&request)?;
        let order = self.payments.orders.get(&buyer, &request.path("id")?).await?.ok_or_else(Problem::not_found)?;
        // Several calls to AWS and Stripe make a large future: it is kept off the stack.
        let answer = Box::pin(self.payments.pay(order, method.as_ref(), now)).await??;
        self.look_again(&answer).await;
        let status = if matches!(answer, PaymentAnswer::Processing(..)) { 202 } else { 200 };
        Ok(respond::json(status, &describe(&answer)))
    }
}

impl PayOrder {
    /// A payment that the provider did not answer is looked at again by the queue; if the queue fails, by the sweep. An order
    /// that waits for a delayed payment says so itself, and when it is looked at again.
    async fn look_again(&self, answer: &PaymentAnswer) {
        let PaymentAnswer::Processing(order, intent) = answer else { return };
        if order.state == State::Processing {
            return;
        }
        let message = SyncRequest {
            version: SyncRequest::VERSION,
            buyer_id: order.buyer.clone(),
            order_id: order.id.clone(),
            payment_intent: intent.clone(),
            event: None,
        };
        if let Err(error) = self.payment_syncs.send_after(&message, LOOK_AGAIN_SECONDS).await {
            tracing::warn!(order = order.id.as_str(), %error, "the payment will be looked at by the sweep");
        }
    }
}

fn payment_method(request: &Request) -> Result<Option<PaymentMethodId>, Problem> {
    if contains_card_number(&String::from_utf8_lossy(request.raw_body()?)) {
        let detail = "Never send a card number here. Let Stripe.js turn it into a payment method, and send that.";
        return Err(Problem::malformed("card_number_refused", detail));
    }
    let Some(text) = request.json::<Body>()?.payment_method.into_option() else { return Ok(None) };
    let method = text.parse().map_err(|_| {
        InvalidField::new("/payment_method", "payment_method", "must be the identifier of a payment method (pm_...)")
    })?;
    Ok(Some(method))
}

fn describe(answer: &PaymentAnswer) -> Answer<'_> {
    let order = answer.order();
    Answer {
        order_id: &order.id,
        state: answer.state(),
        payment_intent: order.intent.as_ref().map(IntentId::as_str),
        client_secret: answer.client_secret().map(Secret::reveal),
    }
}
