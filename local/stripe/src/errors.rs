//! Refusals in Stripe's error shape.
//!
//! Stripe: "Errors", <https://docs.stripe.com/api/errors>, and the codes in <https://docs.stripe.com/error-codes>.

use serde_json::{Map, Value, json};

use crate::wire::Response;

/// The `type` of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Something failed on Stripe's side.
    Api,
    /// The card was refused.
    Card,
    /// A key was reused for another request, or is in use.
    Idempotency,
    /// The request was wrong.
    InvalidRequest,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Api => "api_error",
            Self::Card => "card_error",
            Self::Idempotency => "idempotency_error",
            Self::InvalidRequest => "invalid_request_error",
        }
    }
}

/// An answer that is not a success.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    kind: Kind,
    message: String,
    code: Option<&'static str>,
    more: Map<String, Value>,
}

impl Refusal {
    pub(crate) fn new(status: u16, kind: Kind, message: impl Into<String>) -> Self {
        Self { status, kind, message: message.into(), code: None, more: Map::new() }
    }

    /// A 400 of type `invalid_request_error`.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, Kind::InvalidRequest, message)
    }

    pub(crate) fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    pub(crate) fn param(self, name: &str) -> Self {
        self.with("param", json!(name))
    }

    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        self.more.insert(name.into(), value);
        self
    }

    /// The same without what a browser may not see.
    pub(crate) fn for_browser(mut self) -> Self {
        if let Some(intent) = self.more.remove("payment_intent") {
            self.more.insert("payment_intent".into(), crate::Intent::for_browser(intent));
        }
        self
    }

    /// A required parameter is absent.
    pub(crate) fn missing(name: &str) -> Self {
        Self::invalid(format!("Missing required param: {name}.")).code("parameter_missing").param(name)
    }

    /// An object named in the path does not exist: 404.
    pub(crate) fn no_such(noun: &str, id: &str) -> Self {
        Self::new(404, Kind::InvalidRequest, format!("No such {noun}: '{id}'"))
            .code("resource_missing")
            .param(if noun == "payment_intent" { "intent" } else { "id" })
    }

    /// An object named in a parameter does not exist: 400.
    pub(crate) fn no_such_reference(noun: &str, id: &str, param: &str) -> Self {
        Self::invalid(format!("No such {noun}: '{id}'")).code("resource_missing").param(param)
    }

    /// The endpoint does not exist.
    pub(crate) fn unknown_url(method: &http::Method, route: &str) -> Self {
        let message =
            format!("Unrecognized request URL ({method}: {route}). This local Stripe models only what the shop uses.");
        Self::new(404, Kind::InvalidRequest, message)
    }

    /// Something failed inside Stripe.
    pub(crate) fn internal() -> Self {
        Self::new(500, Kind::Api, "An unknown error occurred.")
    }

    /// `{"error": {...}}` with the status.
    pub(crate) fn response(&self) -> Response {
        let mut error = self.more.clone();
        error.insert("message".into(), json!(self.message));
        error.insert("type".into(), json!(self.kind.name()));
        if let Some(code) = self.code {
            error.insert("code".into(), json!(code));
            let page = code.replace('_', "-");
            error.insert("doc_url".into(), json!(format!("https://stripe.com/docs/error-codes/{page}")));
        }
        Response::json(self.status, &json!({ "error": error }))
    }
}
