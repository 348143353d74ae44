//! Runs a function as a Lambda process: `serve_*` for a `main`, `answer` and `work_batch` for a test as well.

mod changes;
mod messages;

pub mod http;

use std::{future::Future, panic::AssertUnwindSafe, process::ExitCode, time::Duration};

use aws_lambda_events::{
    apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse},
    sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage},
};
use futures::{FutureExt as _, StreamExt as _, stream};
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;
use tracing::Level;
use tracing_subscriber::{filter::Targets, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use app_context::{AppContext, Environment, StartError};
pub use changes::{
    CHANGE_BATCH_TIMEOUT, CHANGE_TIMEOUT, CHANGES_AT_ONCE, ChangeBatchFunction, ChangeError, StreamFunction,
    work_change_batch, work_changes,
};
pub use messages::{MESSAGES_TIMEOUT, QueueBatchFunction, work_messages};

use crate::http::{
    Problem, Request, Response, accepts_gzip, compress,
    respond::{self, with_header},
};

/// A function behind an HTTP route.
pub trait HttpFunction: Sized + Send + Sync + 'static {
    /// Builds the function from the context; the error names a missing variable.
    fn start(context: &AppContext) -> impl Future<Output = Result<Self, StartError>> + Send;
    /// Answers one request.
    fn handle(&self, request: Request) -> impl Future<Output = Result<Response, Problem>> + Send;
}

/// A function behind a queue.
pub trait QueueFunction: Sized + Send + Sync + 'static {
    /// Builds the function from the context; the error names a missing variable.
    fn start(context: &AppContext) -> impl Future<Output = Result<Self, StartError>> + Send;
    /// Does what one message asks. An error puts the message back on the queue, and in the end into the dead-letter queue.
    fn handle(&self, body: &str) -> impl Future<Output = Result<(), JobError>> + Send;
}

/// A function behind a schedule.
pub trait ScheduledFunction: Sized + Send + Sync + 'static {
    /// Builds the function from the context; the error names a missing variable.
    fn start(context: &AppContext) -> impl Future<Output = Result<Self, StartError>> + Send;
    /// Does its round once and reports what it did.
    fn handle(&self) -> impl Future<Output = Result<Value, JobError>> + Send;
}

/// Why work was not done. It will be tried again.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JobError(pub String);

impl From<aws::AwsError> for JobError {
    fn from(error: aws::AwsError) -> Self {
        Self(error.to_string())
    }
}

impl From<workflows::PaymentServiceError> for JobError {
    fn from(error: workflows::PaymentServiceError) -> Self {
        Self(error.to_string())
    }
}

/// Serves HTTP requests until Lambda ends the process.
#[must_use]
pub fn serve_http<F: HttpFunction>() -> ExitCode {
    serve(F::start, |function, event| async move { Ok(answer(function, event).await) })
}

/// Serves batches of messages until Lambda ends the process.
#[must_use]
pub fn serve_queue<F: QueueFunction>() -> ExitCode {
    serve(F::start, |function, event| async move { work_batch(function, event).await })
}

/// Serves batches of messages, each as a whole, until Lambda ends the process.
#[must_use]
pub fn serve_queue_batches<F: QueueBatchFunction>() -> ExitCode {
    serve(F::start, |function, event| async move { work_messages(function, event).await })
}

/// Serves changes of a table until Lambda ends the process.
#[must_use]
pub fn serve_stream<F: StreamFunction>() -> ExitCode {
    serve(F::start, |function, event| async move { work_changes(function, event).await })
}

/// Serves batches of changes of tables until Lambda ends the process.
#[must_use]
pub fn serve_change_batches<F: ChangeBatchFunction>() -> ExitCode {
    serve(F::start, |function, event| async move { work_change_batch(function, event).await })
}

/// Serves ticks of a schedule until Lambda ends the process.
#[must_use]
pub fn serve_schedule<F: ScheduledFunction>() -> ExitCode {
    serve(F::start, |function, _event| async move { Box::pin(function.handle()).await })
}

