//! Functions that call other functions of the shop: AWS Lambda's part of the wire.

use std::collections::BTreeMap;

use app_context::{AppContext, Environment, HttpConnectorFactory, client_of};
use aws::with_limits;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use domain::{accounts::HashCost, kernel::Random};
use futures::future::{BoxFuture, FutureExt as _};
use serde_json::Value;

use crate::{
    deployment,
    function::Registered,
    resolve::{REGION, STACK},
    time::without_chance,
    wire::Wire,
};

/// The functions of a deployment.
#[derive(Clone, Debug)]
pub struct Functions {
    /// What the deployment gives for the template's parameters.
    pub(crate) deployment: BTreeMap<String, String>,
    /// Randomness.
    pub(crate) random: Random,
}

impl Functions {
    /// What the function that `Invoke <deployed name>` asks for answers to an event, with the rights of its own role.
    pub(crate) fn answer<'a>(&'a self, wire: &'a Wire, operation: &str, event: Value) -> BoxFuture<'a, Value> {
        let deployed = operation.strip_prefix("Invoke ").unwrap_or_default();
        let name = deployed.strip_prefix(STACK).and_then(|name| name.strip_prefix('-'));
        let name = name.unwrap_or_else(|| panic!("{deployed} is no function of this deployment")).to_owned();
        async move {
            let part = deployment::function(&name, &self.deployment);
            let mutation = wire.mutation.filter(|mutation| mutation.is_in(&name));
            let wire = Wire { rights: Some(part.rights.clone()), mutation, ..wire.clone() };
            let context = context(wire, part.variables.clone(), self.random.clone());
            let function = Registered::named(&name).start(context).await;
            let function = function.unwrap_or_else(|error| panic!("{name} does not start: {error}"));
            function.invoke(event).await.expect("HTTP functions always answer")
        }
        .boxed()
    }
}

/// A context with these variables, behind which is this wire. Hashes cost the least that they can.
pub(crate) fn context(wire: Wire, variables: impl IntoIterator<Item = (String, String)>, random: Random) -> AppContext {
    let clock = wire.clock.as_clock();
    let connector = wire.connector();
    let sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new("test", "test", None, None, "tests")))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(clock.clone())
        .http_client(client_of(connector.clone()));
    let (aws, outside) = (connector.clone(), HttpConnectorFactory::new(move || Ok(connector.clone())));
    AppContext {
        environment: Environment::new(variables),
        clock,
        random,
        sdk: without_chance(with_limits(sdk).build()),
        aws,
        strangers: outside.clone(),
        outside,
        hash_cost: HashCost::LEAST,
    }
}
