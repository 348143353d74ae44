//! What Stripe's refusals mean: one table, by HTTP status, `type`, `code` and `param`.
//!
//! Source: <https://docs.stripe.com/api/errors>, <https://docs.stripe.com/error-codes>.

use super::wire::{WireError, WireRefusal};

/// What a refusal means for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The same may be asked again, and may be answered then.
    Temporary,
    /// The payment method is good, and its issuer or bank said no. Another one may be tried.
    Declined,
    /// The payment method is none, or cannot be used for this payment. Another one may be tried.
    PaymentMethod,
    /// The intent is in another state than the request needs; the answer shows it.
    UnexpectedState,
    /// There is no such object.
    Missing,
    /// All of the money was given back before.
    AlreadyRefunded,
    /// The idempotency key was used for another request, so this one was not looked at.
    KeyReused,
    /// This amount, or this currency, is refused for good: no payment of the order can ever succeed.
    Unpayable,
    /// The account, its key or the request is refused for good. An operator may be able to change that.
    Refused,
}

/// A row of the table. `None` matches anything.
struct Row {
    status: Option<u16>,
    kind: Option<&'static str>,
    code: Option<&'static str>,
    param: Option<&'static str>,
    meaning: Meaning,
}

const ANY: Row = Row { status: None, kind: None, code: None, param: None, meaning: Meaning::Refused };

const fn code(code: &'static str, meaning: Meaning) -> Row {
    Row { code: Some(code), meaning, ..ANY }
}

const fn kind(kind: &'static str, meaning: Meaning) -> Row {
    Row { kind: Some(kind), meaning, ..ANY }
}

const fn param(param: &'static str, meaning: Meaning) -> Row {
    Row { status: Some(400), param: Some(param), meaning, ..ANY }
}

const fn status(status: u16, meaning: Meaning) -> Row {
    Row { status: Some(status), meaning, ..ANY }
}

/// The first row that matches says it. A code says more than a type, and a type more than a status.
const TABLE: [Row; 44] = [
    // Try again: too many requests, another request at the same object, the provider's own trouble.
    code("lock_timeout", Meaning::Temporary),
    code("rate_limit", Meaning::Temporary),
    code("idempotency_key_in_use", Meaning::Temporary),
    status(408, Meaning::Temporary),
    status(409, Meaning::Temporary),
    status(425, Meaning::Temporary),
    status(429, Meaning::Temporary),
    kind("api_error", Meaning::Temporary),
    kind("idempotency_error", Meaning::KeyReused),
    // The key or its rights. It is told before anything about the request.
    status(401, Meaning::Refused),
    status(403, Meaning::Refused),
    // Objects and their states.
    Row { param: Some("payment_method"), ..code("resource_missing", Meaning::PaymentMethod) },
    code("resource_missing", Meaning::Missing),
    code("payment_intent_unexpected_state", Meaning::UnexpectedState),
    code("charge_already_refunded", Meaning::AlreadyRefunded),
    // The amount or the currency.
    code("amount_too_small", Meaning::Unpayable),
    code("amount_too_large", Meaning::Unpayable),
    code("invalid_charge_amount", Meaning::Unpayable),
    code("parameter_invalid_currency", Meaning::Unpayable),
    code("currency_not_supported", Meaning::Unpayable),
    // The payment method: a decline names its reason, the others say that it cannot be used here.
    code("payment_intent_authentication_failure", Meaning::Declined),
    code("payment_intent_payment_attempt_failed", Meaning::Declined),
    code("payment_method_provider_decline", Meaning::Declined),
    code("payment_method_provider_timeout", Meaning::Declined),
    code("payment_method_customer_decline", Meaning::Declined),
    code("charge_exceeds_source_limit", Meaning::Declined),
    code("charge_exceeds_transaction_limit", Meaning::Declined),
    code("payment_intent_incompatible_payment_method", Meaning::PaymentMethod),
    code("payment_method_currency_mismatch", Meaning::PaymentMethod),
    code("payment_method_invalid_parameter", Meaning::PaymentMethod),
    code("payment_method_not_available", Meaning::PaymentMethod),
    code("payment_method_unactivated", Meaning::PaymentMethod),
    code("payment_method_unexpected_state", Meaning::PaymentMethod),
    code("payment_method_unsupported_country", Meaning::PaymentMethod),
    code("payment_method_unsupported_type", Meaning::PaymentMethod),
    kind("card_error", Meaning::Declined),
    status(402, Meaning::Declined),
    param("payment_method", Meaning::PaymentMethod),
    param("amount", Meaning::Unpayable),
    param("currency", Meaning::Unpayable),
    // What has no code, and codes that are not in this table.
    kind("invalid_request_error", Meaning::Refused),
    kind("authentication_error", Meaning::Refused),
    kind("permission_error", Meaning::Refused),
    kind("rate_limit_error", Meaning::Temporary),
];

