//! How every process reaches AWS: one HTTP client, credentials and region from the environment, bounded retries.

use std::time::Duration;

use aws_config::{
    BehaviorVersion, Region, SdkConfig, environment::EnvironmentVariableCredentialsProvider, retry::RetryConfig,
    timeout::TimeoutConfig,
};
use aws_smithy_http_client::{
    Builder, Connector,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpClient, SharedHttpConnector};

use crate::world::{Clock, Environment, StartError};

/// Attempts of one call, the first included.
const ATTEMPTS: u32 = 3;
/// The wait before the second attempt, doubled and jittered for the third.
const INITIAL_BACKOFF: Duration = Duration::from_millis(50);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// A first call at a small memory size makes its TLS connection on a fraction of a core, and may take most of a second.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);
/// All attempts together: less than a function's 15 s, so that its caller gets an answer.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(6);
/// The provider's own limits: 2 s to connect, 8 s in all.
const PROVIDER_CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const PROVIDER_TIMEOUT: Duration = Duration::from_secs(8);

/// The HTTP client that every AWS client of the process shares.
#[must_use]
pub fn https_client() -> SharedHttpClient {
    Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

/// The HTTP connector for everybody who is not AWS.
#[must_use]
pub fn https_connector() -> SharedHttpConnector {
    let settings = HttpConnectorSettings::builder()
        .connect_timeout(PROVIDER_CONNECT_TIMEOUT)
        .read_timeout(PROVIDER_TIMEOUT)
        .build();
    let connector = Connector::builder()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .connector_settings(settings)
        .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new())
        .build();
    SharedHttpConnector::new(connector)
}

/// The SDK's configuration, from Lambda's own variables: region, credentials, and the endpoint where one is set.
pub async fn sdk_config(
    environment: &Environment,
    clock: &Clock,
    client: SharedHttpClient,
) -> Result<SdkConfig, StartError> {
    let region = environment.required("AWS_REGION")?.to_owned();
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new(region))
        .credentials_provider(EnvironmentVariableCredentialsProvider::new())
        .http_client(client)
        .time_source(clock.clone());
    let loader = match environment.optional("AWS_ENDPOINT_URL") {
        Some(url) => loader.endpoint_url(url),
        None => loader,
    };
    Ok(with_limits(loader.load().await.into_builder()).build())
}

/// The shop's retries and time limits. The SDK has no read or operation timeout of its own, and waits a second before
/// its first retry.
#[must_use]
pub fn with_limits(sdk: aws_types::sdk_config::Builder) -> aws_types::sdk_config::Builder {
    sdk.retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(INITIAL_BACKOFF))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                .operation_attempt_timeout(ATTEMPT_TIMEOUT)
                .operation_timeout(OPERATION_TIMEOUT)
                .build(),
        )
}
