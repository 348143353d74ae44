//! Requests as API Gateway hands them over (payload format 2.0), read strictly.
//!
//! `lambda_http`'s own conversion panics on a body that is not base64 although it says so, and on a path that is not a
//! URI; a request that cannot be understood must be answered, so it is read here.

use aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use data_encoding::BASE64;
use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{InvalidField, Problem, Query, compression};

/// The largest body: nothing that the shop takes comes near.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// A request.
#[derive(Debug)]
pub struct Request {
    route: String,
    method: String,
    raw_path: String,
    path_parameters: std::collections::HashMap<String, String>,
    raw_query: String,
    headers: HeaderMap,
    cookies: Vec<String>,
    body: Body,
    source_address: String,
}

/// The body's bytes, or a mark that they could not be decoded.
#[derive(Debug)]
enum Body {
    Bytes(Vec<u8>),
    NotBase64,
}

impl From<ApiGatewayV2httpRequest> for Request {
    fn from(event: ApiGatewayV2httpRequest) -> Self {
        let text = event.body.unwrap_or_default();
        let body = match (event.is_base64_encoded, BASE64.decode(text.as_bytes())) {
            (false, _) => Body::Bytes(text.into_bytes()),
            (true, Ok(bytes)) => Body::Bytes(bytes),
            (true, Err(_)) => Body::NotBase64,
        };
        let mut headers = event.headers;
        compression::without_suffix(&mut headers);
        // A HEAD is served as the GET that it stands for; its body is left out at the end.
        let route = event.route_key.unwrap_or_default();
        let route = route.strip_prefix("HEAD ").map(|path| format!("GET {path}")).unwrap_or(route);
        Self {
            route,
            method: event.request_context.http.method.to_string(),
            raw_path: event.raw_path.unwrap_or_default(),
            path_parameters: event.path_parameters,
            raw_query: event.raw_query_string.unwrap_or_default(),
            headers,
            cookies: event.cookies.unwrap_or_default(),
            body,
            source_address: event.request_context.http.source_ip.unwrap_or_default(),
        }
    }
}

impl Request {
    /// The route that API Gateway chose, for a function that serves several: `GET /v1/me`.
    #[must_use]
    pub fn route(&self) -> &str {
        &self.route
    }

    /// The method that was sent.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path as it was sent, percent-encoding and all.
    #[must_use]
    pub fn raw_path(&self) -> &str {
        &self.raw_path
    }

    /// The network address that API Gateway saw. Headers that claim another one are not believed; [`Edge`](super::Edge) knows
    /// one that may be.
    #[must_use]
    pub fn source_address(&self) -> &str {
        &self.source_address
    }

