//! The seam: an HTTP connector, given to the SDK and to the payment adapter, behind which everything is in process.

use std::{fmt, sync::Arc, time::Duration};

use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector},
    orchestrator::{HttpRequest as SdkRequest, HttpResponse as SdkResponse},
    result::ConnectorError,
};
use aws_smithy_types::body::SdkBody;

use crate::{
    bus::Bus,
    call::{Operation, Service},
    dynamo::Dynamo,
    faults::{Fault, Faults, Outcome},
    invoke::Functions,
    journal::{Journal, Units},
    listeners::Listeners,
    mutation::Mutation,
    provider::{HttpRequest, HttpResponse, ProviderSlot},
    rights::Rights,
    s3::Buckets,
    scheduler::Scheduler,
    ses::Mailbox,
    sqs::Queues,
    ssm::ParameterStore,
    time::VirtualClock,
};

/// What one call takes, of virtual time: calls that go out together overlap, as they do on a network.
const LATENCY: Duration = Duration::from_millis(5);

/// All that is behind the wire.
#[derive(Clone)]
pub struct Wire {
    /// The tables.
    pub tables: Dynamo,
    /// The queues.
    pub queues: Queues,
    /// The events.
    pub bus: Bus,
    /// Who listens to its events.
    pub listeners: Listeners,
    /// The buckets.
    pub buckets: Buckets,
    /// The mails.
    pub mail: Mailbox,
    /// The secrets.
    pub parameters: ParameterStore,
    /// The payment provider.
    pub provider: ProviderSlot,
    /// The provider's host.
    pub provider_host: String,
    /// What goes wrong.
    pub faults: Faults,
    /// What was called.
    pub journal: Journal,
    /// What the caller may do; no limit where there is none.
    pub rights: Option<Rights>,
    /// What the time is there.
    pub clock: VirtualClock,
    /// Who decides in place of the faults and the even pace, if anybody does.
    pub scheduler: Option<Arc<dyn Scheduler>>,
    /// The functions of the shop, for those that call others.
    pub functions: Functions,
    /// The bug that is planted between the shop and all that, if there is one.
    pub mutation: Option<Mutation>,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl Wire {
    /// The wire as the SDK and the payment adapter take it.
    #[must_use]
    pub fn connector(self) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector(Arc::new(self)))
    }

    async fn exchange(&self, mut request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        if let Some(mutation) = self.mutation {
            mutation.spoil_request(&mut request);
        }
        let Some(mut operation) = Operation::read(&request, &self.provider_host) else {
            return Err(broken(format!("there is no way from a test to {}", request.uri())));
        };
        if let Some(rights) = &self.rights {
            rights.check(&operation);
        }
        if let Some(mutation) = self.mutation {
            mutation.spoil_operation(&mut operation, &self.tables);
        }
        let place = self.journal.open(&operation, self.clock.now());
        let fault = self.admit(&operation).await;
        let (outcome, units) = match fault {
            None if operation.service == Service::Lambda => (self.invoke(&operation).await, Units::default()),
            None => self.perform(&operation, &request),
            Some(fault) => self.perform_badly(fault, &operation, &request),
        };
        let answer = if let Outcome::Answer(answer) = &outcome { Some(answer) } else { None };
        let status = answer.map(|answer| answer.status().as_u16());
        let bytes = request.body().len() + answer.map_or(0, |answer| answer.body().len());
        self.journal.close(place, units, bytes, fault, status);
        if let Some(scheduler) = &self.scheduler {
            scheduler.happened(&operation, fault, status);
        }
        let told = match self.mutation {
            Some(mutation) => mutation.spoil_outcome(&operation, outcome),
            None => outcome,
        };
        match told {
            Outcome::Answer(answer) => Ok(answer),
            Outcome::Broken(how) => Err(broken(how)),
            Outcome::Silence => std::future::pending().await,
        }
    }

    async fn invoke(&self, operation: &Operation) -> Outcome {
        let answer = self.functions.answer(self, &operation.name, operation.body.clone()).await;
        let answer = http::Response::builder().status(200).body(answer.to_string().into_bytes());
        Outcome::Answer(answer.expect("an answer"))
    }

    /// Waits for the call's turn, and says what befalls it.
    async fn admit(&self, operation: &Operation) -> Option<Fault> {
        if let Some(scheduler) = &self.scheduler {
            return scheduler.admit(operation).await;
        }
        let fault = self.faults.strike(operation);
        tokio::time::sleep(LATENCY).await;
        fault
    }

    fn perform_badly(&self, fault: Fault, operation: &Operation, request: &HttpRequest) -> (Outcome, Units) {
        match fault {
            Fault::Stale => return answered(self.tables.perform_in_the_past(operation)),
            Fault::Partial => return answered(self.tables.perform_in_part(operation)),
            Fault::KeptFailure | Fault::KeptFailureAfterCommit => {
                if let Some(provider) = self.provider.get() {
                    provider.keep_a_failure(fault.commits());
                }
                return self.perform(operation, request);
            }
            _ => {}
        }
        let done = fault.commits().then(|| self.perform(operation, request));
        let units = done.as_ref().map_or_else(Units::default, |(_, units)| *units);
        (fault.outcome(operation), units)
    }

    fn perform(&self, operation: &Operation, request: &HttpRequest) -> (Outcome, Units) {
        let answer = match operation.service {
            Service::DynamoDb => return answered(self.tables.perform(operation, self.clock.now())),
            Service::Sqs => Some(self.queues.perform(operation)),
            Service::Events => Some(self.bus.perform(operation)),
            Service::S3 => Some(self.buckets.perform(operation, request, &self.queues, self.clock.now())),
            Service::Ses => Some(self.mail.perform(operation)),
            Service::Ssm => Some(self.parameters.perform(operation)),
            Service::Lambda => None,
            Service::Endpoint => self.listeners.answer(request),
            Service::Provider => match self.provider.get() {
                Some(provider) => provider.answer(request, self.clock.now()),
                None => return (Outcome::Broken("connection refused"), Units::default()),
            },
        };
        (answer.map_or(Outcome::Silence, Outcome::Answer), Units::default())
    }
}

fn answered((answer, units): (HttpResponse, Units)) -> (Outcome, Units) {
    (Outcome::Answer(answer), units)
}

#[derive(Clone)]
struct Connector(Arc<Wire>);

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector")
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: SdkRequest) -> HttpConnectorFuture {
        let wire = Arc::clone(&self.0);
        HttpConnectorFuture::new(async move {
            let answer = wire.exchange(plain(&request)).await?;
            let (parts, body) = answer.into_parts();
            let mut response =
                SdkResponse::new(parts.status.as_u16().try_into().expect("a status"), SdkBody::from(body));
            for (name, value) in &parts.headers {
                response.headers_mut().append(name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned());
            }
            Ok(response)
        })
    }
}

fn plain(request: &SdkRequest) -> HttpRequest {
    let mut plain = http::Request::builder().method(request.method()).uri(request.uri());
    for (name, value) in request.headers() {
        plain = plain.header(name, value);
    }
    let body = request.body().bytes().expect("a body in memory: the shop streams nothing").to_vec();
    plain.body(body).expect("a request")
}

fn broken(how: impl Into<String>) -> ConnectorError {
    ConnectorError::io(std::io::Error::other(how.into()).into())
}
