//! A process's context.

use app_context::{AppContext, Clock, Environment, HttpConnectorFactory, StartError, system_random};
use domain::accounts::HashCost;

use super::connection::{aws_connector, https_connector, public_connector, sdk_config};

/// This process's environment, the machine's clock and randomness, and the real network.
pub fn context_from_env() -> Result<AppContext, StartError> {
    let clock = Clock::of_machine();
    let environment = Environment::from_env();
    let aws = aws_connector(&environment)?;
    let sdk = sdk_config(&environment, &clock, aws.clone())?;
    let of_strangers = environment.clone();
    Ok(AppContext {
        environment,
        clock,
        random: system_random(),
        sdk,
        aws,
        outside: HttpConnectorFactory::new(https_connector),
        strangers: HttpConnectorFactory::new(move || public_connector(&of_strangers)),
        hash_cost: HashCost::SHOP,
    })
}