    /// The header called `name`, if it is there once and is printable.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let first = values.next()?;
        if values.next().is_some() { None } else { first.to_str().ok() }
    }

    /// The header called `name` as one list, however many lines it came in. A line that is not printable names nothing.
    #[must_use]
    pub fn header_list(&self, name: &str) -> Option<String> {
        let lines: Vec<&str> =
            self.headers.get_all(name).iter().map(|line| line.to_str().unwrap_or_default()).collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    }

    /// The cookie called `name`. API Gateway takes cookies out of the headers, and the local one leaves them there.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let of_headers = self.headers.get_all("cookie").iter().filter_map(|line| line.to_str().ok());
        let lines = self.cookies.iter().map(String::as_str).chain(of_headers);
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.into_iter().find_map(|(known, value)| (known == name).then_some(value))
    }

    /// Whether the client wants nothing that was kept: `Cache-Control: no-cache`, as a browser's reload sends it (RFC 9111,
    /// section 5.2.1.4).
    #[must_use]
    pub fn is_no_cache(&self) -> bool {
        let directives = self.header("cache-control").unwrap_or_default().split(',').map(str::trim);
        directives.into_iter().any(|directive| directive.eq_ignore_ascii_case("no-cache"))
    }

    /// The path parameter `name` as an identifier; 404 if it cannot be one.
    pub fn path<T: std::str::FromStr>(&self, name: &str) -> Result<T, Problem> {
        self.path_parameters.get(name).and_then(|text| text.parse().ok()).ok_or_else(Problem::not_found)
    }

    /// The query string, in which only `allowed` names may stand.
    pub fn query(&self, allowed: &[&str]) -> Result<Query, Problem> {
        Query::parse(&self.raw_query, allowed)
    }

    /// The same, in which names may stand as well that begin like `open`.
    pub fn query_with(&self, allowed: &[&str], open: &str) -> Result<Query, Problem> {
        Query::parse_with(&self.raw_query, allowed, Some(open))
    }

    /// The body's bytes exactly as they were sent, at most [`MAX_BODY_BYTES`].
    pub fn raw_body(&self) -> Result<&[u8], Problem> {
        self.raw_body_of(MAX_BODY_BYTES)
    }

    /// The body's bytes exactly as they were sent, at most `max_bytes`, for a route with a limit of its own.
    pub fn raw_body_of(&self, max_bytes: usize) -> Result<&[u8], Problem> {
        match &self.body {
            Body::NotBase64 => Err(Problem::malformed("malformed_body", "The body is not valid base64.")),
            Body::Bytes(bytes) if bytes.len() > max_bytes => {
                Err(Problem::new(413, "body_too_large", format!("Send at most {max_bytes} bytes.")))
            }
            Body::Bytes(bytes) => Ok(bytes),
        }
    }

    /// Whether nothing was sent as a body.
    #[must_use]
    pub fn has_no_body(&self) -> bool {
        matches!(&self.body, Body::Bytes(bytes) if bytes.is_empty())
    }

    /// The body as a JSON object of the members that `T` knows, and no others.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let bytes = self.json_object(&["application/json"])?.0;
        // From the bytes again: this way a member that is given twice is refused, too.
        let mut members = serde_json::Deserializer::from_slice(bytes);
        serde_path_to_error::deserialize(&mut members).map_err(|error| wrong_member(&error))
    }

    /// The body as a JSON merge patch (RFC 7396), which is an object.
    pub fn merge_patch(&self) -> Result<Value, Problem> {
        Ok(self.json_object(&["application/merge-patch+json", "application/json"])?.1)
    }

    /// The body, which is a JSON object of one of these media types: its bytes, and what they say.
    fn json_object(&self, media_types: &[&str]) -> Result<(&[u8], Value), Problem> {
        let bytes = self.raw_body()?;
        if bytes.is_empty() {
            return Err(Problem::malformed("malformed_body", "Send a JSON object as the body."));
        }
        if self.headers.contains_key("content-encoding") {
            return Err(Problem::new(415, "unsupported_encoding", "Send the body without Content-Encoding."));
        }
        let media_type = self.header("content-type").unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        if !media_types.iter().any(|known| media_type.eq_ignore_ascii_case(known)) {
            let detail = format!("Send Content-Type: {}.", media_types.join(" or "));
            return Err(Problem::new(415, "unsupported_media_type", detail));
        }
        let value: Value = serde_json::from_slice(bytes).map_err(|error| not_json(&error))?;
        if !value.is_object() {
            return Err(Problem::malformed("malformed_body", "The body must be a JSON object."));
        }
        if has_control_characters(&value) {
            return Err(Problem::malformed("malformed_body", "Text must not contain control characters."));
        }
        Ok((bytes, value))
    }

    /// The `Idempotency-Key`: 16 to 128 printable ASCII characters that the client chose for this one intention.
    pub fn idempotency_key(&self) -> Result<&str, Problem> {
        let key = self.header("idempotency-key").unwrap_or_default();
        let printable = key.bytes().all(|b| b.is_ascii_graphic());
        let good = printable && (16..=128).contains(&key.len());
        good.then_some(key).ok_or_else(|| {
            let detail =
                "Send an Idempotency-Key header of 16 to 128 printable ASCII characters, new for each intention.";
            Problem::malformed("idempotency_key_required", detail)
        })
    }

    /// The token of `Authorization: Bearer <token>`.
    #[must_use]
    pub fn bearer_token(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        let plain = token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b));
        (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && plain).then_some(token)
    }
}

/// A JSON value as an object of the members that `T` knows, and no others.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| wrong_member(&error))
}

/// Where the JSON stops making sense. The parser's own words could repeat a value, so only the place is told.
fn not_json(error: &serde_json::Error) -> Problem {
    let place = format!("line {}, column {}", error.line(), error.column());
    Problem::malformed("malformed_body", format!("The body is not valid JSON, at {place}."))
}

/// Which member is wrong, by its JSON pointer. The parser's own words could repeat a value, and are left out.
fn wrong_member(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let segments = error.path().iter().map_while(pointer_segment);
    let pointer: String = segments.flat_map(|segment| ["/".to_owned(), segment]).collect();
    let words = error.inner().to_string();
    let wrong = if words.starts_with("unknown field") {
        "is no member of this request"
    } else if words.starts_with("duplicate field") {
        "is given twice"
    } else {
        "has the wrong type"
    };
    let detail = format!("{} {wrong}.", if pointer.is_empty() { "The body" } else { &pointer });
    let field = InvalidField::new(pointer, "malformed", wrong);
    Problem::malformed("malformed_body", detail).with("errors", field.listed())
}

/// The place of an item, or a member's name if it looks like one: anything else could be a secret in the wrong place.
fn pointer_segment(segment: &serde_path_to_error::Segment) -> Option<String> {
    const LONGEST: usize = 32;
    let text = segment.to_string();
    let is_name = text.len() <= LONGEST && text.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    match segment {
        serde_path_to_error::Segment::Seq { index } => Some(index.to_string()),
        _ => is_name.then_some(text),
    }
}

/// Line breaks and tabs are left to each field's own rule.
fn has_control_characters(value: &Value) -> bool {
    let bad = |text: &str| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    match value {
        Value::String(text) => bad(text),
        Value::Array(values) => values.iter().any(has_control_characters),
        Value::Object(members) => members.iter().any(|(name, value)| bad(name) || has_control_characters(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
