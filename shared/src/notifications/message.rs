//! The messages that ask for mail.

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

/// A message that asks for nothing this code knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a notification of a known kind and version")]
pub struct InvalidNotification;

impl Notification {
    /// The form of message that this code writes and reads.
    pub const VERSION: u8 = 1;

    /// Reads a message.
    pub fn parse(text: &str) -> Result<Self, InvalidNotification> {
        let message: Self = serde_json::from_str(text).map_err(|_| InvalidNotification)?;
        let (Self::SignUp { version, .. } | Self::Receipt { version, .. }) = &message;
        if *version == Self::VERSION { Ok(message) } else { Err(InvalidNotification) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b104_b105_messages_of_another_form_are_refused() {
        let good = r#"{"kind":"receipt","version":1,"buyer_id":"b","order_id":"o"}"#;
        assert!(Notification::parse(good).is_ok());
        for text in ["", "null", "{}", &good.replace(":1", ":2"), &good.replace("receipt", "poem")] {
            assert_eq!(Notification::parse(text), Err(InvalidNotification), "{text}");
        }
    }
}
