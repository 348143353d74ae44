//! Answers that caches may keep: entity tags, `If-None-Match` and `If-Match` (RFC 9110, sections 8.8.3 and 13.1).

use serde::Serialize;

use super::{Request, Response, respond};
use crate::kernel::Digest;

/// The tag of one answer: a digest of its body, and the version of the thing that it shows, where that is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityTag(String);

impl EntityTag {
    /// The tag of `body`.
    #[must_use]
    pub fn of(body: &[u8], version: Option<u64>) -> Self {
        let digest = Digest::of(&[b"entity-tag", body]).short();
        Self(version.map_or_else(|| format!("\"{digest}\""), |version| format!("\"v{version}-{digest}\"")))
    }

    /// The tag as it stands in a header, in quotes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an `If-None-Match` header names this tag.
    #[must_use]
    pub fn is_named_by(&self, header: &str) -> bool {
        header.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.0)
    }

    /// The version in a tag that [`EntityTag::of`] could have written.
    #[must_use]
    pub fn version(header: &str) -> Option<u64> {
        let tag = header.trim().strip_prefix("\"v")?.strip_suffix('"')?;
        let (version, _) = tag.split_once('-')?;
        version.bytes().all(|b| b.is_ascii_digit()).then(|| version.parse().ok())?
    }
}

/// 200 with a JSON body that anybody may keep for `max_age_seconds`, or 304 without one for a client that has it already.
#[must_use]
pub fn cached(request: &Request, body: &impl Serialize, version: Option<u64>, max_age_seconds: u32) -> Response {
    kept(request, respond::ok(body), version, max_age_seconds)
}

/// The same of an answer that is ready to send.
#[must_use]
pub fn kept(request: &Request, full: Response, version: Option<u64>, max_age_seconds: u32) -> Response {
    let tag = EntityTag::of(full.body(), version);
    answer_with_tag(request, || full, &tag, max_age_seconds)
}

/// The answer that has this tag, for which `full` is only asked if the client does not have it.
pub(super) fn answer_with_tag(
    request: &Request,
    full: impl FnOnce() -> Response,
    tag: &EntityTag,
    max_age_seconds: u32,
) -> Response {
    let known = request.header("if-none-match").is_some_and(|header| tag.is_named_by(header));
    let answer = if known { respond::empty(304) } else { full() };
    let answer = respond::with_header(answer, "etag", tag.as_str());
    respond::with_header(answer, "cache-control", &format!("public, max-age={max_age_seconds}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_names_the_tag_has_the_body() {
        let tag = EntityTag::of(b"{}", None);
        for header in [tag.as_str().to_owned(), format!("W/{}", tag.as_str()), format!("\"x\", {}", tag.as_str())] {
            assert!(tag.is_named_by(&header), "{header}");
        }
        assert!(tag.is_named_by("*"));
        assert!(!tag.is_named_by("\"x\"") && !tag.is_named_by(""));
    }

    #[test]
    fn a_tag_tells_its_version_and_no_other_text_does() {
        assert_eq!(EntityTag::version(EntityTag::of(b"{}", Some(12)).as_str()), Some(12));
        for header in ["", "*", "\"v12\"", "v12-x", "\"v-x\"", "\"v+1-x\"", "\"v99999999999999999999999-x\""] {
            assert_eq!(EntityTag::version(header), None, "{header}");
        }
    }
}
