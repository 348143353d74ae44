//! The bodies of requests about endpoints.

use domain::{
    events::EventType,
    webhooks::{EndpointChange, EndpointUrl, InvalidEndpoint, event_types},
};
use lambda::http::{Field, FieldErrors, InvalidField, Problem};
use serde::Deserialize;

/// A new endpoint.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct New {
    url: Field<String>,
    event_types: Field<Vec<String>>,
}

/// What of an endpoint changes.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Change {
    event_types: Field<Vec<String>>,
    state: Field<String>,
}

impl New {
    /// The address and the event types, what is missing of them, or the first rule that they break.
    pub(crate) fn parse(self, is_local: bool) -> Result<(EndpointUrl, Vec<EventType>), Problem> {
        let mut errors = FieldErrors::default();
        let url = errors.take(self.url.required("/url"));
        let names = errors.take(self.event_types.required("/event_types"));
        let (Some(url), Some(names)) = (url, names) else { return Err(errors.into()) };
        let url = EndpointUrl::parse(&url, is_local).map_err(InvalidEndpoint::Url)?;
        Ok((url, event_types(&bounded(names)?)?))
    }
}

impl Change {
    /// The change, or the first rule that it breaks.
    pub(crate) fn parse(self) -> Result<EndpointChange, Problem> {
        let names = self.event_types.into_option().map(bounded).transpose()?;
        Ok(EndpointChange::parse(names.as_deref(), self.state.into_option().as_deref())?)
    }
}

/// Before each name is looked at: a long list costs no more than a short one.
fn bounded(names: Vec<String>) -> Result<Vec<String>, Problem> {
    if names.len() > EventType::ALL.len() {
        let detail = "must not name more event types than there are";
        return Err(InvalidField::new("/event_types", "too_many", detail).into());
    }
    Ok(names)
}
