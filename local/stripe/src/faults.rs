//! Faults on request: what a provider does on a bad day.

use std::collections::VecDeque;

use http::Method;
use serde::{Deserialize, Serialize};

use crate::errors::{Kind, Refusal};
use crate::wire::Request;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// 503 before the endpoint begins: nothing happens, nothing is kept under the key.
    Unavailable,
    /// 429 `rate_limit`: nothing happens, nothing is kept. <https://docs.stripe.com/rate-limits>
    RateLimited,
    /// 429 `lock_timeout`: another request holds the object; nothing happens, nothing is kept.
    LockTimeout,
    /// 500 and nothing happened; the 500 is kept under the key.
    ErrorBeforeCommit,
    /// 500 although everything happened; the 500 is kept under the key.
    ErrorAfterCommit,
    /// Nothing happens and no answer comes.
    HangBeforeCommit,
    /// Everything happens, the true answer is kept under the key, but it never comes.
    HangAfterCommit,
}

/// A planned fault: the next `requests` matching requests suffer it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// How many requests suffer it.
    #[serde(default = "once")]
    pub requests: u32,
    /// Only paths that contain this; all when absent.
    #[serde(default)]
    pub path: Option<String>,
    /// Only this method, such as `POST`; all when absent.
    #[serde(default)]
    pub method: Option<String>,
}

fn once() -> u32 {
    1
}

/// The faults that have not fired yet, in the order in which they were planned.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    planned: VecDeque<Fault>,
}

impl Faults {
    pub(crate) fn plan(&mut self, fault: Fault) {
        if fault.requests > 0 {
            self.planned.push_back(fault);
        }
    }

    pub(crate) fn planned(&self) -> impl Iterator<Item = &Fault> {
        self.planned.iter()
    }

    /// The next fault that this request suffers, of the kinds that can strike where the request now is.
    pub(crate) fn take(&mut self, request: &Request, can_strike: impl Fn(FaultKind) -> bool) -> Option<FaultKind> {
        let strikes = |fault: &Fault| can_strike(fault.kind) && fault.matches(&request.method, request.route());
        let index = self.planned.iter().position(strikes)?;
        let fault = self.planned.get_mut(index)?;
        fault.requests -= 1;
        let (kind, spent) = (fault.kind, fault.requests == 0);
        if spent {
            self.planned.remove(index);
        }
        Some(kind)
    }
}

impl Fault {
    fn matches(&self, method: &Method, route: &str) -> bool {
        self.path.as_deref().is_none_or(|part| route.contains(part))
            && self.method.as_deref().is_none_or(|name| name.eq_ignore_ascii_case(method.as_str()))
    }
}

impl FaultKind {
    /// True for the faults that keep the endpoint from beginning.
    pub(crate) fn is_at_the_door(self) -> bool {
        matches!(self, Self::Unavailable | Self::RateLimited | Self::LockTimeout)
    }

    /// True for the faults that lose an answer.
    pub(crate) fn is_a_hang(self) -> bool {
        matches!(self, Self::HangBeforeCommit | Self::HangAfterCommit)
    }

    /// The answer of a fault that keeps the endpoint from beginning.
    pub(crate) fn refusal_before_start(self) -> Option<Refusal> {
        match self {
            Self::Unavailable => Some(Refusal::new(503, Kind::Api, "Stripe is temporarily unavailable.")),
            Self::RateLimited => Some(Refusal::new(429, Kind::InvalidRequest, "Request rate limit exceeded.").code("rate_limit")),
            Self::LockTimeout => Some(
                Refusal::new(
                    429,
                    Kind::InvalidRequest,
                    "This object cannot be accessed right now because another API request or Stripe process is currently accessing it.",
                )
                .code("lock_timeout"),
            ),
            Self::ErrorBeforeCommit | Self::ErrorAfterCommit | Self::HangBeforeCommit | Self::HangAfterCommit => None,
        }
    }
}
