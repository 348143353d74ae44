//! An endpoint: where a merchant wants which events sent.

use std::{fmt, str::FromStr};

use serde::Serialize;
use serde_json::{Value, json};

use super::{EndpointUrl, SigningSecret, UrlRule, secret::signatures};
use crate::{
    events::EventType,
    kernel::{Digest, EndpointId, Random, Seconds, Timestamp, UserId},
};

/// The most endpoints of a shop: each event is sent to each of them.
pub const MAX_ENDPOINTS: usize = 10;
/// How long the secret before the present one goes on signing.
pub const OLD_SECRET_SECONDS: Seconds = 24 * 3_600;

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Which: derived from the address, so there is one for each.
    pub id: EndpointId,
    /// Where it is.
    pub url: EndpointUrl,
    /// What is sent there.
    pub event_types: Vec<EventType>,
    /// Whether anything is.
    pub state: EndpointState,
    /// What it is signed with.
    pub secret: SigningSecret,
    /// The secret before, and until when it signs, too.
    pub old_secret: Option<(SigningSecret, Timestamp)>,
    /// The merchant who made it.
    pub by: UserId,
    /// When.
    pub created: Timestamp,
    /// How often it was changed.
    pub version: u64,
}

/// Whether events are sent to an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointState {
    /// They are.
    Enabled,
    /// They are not, for this reason.
    Disabled(DisabledReason),
}

/// Why nothing is sent to an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisabledReason {
    /// A merchant said so.
    Merchant,
    /// It answered 410: whoever is there wants nothing any more.
    Gone,
}

/// What of an endpoint a merchant changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndpointChange {
    /// What is sent there.
    pub event_types: Option<Vec<EventType>>,
    /// Whether anything is.
    pub enabled: Option<bool>,
}

/// Why there is no such endpoint: the member, and what it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidEndpoint {
    /// Of the address.
    Url(UrlRule),
    /// There is no event type.
    NoTypes,
    /// The event type at this place is none.
    UnknownType(usize),
    /// The event type at this place was named before.
    TypeTwice(usize),
    /// The state is neither `enabled` nor `disabled`.
    State,
}

impl DisabledReason {
    /// `merchant` or `gone`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Merchant => "merchant",
            Self::Gone => "gone",
        }
    }
}

impl FromStr for DisabledReason {
    type Err = InvalidEndpoint;

    fn from_str(text: &str) -> Result<Self, InvalidEndpoint> {
        [Self::Merchant, Self::Gone].into_iter().find(|it| it.as_str() == text).ok_or(InvalidEndpoint::State)
    }
}

impl EndpointState {
    /// `enabled` or `disabled`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Disabled(_) => "disabled",
        }
    }
}

impl fmt::Display for InvalidEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(rule) => rule.fmt(f),
            Self::NoTypes => f.write_str("must name at least one event type"),
            Self::UnknownType(_) => f.write_str("must be a type of event, such as order.paid"),
            Self::TypeTwice(_) => f.write_str("must name each event type once"),
            Self::State => f.write_str("must be enabled or disabled"),
        }
    }
}

impl Endpoint {
    /// The endpoint at `url`, with a secret of its own.
    #[must_use]
    pub fn new(url: EndpointUrl, event_types: Vec<EventType>, by: UserId, now: Timestamp, random: &Random) -> Self {
        Self {
            id: EndpointId::from_digest(&Digest::of(&[b"webhook", url.as_str().as_bytes()])),
            url,
            event_types,
            state: EndpointState::Enabled,
            secret: SigningSecret::fresh(random),
            old_secret: None,
            by,
            created: now,
            version: 1,
        }
    }

    /// The endpoint with a new secret. The present one goes on signing for a day.
    #[must_use]
    pub fn rotated(self, now: Timestamp, random: &Random) -> Self {
        let old_secret = Some((self.secret, now.plus_seconds(OLD_SECRET_SECONDS)));
        Self { secret: SigningSecret::fresh(random), old_secret, version: self.version + 1, ..self }
    }

    /// The endpoint as `change` wants it.
    #[must_use]
    pub fn changed(self, change: &EndpointChange) -> Self {
        let state = match change.enabled {
            Some(true) => EndpointState::Enabled,
            Some(false) if self.state == EndpointState::Enabled => EndpointState::Disabled(DisabledReason::Merchant),
            _ => self.state,
        };
        let event_types = change.event_types.clone().unwrap_or(self.event_types);
        Self { event_types, state, version: self.version + 1, ..self }
    }

    /// The endpoint after it said that nobody is there.
    #[must_use]
    pub fn gone(self) -> Self {
        Self { state: EndpointState::Disabled(DisabledReason::Gone), version: self.version + 1, ..self }
    }

    /// What the audit log tells of it: neither its secrets nor its address, which may hold one.
    #[must_use]
    pub fn audited(&self) -> Value {
        json!({ "event_types": self.event_types, "state": self.state.as_str() })
    }

    /// Whether events of this type are sent there.
    #[must_use]
    pub fn wants(&self, kind: EventType) -> bool {
        self.state == EndpointState::Enabled && self.event_types.contains(&kind)
    }

    /// The signatures of a message that is sent `now`.
    #[must_use]
    pub fn signatures(&self, id: &str, now: Timestamp, body: &str) -> String {
        let old = self.old_secret.as_ref().filter(|(_, until)| now < *until).map(|(secret, _)| secret);
        let secrets: Vec<&SigningSecret> = std::iter::once(&self.secret).chain(old).collect();
        signatures(&secrets, id, now, body)
    }
}

