//! Functions that call other functions of the shop.

use std::time::Duration;

use app_context::{AppContext, StartError};
use serde_json::Value;

use super::{
    AwsError,
    signed::{SignedRequest, SignedService, bytes_of},
};

/// One call. A function behind a route has 15 s, and starts in less than one.
pub const INVOKE_TIMEOUT: Duration = Duration::from_secs(17);
const OPERATION: &str = "lambda.Invoke";

/// The shop's own functions, called by name with an event, as API Gateway calls them.
#[derive(Clone, Debug)]
pub struct Functions {
    service: SignedService,
    endpoint: String,
    prefix: String,
}

impl Functions {
    /// The functions whose deployed names begin as `FUNCTION_PREFIX` says.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let prefix = context.environment.required("FUNCTION_PREFIX")?.to_owned();
        let service = SignedService::new(context, "lambda")?;
        let endpoint = match context.sdk.endpoint_url() {
            Some(endpoint) => endpoint.trim_end_matches('/').to_owned(),
            None => format!("https://lambda.{}.amazonaws.com", service.region()),
        };
        Ok(Self { service, endpoint, prefix })
    }

    /// Calls the function called `name` and waits for what it answers. It is called once: what a lost answer means is for the caller to
    /// know.
    pub async fn invoke(&self, name: &str, event: &Value) -> Result<Value, AwsError> {
        let uri = format!("{}/2015-03-31/functions/{}{name}/invocations", self.endpoint, self.prefix);
        let body = event.to_string();
        let headers = [("content-type", "application/json"), ("x-amz-invocation-type", "RequestResponse")];
        let request =
            SignedRequest { operation: OPERATION, method: "POST", uri: &uri, headers: &headers, body: body.as_bytes() };
        let answer = self.service.send(request, INVOKE_TIMEOUT).await?;
        let (status, failed) = (answer.status().as_u16(), answer.headers().get("x-amz-function-error").is_some());
        if status != 200 || failed {
            let how = if failed { "the function failed".to_owned() } else { format!("answered {status}") };
            return Err(AwsError::because(OPERATION, format!("{name}: {how}")));
        }
        let bytes = bytes_of(OPERATION, answer, INVOKE_TIMEOUT).await?;
        serde_json::from_slice(&bytes).map_err(|error| AwsError::new(OPERATION, &error))
    }
}
