//! List prices, and what an operation comes to by them.

use serde_json::Value;
use tests::{Service, Template};

use crate::measured::Cost;

/// Something that is paid for.
pub(crate) struct Price {
    pub(crate) what: &'static str,
    /// Dollars a million.
    pub(crate) dollars: f64,
    /// Where the price stands.
    pub(crate) source: &'static str,
}

const fn price(what: &'static str, dollars: f64, source: &'static str) -> Price {
    Price { what, dollars, source }
}

const GATEWAY: Price = price("request to an HTTP API", 1.00, "https://aws.amazon.com/api-gateway/pricing/");
const INVOCATION: Price = price("invocation of a function", 0.20, "https://aws.amazon.com/lambda/pricing/");
const GIGABYTE_SECOND: Price = price("GB-second on arm64", 13.33, "https://aws.amazon.com/lambda/pricing/");
const WRITE: Price = price("write unit on demand", 0.625, "https://aws.amazon.com/dynamodb/pricing/on-demand/");
const READ: Price = price("read unit on demand", 0.125, "https://aws.amazon.com/dynamodb/pricing/on-demand/");
pub(crate) const SQS: Price = price("request to a queue", 0.40, "https://aws.amazon.com/sqs/pricing/");
const SCHEDULE: Price = price("invocation by the scheduler", 1.00, "https://aws.amazon.com/eventbridge/pricing/");
pub(crate) const EVENT: Price = price("event published to a bus", 1.00, "https://aws.amazon.com/eventbridge/pricing/");
/// The price list: us-east-1, beyond the free tier, before any discount.
pub(crate) const PRICES: [Price; 8] = [GATEWAY, INVOCATION, GIGABYTE_SECOND, WRITE, READ, SQS, SCHEDULE, EVENT];

/// Durations are not counted here but assumed, in milliseconds: of a function by itself, of a wait for AWS, of a call to the
/// provider, of a password's hash on a whole processor. How often a function waits is counted: calls that go out together
/// are one wait.
const OWN_MS: f64 = 2.0;
const AWS_WAIT_MS: f64 = 5.0;
const PROVIDER_CALL_MS: f64 = 300.0;
const HASH_MS: f64 = 40.0;
/// Hashes of each operation that hashes: of a password that is given, and of a new one.
const HASHES: [(&str, f64); 7] = [
    ("sign up", 1.0),
    ("log in", 1.0),
    ("log in on a known device", 1.0),
    ("reset the password", 1.0),
    ("change the password", 2.0),
    ("ask to move to another address", 1.0),
    ("close an account with three sessions and two orders", 1.0),
];

/// Minutes of a month of thirty days, in each of which the sweep runs.
pub(crate) const MINUTES: f64 = 43_200.0;

/// Dollars for a million of an operation, by what they are paid for.
#[derive(Clone, Copy, Default)]
pub(crate) struct Dollars {
    pub(crate) gateway: f64,
    pub(crate) invocations: f64,
    pub(crate) compute: f64,
    pub(crate) database: f64,
    pub(crate) queues: f64,
}

impl Dollars {
    pub(crate) fn of(cost: &Cost) -> Self {
        let template = Template::deployed();
        let function = template.function(cost.function);
        let is_behind = |kind: &'static str| Template::triggers(&function, kind).next().is_some();
        let shared = &template.document()["Globals"]["Function"]["MemorySize"];
        let memory = function.properties.get("MemorySize").unwrap_or(shared).as_f64().expect("a size in MB");
        // A message that starts a function is also received and deleted: here alone in its batch, which is the most it can cost.
        let received = if is_behind("SQS") { 2.0 } else { 0.0 };
        Self {
            gateway: if is_behind("HttpApi") { GATEWAY.dollars } else { 0.0 },
            invocations: INVOCATION.dollars + if is_behind("ScheduleV2") { SCHEDULE.dollars } else { 0.0 },
            compute: memory / 1024.0 * duration_ms(cost) / 1000.0 * GIGABYTE_SECOND.dollars,
            database: cost.write_units() * WRITE.dollars + cost.read_units() * READ.dollars,
            queues: (f64::from(cost.count(Service::Sqs)) + received) * SQS.dollars,
        }
    }

    pub(crate) fn total(&self) -> f64 {
        let Self { gateway, invocations, compute, database, queues } = self;
        gateway + invocations + compute + database + queues
    }

    /// Without what API Gateway and Lambda take for a request as such.
    pub(crate) fn own(&self) -> f64 {
        self.compute + self.database + self.queues
    }

    /// So many of these and of those.
    pub(crate) fn sum(parts: impl IntoIterator<Item = (f64, Self)>) -> Self {
        parts.into_iter().fold(Self::default(), |sum, (times, part)| Self {
            gateway: sum.gateway + times * part.gateway,
            invocations: sum.invocations + times * part.invocations,
            compute: sum.compute + times * part.compute,
            database: sum.database + times * part.database,
            queues: sum.queues + times * part.queues,
        })
    }

    /// Its row of a table.
    pub(crate) fn row(&self, name: &str) -> String {
        let Self { gateway, invocations, compute, database, queues } = self;
        format!(
            "| {name} | {gateway:.2} | {invocations:.2} | {compute:.2} | {database:.2} | {queues:.2} | **{:.2}** |\n",
            self.total()
        )
    }
}

fn duration_ms(cost: &Cost) -> f64 {
    let hashes = HASHES.iter().find(|(operation, _)| *operation == cost.operation).map_or(0.0, |(_, hashes)| *hashes);
    let provider = f64::from(cost.count(Service::Provider)) * PROVIDER_CALL_MS;
    OWN_MS + hashes * HASH_MS + f64::from(cost.waits()) * AWS_WAIT_MS + provider
}

/// Dollars a month for each metric that an alarm looks at. Source: <https://aws.amazon.com/cloudwatch/pricing/>.
pub(crate) const ALARM_METRIC: f64 = 0.10;
/// Dollars for a gigabyte of log lines taken in. Source: the same.
const LOG_GIGABYTE: f64 = 0.50;
/// Bytes that a request leaves in logs, assumed: Lambda's own two lines, the function's one, the gateway's one.
pub(crate) const LOG_BYTES: [f64; 3] = [450.0, 130.0, 200.0];

/// Dollars for the log lines of a million requests.
pub(crate) fn logs() -> f64 {
    LOG_BYTES.iter().sum::<f64>() * 1e6 / 1e9 * LOG_GIGABYTE
}

/// Dollars for a million questions of browsers whether they may ask: the gateway answers them itself.
pub(crate) const fn preflights() -> f64 {
    GATEWAY.dollars
}

/// How many metrics all alarms look at.
pub(crate) fn alarm_metrics() -> usize {
    let alarms = Template::deployed().resources("AWS::CloudWatch::Alarm");
    let metrics = |alarm: &Value| match alarm["Properties"]["Metrics"].as_array() {
        Some(parts) => parts.iter().filter(|part| part["MetricStat"].is_object()).count(),
        None => 1,
    };
    alarms.map(|(_, alarm)| metrics(alarm)).sum()
}

/// Whether a queue may start functions while nobody shops: Lambda asks it all the time.
pub(crate) fn polled_queues() -> usize {
    let all = Template::deployed().functions();
    all.iter().filter(|function| Template::triggers(function, "SQS").any(Value::is_object)).count()
}
