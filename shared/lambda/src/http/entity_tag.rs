//! Answers that caches may keep: entity tags, `If-None-Match` and `If-Match` (RFC 9110, sections 8.8.3 and 13.1).

use domain::{
    catalogue::{Precondition, Versions},
    kernel::Digest,
};
use serde::Serialize;

use super::{Request, Response, respond};

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

    /// Whether an `If-None-Match` header names this tag. Weak and strong tags are alike here (RFC 9110, section 13.1.2).
    #[must_use]
    pub fn is_named_by(&self, header: &str) -> bool {
        match TagList::parse(header) {
            TagList::Any => true,
            TagList::Tags(tags) => tags.iter().any(|(tag, _)| *tag == self.0),
        }
    }

    /// The version in a tag that [`EntityTag::of`] could have written.
    fn version(tag: &str) -> Option<u64> {
        let tag = tag.strip_prefix("\"v")?.strip_suffix('"')?;
        let (version, _) = tag.split_once('-')?;
        version.bytes().all(|b| b.is_ascii_digit()).then(|| version.parse().ok())?
    }
}

/// What a conditional header names: `*`, or entity tags with their quotes, and whether each is strong.
#[derive(Debug, PartialEq, Eq)]
enum TagList<'a> {
    Any,
    Tags(Vec<(&'a str, bool)>),
}

impl<'a> TagList<'a> {
    /// Reads a list up to the first thing in it that is no tag: from there on nothing is named.
    fn parse(header: &'a str) -> Self {
        if header.trim() == "*" {
            return Self::Any;
        }
        let mut tags = Vec::new();
        let mut rest = header;
        loop {
            // Empty elements are allowed (RFC 9110, section 5.6.1.2).
            rest = rest.trim_start_matches([' ', '\t', ',']);
            let (strong, quoted) = rest.strip_prefix("W/").map_or((true, rest), |quoted| (false, quoted));
            // A comma may stand within the quotes.
            let Some(length) = quoted.strip_prefix('"').and_then(|inner| inner.find('"')) else { break };
            let (tag, after) = quoted.split_at(length + 2);
            let after = after.trim_start_matches([' ', '\t']);
            if !(after.is_empty() || after.starts_with(',')) {
                break;
            }
            tags.push((tag, strong));
            rest = after;
        }
        Self::Tags(tags)
    }

    /// The versions that the tags name: by strong tags only, or by weak ones, too.
    fn versions(&self, weak_counts: bool) -> Versions {
        match self {
            Self::Any => Versions::Any,
            Self::Tags(tags) => {
                let tags = tags.iter().filter(|(_, strong)| *strong || weak_counts);
                Versions::OneOf(tags.filter_map(|(tag, _)| EntityTag::version(tag)).collect())
            }
        }
    }
}

/// What the conditional headers of a request to change something ask for. `If-Match` compares strongly: a weak tag names no
/// version. `If-None-Match` compares weakly (RFC 9110, sections 13.1.1 and 13.1.2). A tag of another shop names no version either.
#[must_use]
pub fn precondition(request: &Request) -> Precondition {
    let versions =
        |name, weak_counts| request.header_list(name).map(|header| TagList::parse(&header).versions(weak_counts));
    Precondition { matches: versions("if-match", false), matches_none: versions("if-none-match", true) }
}

/// 200 with a JSON body that caches may keep for `max_age_seconds`; 304 without a body for a client that has it
/// already.
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
    let known = request.header_list("if-none-match").is_some_and(|header| tag.is_named_by(&header));
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
        let versions = |header: &str| TagList::parse(header).versions(false);
        let of_version = |versions: &[u64]| Versions::OneOf(versions.to_vec());
        let (two, twelve) = (EntityTag::of(b"{}", Some(2)), EntityTag::of(b"{}", Some(12)));
        assert_eq!(versions(twelve.as_str()), of_version(&[12]));
        let list = format!("\"a,b\" , {},,W/\"v9-x\", {}", two.as_str(), twelve.as_str());
        assert_eq!(versions(&list), of_version(&[2, 12]));
        assert_eq!(versions(" * "), Versions::Any);
        for header in [
            "",
            "\"v12\"",
            "v12-x",
            "\"v-x\"",
            "\"v+1-x\"",
            "\"v99999999999999999999999-x\"",
            "W/\"v1-x\"",
            "w/\"v1-x\"",
            "\"v1-x\"\"v2-x\"",
            "\"v1-x",
            "*, \"v1-x\"",
            "'v1-x'",
        ] {
            assert_eq!(versions(header), of_version(&[]), "{header}");
        }
        assert_eq!(TagList::parse("W/\"v1-x\"").versions(true), of_version(&[1]));
    }
}
