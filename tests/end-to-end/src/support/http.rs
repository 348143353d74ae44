//! One HTTP call, and its answer.

use std::{ops::Index, sync::OnceLock, time::Duration};

use serde_json::Value;
use ureq::{Agent, http};

use super::waiting::wait_for;

/// Longer than any function may run, so that a hanging one is seen as what it answers in the end.
const LIMIT: Duration = Duration::from_secs(35);

/// A request under way to being sent.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send` or `expect`"]
pub(crate) struct Request {
    method: &'static str,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The body, byte for byte.
    pub(crate) text: String,
    headers: http::HeaderMap,
    json: Value,
    request: String,
}

impl Request {
    pub(crate) fn new(method: &'static str, url: String) -> Self {
        Self { method, url, headers: Vec::new(), body: String::new() }
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With an `Idempotency-Key`.
    pub(crate) fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// With a body of JSON.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.text("application/json", body.to_string())
    }

    pub(crate) fn text(mut self, kind: &str, body: String) -> Self {
        self.body = body;
        self.header("content-type", kind)
    }

    /// Sends it, and again while the shop says so: on a machine where all functions start at once, the local AWS may be
    /// slower than they wait for it. Then the status has to be `status`.
    pub(crate) fn expect(self, status: u16) -> Answer {
        let what = format!("{} {} to answer otherwise than 503", self.method, self.url);
        let answer = wait_for(&what, || {
            let answer = self.clone().send();
            (answer.status != 503 || answer.header("retry-after").is_empty()).then_some(answer)
        });
        assert_eq!(answer.status, status, "{} answered {}: {}", answer.request, answer.status, answer.text);
        answer
    }

    /// Sends it.
    pub(crate) fn send(self) -> Answer {
        let called = format!("{} {}", self.method, self.url);
        self.try_send().unwrap_or_else(|error| panic!("{called} got no answer: {error}"))
    }

    /// Sends it to somebody who may not be there.
    pub(crate) fn try_send(self) -> Result<Answer, ureq::Error> {
        let request = format!("{} {} {}", self.method, self.url, self.body);
        let mut head = http::Request::builder().method(self.method).uri(self.url);
        for (name, value) in self.headers {
            head = head.header(name, value);
        }
        let mut response = match self.method {
            "GET" => agent().run(head.body(())?)?,
            _ => agent().run(head.body(self.body)?)?,
        };
        let text = response.body_mut().read_to_string()?;
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { status: response.status().as_u16(), headers: response.headers().clone(), text, json, request })
    }
}

impl Answer {
    /// A header; empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A member that is a text.
    pub(crate) fn text_at(&self, member: &str) -> String {
        self[member].as_str().unwrap_or_else(|| panic!("no text {member:?} in {}", self.text)).to_owned()
    }

    /// Checks that this is a refusal in the shop's one form, with this code.
    pub(crate) fn refused_as(self, code: &str) -> Self {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}: {}", self.request, self.text);
        assert_eq!(self["code"], code, "{}: {}", self.request, self.text);
        assert_eq!(self["status"], self.status, "{}: {}", self.request, self.text);
        self
    }
}

/// A member of the JSON body; null if there is none.
impl Index<&str> for Answer {
    type Output = Value;

    fn index(&self, member: &str) -> &Value {
        &self.json[member]
    }
}

/// Answers of every status are answers; local programs are reached without a proxy.
pub(super) fn agent() -> &'static Agent {
    static AGENT: OnceLock<Agent> = OnceLock::new();
    AGENT.get_or_init(|| {
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(LIMIT)).proxy(None);
        config.build().into()
    })
}
