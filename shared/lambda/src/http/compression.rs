//! Compression of answers for clients that take gzip (RFC 9110, section 12.5.3).

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, HeaderValue};
use lambda_http::Body;

use super::Response;

/// Below this a body fits into one network packet with its headers, and compression saves nothing.
const MIN_BYTES: usize = 1_024;

/// Whether `Accept-Encoding` allows gzip: named, or by `*`, with a weight that is not zero.
#[must_use]
pub fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all("accept-encoding").iter().filter_map(|value| value.to_str().ok());
    let mut by_star = false;
    for coding in values.flat_map(|value| value.split(',')) {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = parameters.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0);
        match name.trim() {
            name if name.eq_ignore_ascii_case("gzip") => return weight > 0.0,
            "*" => by_star = weight > 0.0,
            _ => {}
        }
    }
    by_star
}

/// The answer with its text compressed, if that is worth it. A compressed answer has an entity tag of its own.
#[must_use]
pub fn compress(mut response: Response) -> Response {
    let Body::Text(text) = response.body() else { return response };
    if text.len() < MIN_BYTES || response.headers().contains_key("content-encoding") {
        return response;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let Ok(bytes) = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()) else { return response };
    *response.body_mut() = Body::Binary(bytes);
    let headers = response.headers_mut();
    headers.insert("content-encoding", HeaderValue::from_static("gzip"));
    if let Some(tag) = headers.get("etag").and_then(|tag| tag.to_str().ok()).and_then(|tag| tag.strip_suffix('"'))
        && let Ok(tag) = HeaderValue::from_str(&format!("{tag}{SUFFIX}"))
    {
        headers.insert("etag", tag);
    }
    response
}

/// How the entity tag of a compressed answer ends.
const SUFFIX: &str = "-gzip\"";

/// Takes the mark of compressed answers from the tags of a conditional request: the resource has one version.
pub(super) fn without_suffix(headers: &mut HeaderMap) {
    for name in ["if-match", "if-none-match"] {
        let plain = headers.get(name).and_then(|value| value.to_str().ok()).map(|tags| tags.replace(SUFFIX, "\""));
        if let Some(Ok(plain)) = plain.map(|tags| HeaderValue::from_str(&tags)) {
            headers.insert(name, plain);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::http::respond;

    fn accepts(value: &'static str) -> bool {
        accepts_gzip(&HeaderMap::from_iter([(http::header::ACCEPT_ENCODING, HeaderValue::from_static(value))]))
    }

    #[test]
    fn gzip_is_chosen_only_where_it_is_accepted() {
        assert!(!accepts_gzip(&HeaderMap::new()));
        for value in ["gzip", "br, GZIP;q=0.5", "*", "deflate, gzip;q=1.0", "*;q=0, gzip"] {
            assert!(accepts(value), "{value}");
        }
        for value in ["", "br", "gzip;q=0", "gzip;q=0.0, *", "*;q=0", "identity"] {
            assert!(!accepts(value), "{value}");
        }
    }

    #[test]
    fn a_long_text_is_compressed_with_a_tag_of_its_own_and_a_short_one_is_left() {
        let text = "a".repeat(2_000);
        let plain = respond::with_header(respond::text("application/json", &text), "etag", "\"v1-x\"");
        let small = compress(plain);
        assert_eq!(small.headers()["content-encoding"], "gzip");
        assert_eq!(small.headers()["etag"], "\"v1-x-gzip\"");
        let mut read = String::new();
        flate2::read::GzDecoder::new(&small.body()[..]).read_to_string(&mut read).expect("gzip");
        assert_eq!(read, text);
        assert!(compress(respond::text("application/json", "{}")).headers().get("content-encoding").is_none());
    }

    #[test]
    fn a_conditional_request_may_name_the_tag_of_a_compressed_answer() {
        let tags = HeaderValue::from_static("\"v1-x-gzip\", \"y\"");
        let mut headers = HeaderMap::from_iter([(http::header::IF_NONE_MATCH, tags)]);
        without_suffix(&mut headers);
        assert_eq!(headers["if-none-match"], "\"v1-x\", \"y\"");
    }
}
