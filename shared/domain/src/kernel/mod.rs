//! The words that every context speaks: identifiers, money, time, digests, text, randomness. No I/O.

mod compose;
mod currency;
mod day;
mod digest;
mod domain_name;
mod email;
mod id;
mod money;
mod random;
mod secret;
mod text;
mod time;

pub use compose::composed;
pub use currency::Currency;
pub use day::{Day, InvalidDay, Month};
pub use digest::Digest;
pub use email::{Email, EmailDigest, InvalidEmail};
pub use id::{
    AdjustmentId, AuditId, EndpointId, EventId, ImageDigest, ImageId, InvalidId, OrderId, ProductId, RefundId,
    SessionId, ShipmentId, SignUpId, Sku, UserId,
};
pub use money::{Money, Overflow};
pub use random::Random;
pub use secret::Secret;
pub use text::{InvalidText, Text, is_printable};
pub use time::{Seconds, Timestamp};
