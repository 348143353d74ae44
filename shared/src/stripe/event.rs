//! Events that Stripe sends: their signature, and what they are about.
//! Source: <https://docs.stripe.com/webhooks#verify-manually>.

use data_encoding::HEXLOWER_PERMISSIVE;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;

use super::wire::Metadata;
use crate::{
    kernel::{OrderId, Seconds, Secret, Timestamp, UserId},
    payments::IntentId,
    planted::{self, Bug},
};

/// An event signed longer ago, or further ahead, than this may be somebody's recording.
const TOLERANCE_SECONDS: Seconds = 300;
/// Longer headers are not read.
const MAX_HEADER: usize = 2_048;

/// The secrets that events may be signed with: two while one is being replaced.
#[derive(Clone, Debug)]
pub struct WebhookSecrets(Vec<Secret>);

/// An event that Stripe did not sign, or not now. Why is nobody's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event's signature is not valid")]
pub struct InvalidSignature;

impl WebhookSecrets {
    /// From a text of one secret, or of two with a comma between.
    #[must_use]
    pub fn of(text: &Secret) -> Self {
        Self(text.reveal().split(',').map(str::trim).filter(|secret| !secret.is_empty()).map(Secret::new).collect())
    }

    /// Checks `header` (`t=<seconds>,v1=<hex>[,v1=<hex>]`) over the body's bytes exactly as they came.
    pub fn verify(&self, header: &str, body: &[u8], now: Timestamp) -> Result<(), InvalidSignature> {
        if header.len() > MAX_HEADER {
            return Err(InvalidSignature);
        }
        let mut time = None;
        let mut signatures = Vec::new();
        for part in header.split(',') {
            let (name, value) = part.trim().split_once('=').ok_or(InvalidSignature)?;
            match name {
                "t" => time = Some(value),
                "v1" => signatures.push(HEXLOWER_PERMISSIVE.decode(value.as_bytes()).map_err(|_| InvalidSignature)?),
                _ => {}
            }
        }
        let time = time.ok_or(InvalidSignature)?;
        let seconds: Seconds = time.parse().map_err(|_| InvalidSignature)?;
        let age = now.seconds().checked_sub(seconds).ok_or(InvalidSignature)?;
        if !(-TOLERANCE_SECONDS..=TOLERANCE_SECONDS).contains(&age) {
            return Err(InvalidSignature);
        }
        let rewritten = planted::is(Bug::SignatureOverRewrittenJson).then(|| written_anew(body));
        let body = rewritten.as_deref().unwrap_or(body);
        let signed = self.0.iter().any(|secret| signs(secret, time, body, &signatures));
        if signed { Ok(()) } else { Err(InvalidSignature) }
    }
}

/// What [`Bug::SignatureOverRewrittenJson`] takes for the event's bytes.
fn written_anew(body: &[u8]) -> Vec<u8> {
    serde_json::from_slice(body).map_or_else(|_| body.to_vec(), |event: Value| event.to_string().into_bytes())
}

/// Whether one of `signatures` is the one that `secret` makes, compared in constant time. The body is gone through once,
/// however many signatures a stranger puts in the header.
fn signs(secret: &Secret, time: &str, body: &[u8], signatures: &[Vec<u8>]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else { return false };
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
}

/// An event, as far as the shop reads it.
#[derive(Debug, Deserialize)]
pub struct Event {
    /// Stripe's identifier of the event.
    pub id: String,
    /// What happened: `payment_intent.succeeded`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether real money is meant.
    pub livemode: bool,
    /// Set when the event is another account's.
    #[serde(default)]
    pub account: Option<String>,
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    object: Object,
}

#[derive(Debug, Deserialize)]
struct Object {
    #[serde(default)]
    id: String,
    /// Of charges and refunds.
    #[serde(default)]
    payment_intent: Option<String>,
    #[serde(default)]
    metadata: Metadata,
}

impl Event {
    /// Whether the event is about a payment intent in a way that may move an order. A refund names an order only if the
    /// shop asked for it; of one that a person made at Stripe, the charge's own event tells.
    #[must_use]
    pub fn moves_an_order(&self) -> bool {
        match self.kind.as_str() {
            "payment_intent.succeeded"
            | "payment_intent.canceled"
            | "payment_intent.payment_failed"
            | "charge.refunded" => true,
            "refund.updated" | "refund.failed" => self.order().is_some(),
            _ => false,
        }
    }

    /// The intent that the event is about.
    #[must_use]
    pub fn intent(&self) -> Option<IntentId> {
        let object = &self.data.object;
        object.payment_intent.as_ref().unwrap_or(&object.id).parse().ok()
    }

    /// The order that the intent was made for, as the metadata say: a charge has those of its intent.
    #[must_use]
    pub fn order(&self) -> Option<(UserId, OrderId)> {
        let metadata = &self.data.object.metadata;
        let buyer = metadata.buyer_id.as_deref()?.parse().ok()?;
        let order = metadata.order_id.as_deref()?.parse().ok()?;
        Some((buyer, order))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1"}"#;
    const NOW: Timestamp = Timestamp::from_millis(1_795_376_589_000);

    fn sign(secret: &str, time: i64, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key will do");
        mac.update(time.to_string().as_bytes());
        mac.update(b".");
        mac.update(body);
        HEXLOWER_PERMISSIVE.encode(&mac.finalize().into_bytes())
    }

    fn header(secret: &str, time: i64) -> String {
        format!("t={time},v1={}", sign(secret, time, BODY))
    }

    fn verify(header: &str, body: &[u8]) -> bool {
        WebhookSecrets::of(&Secret::new("whsec_new,whsec_old")).verify(header, body, NOW).is_ok()
    }

    #[test]
    fn b94_events_signed_with_either_secret_pass() {
        assert!(verify(&header("whsec_new", NOW.seconds()), BODY));
        assert!(verify(&header("whsec_old", NOW.seconds()), BODY));
    }

    #[test]
    fn b93_one_good_signature_of_two_is_enough() {
        let good = header("whsec_new", NOW.seconds());
        assert!(verify(&format!("{good},v1={}", "0".repeat(64)), BODY));
    }

    #[test]
    fn b93_a_good_signature_is_found_in_a_header_full_of_others_and_a_longer_header_is_not_read() {
        let good = header("whsec_old", NOW.seconds());
        assert!(verify(&format!("{good}{}", ",v1=".repeat(480)), BODY));
        assert!(!verify(&format!("{good}{}", ",v1=".repeat(510)), BODY));
    }

    #[test]
    fn b87_b88_headers_that_say_nothing_are_refused() {
        let v0 = header("whsec_new", NOW.seconds()).replace("v1=", "v0=");
        for text in ["", "t", "t=,v1=", "v1=00", "t=x,v1=00", "t=1,v1=zz", "t=9223372036854775807,v1=00", &v0] {
            assert!(!verify(text, BODY), "{text}");
        }
    }

    #[test]
    fn b89_b90_another_secret_or_one_byte_more_is_refused() {
        assert!(!verify(&header("whsec_other", NOW.seconds()), BODY));
        assert!(!verify(&header("whsec_new", NOW.seconds()), br#"{"id":"evt_2"}"#));
    }

    #[test]
    fn b91_b92_an_event_is_good_for_five_minutes_either_way() {
        for (age, good) in [(300, true), (301, false), (-300, true), (-301, false)] {
            assert_eq!(verify(&header("whsec_new", NOW.seconds() - age), BODY), good, "{age}");
        }
    }
}
