//! The bucket: forms by which browsers upload into it, and reading, writing and deleting its objects.

use std::{fmt, time::Duration};

use app_context::{AppContext, Retry, StartError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use domain::kernel::{Random, Timestamp};

use super::{
    AwsError,
    form_policy::{self, Form, FormWish},
    signed::{SignedRequest, SignedService, bytes_of},
};

/// One try of one call, its whole body included.
const TRY_TIMEOUT: Duration = Duration::from_secs(6);

/// The bucket that `MEDIA_BUCKET` names.
#[derive(Clone)]
pub struct Bucket {
    service: SignedService,
    random: Random,
    name: String,
    /// `https://<bucket>.s3.<region>.amazonaws.com`, or another endpoint with the bucket as the beginning of the path.
    address: String,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Bucket").field(&self.name).finish()
    }
}

/// An object as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    /// Its bytes, and its metadata by the names that the shop gave.
    Found {
        /// The bytes.
        bytes: Vec<u8>,
        /// What was said about it in `x-amz-meta-alt`, in ASCII.
        alt: Option<String>,
    },
    /// It is larger than was to be read.
    TooLarge {
        /// The same.
        alt: Option<String>,
    },
    /// There is no such object.
    Missing,
}

/// An object to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewObject<'a> {
    /// Where.
    pub key: &'a str,
    /// Its media type.
    pub content_type: &'static str,
    /// For how long it may be kept by whoever has read it.
    pub cache_control: Option<&'static str>,
    /// What is said about it in `x-amz-meta-alt`, in ASCII.
    pub alt: Option<&'a str>,
    /// What is in it.
    pub bytes: &'a [u8],
}

impl Bucket {
    /// The bucket that `MEDIA_BUCKET` names.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let name = context.environment.required("MEDIA_BUCKET")?.to_owned();
        let service = SignedService::new(context, "s3")?;
        let address = match context.sdk.endpoint_url() {
            Some(endpoint) => format!("{}/{name}", endpoint.trim_end_matches('/')),
            None => format!("https://{name}.s3.{}.amazonaws.com", service.region()),
        };
        Ok(Self { service, random: context.random.clone(), name, address })
    }

    /// A form by which whoever has it uploads one file, until it expires.
    pub async fn form(&self, wish: &FormWish<'_>, now: Timestamp) -> Result<Form, AwsError> {
        let credentials = self.service.credentials("s3.form").await?;
        let scope = form_policy::Scope { bucket: &self.name, region: self.service.region() };
        let sign = |policy: &str| self.service.signature(&credentials, policy);
        let signer = form_policy::Signer {
            access_key: credentials.access_key_id(),
            session_token: credentials.session_token(),
            sign: &sign,
        };
        Ok(form_policy::form(format!("{}/", self.address), wish, &scope, &signer, now))
    }

    /// The object under `key`, unless it has more than `most` bytes.
    pub async fn get(&self, key: &str, most: u64) -> Result<Object, AwsError> {
        const OPERATION: &str = "s3.GetObject";
        let answer = self.call(OPERATION, "GET", key, &[], &[]).await?;
        let header = |name: &str| answer.headers().get(name).map(str::to_owned);
        let alt = header("x-amz-meta-alt");
        match answer.status().as_u16() {
            200 => {}
            404 => return Ok(Object::Missing),
            status => return Err(AwsError::because(OPERATION, format!("answered {status}"))),
        }
        let length = header("content-length").and_then(|length| length.parse::<u64>().ok());
        if length.is_none_or(|length| length > most) {
            return Ok(Object::TooLarge { alt });
        }
        let bytes = bytes_of(OPERATION, answer, TRY_TIMEOUT).await?;
        Ok(Object::Found { bytes, alt })
    }

    /// Writes an object, over whatever was there.
    pub async fn put(&self, object: NewObject<'_>) -> Result<(), AwsError> {
        const OPERATION: &str = "s3.PutObject";
        let mut headers = vec![("content-type", object.content_type)];
        headers.extend(object.cache_control.map(|value| ("cache-control", value)));
        headers.extend(object.alt.map(|value| ("x-amz-meta-alt", value)));
        let answer = self.call(OPERATION, "PUT", object.key, &headers, object.bytes).await?;
        done(OPERATION, &answer)
    }

    /// Deletes an object, if it is there.
    pub async fn delete(&self, key: &str) -> Result<(), AwsError> {
        const OPERATION: &str = "s3.DeleteObject";
        let answer = self.call(OPERATION, "DELETE", key, &[], &[]).await?;
        done(OPERATION, &answer)
    }

    /// Makes one call; again, where the service did not answer or failed.
    async fn call(
        &self,
        operation: &'static str,
        method: &'static str,
        key: &str,
        headers: &[(&'static str, &str)],
        body: &[u8],
    ) -> Result<HttpResponse, AwsError> {
        let mut failed = AwsError::because(operation, "was not tried");
        for try_number in Retry::OBJECT.tries() {
            Retry::OBJECT.pause(&self.random, try_number).await;
            let uri = format!("{}/{key}", self.address);
            let request = SignedRequest { operation, method, uri: &uri, headers, body };
            match self.service.send(request, TRY_TIMEOUT).await {
                Ok(answer) if answer.status().as_u16() < 500 => return Ok(answer),
                Ok(answer) => failed = AwsError::because(operation, format!("answered {}", answer.status().as_u16())),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }
}

fn done(operation: &'static str, answer: &HttpResponse) -> Result<(), AwsError> {
    match answer.status().as_u16() {
        200..=299 => Ok(()),
        status => Err(AwsError::because(operation, format!("answered {status}"))),
    }
}
