//! A request's way through the model: who asks, what for, under which key, and the answer.

use std::collections::BTreeMap;

use http::Method;

use crate::auth;
use crate::commands::{self, Command};
use crate::errors::Refusal;
use crate::events::{API_VERSION, Origin};
use crate::faults::{Fault, FaultKind, Faults};
use crate::idempotency::{self, Answered, Meaning};
use crate::ledger::Ledger;
use crate::settings::Settings;
use crate::store::{Store, UnreadableRecord};
use crate::table::Record;
use crate::wire::{Request, Response};

/// The model. It has no clock, no randomness and no I/O: every call says what time it is, in Unix seconds.
#[derive(Debug)]
pub struct Stripe {
    pub(crate) settings: Settings,
    pub(crate) store: Store,
    pub(crate) faults: Faults,
    running: BTreeMap<String, Meaning>,
    requests: u64,
}

/// What [`Stripe::begin`] came to.
#[derive(Debug)]
pub enum Begun {
    /// Answered already: refused, or replayed.
    Answered(Response),
    /// Begun: nothing has happened yet, and the key is in use until [`Stripe::finish`] or [`Stripe::abandon`].
    Running(Box<Ticket>),
}

/// A request that has begun and has not finished.
#[derive(Debug)]
#[must_use = "the key stays in use until the request is finished or abandoned"]
pub struct Ticket {
    command: Command,
    key: Option<(String, Meaning)>,
    request: String,
    fault: Option<FaultKind>,
}

impl Stripe {
    /// A Stripe that has seen nothing yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            store: Store::new(settings.seed, settings.webhooks.clone()),
            settings,
            faults: Faults::default(),
            running: BTreeMap::new(),
            requests: 0,
        }
    }

    /// Answers a request, at once and whole.
    pub fn handle(&mut self, request: &Request, now: i64) -> Response {
        if request.route().starts_with("/_local/") {
            return self.control(request, now);
        }
        if let Some(page) = self.page(request, now) {
            return page;
        }
        match self.begin(request, now) {
            Begun::Answered(response) => response,
            Begun::Running(ticket) => self.finish(ticket, now),
        }
    }

    /// Takes a request as far as the moment before it has an effect.
    pub fn begin(&mut self, request: &Request, now: i64) -> Begun {
        self.advance(now);
        self.requests += 1;
        let id = format!("req_{:08x}{:016x}", self.requests, self.settings.seed);
        match self.admit(request, &id, now) {
            Ok(begun) => begun,
            Err(refusal) => Begun::Answered(headed(refusal.response(), &id)),
        }
    }

    fn admit(&mut self, request: &Request, id: &str, now: i64) -> Result<Begun, Refusal> {
        let caller = auth::authenticate(request, &self.settings)?;
        let at_the_door = self.faults.take(request, FaultKind::is_at_the_door);
        if let Some(refusal) = at_the_door.and_then(FaultKind::refusal_before_start) {
            return Err(refusal);
        }
        let form = commands::form(request)?;
        let key = self.key(request)?.map(|key| (key, Meaning::of(request.route(), &form)));
        let command = Command::parse(request, form, caller)?;
        if let Some((key, meaning)) = &key {
            if let Some(running) = self.running.get(key) {
                running.require(meaning, key)?;
                return Err(idempotency::in_use(key));
            }
            if let Some(answered) = self.store.keys.get(key).filter(|answered| answered.is_kept(now)) {
                answered.meaning.require(meaning, key)?;
                let lost = self.faults.take(request, FaultKind::is_a_hang).is_some();
                let replay = Response { lost, ..answered.replay() };
                return Ok(Begun::Answered(headed(replay, id)));
            }
            self.running.insert(key.clone(), meaning.clone());
        }
        let fault = self.faults.take(request, |kind| !kind.is_at_the_door());
        Ok(Begun::Running(Box::new(Ticket { command, key, request: id.into(), fault })))
    }

    /// The key under which the answer is kept; only a POST has one.
    fn key(&self, request: &Request) -> Result<Option<String>, Refusal> {
        let Some(key) = request.header("idempotency-key") else {
            return Ok(None);
        };
        if request.method != Method::POST || !self.settings.honours_idempotency_keys {
            return Ok(None);
        }
        idempotency::check_key(key)?;
        Ok(Some(key.into()))
    }

    /// Lets a begun request have its effect, and answers it.
    pub fn finish(&mut self, ticket: Box<Ticket>, now: i64) -> Response {
        self.advance(now);
        let Ticket { command, key, request, fault } = *ticket;
        let idempotency_key = key.as_ref().map(|(key, _)| key.clone());
        let origin = Origin { now, request: Some(request.clone()), idempotency_key };
        if let Some((key, _)) = &key {
            self.running.remove(key);
        }
        if fault == Some(FaultKind::HangBeforeCommit) {
            return Response { lost: true, ..Refusal::internal().response() };
        }
        let truth = (fault != Some(FaultKind::ErrorBeforeCommit)).then(|| self.execute(command, &origin));
        let response = match (truth, fault) {
            (None, _) | (_, Some(FaultKind::ErrorAfterCommit)) => Refusal::internal().response(),
            (Some(Ok(body)), _) => Response::json(200, &body),
            (Some(Err(refusal)), _) => refusal.response(),
        };
        if let Some((key, meaning)) = key {
            self.store.keys.put(&key, Answered::new(meaning, &request, &response, now));
        }
        Response { lost: fault == Some(FaultKind::HangAfterCommit), ..headed(response, &request) }
    }

    /// Drops a begun request without any effect: the machine that ran it died. Its key is free again.
    pub fn abandon(&mut self, ticket: Box<Ticket>) {
        if let Some((key, _)) = ticket.key {
            self.running.remove(&key);
        }
    }

    /// Plans a fault.
    pub fn plan_fault(&mut self, fault: Fault) {
        self.faults.plan(fault);
    }

    /// The planned faults that have not fired yet.
    pub fn planned_faults(&self) -> impl Iterator<Item = &Fault> {
        self.faults.planned()
    }

    /// The books, for an auditor.
    #[must_use]
    pub fn ledger(&self) -> Ledger<'_> {
        Ledger { store: &self.store }
    }

    /// The rows that changed since the last call, for a journal; empty when none did.
    pub fn take_changes(&mut self) -> Vec<Record> {
        self.store.take_changes()
    }

    /// Every row, for a journal that starts anew.
    pub fn snapshot(&mut self) -> Vec<Record> {
        self.store.snapshot()
    }

    /// Takes rows back from a journal, in the order in which they were written. Requests that were running are forgotten.
    pub fn restore(&mut self, records: impl IntoIterator<Item = Record>) -> Result<(), UnreadableRecord> {
        for record in records {
            self.store.restore(record)?;
        }
        self.store.take_changes();
        Ok(())
    }
}

fn headed(response: Response, request: &str) -> Response {
    response
        .with_header("request-id", request)
        .with_header("stripe-version", API_VERSION)
        .with_header("access-control-allow-origin", "*")
}
