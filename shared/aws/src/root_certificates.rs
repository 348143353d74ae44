//! The root certificates for connections to AWS.

use std::fs;

use app_context::{Environment, StartError};
use aws_smithy_http_client::tls::TrustStore;

use super::connection::{DATABASE_ENDPOINT, ENDPOINT};

/// Amazon's five roots. Every endpoint of AWS chains to one of them, but for those in China. Reading the machine's own
/// hundred and more would take longer than all else that a function does before it can serve.
/// Source: <https://www.amazontrust.com/repository/>.
const AMAZON: &str = include_str!("amazon_roots.pem");
/// The variable that other SDKs read too: a file of authorities.
const BUNDLE: &str = "AWS_CA_BUNDLE";

/// Amazon's roots for AWS itself. If all endpoints are on this machine, a file may add a root, so that TLS can be tried
/// out. No variable can add a root for remote endpoints. An endpoint that is neither AWS nor local is verified by the
/// machine's own roots.
pub(super) fn for_aws(environment: &Environment) -> Result<TrustStore, StartError> {
    let in_china = environment.optional("AWS_REGION").is_some_and(|region| region.starts_with("cn-"));
    let mut endpoints = [ENDPOINT, DATABASE_ENDPOINT].into_iter().filter_map(|name| environment.optional(name));
    if !endpoints.all(is_on_this_machine) || in_china && environment.optional(ENDPOINT).is_none() {
        return Ok(TrustStore::default());
    }
    let amazon = TrustStore::empty().with_pem_certificate(AMAZON);
    match environment.optional(ENDPOINT).and(environment.optional(BUNDLE)) {
        Some(file) => Ok(amazon.with_pem_certificate(bundle(file)?)),
        None => Ok(amazon),
    }
}

fn is_on_this_machine(url: &str) -> bool {
    let host = url.parse::<http::Uri>().ok().and_then(|url| url.host().map(str::to_owned));
    host.is_some_and(|host| ["localhost", "127.0.0.1", "[::1]"].contains(&&*host))
}

fn bundle(file: &str) -> Result<String, StartError> {
    let text = fs::read_to_string(file).ok().filter(|text| text.contains("-----BEGIN CERTIFICATE-----"));
    text.ok_or_else(|| StartError::Invalid {
        name: BUNDLE.to_owned(),
        reason: "it must name a file of certificates as PEM",
    })
}

#[cfg(test)]
mod tests {
    use super::{BUNDLE, Environment, for_aws, is_on_this_machine};

    fn trusted(variables: &[(&str, &str)]) -> Result<String, String> {
        let environment =
            Environment::new(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        for_aws(&environment).map(|store| format!("{store:?}")).map_err(|error| error.to_string())
    }

    /// How many files of certificates are in the store, and whether the machine's are.
    fn shape(store: &str) -> (usize, bool) {
        (store.matches("CertificatePEM(").count(), store.contains("enable_native_roots: true"))
    }

    #[test]
    fn aws_itself_is_judged_by_amazons_roots_alone_whatever_a_variable_says() {
        let store = trusted(&[("AWS_REGION", "eu-west-1"), (BUNDLE, "/nowhere")]).unwrap();
        assert_eq!(shape(&store), (1, false));
    }

    #[test]
    fn a_bundle_counts_only_for_an_endpoint_on_this_machine() {
        let bundle = concat!(env!("CARGO_MANIFEST_DIR"), "/src/amazon_roots.pem");
        let here = trusted(&[("AWS_ENDPOINT_URL", "https://localhost:4566"), (BUNDLE, bundle)]).unwrap();
        assert_eq!(shape(&here), (2, false));
        let elsewhere = trusted(&[("AWS_ENDPOINT_URL", "https://localhost.example.com"), (BUNDLE, bundle)]).unwrap();
        assert_eq!(shape(&elsewhere), (0, true));
    }

    #[test]
    fn one_service_elsewhere_is_judged_by_the_machines_roots_and_one_here_brings_no_bundle() {
        let one = "AWS_ENDPOINT_URL_DYNAMODB";
        let elsewhere =
            [("AWS_ENDPOINT_URL", "https://localhost:4566"), (one, "https://example.com"), (BUNDLE, "/nowhere")];
        assert_eq!(shape(&trusted(&elsewhere).unwrap()), (0, true));
        let here = [(one, "https://localhost:8000"), (BUNDLE, "/nowhere")];
        assert_eq!(shape(&trusted(&here).unwrap()), (1, false));
    }

    #[test]
    fn a_bundle_that_is_none_is_named() {
        let said = trusted(&[("AWS_ENDPOINT_URL", "https://127.0.0.1:1"), (BUNDLE, "/nowhere")]).unwrap_err();
        assert_eq!(said, "AWS_CA_BUNDLE is not valid: it must name a file of certificates as PEM");
    }

    #[test]
    fn china_is_certified_by_others() {
        assert_eq!(shape(&trusted(&[("AWS_REGION", "cn-north-1")]).unwrap()), (0, true));
    }

    #[test]
    fn a_name_that_only_begins_like_this_machine_is_another() {
        assert!(is_on_this_machine("https://localhost:1/x") && is_on_this_machine("http://[::1]:1"));
        assert!(!is_on_this_machine("https://localhost.example.com") && !is_on_this_machine("https://x@example.com"));
    }
}
