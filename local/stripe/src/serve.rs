//! The model on a port of 127.0.0.1.

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::process;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use axum::serve::ListenerExt;
use axum::{Router, http};
use local_stripe::Stripe;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::deliver::deliver;
use crate::journal::Journal;
use crate::options::Options;

/// The longest body that is read, in bytes.
const BODY_LIMIT: usize = 1024 * 1024;

/// How long a caller whose answer is lost on purpose may wait before the connection ends.
const HANG: Duration = Duration::from_hours(1);

/// Why the program stopped other than by a signal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stopped {
    /// The state file cannot be read or written.
    #[error("the state file cannot be used")]
    State(#[source] io::Error),
    /// The port cannot be used.
    #[error("the port cannot be used")]
    Port(#[source] io::Error),
    /// Signals cannot be received.
    #[error("signals cannot be received")]
    Signals(#[source] io::Error),
}

/// The model and its journal, which change together.
#[derive(Debug)]
pub(crate) struct Shared {
    inner: Mutex<(Stripe, Option<Journal>)>,
}

impl Shared {
    /// Does something to the model now, and writes down what changed before anybody is told.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut Stripe, i64) -> T) -> T {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let (stripe, journal) = &mut *inner;
        let outcome = act(stripe, unix_seconds());
        let changes = stripe.take_changes();
        if let Some(Err(error)) = journal.as_mut().map(|journal| journal.append(&changes)) {
            // Going on would acknowledge what a restart forgets.
            let _ = writeln!(io::stderr(), "local-stripe: cannot write the state file: {error}");
            process::exit(1);
        }
        outcome
    }
}

/// Serves until SIGTERM or SIGINT.
pub(crate) async fn run(options: Options) -> Result<(), Stopped> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.map_err(Stopped::Port)?;
    let address = listener.local_addr().map_err(Stopped::Port)?;
    let mut stripe = Stripe::new(options.settings(address, unix_seconds()));
    let mut journal =
        options.state.as_deref().map(|path| Journal::open(path, &mut stripe)).transpose().map_err(Stopped::State)?;
    stripe.set_webhooks(options.webhooks(stripe.webhooks().clone()));
    if let Some(journal) = &mut journal {
        journal.append(&stripe.take_changes()).map_err(Stopped::State)?;
    }
    let shared = Arc::new(Shared { inner: Mutex::new((stripe, journal)) });

    let mut terminate = signal(SignalKind::terminate()).map_err(Stopped::Signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Stopped::Signals)?;
    let listener = listener.tap_io(|socket| {
        // Small answers must not wait for one another; a socket that refuses is only slower.
        let _ = socket.set_nodelay(true);
    });
    let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
    writeln!(io::stdout(), "local-stripe ready on http://{address}").map_err(Stopped::Port)?;

    tokio::select! {
        served = async { axum::serve(listener, router).await } => served.map_err(Stopped::Port),
        () = deliver(shared) => Ok(()),
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return bare(http::StatusCode::PAYLOAD_TOO_LARGE);
    };
    let request = local_stripe::Request {
        method: parts.method,
        path: parts.uri.path_and_query().map_or_else(|| "/".into(), ToString::to_string),
        headers: parts.headers,
        body: body.to_vec(),
    };
    let response = shared.with(|stripe, now| stripe.handle(&request, now));
    if response.lost {
        tokio::time::sleep(HANG).await;
    }
    let mut answer = http::Response::builder().status(response.status);
    for (name, value) in &response.headers {
        answer = answer.header(name, value);
    }
    answer.body(Body::from(response.body)).unwrap_or_else(|_| bare(http::StatusCode::INTERNAL_SERVER_ERROR))
}

fn bare(status: http::StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

#[expect(clippy::disallowed_methods, reason = "the only clock of this program; the model is told the time")]
fn unix_seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
