//! Notifications: what the shop tells people by mail, and the messages that ask for it.

use serde::{Deserialize, Serialize};

/// A request to tell somebody something. It names rows, never addresses, codes or amounts: queues hold no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notification {
    /// Somebody signed up with this address: send the code, or word that there is an account already.
    SignUp {
        /// The version of the message's form.
        version: u8,
        /// The digest of the address, which is its account's key.
        account: String,
    },
    /// An order was paid: send the receipt.
    Receipt {
        /// The version of the message's form.
        version: u8,
        /// Whose order it is.
        buyer_id: String,
        /// The order.
        order_id: String,
    },
}

impl Notification {
    /// The form of message that this code writes and reads.
    pub const VERSION: u8 = 1;
}
