//! What the bucket tells of new objects.
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>.

use percent_encoding::percent_decode_str;
use serde::Deserialize;

/// A notice. The one by which a new configuration is tried, `s3:TestEvent`, has no records.
#[derive(Deserialize)]
struct Notice {
    #[serde(rename = "Records", default)]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    s3: Place,
}

#[derive(Deserialize)]
struct Place {
    object: Named,
}

#[derive(Deserialize)]
struct Named {
    key: String,
}

/// The keys of the new objects. They come encoded as in a form.
pub(crate) fn keys(body: &str) -> Result<Vec<String>, serde_json::Error> {
    let notice: Notice = serde_json::from_str(body)?;
    let decoded = |key: String| percent_decode_str(&key.replace('+', " ")).decode_utf8_lossy().into_owned();
    Ok(notice.records.into_iter().map(|record| decoded(record.s3.object.key)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_names_keys_and_a_trial_none() {
        let key = |key: &str| serde_json::json!({ "s3": { "bucket": { "name": "media" }, "object": { "key": key } } });
        let body = serde_json::json!({ "Records": [key("incoming/a%2Bb"), key("a+b")] }).to_string();
        assert_eq!(keys(&body).expect("a notice"), ["incoming/a+b", "a b"]);
        let trial = serde_json::json!({ "Service": "Amazon S3", "Event": "s3:TestEvent" }).to_string();
        assert!(keys(&trial).expect("a notice").is_empty());
        assert!(keys("nothing").is_err());
    }
}
