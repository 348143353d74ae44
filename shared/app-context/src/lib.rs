//! The one door through which time, randomness, the environment and the network enter.
//!
//! A process makes its [`AppContext`] in the crate `aws`, which builds the network; a test makes one of its own, with virtual
//! time, seeded randomness and an HTTP connector that never leaves the process.

mod retry;

use std::{collections::HashMap, fmt, future::Future, sync::Arc};

use aws_config::SdkConfig;
use aws_smithy_async::time::TimeSource;
use aws_smithy_runtime_api::client::http::{SharedHttpClient, SharedHttpConnector};
use domain::{
    accounts::HashCost,
    kernel::{Random, Timestamp},
};

pub use retry::Retry;

/// What a function needs from outside before it can serve.
#[derive(Clone, Debug)]
pub struct AppContext {
    /// Variables by name.
    pub environment: Environment,
    /// The present.
    pub clock: Clock,
    /// Fresh random bytes.
    pub random: Random,
    /// How AWS is reached: credentials, region, endpoint, retries, time limits, HTTP client.
    pub sdk: SdkConfig,
    /// The HTTP connector under `sdk`.
    pub aws: SharedHttpConnector,
    /// The HTTP connector for everything but AWS, such as the payment provider.
    pub outside: HttpConnectorFactory,
    /// The HTTP connector for addresses that strangers chose: it leads to the public internet alone.
    pub strangers: HttpConnectorFactory,
    /// What a password hash costs whoever computes it.
    pub hash_cost: HashCost,
}

/// Why a function cannot start. The text names what is missing and where to set it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A variable is not set, or empty.
    #[error("the environment variable {0} is not set: add it to the function in template.yaml")]
    Missing(&'static str),
    /// A variable, or the parameter that it names, holds something else than it should.
    #[error("{name} is not valid: {reason}")]
    Invalid {
        /// The variable or parameter.
        name: String,
        /// What it should be.
        reason: &'static str,
    },
    /// A secret could not be read from the parameter store.
    #[error("the parameter {name} cannot be read: {reason}")]
    Unreadable {
        /// The parameter's name.
        name: String,
        /// What the parameter store said.
        reason: String,
    },
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot be made: {0}")]
    Http(String),
}

/// Makes the HTTP connector for hosts that are not AWS, when a function asks for it: most functions never do, and it
/// takes milliseconds.
#[derive(Clone)]
pub struct HttpConnectorFactory(Arc<Connect>);

type Connect = dyn Fn() -> Result<SharedHttpConnector, StartError> + Send + Sync;

impl HttpConnectorFactory {
    /// A factory that calls `connect`.
    pub fn new(connect: impl Fn() -> Result<SharedHttpConnector, StartError> + Send + Sync + 'static) -> Self {
        Self(Arc::new(connect))
    }

    /// A connector.
    pub fn connector(&self) -> Result<SharedHttpConnector, StartError> {
        (self.0)()
    }
}

impl fmt::Debug for HttpConnectorFactory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpConnectorFactory")
    }
}

/// Environment variables.
#[derive(Clone, Debug, Default)]
pub struct Environment(Arc<HashMap<String, String>>);

impl Environment {
    /// The variables given.
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(Arc::new(variables.into_iter().collect()))
    }

    /// The variable called `name`; an empty one counts as missing.
    pub fn required(&self, name: &'static str) -> Result<&str, StartError> {
        self.optional(name).ok_or(StartError::Missing(name))
    }

    /// Whether this is the deployment on a developer's machine, as `STAGE` says.
    pub fn is_local(&self) -> Result<bool, StartError> {
        const NAME: &str = "STAGE";
        match self.required(NAME)? {
            "local" => Ok(true),
            "dev" | "prod" => Ok(false),
            _ => Err(StartError::Invalid { name: NAME.to_owned(), reason: "it must be local, dev or prod" }),
        }
    }

    /// This process's.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn from_env() -> Self {
        Self::new(std::env::vars())
    }

    /// Whether a variable's name is one that `is_wanted`.
    pub fn any(&self, is_wanted: impl Fn(&str) -> bool) -> bool {
        self.0.keys().any(|name| is_wanted(name))
    }

    /// The variable called `name`, if it is set and not empty.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// A clock.
#[derive(Clone)]
pub struct Clock(Arc<ReadClock>);

type ReadClock = dyn Fn() -> Timestamp + Send + Sync;

impl Clock {
    /// A clock that shows what `read` returns.
    pub fn new(read: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// The machine's.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    pub fn of_machine() -> Self {
        Self::new(|| {
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        })
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// The SDK signs with, and measures by, the same clock.
impl TimeSource for Clock {
    fn now(&self) -> std::time::SystemTime {
        let ms = u64::try_from(Self::now(self).millis()).unwrap_or(0);
        std::time::UNIX_EPOCH + std::time::Duration::from_millis(ms)
    }
}

/// The machine's randomness.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub fn system_random() -> Random {
    Random::new(|bytes| {
        if getrandom::fill(bytes).is_err() {
            // Without randomness there are no secrets to give out: stop rather than go on with guessable ones.
            std::process::abort();
        }
    })
}

impl AppContext {
    /// Runs `work` to its end on a single-threaded runtime, as every process here does.
    pub fn block_on<T>(work: impl Future<Output = T>) -> std::io::Result<T> {
        Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work))
    }
}

/// An HTTP client for AWS made of any connector, such as a test's.
#[must_use]
pub fn client_of(connector: SharedHttpConnector) -> SharedHttpClient {
    aws_smithy_runtime_api::client::http::http_client_fn(move |_, _| connector.clone())
}
