//! `backroom keys create`: the key pair that access tokens are signed and verified with.

use std::process::ExitCode;

use aws::AwsError;
use aws_sdk_ssm::{
    Client,
    operation::{get_parameter::GetParameterError, put_parameter::PutParameterError},
    types::ParameterType,
};
use clap::Args;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use domain::kernel::Digest;
use ring::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use serde::Serialize;

use crate::{Failure, context};

const EXAMPLE: &str = "\
Examples:
  AWS_REGION=eu-west-1 backroom keys create --stage dev
  AWS_REGION=eu-west-1 backroom keys create --stage prod --rotate
  backroom keys create --print";

/// Makes an Ed25519 key pair for access tokens and puts it into the parameter store.
///
/// It writes two parameters: /backroom/<STAGE>/access-token-signing-key, encrypted, for the functions that issue tokens,
/// and /backroom/<STAGE>/access-token-public-keys for those that verify them. Functions learn the public keys when they
/// are deployed: deploy right after this.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Create {
    /// Which deployment the keys are for: dev, prod.
    #[arg(long, required_unless_present = "print", value_parser = stage)]
    stage: Option<String>,
    /// Replaces the signing key. The public key before it stays valid beside the new one.
    #[arg(long)]
    rotate: bool,
    /// Prints the pair as JSON and writes nothing.
    #[arg(long, conflicts_with_all = ["stage", "rotate"])]
    print: bool,
}

/// A key pair as the functions read it.
#[derive(Serialize)]
struct KeyPair {
    /// `<key id>=<PKCS#8 in base 64>`.
    access_token_signing_key: String,
    /// `<key id>=<32 bytes in base 64 for URLs>`.
    access_token_public_keys: String,
}

impl KeyPair {
    fn generate() -> Result<Self, Failure> {
        let refused = || Failure::Failed("no key pair could be made: this machine gives no randomness".to_owned());
        let der = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| refused())?;
        let pair = Ed25519KeyPair::from_pkcs8(der.as_ref()).map_err(|_| refused())?;
        let public = pair.public_key().as_ref();
        let key_id = &Digest::of(&[b"key-id", public]).short()[..8];
        Ok(Self {
            access_token_signing_key: format!("{key_id}={}", BASE64.encode(der.as_ref())),
            access_token_public_keys: format!("{key_id}={}", BASE64URL_NOPAD.encode(public)),
        })
    }
}

impl Create {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let pair = KeyPair::generate()?;
        let Some(stage) = &self.stage else {
            let json = serde_json::to_string_pretty(&pair);
            println!("{}", json.map_err(|error| Failure::Failed(error.to_string()))?);
            return Ok(ExitCode::SUCCESS);
        };
        let context = context::context(&[]).await?;
        let parameters = Parameters { client: Client::new(&context.sdk), rotate: self.rotate };
        let (signing, public) = (
            format!("/backroom/{stage}/access-token-signing-key"),
            format!("/backroom/{stage}/access-token-public-keys"),
        );
        let previous = if self.rotate { parameters.newest_public_key(&public).await? } else { None };
        let keys = [Some(pair.access_token_public_keys), previous].into_iter().flatten().collect::<Vec<_>>().join(",");
        // Verifiers first: a signing key that nobody knows would be worse than a public key that nobody uses.
        parameters.put(&public, keys, ParameterType::String).await?;
        parameters.put(&signing, pair.access_token_signing_key, ParameterType::SecureString).await?;
        println!(
            "wrote {signing} and {public}\nDeploy now: functions verify with the keys that they were deployed with."
        );
        Ok(ExitCode::SUCCESS)
    }
}

struct Parameters {
    client: Client,
    rotate: bool,
}

impl Parameters {
    /// The first of the public keys that are there, which is the newest.
    async fn newest_public_key(&self, name: &str) -> Result<Option<String>, Failure> {
        let answer = match self.client.get_parameter().name(name).send().await {
            Ok(answer) => answer,
            Err(e) if e.as_service_error().is_some_and(GetParameterError::is_parameter_not_found) => return Ok(None),
            Err(e) => return Err(AwsError::new("ssm.GetParameter", &e).into()),
        };
        let keys = answer.parameter.and_then(|parameter| parameter.value).unwrap_or_default();
        Ok(keys.split(',').next().filter(|key| !key.is_empty()).map(str::to_owned))
    }

    async fn put(&self, name: &str, value: String, kind: ParameterType) -> Result<(), Failure> {
        let put = self.client.put_parameter().name(name).value(value).r#type(kind).overwrite(self.rotate);
        match put.send().await {
            Ok(_) => Ok(()),
            Err(e) if e.as_service_error().is_some_and(PutParameterError::is_parameter_already_exists) => {
                let advice = "Use --rotate to replace the signing key and keep the public key before it.";
                Err(Failure::Failed(format!("{name} is there already, and was not overwritten\n{advice}")))
            }
            Err(e) => Err(AwsError::new("ssm.PutParameter", &e).into()),
        }
    }
}

fn stage(text: &str) -> Result<String, String> {
    let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if plain && (1..=32).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err("1 to 32 lower-case letters, digits and hyphens".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        accounts::{TokenSigner, TokenVerifier},
        kernel::Secret,
    };

    use super::*;

    #[test]
    fn the_functions_read_the_keys_that_were_made() {
        let pair = KeyPair::generate().unwrap_or_else(|error| panic!("{error}"));
        let signer = TokenSigner::new("backroom-test", &Secret::new(pair.access_token_signing_key)).expect("a signer");
        assert_eq!(signer.public_key(), pair.access_token_public_keys);
        assert!(TokenVerifier::new("backroom-test", &pair.access_token_public_keys).is_ok());
    }

    #[test]
    fn a_stage_is_a_plain_word() {
        assert!(stage("prod").is_ok());
        assert!(stage("").is_err() && stage("../x").is_err() && stage("Prod").is_err());
    }
}
