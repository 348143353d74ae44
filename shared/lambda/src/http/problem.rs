//! `application/problem+json` (RFC 9457): every refusal has one shape and a stable code.

use aws::{AwsError, CorruptItem};
use domain::accounts::Permission;
use serde_json::{Map, Value, json};

use super::Response;

/// A refusal or a failure, for the caller and for the operator.
#[derive(Debug)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// The stable code that clients may switch on.
    pub code: &'static str,
    /// What went wrong and what to do about it, in a sentence for the caller.
    pub detail: String,
    /// Members of the problem's own, such as the current price. Boxed: a problem travels in every `Result`.
    pub members: Box<Map<String, Value>>,
    /// Seconds after which a repeat makes sense.
    pub retry_after: Option<u64>,
    /// The methods that the address has, of a 405.
    pub allow: Option<String>,
    /// The cause, for the operator's log. It never reaches the caller.
    pub cause: Option<String>,
}

/// A value in the request's body that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidField {
    /// Where it is: a JSON pointer, `/lines/0/quantity`.
    pub pointer: String,
    /// The stable code of the rule.
    pub code: &'static str,
    /// The rule in words.
    pub detail: String,
}

impl InvalidField {
    /// A field that breaks the rule `code`.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, detail: detail.into() }
    }

    /// The member `errors` of a refusal that is about this field alone.
    #[must_use]
    pub fn listed(&self) -> Value {
        json!([{ "pointer": self.pointer, "code": self.code, "detail": self.detail }])
    }
}

impl Problem {
    /// The code of a request whose fields break rules; `errors` lists them.
    pub const INVALID_FIELD: &'static str = "invalid_field";

    /// A problem with a status, a code and a sentence.
    pub fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            members: Box::default(),
            retry_after: None,
            allow: None,
            cause: None,
        }
    }

    /// The request cannot be understood: 400.
    pub fn malformed(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(400, code, detail)
    }

    /// There is no valid access token: 401. All reasons get the same answer.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self::new(401, "unauthorized", "Send a valid access token: Authorization: Bearer <token>.")
    }

    /// The caller is logged in, but has no role that may do this: 403, with the permission that is missing.
    #[must_use]
    pub fn forbidden(missing: Permission) -> Self {
        Self::new(
            403,
            "forbidden",
            format!("This account may not do that: it has no role with the permission {missing}."),
        )
        .with("permission", missing.as_str())
    }

    /// The caller is a guest, and this is for those who have an account: 403.
    #[must_use]
    pub fn account_required() -> Self {
        Self::new(403, "account_required", "A guest may not do that. Log in, or sign up.")
    }

    /// There is no such thing, or it is not the caller's: 404.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(404, "not_found", "There is nothing here under this address.")
    }

    /// The path exists, and not with this method: 405 with the methods that it has.
    #[must_use]
    pub fn method_not_allowed(allowed: &str) -> Self {
        let detail = format!("This address takes {allowed}.");
        Self { allow: Some(allowed.to_owned()), ..Self::new(405, "method_not_allowed", detail) }
    }

    /// Something the shop depends on does not answer: 503, to be repeated.
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        Self {
            retry_after: Some(1),
            cause: Some(cause.to_string()),
            ..Self::new(503, "unavailable", "The shop cannot answer right now. Repeat the request in a moment.")
        }
    }

    /// Adds a member of the problem's own.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// Says after how many seconds a repeat makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The answer to send.
    #[must_use]
    pub fn into_response(self) -> Response {
        let mut body = *self.members;
        body.insert("type".to_owned(), format!("urn:backroom:problem:{}", self.code.replace('_', "-")).into());
        body.insert("title".to_owned(), title(self.code).into());
        body.insert("status".to_owned(), self.status.into());
        body.insert("code".to_owned(), self.code.into());
        body.insert("detail".to_owned(), self.detail.into());
        let mut response = super::respond::json(self.status, &body);
        let headers = response.headers_mut();
        headers.insert("content-type", http::HeaderValue::from_static("application/problem+json"));
        headers.insert("cache-control", http::HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert("retry-after", http::HeaderValue::from(seconds));
        }
        if let Some(allow) = self.allow.and_then(|allow| http::HeaderValue::from_str(&allow).ok()) {
            headers.insert("allow", allow);
        }
        if self.status == 401 {
            headers.insert("www-authenticate", http::HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// `price_changed` -> `Price changed`.
fn title(code: &str) -> String {
    let words = code.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

impl From<InvalidField> for Problem {
    fn from(field: InvalidField) -> Self {
        let errors = field.listed();
        Self::new(422, "invalid_field", format!("{} {}.", field.pointer, field.detail)).with("errors", errors)
    }
}

impl From<AwsError> for Problem {
    fn from(error: AwsError) -> Self {
        Self::unavailable(error)
    }
}

impl From<CorruptItem> for Problem {
    fn from(error: CorruptItem) -> Self {
        Self::unavailable(error)
    }
}
