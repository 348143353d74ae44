//! Notifications: what the shop tells people by mail, and the messages that ask for it.

mod account;
mod mail;
mod message;
mod order_notice;
mod payment_failed;
mod receipt;
mod refund;
mod shipment;
mod sign_up;

pub use account::{change_of_address, moved, new_address_code, new_address_taken, password_changed, password_reset};
pub use mail::Mail;
pub use message::{InvalidNotification, Notification};
pub use order_notice::order_notice;
pub use payment_failed::payment_failed;
pub use receipt::receipt;
pub use refund::refunded;
pub use shipment::shipped;
pub use sign_up::{already_registered, verification_code};
