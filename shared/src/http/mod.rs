//! HTTP at the edge: requests read strictly, answers written in one way, problems as RFC 9457 says.

mod authorization;
mod cursor;
mod entity_tag;
mod field;
mod fresh;
mod problem;
mod problems;
mod query;
mod request;
pub mod respond;

pub use authorization::Gate;
pub use cursor::{Cursor, InvalidCursor};
pub use entity_tag::{EntityTag, cached, kept};
pub use field::Field;
pub use fresh::FreshAnswers;
pub use problem::{InvalidField, Problem};
pub use query::Query;
pub use request::{MAX_BODY_BYTES, Request};
pub use respond::Response;