/// Reads a list of event types.
pub fn event_types(names: &[String]) -> Result<Vec<EventType>, InvalidEndpoint> {
    let mut types = Vec::with_capacity(EventType::ALL.len());
    for (at, name) in names.iter().enumerate() {
        let kind = name.parse().map_err(|_| InvalidEndpoint::UnknownType(at))?;
        if types.contains(&kind) {
            return Err(InvalidEndpoint::TypeTwice(at));
        }
        types.push(kind);
    }
    if types.is_empty() { Err(InvalidEndpoint::NoTypes) } else { Ok(types) }
}

impl EndpointChange {
    /// The change that gives these names of event types, and this state.
    pub fn parse(names: Option<&[String]>, state: Option<&str>) -> Result<Self, InvalidEndpoint> {
        let enabled = match state {
            None => None,
            Some("enabled") => Some(true),
            Some("disabled") => Some(false),
            Some(_) => return Err(InvalidEndpoint::State),
        };
        Ok(Self { event_types: names.map(event_types).transpose()?, enabled })
    }
}

/// An endpoint as merchants see it: without its secret.
#[derive(Debug, Serialize)]
pub struct EndpointView<'a> {
    id: &'a EndpointId,
    url: &'a str,
    event_types: &'a [EventType],
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_secret_expires_at: Option<Timestamp>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a str>,
}

impl<'a> EndpointView<'a> {
    /// As it is `now`.
    #[must_use]
    pub fn of(endpoint: &'a Endpoint, now: Timestamp) -> Self {
        let disabled_reason = match endpoint.state {
            EndpointState::Enabled => None,
            EndpointState::Disabled(reason) => Some(reason.as_str()),
        };
        Self {
            id: &endpoint.id,
            url: endpoint.url.as_str(),
            event_types: &endpoint.event_types,
            state: endpoint.state.as_str(),
            disabled_reason,
            old_secret_expires_at: endpoint.old_secret.as_ref().map(|(_, until)| *until).filter(|until| now < *until),
            created_at: endpoint.created,
            secret: None,
        }
    }

    /// The same with the secret: for the one answer to making it.
    #[must_use]
    pub fn with_secret(endpoint: &'a Endpoint, now: Timestamp) -> Self {
        Self { secret: Some(endpoint.secret.reveal()), ..Self::of(endpoint, now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint() -> Endpoint {
        let url = EndpointUrl::parse("https://hooks.example.com/shop", false).expect("an address");
        let by = UserId::from_digest(&Digest::of(&[b"merchant"]));
        let random = Random::new(|bytes| bytes.fill(7));
        Endpoint::new(url, vec![EventType::OrderPaid], by, Timestamp::from_millis(0), &random)
    }

    #[test]
    fn an_old_secret_signs_for_a_day_and_the_new_one_at_once() {
        let random = Random::new(|bytes| bytes.fill(8));
        let before = endpoint();
        let rotated = before.clone().rotated(Timestamp::from_millis(0), &random);
        let day = Timestamp::from_millis(0).plus_seconds(OLD_SECRET_SECONDS);
        let sign = |endpoint: &Endpoint, at: Timestamp| endpoint.signatures("evt_1", at, "{}");
        let almost = Timestamp::from_millis(day.millis() - 1);
        assert_eq!(
            sign(&rotated, almost),
            format!("{} {}", rotated.secret.sign("evt_1", almost, "{}"), sign(&before, almost))
        );
        assert_eq!(sign(&rotated, day), rotated.secret.sign("evt_1", day, "{}"));
    }

    #[test]
    fn nothing_is_sent_that_was_not_asked_for_or_to_whom_is_disabled() {
        let endpoint = endpoint();
        assert!(endpoint.wants(EventType::OrderPaid) && !endpoint.wants(EventType::OrderPlaced));
        let off = endpoint.clone().changed(&EndpointChange { enabled: Some(false), event_types: None });
        assert!(!off.wants(EventType::OrderPaid) && off.version == 2);
        let gone = Endpoint { state: EndpointState::Disabled(DisabledReason::Gone), ..endpoint };
        let still = gone.clone().changed(&EndpointChange { enabled: Some(false), event_types: None });
        assert_eq!(still.state, gone.state, "the reason stays");
        assert!(gone.changed(&EndpointChange { enabled: Some(true), event_types: None }).wants(EventType::OrderPaid));
    }

    #[test]
    fn a_change_names_known_types_each_once() {
        let parse = |names: &[&str], state| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            EndpointChange::parse(Some(&names), state)
        };
        assert_eq!(parse(&["order.paid"], Some("enabled")).map(|it| it.enabled), Ok(Some(true)));
        assert_eq!(parse(&[], None), Err(InvalidEndpoint::NoTypes));
        assert_eq!(parse(&["order.paid", "*"], None), Err(InvalidEndpoint::UnknownType(1)));
        assert_eq!(parse(&["order.paid", "order.paid"], None), Err(InvalidEndpoint::TypeTwice(1)));
        assert_eq!(parse(&["order.paid"], Some("on")), Err(InvalidEndpoint::State));
    }

    #[test]
    fn a_merchant_sees_an_endpoint_without_its_secret_but_once() {
        let endpoint = endpoint();
        let json = |view: EndpointView<'_>| serde_json::to_string(&view).expect("JSON");
        let now = Timestamp::from_millis(0);
        assert!(!json(EndpointView::of(&endpoint, now)).contains("whsec_"));
        assert!(json(EndpointView::with_secret(&endpoint, now)).contains(endpoint.secret.reveal()));
    }
}