/// Answers one API Gateway event. Whatever happens, there is an answer: an event that cannot be read is a 400, a panic
/// a 500 with a problem body.
pub async fn answer<F: HttpFunction>(function: &F, event: Value) -> ApiGatewayV2httpResponse {
    let (mut is_head, mut takes_gzip) = (false, false);
    let outcome = match serde_json::from_value::<ApiGatewayV2httpRequest>(event) {
        Ok(event) => {
            is_head = event.request_context.http.method == "HEAD";
            takes_gzip = accepts_gzip(&event.headers);
            let handled = AssertUnwindSafe(Box::pin(function.handle(Request::from(event)))).catch_unwind().await;
            handled.unwrap_or_else(|_| Err(Problem::new(500, "internal", "Something went wrong on our side.")))
        }
        Err(_) => Err(Problem::malformed("malformed_request", "The request cannot be read.")),
    };
    let response = match outcome {
        Ok(response) => {
            tracing::info!(status = response.status().as_u16(), "answered");
            response
        }
        Err(problem) => {
            report(&problem);
            problem.into_response()
        }
    };
    let response = if takes_gzip { compress(response) } else { response };
    to_event(if is_head { respond::without_body(response) } else { response })
}

/// Logs a refusal or failure in one line. The details may repeat what was sent, so only the code is logged.
pub fn report(problem: &Problem) {
    let Problem { status, code, cause, .. } = problem;
    match cause {
        Some(cause) => tracing::error!(status, code, cause, "failed"),
        None if *status >= 500 => tracing::error!(status, code, "failed"),
        None => tracing::info!(status, code, "refused"),
    }
}

/// Headers of every answer: TLS only for a year, and no guessing of the content type.
const FOR_BROWSERS: [(&str, &str); 2] =
    [("strict-transport-security", "max-age=31536000"), ("x-content-type-options", "nosniff")];
/// What every answer varies by.
const VARIES_BY: &str = "origin, accept-encoding";

fn for_browsers(response: Response) -> Response {
    let own = response.headers().get("vary").and_then(|own| own.to_str().ok());
    let varies = own.map_or_else(|| VARIES_BY.to_owned(), |own| format!("{VARIES_BY}, {own}"));
    let response = with_header(response, "vary", &varies);
    FOR_BROWSERS.into_iter().fold(response, |response, (name, value)| with_header(response, name, value))
}

fn to_event(response: Response) -> ApiGatewayV2httpResponse {
    let (mut parts, body) = for_browsers(response).into_parts();
    let mut event = ApiGatewayV2httpResponse::default();
    // A header of API Gateway's has one value, and an answer may set several cookies.
    if let ::http::header::Entry::Occupied(cookies) = parts.headers.entry(::http::header::SET_COOKIE) {
        let (_, cookies) = cookies.remove_entry_mult();
        event.cookies = cookies.filter_map(|cookie| cookie.to_str().ok().map(str::to_owned)).collect();
    }
    event.status_code = i64::from(parts.status.as_u16());
    event.headers = parts.headers;
    event.is_base64_encoded = matches!(body, lambda_http::Body::Binary(_));
    event.body = Some(body);
    event
}

/// How many messages of a batch are handled at the same time. A batch then takes as long as its slowest message, and
/// all workers together stay within the limits of the provider and of the mail service.
pub const RECORDS_AT_ONCE: usize = 5;
/// The longest time for one message; after that it has failed, and its next delivery finishes it, as after a crash. It
/// is enough for a provider that does not answer, with the reads before and the writes after. It is less than a
/// worker's 30 s, so that the other messages of the batch are reported as done.
pub const RECORD_TIMEOUT: Duration = Duration::from_secs(25);

