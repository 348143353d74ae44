//! Secrets, from the parameter store. They are read once, while a function starts.

use std::time::Duration;

use app_context::{AppContext, StartError};
use aws_sdk_ssm::{
    Client,
    config::{Builder, retry::RetryConfig, timeout::TimeoutConfig},
};
use domain::kernel::Secret;

use super::AwsError;

/// Attempts to read a parameter, the first included. The store takes 40 reads a second and refuses what is more, and a
/// deployment under load renews all processes at once: more attempts, with longer jittered waits between them, than of
/// other calls. Source: <https://docs.aws.amazon.com/general/latest/gr/ssm.html>.
const ATTEMPTS: u32 = 7;
const INITIAL_BACKOFF: Duration = Duration::from_millis(100);
const MAX_BACKOFF: Duration = Duration::from_secs(1);
/// All attempts together. Lambda gives a process 10 s to start.
pub const PARAMETER_READ_TIMEOUT: Duration = Duration::from_secs(8);

/// The parameter store.
#[derive(Clone, Debug)]
pub struct Parameters(Client);

impl Parameters {
    /// The parameter store of this context.
    #[must_use]
    pub fn new(context: &AppContext) -> Self {
        let retry = context.sdk.retry_config().cloned().unwrap_or_else(RetryConfig::standard);
        let retry =
            retry.with_max_attempts(ATTEMPTS).with_initial_backoff(INITIAL_BACKOFF).with_max_backoff(MAX_BACKOFF);
        let limits = context.sdk.timeout_config().cloned().unwrap_or_else(TimeoutConfig::disabled);
        let limits = limits.to_builder().operation_timeout(PARAMETER_READ_TIMEOUT).build();
        Self(Client::from_conf(Builder::from(&context.sdk).retry_config(retry).timeout_config(limits).build()))
    }

    /// The decrypted value of the parameter whose name stands in the environment variable `variable`.
    pub async fn secret_named_by(&self, context: &AppContext, variable: &'static str) -> Result<Secret, StartError> {
        let name = context.environment.required(variable)?;
        let answer = self.0.get_parameter().name(name).with_decryption(true).send().await;
        let unreadable = |reason: String| StartError::Unreadable { name: name.to_owned(), reason };
        let answer = answer.map_err(|e| unreadable(AwsError::new("ssm.GetParameter", &e).reason))?;
        let value = answer.parameter.and_then(|parameter| parameter.value);
        value.map(Secret::new).ok_or_else(|| unreadable("it has no value".to_owned()))
    }
}
