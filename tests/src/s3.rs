//! Buckets as S3 keeps them: objects with tags, conditional reads and writes, lists by pages.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use domain::kernel::{Digest, Timestamp};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::{
    call::Operation,
    provider::{HttpRequest, HttpResponse},
};

/// The most keys of one page of a list: fewer than S3's thousand, so that tests see several.
const PAGE: usize = 50;

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When it was written.
    pub at: Timestamp,
}

impl Stored {
    fn tag(&self) -> String {
        format!("\"{}\"", Digest::sha256(&self.bytes).short())
    }
}

/// All buckets: objects by bucket and key.
#[derive(Clone, Debug, Default)]
pub struct Buckets(Arc<Mutex<BTreeMap<(String, String), Stored>>>);

/// A request to a bucket as the harness notes it: `{"Bucket": .., "Key": ..}`.
pub(crate) fn named(request: &HttpRequest) -> Option<(String, Value)> {
    let path = request.uri().path().trim_start_matches('/');
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    let key = percent_decode_str(key).decode_utf8().ok()?;
    let name = match (request.method().as_str(), key.is_empty()) {
        ("GET", false) => "GetObject",
        ("PUT", false) => "PutObject",
        ("DELETE", false) => "DeleteObject",
        ("GET", true) => "ListObjectsV2",
        _ => return None,
    };
    Some((name.to_owned(), json!({ "Bucket": bucket, "Key": key })))
}

impl Buckets {
    /// The keys of all objects in any bucket.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.0.lock().expect("the buckets").keys().map(|(_, key)| key.clone()).collect()
    }

    /// All objects, by key.
    #[must_use]
    pub fn objects(&self) -> BTreeMap<String, Stored> {
        self.0.lock().expect("the buckets").iter().map(|((_, key), it)| (key.clone(), it.clone())).collect()
    }

    /// Changes the object under a key in whichever bucket has it, as nobody should; `None` removes it.
    pub fn tamper(&self, key: &str, change: impl FnOnce(&mut Vec<u8>) -> Option<()>) {
        let mut all = self.0.lock().expect("the buckets");
        let place = all.keys().find(|(_, known)| known == key).cloned().unwrap_or_else(|| panic!("no object {key}"));
        let stored = all.get_mut(&place).expect("an object");
        if change(&mut stored.bytes).is_none() {
            all.remove(&place);
        }
    }

    pub(crate) fn perform(&self, operation: &Operation, request: &HttpRequest, now: Timestamp) -> HttpResponse {
        let text = |name: &str| operation.body[name].as_str().unwrap_or_default().to_owned();
        let place = (text("Bucket"), text("Key"));
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let mut all = self.0.lock().expect("the buckets");
        match operation.name.as_str() {
            "GetObject" => match all.get(&place) {
                None => refused(404, "NoSuchKey"),
                Some(stored) if header("if-none-match") == Some(&stored.tag()) => plain(304, Vec::new(), None),
                Some(stored) => plain(200, stored.bytes.clone(), Some(&stored.tag())),
            },
            "PutObject" => {
                let there = all.get(&place);
                match (header("if-match"), header("if-none-match")) {
                    (Some(_), _) if there.is_none() => return refused(404, "NoSuchKey"),
                    (Some(tag), _) if there.is_some_and(|it| it.tag() != tag) => {
                        return refused(412, "PreconditionFailed");
                    }
                    (_, Some("*")) if there.is_some() => return refused(412, "PreconditionFailed"),
                    _ => {}
                }
                let stored = Stored { bytes: request.body().clone(), at: now };
                let tag = stored.tag();
                all.insert(place, stored);
                plain(200, Vec::new(), Some(&tag))
            }
            "DeleteObject" => {
                all.remove(&place);
                plain(204, Vec::new(), None)
            }
            "ListObjectsV2" => list(&all, &place.0, request),
            other => panic!("the model of S3 knows no {other}"),
        }
    }
}

fn list(all: &BTreeMap<(String, String), Stored>, bucket: &str, request: &HttpRequest) -> HttpResponse {
    let query = request.uri().query().unwrap_or_default();
    let token = query.split('&').find_map(|pair| pair.strip_prefix("continuation-token="));
    let after = token.map(|token| percent_decode_str(token).decode_utf8_lossy().into_owned()).unwrap_or_default();
    let keys = all.iter().filter(|((its, key), _)| its == bucket && *key > after);
    let page: Vec<_> = keys.clone().take(PAGE).collect();
    let more = keys.count() > PAGE;
    let contents: String = page
        .iter()
        .map(|((_, key), it)| {
            let (at, tag, size) = (it.at, it.tag().replace('"', "&quot;"), it.bytes.len());
            format!("<Contents><Key>{key}</Key><LastModified>{at}</LastModified><ETag>{tag}</ETag><Size>{size}</Size></Contents>")
        })
        .collect();
    let last = page.last().map(|((_, key), _)| key.as_str()).filter(|_| more);
    let next = last.map(|key| format!("<NextContinuationToken>{key}</NextContinuationToken>")).unwrap_or_default();
    let body = format!(
        "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>{bucket}</Name>\
         <IsTruncated>{more}</IsTruncated>{contents}{next}</ListBucketResult>"
    );
    plain(200, body.into_bytes(), None)
}

/// An error as S3 words it, in XML.
pub(crate) fn refused(status: u16, code: &str) -> HttpResponse {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>");
    plain(status, body.into_bytes(), None)
}

fn plain(status: u16, body: Vec<u8>, tag: Option<&str>) -> HttpResponse {
    let mut answer = http::Response::builder().status(status).header("content-length", body.len());
    if let Some(tag) = tag {
        answer = answer.header("etag", tag);
    }
    answer.body(body).expect("an answer")
}
