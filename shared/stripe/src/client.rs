//! The calls to Stripe's API.

use std::time::Duration;

use app_context::{AppContext, StartError};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector as _, SharedHttpConnector},
    orchestrator::HttpRequest,
};
use aws_smithy_types::{body::SdkBody, byte_stream::ByteStream};
use domain::{
    kernel::{Digest, OrderId, Secret},
    orders::Order,
    payments::{Confirmation, Intent, IntentId, PaymentMethodId, ProviderError, ProviderRefusal},
};

use super::{
    forms::{confirmation, new_intent},
    refusal::{Meaning, describe, meaning, refusal},
    wire::{WireError, WireIntent},
};

/// The one version of Stripe's API that the shop speaks: each call names it, the webhook endpoint is made with it, and the
/// local Stripe takes no other. Source: <https://docs.stripe.com/api/versioning>.
pub const API_VERSION: &str = "2025-09-30.clover";
/// One call with its repeats: less than a function's 15 s, so that its caller gets an answer.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(8);
/// Attempts of a call that may be repeated, the first included.
const ATTEMPTS: u32 = 2;
/// Idempotency keys that creating an intent, or a refund, may use up.
pub(super) const KEYS: u32 = 4;
/// The wait between them.
const BACKOFF: Duration = Duration::from_millis(200);

/// The payment provider.
#[derive(Clone, Debug)]
pub struct Stripe {
    connector: SharedHttpConnector,
    base_url: String,
    secret_key: Secret,
    /// Where the shop's pages are, without a slash at the end; none for a shop without pages.
    shop_url: Option<String>,
}

/// An answer: its status and its body.
pub(super) type Answer = (u16, Vec<u8>);

/// An answer that was given before, to the first request under the same idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IsReplayed(pub(super) bool);

/// A call before it is made.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    method: &'static str,
    path: &'a str,
    form: Option<&'a [(&'a str, String)]>,
    idempotency_key: Option<&'a str>,
}

impl Stripe {
    /// At `STRIPE_API_URL`, with the account's secret key. `SHOP_URL`, where it is set, is where buyers come back to.
    pub fn new(context: &AppContext, secret_key: Secret) -> Result<Self, StartError> {
        let base_url = context.environment.required("STRIPE_API_URL")?.trim_end_matches('/').to_owned();
        let shop_url = context.environment.optional("SHOP_URL").map(|url| url.trim_end_matches('/').to_owned());
        Ok(Self { connector: context.outside.connector()?, base_url, secret_key, shop_url })
    }

    /// Creates the intent for `order`, or finds the one that an earlier try created: the idempotency key is the order's, and
    /// where `order` has an intent already, which this one shall replace, also that intent's. Stripe keeps a failure of its
    /// own under the key for a day; then the next key is tried. A second intent is harmless, because only the one that gets
    /// linked to the order is ever confirmed.
    pub async fn create(&self, order: &Order) -> Result<Intent, ProviderError> {
        let form = new_intent(order, self.shop_url.as_deref());
        let purpose = match &order.intent {
            None => format!("{}:create", order.id),
            Some(replaced) => format!("{}:create:{}", order.id, Digest::of(&[replaced.as_str().as_bytes()]).short()),
        };
        intent_of(&self.under_keys(Call::post("/v1/payment_intents", &form), &purpose).await?)
    }

    /// Makes a call under the first of a few idempotency keys that holds neither a failure of Stripe's own nor another
    /// request, such as one of an earlier release.
    pub(super) async fn under_keys(&self, call: Call<'_>, purpose: &str) -> Result<Answer, ProviderError> {
        let mut answer = (0, Vec::new());
        for attempt in 1..=KEYS {
            let key = format!("{purpose}:{attempt}");
            answer = self.repeatedly(call.under(&key)).await?;
            if answer.0 < 500 && meaning(answer.0, &answer.1) != Some(Meaning::KeyReused) {
                break;
            }
        }
        Ok(answer)
    }

    /// The intent as it is now, and what was given back of it.
    pub async fn look_up(&self, intent: &IntentId) -> Result<Intent, ProviderError> {
        let path = format!("/v1/payment_intents/{intent}?expand%5B%5D=latest_charge");
        let answer = self.repeatedly(Call::get(&path)).await?;
        intent_of(&answer)
    }

    /// Asks for `intent`, which is the order's, to be paid with `method`. Sent once: an intent is paid at most once however often it is
    /// confirmed, but whoever gets no answer has to look the intent up before trying again.
    pub async fn confirm(
        &self,
        order: &OrderId,
        intent: &IntentId,
        method: &PaymentMethodId,
    ) -> Result<Confirmation, ProviderError> {
        let form = confirmation(order, method, self.shop_url.as_deref());
        let path = format!("/v1/payment_intents/{intent}/confirm");
        let answer = self.once(&Call::post(&path, &form)).await?;
        confirmation_of(&answer)
    }

    /// Asks for `intent` to be given up. The answer tells what it is now: given up, or already something else.
    pub async fn cancel(&self, intent: &IntentId) -> Result<Intent, ProviderError> {
        let path = format!("/v1/payment_intents/{intent}/cancel");
        let (status, body) = self.repeatedly(Call::post(&path, &[])).await?;
        match refusal(status, &body).and_then(WireError::intent) {
            Some(intent) => Ok(intent),
            None => intent_of(&(status, body)),
        }
    }

    /// Makes a call that may be repeated, and repeats it once when there is no answer or a passing failure.
    pub(super) async fn repeatedly(&self, call: Call<'_>) -> Result<Answer, ProviderError> {
        Ok(self.repeatedly_told(call).await?.0)
    }

