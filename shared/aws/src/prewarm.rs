//! Opens the connection to DynamoDB while a function starts: Lambda gives it full processors only during that time.

use app_context::AppContext;
use aws_sdk_dynamodb::config::endpoint::{DefaultResolver, Params, ResolveEndpoint as _};
use aws_smithy_runtime_api::client::{http::HttpConnector as _, orchestrator::HttpRequest};
use aws_smithy_types::byte_stream::ByteStream;

use super::{connection::ATTEMPT_TIMEOUT, dynamodb::database_endpoint};

/// Opens the connection to DynamoDB, if the function has a table. It sends an unsigned health check, which needs no
/// right and costs no unit. If that fails, the first call opens the connection.
pub async fn open_tables(context: &AppContext) {
    if !context.environment.any(|name| name.ends_with("_TABLE")) {
        return;
    }
    match tokio::time::timeout(ATTEMPT_TIMEOUT, ask(context)).await {
        Ok(Ok(())) => {}
        Ok(Err(reason)) => tracing::warn!(reason, "the connection to DynamoDB is not open yet"),
        Err(_) => tracing::warn!("the connection to DynamoDB is not open yet"),
    }
}

async fn ask(context: &AppContext) -> Result<(), String> {
    let mut request = HttpRequest::empty();
    request.set_uri(url(context).await?).map_err(|error| error.to_string())?;
    let answer = context.aws.call(request).await.map_err(|error| error.to_string())?;
    // A connection is free again when all of the answer has been read.
    ByteStream::new(answer.into_body()).collect().await.map(drop).map_err(|error| error.to_string())
}

/// Where the SDK will look for DynamoDB.
async fn url(context: &AppContext) -> Result<String, String> {
    let region = context.sdk.region().map(ToString::to_string);
    let place = Params::builder().set_region(region).set_endpoint(database_endpoint(context));
    let place = place.build().map_err(|error| error.to_string())?;
    let found = DefaultResolver::new().resolve_endpoint(&place).await.map_err(|error| error.to_string())?;
    Ok(format!("{}/", found.url().trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use app_context::{AppContext, Clock, Environment, HttpConnectorFactory};
    use aws_smithy_runtime_api::{
        client::{
            http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector},
            orchestrator::{HttpRequest, HttpResponse},
        },
        http::StatusCode,
    };
    use aws_smithy_types::body::SdkBody;
    use domain::{
        accounts::HashCost,
        kernel::{Random, Timestamp},
    };

    use super::open_tables;
    use crate::{dynamodb, sdk_config};

    /// Notes what is asked.
    #[derive(Clone, Debug, Default)]
    struct Asked(Arc<Mutex<Vec<String>>>);

    impl HttpConnector for Asked {
        fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
            let signed = request.headers().get("authorization").is_some();
            self.0.lock().unwrap().push(format!("{} {} signed={signed}", request.method(), request.uri()));
            let answer = HttpResponse::new(StatusCode::try_from(200).unwrap(), SdkBody::from("healthy"));
            HttpConnectorFuture::ready(Ok(answer))
        }
    }

    /// What is asked when a function starts, and what a call asks then.
    async fn asked(variables: &[(&str, &str)]) -> Vec<String> {
        let known =
            [("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "example")];
        let variables = known.iter().chain(variables).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let (environment, asked) = (Environment::new(variables), Asked::default());
        let (clock, aws) = (Clock::new(|| Timestamp::from_millis(0)), SharedHttpConnector::new(asked.clone()));
        let sdk = sdk_config(&environment, &clock, aws.clone()).unwrap();
        let outside = HttpConnectorFactory::new(|| panic!("nobody else is called"));
        let (random, hash_cost) = (Random::new(|_| {}), HashCost::LEAST);
        let strangers = outside.clone();
        let context = AppContext { environment, clock, random, sdk, aws, outside, strangers, hash_cost };
        open_tables(&context).await;
        let listing = dynamodb(&context).list_tables().send();
        assert!(listing.await.is_err(), "nobody answers");
        let mut all = asked.0.lock().unwrap().clone();
        all.dedup();
        all
    }

    #[tokio::test]
    async fn the_connection_leads_where_the_sdk_looks_and_nothing_is_signed() {
        let shop = ("PRODUCTS_TABLE", "shop-products");
        let (local, apart) =
            (("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"), ("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8000"));
        for (variables, place) in [
            (&[shop][..], "https://dynamodb.eu-west-1.amazonaws.com/"),
            (&[shop, local], "http://127.0.0.1:4566/"),
            (&[shop, local, apart], "http://127.0.0.1:8000/"),
            (&[shop, apart], "http://127.0.0.1:8000/"),
        ] {
            assert_eq!(
                asked(variables).await,
                [format!("GET {place} signed=false"), format!("POST {place} signed=true")]
            );
        }
    }

    #[tokio::test]
    async fn a_function_without_a_table_opens_nothing() {
        let said = asked(&[("PAYMENT_SYNCS_QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/1/q")]).await;
        assert_eq!(said, ["POST https://dynamodb.eu-west-1.amazonaws.com/ signed=true"]);
    }
}
