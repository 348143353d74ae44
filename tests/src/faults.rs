//! What goes wrong on the wire, planned beforehand, and whether it did.

use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::{
    call::{Operation, Service},
    provider::{HttpResponse, json_answer},
};

/// What goes wrong with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The connection is refused: nothing happens.
    Refused,
    /// Everything happens, and the connection breaks before the answer.
    AnswerLost,
    /// Nothing happens, and no answer comes.
    Hang,
    /// Everything happens, and no answer comes.
    HangAfterCommit,
    /// The service says that it is asked too often: nothing happens.
    Throttled,
    /// The service fails: nothing happens.
    Failed,
    /// The service fails although everything happened.
    FailedAfterCommit,
    /// A write meets a transaction on the same row: nothing happens. Only of writes to tables.
    Conflict,
    /// The same request is still running: nothing happens. Of `TransactWriteItems`, and of the provider's calls that
    /// carry an idempotency key.
    InProgress,
    /// The provider fails, nothing happens, and the failure is kept under the idempotency key.
    KeptFailure,
    /// The same, although everything happened.
    KeptFailureAfterCommit,
    /// The process ends before the request leaves.
    CrashBefore,
    /// The process ends when everything has happened and the answer has not come.
    CrashAfter,
    /// A read that is not consistent sees the rows as they last were otherwise.
    Stale,
    /// A read of several rows answers with one of them and asks to come back for the others.
    Partial,
}

/// What the caller gets in place of the true answer.
pub(crate) enum Outcome {
    Broken(&'static str),
    Silence,
    Answer(HttpResponse),
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 15] = [
        Self::Refused,
        Self::AnswerLost,
        Self::Hang,
        Self::HangAfterCommit,
        Self::Throttled,
        Self::Failed,
        Self::FailedAfterCommit,
        Self::Conflict,
        Self::InProgress,
        Self::KeptFailure,
        Self::KeptFailureAfterCommit,
        Self::CrashBefore,
        Self::CrashAfter,
        Self::Stale,
        Self::Partial,
    ];

    /// Whether the call takes effect all the same.
    #[must_use]
    pub const fn commits(self) -> bool {
        matches!(
            self,
            Self::AnswerLost
                | Self::HangAfterCommit
                | Self::FailedAfterCommit
                | Self::KeptFailureAfterCommit
                | Self::CrashAfter
        )
    }

    /// Whether the process that made the call is gone.
    #[must_use]
    pub const fn is_a_crash(self) -> bool {
        matches!(self, Self::CrashBefore | Self::CrashAfter)
    }

    /// Whether this can befall the call at the service that is asked.
    #[must_use]
    pub fn can_befall(self, operation: &Operation) -> bool {
        let (service, name) = (operation.service, operation.name.as_str());
        match self {
            Self::Conflict => service == Service::DynamoDb && !operation.is_read(),
            Self::InProgress => name == "TransactWriteItems" || operation.has_idempotency_key,
            Self::KeptFailure | Self::KeptFailureAfterCommit => operation.has_idempotency_key,
            Self::Stale => operation.is_read() && operation.body["ConsistentRead"] != true,
            Self::Partial => matches!(name, "Query" | "BatchGetItem"),
            _ => true,
        }
    }

    /// What the caller gets in place of the service's own answer.
    pub(crate) fn outcome(self, operation: &Operation) -> Outcome {
        let service = operation.service;
        Outcome::Answer(match self {
            Self::Refused => return Outcome::Broken("connection refused"),
            Self::AnswerLost => return Outcome::Broken("connection reset"),
            Self::Hang | Self::HangAfterCommit | Self::CrashBefore | Self::CrashAfter => return Outcome::Silence,
            Self::Throttled if service == Service::Provider => {
                provider_error(429, "invalid_request_error", Some("rate_limit"), operation)
            }
            Self::Throttled if service == Service::S3 => aws_error(503, "SlowDown", operation),
            Self::Throttled if service == Service::Ses => aws_error(429, "TooManyRequestsException", operation),
            Self::Throttled => aws_error(400, "ThrottlingException", operation),
            Self::Failed | Self::FailedAfterCommit if service == Service::Provider => {
                provider_error(500, "api_error", None, operation)
            }
            Self::Failed | Self::FailedAfterCommit => aws_error(500, "InternalServerError", operation),
            Self::InProgress if service == Service::Provider => {
                provider_error(409, "idempotency_error", Some("idempotency_key_in_use"), operation)
            }
            Self::InProgress => aws_error(400, "TransactionInProgressException", operation),
            Self::KeptFailure | Self::KeptFailureAfterCommit | Self::Stale | Self::Partial => {
                unreachable!("what the service answers is wrong enough by itself")
            }
            Self::Conflict if operation.name == "TransactWriteItems" => conflict(operation),
            Self::Conflict => aws_error(400, "TransactionConflictException", operation),
        })
    }
}

