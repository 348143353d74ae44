//! Secrets, from the parameter store. They are read once, while a function starts.

use aws_sdk_ssm::Client;

use super::AwsError;
use crate::{
    context::{AppContext, StartError},
    kernel::Secret,
};

/// The parameter store.
#[derive(Clone, Debug)]
pub struct Parameters(Client);

impl Parameters {
    /// The parameter store of this context.
    #[must_use]
    pub fn new(context: &AppContext) -> Self {
        Self(Client::new(&context.sdk))
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
