//! Answers.

use lambda_http::Body;
use serde::Serialize;

/// An answer: status, headers and a body that is ready to send.
pub type Response = lambda_http::Response<Body>;

/// An answer with a JSON body.
#[must_use]
pub fn json(status: u16, body: &impl Serialize) -> Response {
    // Serialising our own answers cannot fail: they are plain structures with string keys.
    json_text(status, serde_json::to_string(body).unwrap_or_default())
}

fn json_text(status: u16, text: String) -> Response {
    let mut response = empty(status);
    *response.body_mut() = Body::Text(text);
    response.headers_mut().insert("content-type", http::HeaderValue::from_static("application/json"));
    response
}

/// 200 with a JSON body that no cache may keep, such as tokens.
#[must_use]
pub fn uncached(body: &impl Serialize) -> Response {
    with_header(ok(body), "cache-control", "no-store")
}

/// 200 with a body that is JSON already.
#[must_use]
pub fn ok_json(text: String) -> Response {
    json_text(200, text)
}

/// An answer without a body: an empty text, for `null` is more than the local AWS can read.
#[must_use]
pub fn empty(status: u16) -> Response {
    let mut response = Response::new(Body::Text(String::new()));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert("cache-control", http::HeaderValue::from_static("no-store"));
    response
}

/// The same answer to a HEAD: headers without the body.
#[must_use]
pub fn without_body(mut response: Response) -> Response {
    *response.body_mut() = Body::Text(String::new());
    response
}

/// 200 with a text of this type.
#[must_use]
pub fn text(media_type: &'static str, text: &str) -> Response {
    let mut response = with_header(empty(200), "content-type", media_type);
    *response.body_mut() = Body::Text(text.to_owned());
    response
}

/// A page, and what it may load and do: its `Content-Security-Policy`.
#[must_use]
pub fn html(text: &str, policy: &str) -> Response {
    let headers = [
        ("content-security-policy", policy),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("vary", "accept-language"),
    ];
    let page = self::text("text/html; charset=utf-8", text);
    headers.into_iter().fold(page, |page, (name, value)| with_header(page, name, value))
}

/// To another page, which is then asked for by GET: what a form is answered with.
#[must_use]
pub fn see_other(location: &str) -> Response {
    with_header(empty(303), "location", location)
}

/// 200 with bytes of this type that are compressed already.
#[must_use]
pub fn gzipped(media_type: &'static str, bytes: &[u8]) -> Response {
    let mut response = with_header(empty(200), "content-type", media_type);
    *response.body_mut() = Body::Binary(bytes.to_vec());
    with_header(response, "content-encoding", "gzip")
}

/// 200 with bytes of this type.
#[must_use]
pub fn bytes(media_type: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = with_header(empty(200), "content-type", media_type);
    *response.body_mut() = Body::Binary(bytes);
    response
}

/// 200 with a JSON body.
#[must_use]
pub fn ok(body: &impl Serialize) -> Response {
    json(200, body)
}

/// 201 with a JSON body and where the new thing is found.
#[must_use]
pub fn created(location: &str, body: &impl Serialize) -> Response {
    with_header(json(201, body), "location", location)
}

/// The same answer with one header more. A value that is no header value is left out.
#[must_use]
pub fn with_header(mut response: Response, name: &'static str, value: &str) -> Response {
    if let Ok(value) = http::HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// The same answer with another status.
#[must_use]
pub fn with_status(mut response: Response, status: u16) -> Response {
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    response
}
