//! Where the shop is: region, credentials, endpoint and tables.

use std::time::Duration;

use app_context::{AppContext, Environment, client_of};
use aws::{DATABASE_ENDPOINT, context_from_env, https_connector};
use aws_config::{
    Region, default_provider::credentials::DefaultCredentialsChain, provider_config::ProviderConfig,
    timeout::TimeoutConfig,
};

use crate::Failure;

/// A person waits longer than a shopper: for one attempt, and for all of them.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(5);
const OPERATION_TIMEOUT: Duration = Duration::from_secs(20);

/// This process's context. Its tables are those that the command line names, whatever the environment says.
pub(crate) async fn context(tables: &[(&str, &str)]) -> Result<AppContext, Failure> {
    world_with(tables, &[]).await
}

/// The same with other names than tables among them, and with those variables of the process that are in `kept`.
pub(crate) async fn world_with(named: &[(&str, &str)], kept: &[&str]) -> Result<AppContext, Failure> {
    let mut context = context_from_env()?;
    let limits = TimeoutConfig::builder()
        .connect_timeout(ATTEMPT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(OPERATION_TIMEOUT);
    // A person's machine may have authorities of its own, such as a company's proxy.
    let client = client_of(https_connector()?);
    let mut sdk = context.sdk.into_builder().timeout_config(limits.build()).http_client(client.clone());
    if context.environment.optional("AWS_ACCESS_KEY_ID").is_none() {
        let region = context.environment.optional("AWS_REGION").map(|name| Region::new(name.to_owned()));
        let places = ProviderConfig::default().with_http_client(client).with_region(region);
        let chain = DefaultCredentialsChain::builder().configure(places).build().await;
        sdk = sdk.credentials_provider(aws_sdk_dynamodb::config::SharedCredentialsProvider::new(chain));
    }
    context.sdk = sdk.build();
    // The database stays where it is.
    let kept =
        kept.iter().chain([&DATABASE_ENDPOINT]).filter_map(|name| Some((*name, context.environment.optional(name)?)));
    let variables: Vec<(String, String)> =
        named.iter().copied().chain(kept).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    context.environment = Environment::new(variables);
    Ok(context)
}
