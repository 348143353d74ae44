//! Calls to services of which the shop needs so few that no client of hundreds of operations is worth its weight: requests are signed by the
//! library that signs the SDK's own, and go out by the process's one connector.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use app_context::{AppContext, Clock, StartError};
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

use super::AwsError;

/// A service of AWS, called by signed requests.
#[derive(Clone)]
pub(crate) struct SignedService {
    connector: SharedHttpConnector,
    credentials: SharedCredentialsProvider,
    clock: Clock,
    region: String,
    service: &'static str,
}

/// One request.
#[derive(Clone, Copy)]
pub(crate) struct SignedRequest<'a> {
    /// The call, as errors name it.
    pub(crate) operation: &'static str,
    pub(crate) method: &'static str,
    pub(crate) uri: &'a str,
    pub(crate) headers: &'a [(&'static str, &'a str)],
    pub(crate) body: &'a [u8],
}

impl SignedService {
    /// The service as signatures call it: `s3`.
    pub(crate) fn new(context: &AppContext, service: &'static str) -> Result<Self, StartError> {
        let region = context.sdk.region().map(ToString::to_string).ok_or(StartError::Missing("AWS_REGION"))?;
        let credentials = context.sdk.credentials_provider().ok_or(StartError::Missing("AWS_ACCESS_KEY_ID"))?;
        Ok(Self { connector: context.aws.clone(), credentials, clock: context.clock.clone(), region, service })
    }

    /// The region.
    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    /// Who the process is.
    pub(crate) async fn credentials(&self, operation: &'static str) -> Result<Credentials, AwsError> {
        self.credentials.provide_credentials().await.map_err(|error| AwsError::new(operation, &error))
    }

    /// The signature of a text that somebody else will send.
    pub(crate) fn signature(&self, credentials: &Credentials, text: &str) -> String {
        let key = v4::generate_signing_key(credentials.secret_access_key(), self.now(), &self.region, self.service);
        v4::calculate_signature(key, text.as_bytes())
    }

    /// Makes one request, once.
    pub(crate) async fn send(&self, request: SignedRequest<'_>, limit: Duration) -> Result<HttpResponse, AwsError> {
        let operation = request.operation;
        let signed = self.sign(request).await?;
        match tokio::time::timeout(limit, self.connector.call(signed)).await {
            Ok(answer) => answer.map_err(|error| AwsError::new(operation, &error)),
            Err(_) => Err(AwsError::because(operation, "took too long")),
        }
    }

    async fn sign(&self, wanted: SignedRequest<'_>) -> Result<HttpRequest, AwsError> {
        let SignedRequest { operation, method, uri, headers, body } = wanted;
        let identity = Identity::from(self.credentials(operation).await?);
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(self.service)
            .time(self.now())
            .settings(settings)
            .build()
            .map_err(|error| AwsError::new(operation, &error))?;
        let signable = SignableRequest::new(method, uri, headers.iter().copied(), SignableBody::Bytes(body));
        let signable = signable.map_err(|error| AwsError::new(operation, &error))?;
        let signed = sign(signable, &params.into()).map_err(|error| AwsError::new(operation, &error))?;
        let (instructions, _) = signed.into_parts();
        let mut request = http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request = request.header("content-length", body.len());
        let mut request = request.body(SdkBody::from(body)).map_err(|error| AwsError::new(operation, &error))?;
        instructions.apply_to_request_http1x(&mut request);
        HttpRequest::try_from(request).map_err(|error| AwsError::new(operation, &error))
    }

    fn now(&self) -> SystemTime {
        aws_smithy_async::time::TimeSource::now(&self.clock)
    }
}

impl fmt::Debug for SignedService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SignedService").field(&self.service).finish()
    }
}

/// All bytes of an answer.
pub(crate) async fn bytes_of(
    operation: &'static str,
    answer: HttpResponse,
    limit: Duration,
) -> Result<Vec<u8>, AwsError> {
    let body = tokio::time::timeout(limit, ByteStream::new(answer.into_body()).collect()).await;
    let body = body.map_err(|_| AwsError::because(operation, "the body took too long"))?;
    Ok(body.map_err(|error| AwsError::new(operation, &error))?.to_vec())
}