    /// The same, and whether the answer is one that was given before.
    pub(super) async fn repeatedly_told(&self, call: Call<'_>) -> Result<(Answer, IsReplayed), ProviderError> {
        let work = async {
            let mut attempt = 1;
            loop {
                let outcome = self.once_told(&call).await;
                if !outcome.as_ref().map_or(true, |(answer, _)| is_failure(answer)) || attempt == ATTEMPTS {
                    return outcome;
                }
                tokio::time::sleep(BACKOFF).await;
                attempt += 1;
            }
        };
        tokio::time::timeout(CALL_TIMEOUT, work).await.unwrap_or_else(|_| Err(silent("timed out")))
    }

    /// Makes one call.
    async fn once(&self, call: &Call<'_>) -> Result<Answer, ProviderError> {
        Ok(self.once_told(call).await?.0)
    }

    async fn once_told(&self, call: &Call<'_>) -> Result<(Answer, IsReplayed), ProviderError> {
        let request = self.request(call).map_err(silent)?;
        let work = async {
            let response = self.connector.call(request).await.map_err(|error| silent(chain(&error)))?;
            let status = response.status().as_u16();
            let replayed = IsReplayed(response.headers().get("idempotent-replayed") == Some("true"));
            let body = ByteStream::new(response.into_body()).collect().await.map_err(silent)?;
            Ok(((status, body.to_vec()), replayed))
        };
        tokio::time::timeout(CALL_TIMEOUT, work).await.unwrap_or_else(|_| Err(silent("timed out")))
    }

    fn request(&self, call: &Call<'_>) -> Result<HttpRequest, String> {
        let body = call.form.map(serde_html_form::to_string).transpose().map_err(|error| error.to_string())?;
        let mut request = http::Request::builder()
            .method(call.method)
            .uri(format!("{}{}", self.base_url, call.path))
            .header("authorization", format!("Bearer {}", self.secret_key.reveal()))
            .header("stripe-version", API_VERSION)
            .header("content-length", body.as_ref().map_or(0, String::len));
        if body.is_some() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        if let Some(key) = call.idempotency_key {
            request = request.header("idempotency-key", key);
        }
        let request =
            request.body(body.map_or_else(SdkBody::empty, SdkBody::from)).map_err(|error| error.to_string())?;
        HttpRequest::try_from(request).map_err(|error| error.to_string())
    }
}

impl<'a> Call<'a> {
    /// The same call under an idempotency key.
    pub(super) const fn under(self, idempotency_key: &'a str) -> Self {
        Self { idempotency_key: Some(idempotency_key), ..self }
    }

    pub(super) const fn get(path: &'a str) -> Self {
        Self { method: "GET", path, form: None, idempotency_key: None }
    }

    pub(super) const fn post(path: &'a str, form: &'a [(&'a str, String)]) -> Self {
        Self { method: "POST", path, form: Some(form), idempotency_key: None }
    }
}

pub(super) fn silent(reason: impl std::fmt::Display) -> ProviderError {
    ProviderError::Unreachable(reason.to_string())
}

/// An error with its causes, for the operator: `io error: connection refused`.
fn chain(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Whether the same call may be answered otherwise in a moment.
pub(super) fn is_temporary(outcome: &Result<Answer, ProviderError>) -> bool {
    outcome.as_ref().map_or(true, is_failure)
}

/// Whether an answer is a passing failure.
fn is_failure((status, body): &Answer) -> bool {
    meaning(*status, body) == Some(Meaning::Temporary)
}

/// The intent in a good answer; why there is none in a bad one.
fn intent_of(answer: &Answer) -> Result<Intent, ProviderError> {
    let (status, body) = answer;
    if (200..300).contains(status) {
        let intent = serde_json::from_slice::<WireIntent>(body).ok().and_then(WireIntent::read);
        return intent.ok_or_else(|| silent("an answer that is no payment intent"));
    }
    Err(refused(answer))
}

/// What a bad answer means to most calls.
pub(super) fn refused((status, body): &Answer) -> ProviderError {
    let reason = describe(*status, body);
    match meaning(*status, body) {
        None | Some(Meaning::Temporary | Meaning::KeyReused | Meaning::UnexpectedState) => silent(reason),
        Some(Meaning::Missing) => ProviderError::UnknownIntent,
        Some(Meaning::Unpayable) => ProviderError::Refused(ProviderRefusal { reason, is_unpayable: true }),
        Some(Meaning::Refused | Meaning::Declined | Meaning::PaymentMethod | Meaning::AlreadyRefunded) => {
            ProviderError::Refused(ProviderRefusal { reason, is_unpayable: false })
        }
    }
}

/// What an answer to a confirmation means: a payment under way, a decline, an intent that is past confirming, a payment
/// method that is none.
fn confirmation_of(answer: &Answer) -> Result<Confirmation, ProviderError> {
    let (status, body) = answer;
    let error = refusal(*status, body).unwrap_or_default();
    match meaning(*status, body) {
        None => intent_of(answer).map(Confirmation::Taken),
        Some(Meaning::Declined) => Ok(Confirmation::Declined(
            error.decline_code.or(error.code).unwrap_or_else(|| "generic_decline".to_owned()),
        )),
        Some(Meaning::PaymentMethod) => Err(ProviderError::BadPaymentMethod(error.code.unwrap_or_default())),
        Some(Meaning::UnexpectedState) => {
            error.intent().map(Confirmation::Taken).ok_or_else(|| silent(describe(*status, body)))
        }
        Some(Meaning::Temporary) if *status < 500 => Ok(Confirmation::Busy(describe(*status, body))),
        Some(_) => Err(refused(answer)),
    }
}
