//! How every process reaches AWS: one HTTP connector, credentials and region from the environment, bounded retries.

use std::time::Duration;

use app_context::{Clock, Environment, StartError, client_of};
use aws_config::{
    BehaviorVersion, Region, SdkConfig, retry::RetryConfig, stalled_stream_protection::StalledStreamProtectionConfig,
    timeout::TimeoutConfig,
};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_http_client::{
    Connector,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpConnector};

use super::{public_hosts::PublicHosts, root_certificates};

/// Attempts of one call, the first included.
const ATTEMPTS: u32 = 3;
/// The wait before the second attempt, doubled and jittered for the third.
const INITIAL_BACKOFF: Duration = Duration::from_millis(50);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// A first call at a small memory size makes its TLS connection on a fraction of a core, and may take most of a second.
pub(super) const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);
/// All attempts together: less than a function's 15 s, so that its caller gets an answer.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(6);
/// The provider's own limits: 2 s to connect, 8 s in all.
const PROVIDER_CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const PROVIDER_TIMEOUT: Duration = Duration::from_secs(8);

/// The HTTP connector under every AWS client of the process.
pub fn aws_connector(environment: &Environment) -> Result<SharedHttpConnector, StartError> {
    let settings = HttpConnectorSettings::builder().connect_timeout(CONNECT_TIMEOUT).build();
    connector(settings, root_certificates::for_aws(environment)?, None)
}

/// The HTTP connector for everybody who is not AWS. It reads the machine's own roots, which takes longer than all else
/// that a function does before it can serve: made by those that need it.
pub fn https_connector() -> Result<SharedHttpConnector, StartError> {
    let settings = HttpConnectorSettings::builder()
        .connect_timeout(PROVIDER_CONNECT_TIMEOUT)
        .read_timeout(PROVIDER_TIMEOUT)
        .build();
    connector(settings, TrustStore::default(), None)
}

/// The HTTP connector for addresses that strangers chose: it leads to the public internet alone, and on a developer's machine
/// to that machine.
pub fn public_connector(environment: &Environment) -> Result<SharedHttpConnector, StartError> {
    let settings = HttpConnectorSettings::builder()
        .connect_timeout(PROVIDER_CONNECT_TIMEOUT)
        .read_timeout(PROVIDER_TIMEOUT)
        .build();
    let hosts = PublicHosts { is_local: environment.is_local()? };
    connector(settings, TrustStore::default(), Some(hosts))
}

fn connector(
    settings: HttpConnectorSettings,
    trust: TrustStore,
    hosts: Option<PublicHosts>,
) -> Result<SharedHttpConnector, StartError> {
    let trusting = TlsContext::builder().with_trust_store(trust).build();
    let builder = Connector::builder()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(trusting.map_err(|error| StartError::Http(error.to_string()))?)
        .connector_settings(settings)
        .sleep_impl(TokioSleep::new());
    Ok(SharedHttpConnector::new(match hosts {
        Some(hosts) => builder.build_with_resolver(hosts),
        None => builder.build(),
    }))
}

/// The SDK's configuration, from Lambda's own variables: region, credentials, and the endpoint where one is set. It is put
/// together by hand: the SDK's loader would look for files and services that a function does not have.
pub fn sdk_config(
    environment: &Environment,
    clock: &Clock,
    connector: SharedHttpConnector,
) -> Result<SdkConfig, StartError> {
    let mut sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(environment.required("AWS_REGION")?.to_owned()))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(clock.clone())
        .http_client(client_of(connector));
    sdk.set_credentials_provider(credentials(environment));
    sdk.set_endpoint_url(environment.optional(ENDPOINT).map(str::to_owned));
    Ok(with_limits(sdk).build())
}

/// Names the endpoint of a deployment that is not AWS's own.
pub(super) const ENDPOINT: &str = "AWS_ENDPOINT_URL";
/// Names DynamoDB's, where it is another, as in every SDK.
pub const DATABASE_ENDPOINT: &str = "AWS_ENDPOINT_URL_DYNAMODB";

/// Lambda's: they last as long as the process.
fn credentials(environment: &Environment) -> Option<SharedCredentialsProvider> {
    let id = environment.optional("AWS_ACCESS_KEY_ID")?;
    let secret = environment.optional("AWS_SECRET_ACCESS_KEY")?;
    let token = environment.optional("AWS_SESSION_TOKEN").map(str::to_owned);
    Some(SharedCredentialsProvider::new(Credentials::new(id, secret, token, None, "environment")))
}

/// The shop's retries and time limits. The SDK has no read or operation timeout of its own, and waits a second before
/// its first retry. It does watch how fast bodies flow, at work in each call; an attempt's limit covers its whole answer.
#[must_use]
pub fn with_limits(sdk: aws_types::sdk_config::Builder) -> aws_types::sdk_config::Builder {
    sdk.stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(INITIAL_BACKOFF))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                .operation_attempt_timeout(ATTEMPT_TIMEOUT)
                .operation_timeout(OPERATION_TIMEOUT)
                .build(),
        )
}
