//! Forms that upload a file into a bucket from a browser, signed beforehand.
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html>.

use std::collections::BTreeMap;

use aws_smithy_types::base64;
use domain::kernel::Timestamp;
use serde::Serialize;
use serde_json::json;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What may be uploaded by a form.
#[derive(Clone, Copy, Debug)]
pub struct FormWish<'a> {
    /// Under which key, and no other.
    pub key: &'a str,
    /// As which media type, and no other.
    pub content_type: &'static str,
    /// The most bytes. The service refuses more before it stores anything.
    pub most_bytes: u64,
    /// What is kept with the file in `x-amz-meta-alt`, in ASCII.
    pub alt: &'a str,
    /// How long the form is good for.
    pub seconds: i64,
}

/// A form: `fields` are sent to `url` as `multipart/form-data`, and after them the file in a field `file`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Form {
    /// Where the form is sent.
    pub url: String,
    /// Its fields, all of which are sent as they are.
    pub fields: BTreeMap<String, String>,
    /// Until when.
    pub expires_at: Timestamp,
}

pub(super) struct Scope<'a> {
    pub(super) bucket: &'a str,
    pub(super) region: &'a str,
}

/// Who signs.
pub(super) struct Signer<'a> {
    pub(super) access_key: &'a str,
    pub(super) session_token: Option<&'a str>,
    /// The signature of a text, in hexadecimal digits.
    pub(super) sign: &'a dyn Fn(&str) -> String,
}

pub(super) fn form(url: String, wish: &FormWish<'_>, scope: &Scope<'_>, signer: &Signer<'_>, now: Timestamp) -> Form {
    let expires_at = now.plus_seconds(wish.seconds);
    let instant = basic(now);
    let credential = format!("{}/{}/{}/s3/aws4_request", signer.access_key, &instant[..8], scope.region);
    let mut fields = BTreeMap::from([
        ("key", wish.key.to_owned()),
        ("content-type", wish.content_type.to_owned()),
        ("x-amz-meta-alt", wish.alt.to_owned()),
        ("x-amz-algorithm", ALGORITHM.to_owned()),
        ("x-amz-credential", credential),
        ("x-amz-date", instant),
    ]);
    if let Some(token) = signer.session_token {
        fields.insert("x-amz-security-token", token.to_owned());
    }
    let mut conditions = vec![json!({ "bucket": scope.bucket }), json!(["content-length-range", 0, wish.most_bytes])];
    conditions.extend(fields.iter().map(|(name, value)| json!({ *name: value })));
    let policy = json!({ "expiration": expires_at, "conditions": conditions }).to_string();
    let policy = base64::encode(policy);
    let signature = (signer.sign)(&policy);
    fields.insert("policy", policy);
    fields.insert("x-amz-signature", signature);
    Form { url, fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(), expires_at }
}

/// `20261130T233600Z`: an instant as signatures have it.
fn basic(at: Timestamp) -> String {
    let text = at.to_string();
    let seconds = text.split(['.', 'Z']).next().unwrap_or_default();
    format!("{}Z", seconds.replace(['-', ':'], ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_names_its_key_its_size_and_its_end() {
        let wish = FormWish { key: "incoming/x", content_type: "image/png", most_bytes: 5, alt: "a", seconds: 900 };
        let scope = Scope { bucket: "media", region: "eu-west-1" };
        let signer =
            Signer { access_key: "AK", session_token: Some("T"), sign: &|policy| format!("signed {}", policy.len()) };
        let now = Timestamp::from_millis(1_448_409_600_123);
        let form = form("https://x/".to_owned(), &wish, &scope, &signer, now);
        assert_eq!(form.fields["x-amz-date"], "20151125T000000Z");
        assert_eq!(form.fields["x-amz-credential"], "AK/20151125/eu-west-1/s3/aws4_request");
        let policy = base64::decode(&form.fields["policy"]).expect("base 64");
        assert_eq!(form.fields["x-amz-signature"], format!("signed {}", form.fields["policy"].len()));
        let policy: serde_json::Value = serde_json::from_slice(&policy).expect("JSON");
        let conditions = policy["conditions"].as_array().expect("a list");
        for (name, value) in &form.fields {
            if !["policy", "x-amz-signature"].contains(&name.as_str()) {
                assert!(conditions.contains(&json!({ name: value })), "{name}");
            }
        }
        assert!(conditions.contains(&json!(["content-length-range", 0, 5])));
        assert!(policy["expiration"].as_str().is_some_and(|end| end.starts_with("2015-11-25T00:15:00")));
    }
}
