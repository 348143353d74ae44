//! What is logged, caught as the log service would get it.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing::{Level, subscriber::DefaultGuard};
use tracing_subscriber::{filter::Targets, fmt::MakeWriter, layer::SubscriberExt as _};

/// The crates of the shop. A target is a beginning: `aws` alone would be all of the SDK, too.
const OURS: [&str; 6] = ["app_context", "aws::", "domain", "lambda", "stripe", "workflows"];

/// The lines so far, of this thread.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Catches what this thread logs while the guard lives.
    pub(crate) fn open() -> (Self, DefaultGuard) {
        let log = Self::default();
        // What functions log at the deployed level, and everything that the shop's own code has to say at any.
        let wanted = Targets::new().with_default(Level::INFO).with_targets(OURS.map(|it| (it, Level::TRACE)));
        let lines = tracing_subscriber::fmt::layer().json().with_writer(log.clone());
        (log, tracing::subscriber::set_default(tracing_subscriber::registry().with(wanted).with(lines)))
    }

    /// The lines since they were last taken.
    pub(crate) fn take(&self) -> String {
        let lines = std::mem::take(&mut *self.0.lock().expect("the log"));
        String::from_utf8(lines).expect("a log in UTF-8")
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
