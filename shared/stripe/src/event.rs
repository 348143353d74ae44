//! Events that Stripe sends: their signature, and what they are about.
//! Source: <https://docs.stripe.com/webhooks#verify-manually>.

use data_encoding::HEXLOWER_PERMISSIVE;
use domain::{
    kernel::{OrderId, Seconds, Secret, Timestamp, UserId},
    payments::IntentId,
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

/// An event signed longer ago, or further ahead, than this may be a replay, and is refused.
const TOLERANCE_SECONDS: Seconds = 300;
/// Longer headers are not read.
const MAX_HEADER: usize = 2_048;

/// The secrets that events may be signed with: two while one is being replaced.
#[derive(Clone, Debug)]
pub struct WebhookSecrets(Vec<Secret>);

/// An event without a valid and fresh signature. The reason is deliberately not exposed.
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
        let signed = self.0.iter().any(|secret| signs(secret, time, body, &signatures));
        if signed { Ok(()) } else { Err(InvalidSignature) }
    }
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

/// An event, as far as the shop reads it. Every other shape reads as an event that names nothing: a signed body is
/// Stripe's, and what the shop does not know is no error.
#[derive(Debug)]
pub struct Event {
    /// Stripe's identifier of the event, where it has one.
    pub id: Option<String>,
    /// Whether real money is meant, where the event says so.
    pub livemode: Option<bool>,
    /// Whether the event is another account's.
    pub is_of_another_account: bool,
    kind: String,
    object: Value,
}

/// What is to be done about an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventMatter {
    /// It may move this order of this buyer, which was to be paid by this intent.
    Order(UserId, OrderId, IntentId),
    /// The payment by this intent is disputed, or its dispute has come further.
    Dispute(IntentId),
    /// An operator has to look, for this reason.
    Operator(&'static str),
    /// Nothing.
    None,
}

impl Event {
    /// Reads an event. `None` for a body that is no JSON object.
    #[must_use]
    pub fn read(body: &[u8]) -> Option<Self> {
        let event: Value = serde_json::from_slice(body).ok().filter(Value::is_object)?;
        Some(Self {
            id: short_text(&event["id"]),
            livemode: event["livemode"].as_bool(),
            is_of_another_account: event["account"].is_string(),
            kind: short_text(&event["type"]).unwrap_or_default(),
            object: event["data"]["object"].clone(),
        })
    }

    /// What is to be done about it. A refund names an order only if the shop asked for it; of one that an operator made at
    /// Stripe, the charge's own event tells, but only the refund's own that it has failed. A dispute names an intent and no order.
    #[must_use]
    pub fn matter(&self) -> EventMatter {
        let of_order = || match (self.order(), self.intent()) {
            (Some((buyer, order)), Some(intent)) => Some(EventMatter::Order(buyer, order, intent)),
            _ => None,
        };
        match self.kind.as_str() {
            "payment_intent.succeeded"
            | "payment_intent.processing"
            | "payment_intent.canceled"
            | "payment_intent.payment_failed"
            | "charge.refunded"
            | "refund.failed" => of_order().unwrap_or(EventMatter::Operator("no_order")),
            "refund.updated" => of_order().unwrap_or(EventMatter::None),
            "charge.dispute.created"
            | "charge.dispute.updated"
            | "charge.dispute.closed"
            | "charge.dispute.funds_withdrawn"
            | "charge.dispute.funds_reinstated" => {
                self.named_intent().map_or(EventMatter::Operator("no_order"), EventMatter::Dispute)
            }
            _ => EventMatter::None,
        }
    }

    /// The intent that the event is about: the object itself, or the one that it names, in full or by its identifier.
    #[must_use]
    pub fn intent(&self) -> Option<IntentId> {
        self.named_intent().or_else(|| self.object["id"].as_str()?.parse().ok())
    }

    /// The intent that the object names.
    fn named_intent(&self) -> Option<IntentId> {
        let named = &self.object["payment_intent"];
        [&named["id"], named].into_iter().find_map(Value::as_str)?.parse().ok()
    }

