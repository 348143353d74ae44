//! Refusals of endpoints of webhooks.

use domain::webhooks::{InvalidEndpoint, UrlRule};

use crate::http::{InvalidField, Problem};

impl From<InvalidEndpoint> for Problem {
    fn from(invalid: InvalidEndpoint) -> Self {
        let pointer = match invalid {
            InvalidEndpoint::Url(_) => "/url".to_owned(),
            InvalidEndpoint::NoTypes => "/event_types".to_owned(),
            InvalidEndpoint::UnknownType(at) | InvalidEndpoint::TypeTwice(at) => format!("/event_types/{at}"),
            InvalidEndpoint::State => "/state".to_owned(),
        };
        InvalidField::new(pointer, code_of(invalid), invalid.to_string()).into()
    }
}

const fn code_of(invalid: InvalidEndpoint) -> &'static str {
    match invalid {
        InvalidEndpoint::Url(UrlRule::NotHttps) => "https",
        InvalidEndpoint::Url(UrlRule::TooLong) => "too_long",
        InvalidEndpoint::Url(UrlRule::Credentials) => "has_credentials",
        InvalidEndpoint::Url(UrlRule::Malformed) => "not_a_url",
        InvalidEndpoint::Url(UrlRule::NotPublic) => "not_public",
        InvalidEndpoint::NoTypes => "empty",
        InvalidEndpoint::UnknownType(_) => "not_an_event_type",
        InvalidEndpoint::TypeTwice(_) => "not_unique",
        InvalidEndpoint::State => "not_a_state",
    }
}
