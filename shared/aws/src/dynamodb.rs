//! The client of every table.

use app_context::AppContext;
use aws_sdk_dynamodb::{Client, config::Builder};
use aws_smithy_runtime_api::client::{
    interceptors::context::InterceptorContext,
    retries::classifiers::{ClassifyRetry, RetryAction},
};

use super::connection::DATABASE_ENDPOINT;

/// The client of every table. Beside what the SDK repeats by itself, it repeats a write of one row that met a
/// transaction on that row.
#[must_use]
pub fn dynamodb(context: &AppContext) -> Client {
    let mut config = Builder::from(&context.sdk).retry_classifier(MetATransaction);
    config.set_endpoint_url(database_endpoint(context));
    Client::from_conf(config.build())
}

/// Where DynamoDB is, if not at AWS.
pub(super) fn database_endpoint(context: &AppContext) -> Option<String> {
    context.environment.optional(DATABASE_ENDPOINT).or(context.sdk.endpoint_url()).map(str::to_owned)
}

/// A plain write that meets a running transaction on its row is refused, and the SDK takes that for final: it knows
/// the code of no such error. Nothing was written, and the transaction is over in a moment.
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html>.
#[derive(Debug)]
struct MetATransaction;

const CODE: &[u8] = b"TransactionConflictException";

impl ClassifyRetry for MetATransaction {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        // A good answer is not searched: it may be long, and may hold these words as somebody's own.
        let refusal = context.response().filter(|response| !response.status().is_success());
        let refusal = refusal.and_then(|response| response.body().bytes());
        if refusal.is_some_and(|body| body.windows(CODE.len()).any(|window| window == CODE)) {
            RetryAction::transient_error()
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "a write that met a transaction"
    }
}
