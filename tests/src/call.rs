//! What a request on the wire asks for, and of whom.

use serde_json::Value;

use crate::{provider::HttpRequest, s3};

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Amazon DynamoDB.
    DynamoDb,
    /// Amazon SQS.
    Sqs,
    /// Amazon SES, version 2.
    Ses,
    /// Amazon S3.
    S3,
    /// AWS Lambda: another function of the shop.
    Lambda,
    /// Amazon `EventBridge`.
    Events,
    /// AWS Systems Manager, of which the parameter store is a part.
    Ssm,
    /// The payment provider.
    Provider,
    /// A merchant's endpoint, to which events are sent.
    Endpoint,
}

/// Whoever listens to the shop's events in a test has a host that ends like this.
pub(crate) const ENDPOINT_HOST: &str = "hooks.example.com";

/// One request, understood.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Who is asked.
    pub service: Service,
    /// For what: `TransactWriteItems`, `SendEmail`; of the provider `POST /v1/payment_intents/:id/confirm`.
    pub name: String,
    /// The JSON body; null where there is none, and for the provider, whose bodies are forms.
    pub body: Value,
    /// Whether the provider would answer a repeat as it answered before.
    pub has_idempotency_key: bool,
}

impl Operation {
    /// Understands a request. A host that the shop has no business with is refused: `None`.
    pub(crate) fn read(request: &HttpRequest, provider_host: &str) -> Option<Self> {
        let host = request.uri().host()?;
        let service = match host.split('.').next()? {
            _ if host == provider_host => Service::Provider,
            _ if host.ends_with(ENDPOINT_HOST) => Service::Endpoint,
            _ if host.ends_with(s3::BUCKET_HOST) => Service::S3,
            "dynamodb" => Service::DynamoDb,
            "sqs" => Service::Sqs,
            "email" => Service::Ses,
            "events" => Service::Events,
            "s3" => Service::S3,
            "lambda" => Service::Lambda,
            "ssm" => Service::Ssm,
            _ => return None,
        };
        let body = match service {
            Service::S3 => s3::named(request)?.1,
            Service::Provider => Value::Null,
            _ => serde_json::from_slice(request.body()).unwrap_or_default(),
        };
        let has_idempotency_key = service == Service::Provider && request.headers().contains_key("idempotency-key");
        Some(Self { service, name: name(service, request)?, body, has_idempotency_key })
    }

    /// Whether the request changes nothing, of requests to tables.
    #[must_use]
    pub fn is_read(&self) -> bool {
        matches!(self.name.as_str(), "GetItem" | "Query" | "Scan" | "BatchGetItem")
    }

    /// The tables that the request names, each once.
    #[must_use]
    pub fn tables(&self) -> Vec<String> {
        let mut tables = Vec::new();
        find_tables(&self.body, &mut tables);
        tables.sort();
        tables.dedup();
        tables
    }
}

fn name(service: Service, request: &HttpRequest) -> Option<String> {
    match (service, request.uri().path()) {
        (Service::Provider, path) => {
            let parts: Vec<_> = path.split('/').map(|part| if is_id(part) { ":id" } else { part }).collect();
            Some(format!("{} {}", request.method(), parts.join("/")))
        }
        (Service::S3, _) => Some(s3::named(request)?.0),
        (Service::Endpoint, _) => Some(request.method().to_string()),
        (Service::Lambda, path) => Some(format!("Invoke {}", invoked(path)?)),
        (Service::Ses, "/v2/email/outbound-emails") => Some("SendEmail".to_owned()),
        (Service::Ses, path) => Some(format!("{} {path}", request.method())),
        _ => request.headers().get("x-amz-target")?.to_str().ok()?.rsplit('.').next().map(str::to_owned),
    }
}

/// The name of the function in `/2015-03-31/functions/shop-log-in/invocations`.
fn invoked(path: &str) -> Option<&str> {
    path.strip_prefix("/2015-03-31/functions/")?.strip_suffix("/invocations")
}

/// `pi_3Nk`, `re_1`: two or three letters and an underscore.
fn is_id(part: &str) -> bool {
    part.split_once('_').is_some_and(|(prefix, _)| prefix.len() <= 3)
}

fn find_tables(value: &Value, tables: &mut Vec<String>) {
    let Value::Object(members) = value else {
        return value.as_array().into_iter().flatten().for_each(|value| find_tables(value, tables));
    };
    for (name, value) in members {
        match (name.as_str(), value) {
            ("TableName", Value::String(table)) => tables.push(table.clone()),
            ("RequestItems", Value::Object(requests)) => tables.extend(requests.keys().cloned()),
            ("TransactItems", _) | ("Put" | "Update" | "Delete" | "ConditionCheck", Value::Object(_)) => {
                find_tables(value, tables);
            }
            _ => {}
        }
    }
}
