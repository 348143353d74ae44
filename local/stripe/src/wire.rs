//! Requests and responses as plain values, so that a simulation needs no socket.

use http::{HeaderMap, Method};

/// One HTTP request as the provider receives it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// The path with its query, such as `/v1/payment_intents?limit=3`.
    pub path: String,
    /// All headers.
    pub headers: HeaderMap,
    /// The raw body; form-encoded for Stripe's own endpoints, JSON for `/_local/`.
    pub body: Vec<u8>,
}

impl Request {
    /// The path without its query.
    #[must_use]
    pub fn route(&self) -> &str {
        self.path.split_once('?').map_or(self.path.as_str(), |(route, _)| route)
    }

    /// The query without its question mark; empty when there is none.
    #[must_use]
    pub fn query(&self) -> &str {
        self.path.split_once('?').map_or("", |(_, query)| query)
    }

    /// A header's value, when it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// One HTTP response as the provider sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The JSON body.
    pub body: Vec<u8>,
    /// True when a planned fault says that this answer never reaches the caller.
    pub lost: bool,
}

impl Response {
    /// A JSON answer.
    #[must_use]
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.to_string().into_bytes(),
            lost: false,
        }
    }

    /// An answer in text of a media type.
    pub(crate) fn text(status: u16, media_type: &str, text: &str) -> Self {
        let headers = vec![("content-type".into(), format!("{media_type}; charset=utf-8"))];
        Self { status, headers, body: text.as_bytes().to_vec(), lost: false }
    }

    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}