/// Works through a batch of messages, a few at a time, each on its own: one that fails, panics or takes too long is reported
/// by its identifier, and the others are done. Messages about one order may meet: every write is conditional, so one of them
/// is then refused and delivered again, or finds that nothing is left to do. Messages that say the same are done once.
pub async fn work_batch<F: QueueFunction>(function: &F, event: Value) -> Result<SqsBatchResponse, JobError> {
    let event: SqsEvent =
        serde_json::from_value(event).map_err(|error| JobError(format!("not a batch of messages: {error}")))?;
    let work = stream::iter(by_body(event.records)).map(|(body, ids)| work_message(function, body, ids));
    let failed: Vec<Vec<String>> = work.buffered(RECORDS_AT_ONCE).collect().await;
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = failed.into_iter().flatten().map(item_failure).collect();
    Ok(response)
}

/// The identifiers of the messages with each body, in the order of the first.
fn by_body(messages: Vec<SqsMessage>) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for message in messages {
        let (body, id) = (message.body.unwrap_or_default(), message.message_id.unwrap_or_default());
        match all.iter_mut().find(|(known, _)| *known == body) {
            Some((_, ids)) => ids.push(id),
            None => all.push((body, vec![id])),
        }
    }
    all
}

pub(crate) fn item_failure(id: String) -> BatchItemFailure {
    let mut item = BatchItemFailure::default();
    item.item_identifier = id;
    item
}

/// Does what messages with one body ask. Their identifiers, if that failed.
async fn work_message<F: QueueFunction>(function: &F, body: String, ids: Vec<String>) -> Vec<String> {
    let work = AssertUnwindSafe(Box::pin(function.handle(&body))).catch_unwind();
    let failure = match tokio::time::timeout(RECORD_TIMEOUT, work).await {
        Ok(Ok(Ok(()))) => return Vec::new(),
        Ok(Ok(Err(error))) => error.to_string(),
        Ok(Err(_)) => "panicked".to_owned(),
        Err(_) => "took too long".to_owned(),
    };
    for id in &ids {
        tracing::error!(message_id = id, failure, "a message failed and will be delivered again");
    }
    ids
}

/// Starts the function and feeds it events, one at a time. The function lives as long as its process. Futures are boxed
/// where one function's end and the frame begins: their types nest too deep for the compiler otherwise.
fn serve<F, S, W, R, O>(start: S, work: W) -> ExitCode
where
    F: Send + Sync + 'static,
    S: AsyncFnOnce(&AppContext) -> Result<F, StartError>,
    W: Fn(&'static F, Value) -> R,
    R: Future<Output = Result<O, JobError>>,
    O: serde::Serialize,
{
    log_as_json(&Environment::from_env());
    let served = AppContext::block_on(async {
        let context = aws::context_from_env().map_err(|error| error.to_string())?;
        let (started, ()) = futures::join!(Box::pin(start(&context)), Box::pin(aws::open_tables(&context)));
        let function: &'static F = Box::leak(Box::new(started.map_err(|error| error.to_string())?));
        let service = service_fn(|event: LambdaEvent<Value>| {
            let done = work(function, event.payload);
            async move { done.await.map_err(|error| lambda_runtime::Error::from(error.to_string())) }
        });
        lambda_runtime::run(service).await.map_err(|error| error.to_string())
    });
    match served.map_err(|error| error.to_string()) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) | Err(error) => {
            tracing::error!(error, "the function cannot serve");
            ExitCode::FAILURE
        }
    }
}

/// One JSON object a line on standard error, as the log service reads it. `RUST_LOG` chooses the level, by target where it
/// names one. Release builds have no lines below `info`.
fn log_as_json(environment: &Environment) {
    let wanted = environment.optional("RUST_LOG").and_then(|levels| levels.parse::<Targets>().ok());
    let wanted = wanted.unwrap_or_else(|| Targets::new().with_default(Level::INFO));
    let lines = tracing_subscriber::fmt::layer().json().with_target(false).with_current_span(false);
    // A second subscriber in one process can only be a test's: the first stays.
    let _ = tracing_subscriber::registry().with(wanted).with(lines.with_writer(std::io::stderr)).try_init();
}
