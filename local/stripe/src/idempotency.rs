//! `Idempotency-Key`: the first answer is kept and given again.
//!
//! Stripe: "Idempotent requests", <https://docs.stripe.com/api/idempotent_requests>: the status and body of the first
//! request are saved "regardless of whether it succeeds or fails", 500s included; parameters are compared; nothing is saved
//! when validation fails or when the key is in use; only POST takes keys; keys go after 24 hours.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::errors::{Kind, Refusal};
use crate::form::Form;
use crate::wire::Response;

/// How long an answer is kept, in seconds.
const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// The longest key that Stripe takes.
const MAX_KEY_CHARACTERS: usize = 255;

/// What a key stands for: an endpoint and a fingerprint of its parameters, whatever their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meaning {
    route: String,
    parameters: String,
}

impl Meaning {
    pub(crate) fn of(route: &str, form: &Form) -> Self {
        let mut digest = Sha256::new();
        for (name, value) in form.sorted() {
            digest.update(format!("{}:{name}={}:{value};", name.len(), value.len()));
        }
        Self { route: route.into(), parameters: HEXLOWER.encode(&digest.finalize()) }
    }

    /// Refuses another request under a key that stands for this one.
    pub(crate) fn require(&self, other: &Self, key: &str) -> Result<(), Refusal> {
        let difference = match (self.route == other.route, self.parameters == other.parameters) {
            (true, true) => return Ok(()),
            (false, _) => {
                format!("for the same endpoint they were first used for ('{}' vs '{}')", other.route, self.route)
            }
            (true, false) => "with the same parameters they were first used with".into(),
        };
        let message = format!(
            "Keys for idempotent requests can only be used {difference}. Try using a key other than '{key}' if you meant to execute a \
             different request."
        );
        Err(Refusal::new(400, Kind::Idempotency, message))
    }
}

/// A finished request and its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Answered {
    pub(crate) meaning: Meaning,
    at: i64,
    status: u16,
    request: String,
    body: String,
}

impl Answered {
    pub(crate) fn new(meaning: Meaning, request: &str, response: &Response, at: i64) -> Self {
        Self {
            meaning,
            at,
            status: response.status,
            request: request.into(),
            body: String::from_utf8_lossy(&response.body).into_owned(),
        }
    }

    pub(crate) fn is_kept(&self, now: i64) -> bool {
        now.saturating_sub(self.at) < KEPT_SECONDS
    }

    /// The first answer again, byte for byte.
    pub(crate) fn replay(&self) -> Response {
        let headers = vec![
            ("content-type".into(), "application/json".into()),
            ("idempotent-replayed".into(), "true".into()),
            ("original-request".into(), self.request.clone()),
        ];
        Response { status: self.status, headers, body: self.body.clone().into_bytes(), lost: false }
    }
}

/// Refuses a key that is too long.
pub(crate) fn check_key(key: &str) -> Result<(), Refusal> {
    if key.chars().count() > MAX_KEY_CHARACTERS {
        return Err(Refusal::invalid(format!(
            "Idempotency keys must be at most {MAX_KEY_CHARACTERS} characters long."
        )));
    }
    Ok(())
}

/// Another request with this key is still running: 409.
/// Stripe: `idempotency_key_in_use`, <https://docs.stripe.com/error-codes#idempotency-key-in-use>.
pub(crate) fn in_use(key: &str) -> Refusal {
    let message = format!(
        "There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other \
         request is still going through): {key}. Please try again later."
    );
    Refusal::new(409, Kind::Idempotency, message).code("idempotency_key_in_use")
}
