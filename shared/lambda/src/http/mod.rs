//! HTTP at the edge: requests read strictly, answers written in one way, problems as RFC 9457 says.

mod address_body;
mod authenticator;
mod compression;
mod cursor;
mod edge;
mod entity_tag;
mod field;
mod fields;
pub mod members;
mod problem;
mod problems;
mod query;
mod request;
pub mod respond;
mod response_cache;

pub use address_body::{AddressBody, invalid_address};
pub use authenticator::Authenticator;
pub use compression::{accepts_gzip, compress};
pub use cursor::{Cursor, InvalidCursor};
pub use edge::Edge;
pub use entity_tag::{EntityTag, cached, kept, precondition};
pub use field::Field;
pub use fields::FieldErrors;
pub use problem::{InvalidField, Problem};
pub use query::Query;
pub use request::{MAX_BODY_BYTES, Request, from_value};
pub use respond::Response;
pub use response_cache::ResponseCache;
