//! The connection to DynamoDB, opened while a function starts: it then has whole processors, and soon a fraction of one.

use aws_sdk_dynamodb::config::endpoint::{DefaultResolver, Params, ResolveEndpoint as _};
use aws_smithy_runtime_api::client::{http::HttpConnector as _, orchestrator::HttpRequest};
use aws_smithy_types::byte_stream::ByteStream;

use super::connection::{ATTEMPT_TIMEOUT, endpoint};
use crate::world::World;

/// Opens the connection to DynamoDB, of a function that has a table. What is asked is what a load balancer asks: unsigned, it
/// needs no right, costs no unit and leaves no trace. Where that fails, the first call opens the connection as it would have.
pub async fn open_tables(world: &World) {
    if !world.environment.any(|name| name.ends_with("_TABLE")) {
        return;
    }
    match tokio::time::timeout(ATTEMPT_TIMEOUT, ask(world)).await {
        Ok(Ok(())) => {}
        Ok(Err(reason)) => tracing::warn!(reason, "the connection to DynamoDB is not open yet"),
        Err(_) => tracing::warn!("the connection to DynamoDB is not open yet"),
    }
}

async fn ask(world: &World) -> Result<(), String> {
    let mut request = HttpRequest::empty();
    request.set_uri(url(world).await?).map_err(|error| error.to_string())?;
    let answer = world.aws.call(request).await.map_err(|error| error.to_string())?;
    // A connection is free again when all of the answer has been read.
    ByteStream::new(answer.into_body()).collect().await.map(drop).map_err(|error| error.to_string())
}

/// Where the SDK will look for DynamoDB.
async fn url(world: &World) -> Result<String, String> {
    let region = world.sdk.region().map(ToString::to_string);
    let place = Params::builder().set_region(region).set_endpoint(endpoint(&world.environment).map(str::to_owned));
    let place = place.build().map_err(|error| error.to_string())?;
    let found = DefaultResolver::new().resolve_endpoint(&place).await.map_err(|error| error.to_string())?;
    Ok(format!("{}/", found.url().trim_end_matches('/')))
}