    /// The order that the intent was made for, as the metadata say: a charge has those of its intent.
    fn order(&self) -> Option<(UserId, OrderId)> {
        [&self.object["metadata"], &self.object["payment_intent"]["metadata"]].into_iter().find_map(|metadata| {
            let buyer = metadata["buyer_id"].as_str()?.parse().ok()?;
            Some((buyer, metadata["order_id"].as_str()?.parse().ok()?))
        })
    }
}

/// The longest identifier or type that is read: Stripe's own are shorter.
const MAX_TEXT: usize = 255;

fn short_text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| text.len() <= MAX_TEXT).map(str::to_owned)
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

    fn matter(kind: &str, object: &Value) -> EventMatter {
        let event = serde_json::json!({ "id": "evt_1", "type": kind, "livemode": false, "data": { "object": object } });
        Event::read(event.to_string().as_bytes()).expect("an event").matter()
    }

    fn ours() -> Value {
        serde_json::json!({ "buyer_id": format!("usr_{}", "a".repeat(26)), "order_id": format!("ord_{}", "a".repeat(26)) })
    }

    #[test]
    fn an_order_is_found_in_an_object_or_in_its_expanded_intent() {
        let own = serde_json::json!({ "id": "pi_1", "metadata": ours() });
        let by_id = serde_json::json!({ "id": "ch_1", "payment_intent": "pi_1", "metadata": ours() });
        let in_full = serde_json::json!({ "id": "ch_1", "payment_intent": own, "metadata": null });
        for (kind, object) in
            [("payment_intent.succeeded", &own), ("charge.refunded", &by_id), ("charge.refunded", &in_full)]
        {
            let matter = matter(kind, object);
            assert!(matches!(&matter, EventMatter::Order(.., intent) if intent.as_str() == "pi_1"), "{matter:?}");
        }
    }

    #[test]
    fn what_moves_an_order_and_names_none_is_for_the_operator_and_a_refund_under_way_is_not() {
        let foreign = serde_json::json!({ "id": "pi_1", "metadata": null });
        for kind in ["payment_intent.succeeded", "payment_intent.processing", "charge.refunded", "refund.failed"] {
            assert_eq!(matter(kind, &foreign), EventMatter::Operator("no_order"), "{kind}");
        }
        for kind in ["refund.updated", "refund.created", "customer.created", "v2.core.event_destination.ping"] {
            assert_eq!(matter(kind, &foreign), EventMatter::None, "{kind}");
        }
    }

    #[test]
    fn every_move_of_a_dispute_is_about_the_intent_that_it_names() {
        let dispute = serde_json::json!({ "id": "dp_1", "payment_intent": "pi_1", "status": "needs_response" });
        for kind in ["created", "updated", "closed", "funds_withdrawn", "funds_reinstated"] {
            let matter = matter(&format!("charge.dispute.{kind}"), &dispute);
            assert!(matches!(&matter, EventMatter::Dispute(intent) if intent.as_str() == "pi_1"), "{kind}: {matter:?}");
        }
        let of_none = serde_json::json!({ "id": "dp_1", "payment_intent": null });
        assert_eq!(matter("charge.dispute.created", &of_none), EventMatter::Operator("no_order"));
    }

    #[test]
    fn a_shape_that_is_not_known_names_nothing() {
        for body in [
            r"{}",
            r#"{"id":7,"type":null,"livemode":"no","data":[]}"#,
            r#"{"type":"payment_intent.succeeded","data":{"object":{"metadata":"x","payment_intent":[1]}}}"#,
            r#"{"id":"evt_1","object":"v2.core.event","type":"v1.billing.meter.no_meter_found","related_object":null}"#,
        ] {
            let event = Event::read(body.as_bytes()).expect(body);
            assert!(!matches!(event.matter(), EventMatter::Order(..)), "{body}");
        }
        for body in ["", "null", "[]", "7", "{"] {
            assert!(Event::read(body.as_bytes()).is_none(), "{body}");
        }
    }

    #[test]
    fn b91_b92_an_event_is_good_for_five_minutes_either_way() {
        for (age, good) in [(300, true), (301, false), (-300, true), (-301, false)] {
            assert_eq!(verify(&header("whsec_new", NOW.seconds() - age), BODY), good, "{age}");
        }
    }
}
