//! The bucket: forms by which browsers upload into it, and reading, writing and deleting its objects.
//!
//! Three kinds of call need no client of some 300 operations: requests are signed by the library that signs the SDK's own, and go
//! out by the process's one connector.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use app_context::{AppContext, Clock, Retry, StartError};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials as _, SharedCredentialsProvider},
};
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
        UriPathNormalizationMode, sign,
    },
    sign::v4,
};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector as _, SharedHttpConnector},
    identity::Identity,
    orchestrator::{HttpRequest, HttpResponse},
};
use aws_smithy_types::{body::SdkBody, byte_stream::ByteStream};
use domain::kernel::{Random, Timestamp};

use super::{
    AwsError,
    form_policy::{self, Form, FormWish},
};

/// One try of one call, its whole body included.
const TRY_TIMEOUT: Duration = Duration::from_secs(6);
const SERVICE: &str = "s3";

/// The bucket that `MEDIA_BUCKET` names.
#[derive(Clone)]
pub struct Bucket {
    connector: SharedHttpConnector,
    credentials: SharedCredentialsProvider,
    clock: Clock,
    random: Random,
    region: String,
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
        let region = context.sdk.region().map(ToString::to_string).ok_or(StartError::Missing("AWS_REGION"))?;
        let address = match context.sdk.endpoint_url() {
            Some(endpoint) => format!("{}/{name}", endpoint.trim_end_matches('/')),
            None => format!("https://{name}.s3.{region}.amazonaws.com"),
        };
        let credentials = context.sdk.credentials_provider().ok_or(StartError::Missing("AWS_ACCESS_KEY_ID"))?;
        let (clock, random) = (context.clock.clone(), context.random.clone());
        Ok(Self { connector: context.aws.clone(), credentials, clock, random, region, name, address })
    }

    /// A form by which whoever has it uploads one file, until it expires.
    pub async fn form(&self, wish: &FormWish<'_>, now: Timestamp) -> Result<Form, AwsError> {
        let credentials = self.credentials("s3.form").await?;
        let scope = form_policy::Scope { bucket: &self.name, region: &self.region };
        let sign = |policy: &str| {
            let key = v4::generate_signing_key(
                credentials.secret_access_key(),
                self.clock.now_as_time(),
                &self.region,
                SERVICE,
            );
            v4::calculate_signature(key, policy.as_bytes())
        };
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
        let body = tokio::time::timeout(TRY_TIMEOUT, ByteStream::new(answer.into_body()).collect()).await;
        let body = body.map_err(|_| AwsError::because(OPERATION, "the body took too long"))?;
        let bytes = body.map_err(|error| AwsError::new(OPERATION, &error))?.to_vec();
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

    async fn credentials(&self, operation: &'static str) -> Result<Credentials, AwsError> {
        self.credentials.provide_credentials().await.map_err(|error| AwsError::new(operation, &error))
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
            let request = self.request(operation, method, key, headers, body).await?;
            match tokio::time::timeout(TRY_TIMEOUT, self.connector.call(request)).await {
                Ok(Ok(answer)) if answer.status().as_u16() < 500 => return Ok(answer),
                Ok(Ok(answer)) => {
                    failed = AwsError::because(operation, format!("answered {}", answer.status().as_u16()));
                }
                Ok(Err(error)) => failed = AwsError::new(operation, &error),
                Err(_) => failed = AwsError::because(operation, "took too long"),
            }
        }
        Err(failed)
    }

    async fn request(
        &self,
        operation: &'static str,
        method: &'static str,
        key: &str,
        headers: &[(&'static str, &str)],
        body: &[u8],
    ) -> Result<HttpRequest, AwsError> {
        let uri = format!("{}/{key}", self.address);
        let credentials = self.credentials(operation).await?;
        let identity = Identity::from(credentials);
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(SERVICE)
            .time(self.clock.now_as_time())
            .settings(settings)
            .build()
            .map_err(|error| AwsError::new(operation, &error))?;
        let signable = SignableRequest::new(method, &uri, headers.iter().copied(), SignableBody::Bytes(body));
        let signable = signable.map_err(|error| AwsError::new(operation, &error))?;
        let signed = sign(signable, &params.into()).map_err(|error| AwsError::new(operation, &error))?;
        let (instructions, _) = signed.into_parts();
        let mut request = http::Request::builder().method(method).uri(&uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request = request.header("content-length", body.len());
        let mut request = request.body(SdkBody::from(body)).map_err(|error| AwsError::new(operation, &error))?;
        instructions.apply_to_request_http1x(&mut request);
        HttpRequest::try_from(request).map_err(|error| AwsError::new(operation, &error))
    }
}

fn done(operation: &'static str, answer: &HttpResponse) -> Result<(), AwsError> {
    match answer.status().as_u16() {
        200..=299 => Ok(()),
        status => Err(AwsError::because(operation, format!("answered {status}"))),
    }
}

/// The SDK's instants.
trait AsSystemTime {
    fn now_as_time(&self) -> SystemTime;
}

impl AsSystemTime for Clock {
    fn now_as_time(&self) -> SystemTime {
        aws_smithy_async::time::TimeSource::now(self)
    }
}
