//! Webhooks: events that are sent to addresses which merchants gave, signed by the Standard Webhooks scheme.
//! Source: <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.

mod address;
mod delivery;
mod endpoint;
mod secret;
mod url;

pub use address::{NotPublic, is_public};
pub use delivery::{
    Delivery, DeliveryMessage, DeliveryState, InvalidMessage, LastAttempt, MAX_ATTEMPTS, Outcome, Verdict, pause_after,
};
pub use endpoint::{
    DisabledReason, Endpoint, EndpointChange, EndpointState, EndpointView, InvalidEndpoint, MAX_ENDPOINTS,
    OLD_SECRET_SECONDS, event_types,
};
pub use secret::{SigningSecret, signatures};
pub use url::{EndpointUrl, UrlRule};
