//! Notifications: what the shop tells people by mail, and the messages that ask for it.

mod mail;
mod message;
mod receipt;
mod sign_up;

pub use mail::Mail;
pub use message::{InvalidNotification, Notification};
pub use receipt::{ProductNames, receipt};
pub use sign_up::{already_registered, verification_code};
