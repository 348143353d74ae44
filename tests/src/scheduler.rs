//! Somebody who decides when each call goes through and what befalls it.

use futures::future::BoxFuture;

use crate::{call::Operation, faults::Fault};

/// Takes the place of planned faults and of the wire's even pace: a simulation that wants every order of events, say.
pub trait Scheduler: Send + Sync {
    /// Waits until it is the call's turn. What befalls it, if anything does.
    fn admit<'a>(&'a self, operation: &'a Operation) -> BoxFuture<'a, Option<Fault>>;

    /// Sees what became of the call before its caller does: the status that the caller will get, if it will get an answer.
    fn happened(&self, operation: &Operation, fault: Option<Fault>, status: Option<u16>);
}