/// Services tell in their errors what they were sent, so these do: whoever logs one without thought tells it, too.
fn aws_error(status: u16, code: &'static str, operation: &Operation) -> HttpResponse {
    let message = format!("planned, of {}", operation.body);
    let mut answer = json_answer(status, &json!({ "__type": code, "message": message }));
    answer.headers_mut().insert("x-amzn-errortype", http::HeaderValue::from_static(code));
    answer
}

fn provider_error(status: u16, kind: &str, code: Option<&str>, operation: &Operation) -> HttpResponse {
    let message = format!("planned, of {}", operation.body);
    json_answer(status, &json!({ "error": { "type": kind, "code": code, "message": message } }))
}

/// The first row is the one that another transaction holds.
fn conflict(operation: &Operation) -> HttpResponse {
    let items = operation.body["TransactItems"].as_array().map_or(1, Vec::len);
    let code = |at| if at == 0 { "TransactionConflict" } else { "None" };
    let reasons: Vec<_> = (0..items).map(|at| json!({ "Code": code(at) })).collect();
    let message = "Transaction cancelled, please refer cancellation reasons for specific reasons";
    let body = json!({ "__type": "TransactionCanceledException", "Message": message, "CancellationReasons": reasons });
    json_answer(400, &body)
}

/// A fault and the calls that it befalls.
pub struct Planned {
    fault: Fault,
    matches: Box<dyn Fn(&Operation) -> bool + Send>,
    skip: usize,
    times: usize,
}

impl Planned {
    /// `fault` at the next call, whichever it is.
    #[must_use]
    pub fn next(fault: Fault) -> Self {
        Self { fault, matches: Box::new(|_| true), skip: 0, times: 1 }
    }

    /// `fault` at the next call of `name` to `service`.
    #[must_use]
    pub fn on(fault: Fault, service: Service, name: &'static str) -> Self {
        Self::when(fault, move |operation| operation.service == service && operation.name == name)
    }

    /// `fault` at the next call for which `matches` holds.
    #[must_use]
    pub fn when(fault: Fault, matches: impl Fn(&Operation) -> bool + Send + 'static) -> Self {
        Self { matches: Box::new(matches), ..Self::next(fault) }
    }

    /// Lets `calls` of them pass unharmed first.
    #[must_use]
    pub fn after(self, calls: usize) -> Self {
        Self { skip: calls, ..self }
    }

    /// Befalls `calls` of them, one after the other.
    #[must_use]
    pub fn times(self, calls: usize) -> Self {
        Self { times: calls, ..self }
    }
}

/// The plan.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Vec<Planned>>>);

impl Faults {
    /// Adds to the plan. Where several match one call, the first planned befalls it.
    pub fn plan(&self, planned: Planned) {
        self.0.lock().expect("the plan").push(planned);
    }

    /// Forgets what has not happened yet: the context heals.
    pub fn heal(&self) {
        self.0.lock().expect("the plan").clear();
    }

    /// The planned faults that have not all happened.
    #[must_use]
    pub fn unfired(&self) -> Vec<Fault> {
        self.0.lock().expect("the plan").iter().filter(|it| it.times > 0).map(|it| it.fault).collect()
    }

    /// Fails the test if a planned fault did not happen: such a run proves nothing.
    #[track_caller]
    pub fn assert_all_fired(&self) {
        let unfired = self.unfired();
        assert!(unfired.is_empty(), "these planned faults never happened: {unfired:?}");
    }

    /// The fault that befalls this call.
    pub(crate) fn strike(&self, operation: &Operation) -> Option<Fault> {
        let mut plan = self.0.lock().expect("the plan");
        let mut struck = None;
        for planned in plan.iter_mut().filter(|it| it.times > 0 && (it.matches)(operation)) {
            if planned.skip > 0 {
                planned.skip -= 1;
            } else if struck.is_none() {
                planned.times -= 1;
                struck = Some(planned.fault);
            }
        }
        struck
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Faults").field(&self.unfired()).finish()
    }
}
