//! Buckets as S3 keeps them: objects with tags, conditional reads and writes, lists by pages, forms that were signed beforehand, and a
//! notice for each upload.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use aws_smithy_types::base64;
use domain::kernel::{Digest, Timestamp};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::{
    call::Operation,
    provider::{HttpRequest, HttpResponse},
    sqs::Queues,
};

/// A bucket may have a host of its own, which ends like this; without the dot in front it is the host of all.
pub(crate) const BUCKET_HOST: &str = ".s3.eu-west-1.amazonaws.com";
/// The most keys of one page of a list: fewer than S3's thousand, so that tests see several.
const PAGE: usize = 50;
/// Where uploads wait: the bucket tells of these alone, as its configuration in the template says.
const TOLD: &str = "incoming/";
/// The headers that stay with an object.
const KEPT: [&str; 3] = ["content-type", "cache-control", META];
const META: &str = "x-amz-meta-alt";

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its headers, as whoever wrote it gave them.
    pub headers: BTreeMap<String, String>,
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
    let own_host = request.uri().host().and_then(|host| host.strip_suffix(BUCKET_HOST));
    let (bucket, key) = match own_host {
        Some(bucket) => (bucket, path),
        None => path.split_once('/').unwrap_or((path, "")),
    };
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

    /// The object under a key, in whichever bucket has it.
    #[must_use]
    pub fn object(&self, key: &str) -> Option<Stored> {
        self.0
            .lock()
            .expect("the buckets")
            .iter()
            .find(|((_, known), _)| known == key)
            .map(|(_, stored)| stored.clone())
    }

    /// Puts bytes under a key, and tells nobody.
    pub fn put(&self, bucket: &str, key: &str, bytes: &[u8], at: Timestamp) {
        let stored = Stored { bytes: bytes.to_vec(), headers: BTreeMap::new(), at };
        self.0.lock().expect("the buckets").insert((bucket.to_owned(), key.to_owned()), stored);
    }

    pub(crate) fn perform(
        &self,
        operation: &Operation,
        request: &HttpRequest,
        queues: &Queues,
        now: Timestamp,
    ) -> HttpResponse {
        let signed = request.headers().get("authorization").and_then(|value| value.to_str().ok());
        assert!(signed.is_some_and(|it| it.starts_with("AWS4-HMAC-SHA256 ")), "a call without a signature");
        let text = |name: &str| operation.body[name].as_str().unwrap_or_default().to_owned();
        let place = (text("Bucket"), text("Key"));
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let mut all = self.0.lock().expect("the buckets");
        match operation.name.as_str() {
            "GetObject" => match all.get(&place) {
                None => refused(404, "NoSuchKey"),
                Some(stored) if header("if-none-match") == Some(&stored.tag()) => plain(304, Vec::new(), None),
                Some(stored) => with_headers(plain(200, stored.bytes.clone(), Some(&stored.tag())), &stored.headers),
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
                let kept = |name: &&str| header(name).map(|value| ((*name).to_owned(), value.to_owned()));
                let headers = KEPT.iter().filter_map(kept).collect();
                let stored = Stored { bytes: request.body().clone(), headers, at: now };
                let tag = stored.tag();
                tell(&place.1, &stored, queues);
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

    /// What a bucket answers to a form: its policy is held to, as far as the shop writes one.
    /// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html>.
    pub(crate) fn upload(&self, form: &Value, bytes: &[u8], queues: &Queues, now: Timestamp) -> u16 {
        let (url, fields) = (form["url"].as_str().expect("an address"), &form["fields"]);
        let bucket = url.strip_prefix("https://").and_then(|it| it.strip_suffix(&format!("{BUCKET_HOST}/")));
        let field = |name: &str| fields[name].as_str().unwrap_or_default();
        let policy = base64::decode(field("policy")).expect("base 64");
        let policy: Value = serde_json::from_slice(&policy).expect("a policy in JSON");
        assert_eq!(field("x-amz-signature").len(), 64, "a signature");
        if policy["expiration"].as_str().expect("an end") <= now.to_string().as_str() {
            return 403;
        }
        for condition in policy["conditions"].as_array().expect("conditions") {
            if let Some([_, least, most]) = condition.as_array().map(Vec::as_slice) {
                let size = Some(bytes.len() as u64);
                if size < least.as_u64() || size > most.as_u64() {
                    return 400;
                }
                continue;
            }
            let (name, value) = condition.as_object().and_then(|it| it.iter().next()).expect("one member");
            let sent = if name == "bucket" { bucket } else { Some(field(name)) };
            if sent != value.as_str() {
                return 403;
            }
        }
        let headers = ["content-type", META].map(|name| (name.to_owned(), field(name).to_owned()));
        let stored = Stored { bytes: bytes.to_vec(), headers: headers.into(), at: now };
        tell(field("key"), &stored, queues);
        let place = (bucket.unwrap_or_default().to_owned(), field("key").to_owned());
        self.0.lock().expect("the buckets").insert(place, stored);
        204
    }
}

/// Tells of an upload.
fn tell(key: &str, stored: &Stored, queues: &Queues) {
    if key.starts_with(TOLD) {
        let object = json!({ "key": key, "size": stored.bytes.len() });
        let record = json!({ "eventName": "ObjectCreated:Post", "s3": { "object": object } });
        queues.put("images", &json!({ "Records": [record] }).to_string());
    }
}

fn with_headers(mut answer: HttpResponse, headers: &BTreeMap<String, String>) -> HttpResponse {
    for (name, value) in headers {
        let name = http::HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        answer.headers_mut().insert(name, value.parse().expect("a header's value"));
    }
    answer
}

fn list(all: &BTreeMap<(String, String), Stored>, bucket: &str, request: &HttpRequest) -> HttpResponse {
    let query = request.uri().query().unwrap_or_default();
    let token = query.split('&').find_map(|pair| pair.strip_prefix("continuation-token="));
    let after = token.map(|token| percent_decode_str(token).decode_utf8_lossy().into_owned()).unwrap_or_default();
    let keys = all.iter().filter(|((its, key), _)| its == bucket && *key > after);
    let page: Vec<_> = keys.clone().take(PAGE).collect();
    let more = keys.count() > PAGE;
    let contents = page.iter().fold(String::new(), |mut contents, ((_, key), it)| {
        let (at, tag, size) = (it.at, it.tag().replace('"', "&quot;"), it.bytes.len());
        let _ = write!(
            contents,
            "<Contents><Key>{key}</Key><LastModified>{at}</LastModified><ETag>{tag}</ETag><Size>{size}</Size></Contents>"
        );
        contents
    });
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
