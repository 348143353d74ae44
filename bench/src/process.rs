//! One running function, as its environment in Lambda would run it.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    candidate::Candidate,
    database::at,
    error::BenchError,
    runtime_api::{Deed, RuntimeApi},
};

/// Nobody needs longer to end, not even valgrind, which writes down what it counted.
const ENDING: Duration = Duration::from_mins(2);
/// So much of what a process said last is repeated.
const LAST_WORDS: usize = 300;

/// A started function. It ends with this value.
#[derive(Debug)]
pub(crate) struct Process<'a> {
    candidate: &'a Candidate,
    api: RuntimeApi,
    child: Child,
    log: PathBuf,
    given: u64,
    started: Instant,
}

impl<'a> Process<'a> {
    /// Starts it; `wrapper` goes before its own command (`strace -c`).
    pub(crate) fn start(candidate: &'a Candidate, tls: bool, wrapper: &[String]) -> Result<Self, BenchError> {
        let api = RuntimeApi::open().map_err(|error| BenchError::at("the runtime API", error))?;
        let environment: BTreeMap<_, _> = candidate.environment(&api.address(), tls);
        let log = at(&format!(".local/bench/{}.log", candidate.name));
        let out = File::create(&log).map_err(|error| BenchError::at(log.display(), error))?;
        let mut words = wrapper.iter().map(PathBuf::from).chain(candidate.command.iter().cloned());
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).env_clear().envs(environment).stdin(Stdio::null()).stdout(Stdio::null()).stderr(out);
        let started = Instant::now();
        let child = command.spawn().map_err(|error| BenchError::at(candidate.name, error))?;
        Ok(Self { candidate, api, child, log, given: 0, started })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it asks for its first event. How long that took from its start.
    pub(crate) fn polled(&mut self) -> Result<Duration, BenchError> {
        match self.next()? {
            (at, Deed::Polled) => Ok(at - self.started),
            other => Err(self.error(&format!("it did {other:?} before it asked"))),
        }
    }

    /// Gives it an event and waits for its answer, which must be the right one. How long that took, and how long since its
    /// start. Returns when it has asked again.
    pub(crate) fn call(&mut self) -> Result<(Duration, Duration), BenchError> {
        self.given += 1;
        let event = self.candidate.event(self.given);
        let begun = Instant::now();
        self.api.give(&event);
        let (at, deed) = self.next()?;
        let Deed::Answered(answer) = deed else { return Err(self.error("it asked again before it answered")) };
        let right = serde_json::from_slice::<Value>(&answer).is_ok_and(|answer| self.candidate.is_right(&answer));
        if !right {
            let start: String = String::from_utf8_lossy(&answer).chars().take(LAST_WORDS).collect();
            return Err(self.error(&format!("a wrong answer: {start}")));
        }
        self.polled()?;
        Ok((at - begun, at - self.started))
    }

    fn next(&mut self) -> Result<(Instant, Deed), BenchError> {
        let child = &mut self.child;
        let done = self.api.next(|| child.try_wait().ok().flatten().map(|status| status.to_string()));
        done.map_err(|error| self.error(&error.to_string()))
    }

    fn error(&self, what: &str) -> BenchError {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let last: String = log.trim().lines().last().unwrap_or_default().chars().take(LAST_WORDS).collect();
        let last = if last.is_empty() { last } else { format!("; its last words: {last}") };
        BenchError::new(format!("{what}{last}"))
    }

    /// A line of `/proc/<id>/status`, in its own unit: `VmHWM` (KiB), `VmRSS` (KiB), `Threads`.
    pub(crate) fn status(&self, field: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
        line.split_whitespace().next()?.parse().ok()
    }

    /// Asks `id` to end by `signal`, waits, and hands back what was written to the log.
    pub(crate) fn end_by(mut self, signal: &str, id: u32) -> Result<String, BenchError> {
        let sent = Command::new("kill").args([format!("-{signal}"), id.to_string()]).status();
        sent.map_err(|error| BenchError::at("kill", error))?;
        let begun = Instant::now();
        while self.child.try_wait().map_err(|error| BenchError::at(self.candidate.name, error))?.is_none() {
            if begun.elapsed() > ENDING {
                return Err(BenchError::new(format!("it did not end within {} s", ENDING.as_secs())));
            }
            thread::sleep(Duration::from_millis(10));
        }
        fs::read_to_string(&self.log).map_err(|error| BenchError::at(self.log.display(), error))
    }
}

impl Drop for Process<'_> {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
