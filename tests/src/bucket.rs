//! Buckets as S3 keeps them: objects by their keys, forms that were signed beforehand, and a notice for each upload.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use aws_smithy_types::base64;
use domain::kernel::Timestamp;
use serde_json::{Value, json};

use crate::{
    call::{BUCKET_HOST, Operation},
    provider::{HttpRequest, HttpResponse, json_answer},
    sqs::Queues,
};

/// Where uploads wait: the bucket tells of these alone, as its configuration in the template says.
const TOLD: &str = "incoming/";
const META: &str = "x-amz-meta-alt";

/// An object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredObject {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its headers, as whoever wrote it gave them.
    pub headers: BTreeMap<String, String>,
}

/// All buckets.
#[derive(Clone, Debug, Default)]
pub struct Buckets(Arc<Mutex<BTreeMap<String, StoredObject>>>);

impl Buckets {
    /// The keys of all objects.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.0.lock().expect("the buckets").keys().cloned().collect()
    }

    /// The object under a key.
    #[must_use]
    pub fn object(&self, key: &str) -> Option<StoredObject> {
        self.0.lock().expect("the buckets").get(key).cloned()
    }

    /// Puts bytes under a key, and tells nobody.
    pub fn put(&self, key: &str, bytes: &[u8]) {
        let object = StoredObject { bytes: bytes.to_vec(), ..StoredObject::default() };
        self.0.lock().expect("the buckets").insert(key.to_owned(), object);
    }

    pub(crate) fn perform(&self, operation: &Operation, request: &HttpRequest, queues: &Queues) -> HttpResponse {
        let key = operation.body["Key"].as_str().expect("a key").to_owned();
        let signed = request.headers().get("authorization").and_then(|value| value.to_str().ok());
        assert!(signed.is_some_and(|it| it.starts_with("AWS4-HMAC-SHA256 ")), "a call without a signature");
        match operation.name.as_str() {
            "GetObject" => self.get(&key),
            "PutObject" => {
                let header = |name: &str| {
                    let value = request.headers().get(name).and_then(|value| value.to_str().ok());
                    value.map(|value| (name.to_owned(), value.to_owned()))
                };
                let headers = ["content-type", "cache-control", META].into_iter().filter_map(header).collect();
                self.store(&key, StoredObject { bytes: request.body().clone(), headers }, queues);
                json_answer(200, &Value::Null)
            }
            _ => {
                self.0.lock().expect("the buckets").remove(&key);
                json_answer(204, &Value::Null)
            }
        }
    }

    fn get(&self, key: &str) -> HttpResponse {
        let Some(object) = self.object(key) else { return json_answer(404, &json!({ "Code": "NoSuchKey" })) };
        let mut answer = http::Response::builder().status(200).header("content-length", object.bytes.len());
        for (name, value) in &object.headers {
            answer = answer.header(name, value);
        }
        answer.body(object.bytes).expect("an answer")
    }

    fn store(&self, key: &str, object: StoredObject, queues: &Queues) {
        let size = object.bytes.len();
        self.0.lock().expect("the buckets").insert(key.to_owned(), object);
        if key.starts_with(TOLD) {
            let record = json!({ "eventName": "ObjectCreated:Post", "s3": { "object": { "key": key, "size": size } } });
            queues.put("images", &json!({ "Records": [record] }).to_string());
        }
    }

    /// What the bucket answers to a form: its policy is held to, as far as the shop writes one.
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
        self.store(field("key"), StoredObject { bytes: bytes.to_vec(), headers: headers.into() }, queues);
        204
    }
}
