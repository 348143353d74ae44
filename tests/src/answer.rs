//! Answers as a client sees them.

use serde_json::Value;

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The cookies that it sets, with their attributes.
    pub cookies: Vec<String>,
    /// The body; empty where there is none, and in base 64 where it is not text.
    pub body: String,
}

impl Answer {
    /// Reads what a function handed back to the gateway.
    #[must_use]
    pub fn of_event(event: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let headers = event["headers"].as_object().into_iter().flatten();
        Self {
            status: event["statusCode"].as_u64().and_then(|it| it.try_into().ok()).expect("a status"),
            headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), text(value))).collect(),
            cookies: event["cookies"].as_array().into_iter().flatten().map(text).collect(),
            body: text(&event["body"]),
        }
    }

    /// The header called `name`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The stable code of a refusal; empty otherwise.
    pub fn code(&self) -> String {
        let problem: Value = serde_json::from_str(&self.body).unwrap_or_default();
        problem["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The body as JSON.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The body as JSON (null where there is none) of an answer with this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// The problem document of a refusal with this status and code, its form checked (RFC 9457).
    #[track_caller]
    pub fn expect_problem(&self, status: u16, code: &str) -> Value {
        let problem = self.expect_refusal(status);
        assert_eq!(problem["code"], code, "{}", self.body);
        problem
    }

    /// The problem document of a refusal with this status, whatever its code, its form checked (RFC 9457).
    #[track_caller]
    pub fn expect_refusal(&self, status: u16) -> Value {
        let problem = self.expect(status);
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.body);
        assert_eq!(self.header("cache-control"), Some("no-store"));
        assert_eq!(problem["status"], status, "{}", self.body);
        for member in ["type", "title", "detail", "code"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "no {member} in {}", self.body);
        }
        if [429, 503].contains(&status) {
            assert!(self.header("retry-after").is_some_and(|it| it.parse::<u64>().is_ok()), "no Retry-After");
        }
        if status == 401 {
            assert_eq!(self.header("www-authenticate"), Some("Bearer"));
        }
        problem
    }
}
