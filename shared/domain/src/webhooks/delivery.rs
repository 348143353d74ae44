//! A delivery: one event to one endpoint, until it is taken or given up.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Endpoint;
use crate::{
    events::{Event, EventType},
    kernel::{EndpointId, EventId, Seconds, Timestamp},
};

/// The waits after a failed attempt, growing, about a day together.
const PAUSES: [Seconds; 9] = [10, 60, 300, 900, 3_600, 7_200, 14_400, 21_600, 36_000];
/// The most attempts of a delivery.
pub const MAX_ATTEMPTS: u32 = 10;
/// The attempt that is under way is given up after so long.
const LEASE_SECONDS: Seconds = 60;

/// One event to one endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Where to.
    pub endpoint: EndpointId,
    /// Which event. An endpoint gets each once, so this names the delivery.
    pub event: EventId,
    /// What kind of event.
    pub kind: EventType,
    /// The event as it is sent. It says nothing about a person.
    pub payload: String,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, or the attempt that is under way is given up.
    pub due: Timestamp,
    /// When the event happened.
    pub created: Timestamp,
    /// How the last attempt went.
    pub last: Option<LastAttempt>,
}

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// It will be tried, or tried again.
    Pending,
    /// The endpoint took it.
    Delivered,
    /// It was given up.
    Failed,
}

/// A text that names no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such state of a delivery")]
pub struct InvalidState;

impl DeliveryState {
    /// `pending`, `delivered` or `failed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

impl FromStr for DeliveryState {
    type Err = InvalidState;

    fn from_str(text: &str) -> Result<Self, InvalidState> {
        let all = [Self::Pending, Self::Delivered, Self::Failed];
        all.into_iter().find(|state| state.as_str() == text).ok_or(InvalidState)
    }
}

/// How an attempt went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastAttempt {
    /// When it ended.
    pub at: Timestamp,
    /// The status that the endpoint answered with, if it answered.
    pub status: Option<u16>,
    /// In a word: `delivered`, `refused`, `redirected`, `unreachable`, `timed_out`, `not_public`.
    pub result: String,
}

/// What came back from an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It answered with this status.
    Answered(u16),
    /// It did not answer in time.
    TimedOut,
    /// There is no way to it.
    Unreachable,
    /// Its name leads to no address of the public internet.
    NotPublic,
}

/// What follows from an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The endpoint took it.
    Delivered,
    /// It is tried again after so long.
    Again(Seconds),
    /// It is given up.
    Failed,
    /// It is given up, and the endpoint with it.
    Gone,
}

/// The wait after failed attempt number `attempts`; none after the last.
#[must_use]
pub fn pause_after(attempts: u32) -> Option<Seconds> {
    let at = usize::try_from(attempts).ok()?.checked_sub(1)?;
    PAUSES.get(at).copied()
}

impl Outcome {
    /// In a word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered(200..=299) => "delivered",
            Self::Answered(300..=399) => "redirected",
            Self::Answered(_) => "refused",
            Self::TimedOut => "timed_out",
            Self::Unreachable => "unreachable",
            Self::NotPublic => "not_public",
        }
    }

    /// The status, if there was an answer.
    #[must_use]
    pub const fn status(self) -> Option<u16> {
        if let Self::Answered(status) = self { Some(status) } else { None }
    }

    /// What follows, where this was attempt number `attempts`. Only 2xx is a yes: a redirect leads to where nobody has
    /// looked, and is not followed.
    #[must_use]
    pub fn verdict(self, attempts: u32) -> Verdict {
        match self {
            Self::Answered(200..=299) => Verdict::Delivered,
            Self::Answered(410) => Verdict::Gone,
            _ => pause_after(attempts).map_or(Verdict::Failed, Verdict::Again),
        }
    }
}

impl Delivery {
    /// The delivery of `event` to `endpoint`, which begins `now`.
    #[must_use]
    pub fn of(endpoint: &Endpoint, event: &Event, now: Timestamp) -> Self {
        Self {
            endpoint: endpoint.id.clone(),
            event: event.id.clone(),
            kind: event.kind,
            payload: event.to_json(),
            state: DeliveryState::Pending,
            attempts: 0,
            due: now,
            created: event.timestamp,
            last: None,
        }
    }

    /// The delivery with one attempt more under way, which is given up when it takes too long.
    #[must_use]
    pub fn attempted(self, now: Timestamp) -> Self {
        let attempts = self.attempts + 1;
        let pause = pause_after(attempts).unwrap_or(0).max(LEASE_SECONDS);
        Self { attempts, due: now.plus_seconds(pause), ..self }
    }

