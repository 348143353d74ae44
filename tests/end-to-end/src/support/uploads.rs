//! Files, sent by a form and read, as browsers do.

use serde_json::Value;
use ureq::http;

use super::http::agent;

const BOUNDARY: &str = "a-boundary-that-no-picture-has-in-it";

/// Sends a file by a form of the shop's. The status with which the bucket answers.
pub(crate) fn upload(form: &Value, file: &[u8]) -> u16 {
    let field = |name: &str, more: &str| {
        format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n").into_bytes()
    };
    let mut body = Vec::new();
    for (name, value) in form["fields"].as_object().expect("fields") {
        body.extend(field(name, ""));
        body.extend(value.as_str().expect("a text").as_bytes());
        body.extend(b"\r\n");
    }
    body.extend(field("file", "; filename=\"holiday.jpg\""));
    body.extend(file);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
    let request = http::Request::post(form["url"].as_str().expect("an address"))
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(body);
    agent().run(request.expect("a request")).expect("the bucket answers").status().as_u16()
}

/// Reads a file: its media type, for how long it may be kept, and its bytes.
pub(crate) fn fetch(url: &str) -> (String, String, Vec<u8>) {
    let mut answer = agent().run(http::Request::get(url).body(()).expect("a request")).expect("the shop answers");
    assert_eq!(answer.status(), 200, "{url}");
    let header = |name: &str| answer.headers().get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    let (kind, kept) = (header("content-type"), header("cache-control"));
    (kind, kept, answer.body_mut().read_to_vec().expect("a body"))
}