impl Row {
    fn matches(&self, status: u16, error: &WireError) -> bool {
        let is = |wanted: Option<&str>, given: Option<&str>| wanted.is_none_or(|wanted| given == Some(wanted));
        self.status.is_none_or(|wanted| wanted == status)
            && is(self.kind, Some(&error.kind))
            && is(self.code, error.code.as_deref())
            && is(self.param, error.param.as_deref())
    }
}

/// What an answer with `status` and `body` means; `None` for a good one. What the table does not know is safe: a 4xx is not
/// asked again, since it would be refused again, and everything else is.
pub(super) fn meaning(status: u16, body: &[u8]) -> Option<Meaning> {
    if (200..300).contains(&status) {
        return None;
    }
    let error = refusal(status, body).unwrap_or_default();
    let rows = if status >= 500 { &[][..] } else { &TABLE[..] };
    let known = rows.iter().find(|row| row.matches(status, &error)).map(|row| row.meaning);
    Some(known.unwrap_or(if (400..500).contains(&status) { Meaning::Refused } else { Meaning::Temporary }))
}

/// The error in an answer that refuses.
pub(super) fn refusal(status: u16, body: &[u8]) -> Option<WireError> {
    if status < 400 { None } else { serde_json::from_slice(body).ok().map(|WireRefusal { error }| error) }
}

/// Status, type and code of a refusal, for the operator. Stripe's own sentence is left out: it may repeat what was sent.
pub(super) fn describe(status: u16, body: &[u8]) -> String {
    let error = refusal(status, body).unwrap_or_default();
    let words =
        [error.kind.as_str(), error.code.as_deref().unwrap_or_default(), error.param.as_deref().unwrap_or_default()];
    let words = words.into_iter().filter(|word| !word.is_empty()).map(as_code);
    std::iter::once(status.to_string()).chain(words).collect::<Vec<_>>().join(" ")
}

/// The longest code that is logged.
const MAX_CODE: usize = 64;

/// A code as Stripe makes them, of lower-case letters, digits, `_`, `[`, `]` and `.`; anything else is not repeated.
fn as_code(word: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'[' | b']' | b'.');
    if word.len() <= MAX_CODE && word.bytes().all(is_plain) { word.to_owned() } else { "(no code)".to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(status: u16, error: &serde_json::Value) -> Option<Meaning> {
        meaning(status, json!({ "error": error }).to_string().as_bytes())
    }

    #[test]
    fn every_row_of_the_table_is_reached() {
        for row in &TABLE {
            let status = row.status.unwrap_or(400);
            let error = json!({ "type": row.kind.unwrap_or("x"), "code": row.code, "param": row.param });
            assert_eq!(of(status, &error), Some(row.meaning), "{status} {error}");
        }
    }

    #[test]
    fn a_code_says_more_than_a_type_and_a_type_more_than_a_status() {
        let error = |kind: &str, code: &str| json!({ "type": kind, "code": code });
        assert_eq!(of(400, &error("invalid_request_error", "amount_too_small")), Some(Meaning::Unpayable));
        assert_eq!(of(400, &error("card_error", "card_declined")), Some(Meaning::Declined));
        assert_eq!(of(429, &error("invalid_request_error", "amount_too_small")), Some(Meaning::Temporary));
        assert_eq!(of(401, &error("invalid_request_error", "resource_missing")), Some(Meaning::Refused));
    }

    #[test]
    fn what_the_table_does_not_know_is_safe() {
        for (status, expected) in [
            (200, None),
            (304, Some(Meaning::Temporary)),
            (400, Some(Meaning::Refused)),
            (404, Some(Meaning::Refused)),
            (418, Some(Meaning::Refused)),
            (500, Some(Meaning::Temporary)),
            (503, Some(Meaning::Temporary)),
            (599, Some(Meaning::Temporary)),
        ] {
            assert_eq!(meaning(status, b"<html>"), expected, "{status}");
            let unknown = json!({ "type": "new_error", "code": "brand_new", "param": "?", "more": [1] });
            assert_eq!(of(status, &unknown), expected, "{status}");
        }
        assert_eq!(of(400, &json!({ "type": 7, "code": null })), Some(Meaning::Refused));
    }

    #[test]
    fn a_failure_of_the_provider_is_temporary_whatever_it_says() {
        assert_eq!(
            of(500, &json!({ "type": "invalid_request_error", "code": "amount_too_small" })),
            Some(Meaning::Temporary)
        );
    }

    #[test]
    fn the_operator_reads_codes_and_never_sentences() {
        let body =
            json!({ "error": { "type": "invalid_request_error", "code": "Sent by Ada", "message": "Ada's card" } });
        assert_eq!(describe(400, body.to_string().as_bytes()), "400 invalid_request_error (no code)");
    }
}