    /// The delivery after an attempt that came to `outcome`.
    #[must_use]
    pub fn after(self, outcome: Outcome, now: Timestamp) -> Self {
        let (state, due) = match outcome.verdict(self.attempts) {
            Verdict::Delivered => (DeliveryState::Delivered, self.due),
            Verdict::Again(pause) => (DeliveryState::Pending, now.plus_seconds(pause)),
            Verdict::Failed | Verdict::Gone => (DeliveryState::Failed, self.due),
        };
        let last = LastAttempt { at: now, status: outcome.status(), result: outcome.as_str().to_owned() };
        Self { state, due, last: Some(last), ..self }
    }

    /// The delivery to be tried from the beginning.
    #[must_use]
    pub fn again(self, now: Timestamp) -> Self {
        Self { state: DeliveryState::Pending, attempts: 0, due: now, ..self }
    }
}

impl Serialize for Delivery {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'a> {
            id: &'a EventId,
            event_type: EventType,
            state: &'static str,
            attempts: u32,
            created_at: Timestamp,
            #[serde(skip_serializing_if = "Option::is_none")]
            next_attempt_at: Option<Timestamp>,
            #[serde(skip_serializing_if = "Option::is_none")]
            last_attempt_at: Option<Timestamp>,
            #[serde(skip_serializing_if = "Option::is_none")]
            last_status: Option<u16>,
            #[serde(skip_serializing_if = "Option::is_none")]
            last_result: Option<&'a str>,
        }
        let last = self.last.as_ref();
        let view = View {
            id: &self.event,
            event_type: self.kind,
            state: self.state.as_str(),
            attempts: self.attempts,
            created_at: self.created,
            next_attempt_at: (self.state == DeliveryState::Pending).then_some(self.due),
            last_attempt_at: last.map(|last| last.at),
            last_status: last.and_then(|last| last.status),
            last_result: last.map(|last| last.result.as_str()),
        };
        view.serialize(serializer)
    }
}

/// A message of the queue `webhooks`: which delivery to try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryMessage {
    /// The version of the message's form.
    version: u8,
    endpoint_id: String,
    event_id: String,
}

/// A message that asks for nothing this code knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a delivery of a known version")]
pub struct InvalidMessage;

impl DeliveryMessage {
    const VERSION: u8 = 1;

    /// The message that asks for this delivery.
    #[must_use]
    pub fn of(endpoint: &EndpointId, event: &EventId) -> Self {
        Self { version: Self::VERSION, endpoint_id: endpoint.to_string(), event_id: event.to_string() }
    }

    /// Reads a message.
    pub fn parse(text: &str) -> Result<(EndpointId, EventId), InvalidMessage> {
        let message: Self = serde_json::from_str(text).map_err(|_| InvalidMessage)?;
        let ids = message.endpoint_id.parse().ok().zip(message.event_id.parse().ok());
        ids.filter(|_| message.version == Self::VERSION).ok_or(InvalidMessage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Digest;

    #[test]
    fn pauses_grow_for_about_a_day_and_then_it_is_given_up() {
        assert!(PAUSES.is_sorted_by(|one, next| one < next));
        let all: Seconds = PAUSES.iter().sum();
        assert!((20 * 3_600..=26 * 3_600).contains(&all), "{all} s");
        assert_eq!(
            (pause_after(0), pause_after(1), pause_after(9), pause_after(MAX_ATTEMPTS)),
            (None, Some(10), Some(36_000), None)
        );
    }

    #[test]
    fn only_a_good_status_is_a_yes() {
        for (outcome, verdict) in [
            (Outcome::Answered(200), Verdict::Delivered),
            (Outcome::Answered(204), Verdict::Delivered),
            (Outcome::Answered(302), Verdict::Again(10)),
            (Outcome::Answered(404), Verdict::Again(10)),
            (Outcome::Answered(500), Verdict::Again(10)),
            (Outcome::Answered(410), Verdict::Gone),
            (Outcome::TimedOut, Verdict::Again(10)),
            (Outcome::Unreachable, Verdict::Again(10)),
            (Outcome::NotPublic, Verdict::Again(10)),
        ] {
            assert_eq!(outcome.verdict(1), verdict, "{outcome:?}");
        }
        assert_eq!(Outcome::Answered(500).verdict(MAX_ATTEMPTS), Verdict::Failed);
    }

    #[test]
    fn a_message_is_read_back_and_no_other_is() {
        let (endpoint, event) =
            (EndpointId::from_digest(&Digest::of(&[b"x"])), EventId::from_digest(&Digest::of(&[b"y"])));
        let good = serde_json::to_string(&DeliveryMessage::of(&endpoint, &event)).expect("JSON");
        assert_eq!(DeliveryMessage::parse(&good), Ok((endpoint, event)));
        for text in ["", "null", "{}", &good.replace(":1,", ":2,"), &good.replace("evt_", "ord_")] {
            assert_eq!(DeliveryMessage::parse(text), Err(InvalidMessage), "{text}");
        }
    }
}
