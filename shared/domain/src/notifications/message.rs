//! The messages of the queue `notifications`: each asks for a mail.

use serde::{Deserialize, Serialize};

use crate::{
    accounts::Account,
    kernel::{EmailDigest, OrderId, RefundId, ShipmentId, SignUpId, UserId},
    orders::{Order, Refund, Shipment},
};

/// A request to send a mail. It names rows, never addresses, codes or amounts: queues hold no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notification {
    /// Somebody signed up: send the code, or a notice that the address has an account already.
    SignUp {
        /// The version of the message's form.
        version: u8,
        /// The sign-up.
        sign_up_id: SignUpId,
    },
    /// A password reset was asked for: send a token, if there is such an account.
    PasswordReset {
        /// The version of the message's form.
        version: u8,
        /// The digest of the address, which is its account's key.
        account: EmailDigest,
    },
    /// A password may have been changed: if it was, tell its owner. Sent before the change, so that it is not lost.
    PasswordChanged {
        /// The version of the message's form.
        version: u8,
        /// Whose it is.
        buyer_id: UserId,
        /// The account's session epoch since the change, if there was one.
        session_epoch: u64,
    },
    /// Somebody asked to change an account's address: send the code to the new one, and a notice to the present one.
    EmailChange {
        /// The version of the message's form.
        version: u8,
        /// Whose it is.
        buyer_id: UserId,
    },
    /// An account may have been moved: if it was, tell both mailboxes. Sent before the move, so that it is not lost.
    EmailMoved {
        /// The version of the message's form.
        version: u8,
        /// Whose it is.
        buyer_id: UserId,
        /// The instant of the move, in milliseconds since the Unix epoch.
        at_ms: i64,
    },
    /// A delayed payment of an order may have failed: if it did, tell the buyer. Sent before the order says so, so that it is
    /// not lost.
    PaymentFailed {
        /// The version of the message's form.
        version: u8,
        /// Whose order it is.
        buyer_id: UserId,
        /// The order.
        order_id: OrderId,
        /// Which of its failed payments this is: 1 for the first.
        failure: u32,
    },
    /// Units of an order may have been shipped: if they were, tell the buyer. Sent before the order says so, so that it is not
    /// lost.
    Shipped {
        /// The version of the message's form.
        version: u8,
        /// Whose order it is.
        buyer_id: UserId,
        /// The order.
        order_id: OrderId,
        /// The shipment.
        shipment_id: ShipmentId,
    },
    /// An order was paid: tell the shop, if it wants to be told.
    OrderPaid {
        /// The version of the message's form.
        version: u8,
        /// Whose order it is.
        buyer_id: UserId,
        /// The order.
        order_id: OrderId,
    },
    /// Money of an order may have been given back: if it was, tell the buyer. Sent before the order says so, so that it is not
    /// lost.
    Refunded {
        /// The version of the message's form.
        version: u8,
        /// Whose order it is.
        buyer_id: UserId,
        /// The order.
        order_id: OrderId,
        /// The refund.
        refund_id: RefundId,
    },
    /// An order was paid: send the receipt.
    Receipt {
        /// The version of the message's form.
        version: u8,
        /// Whose order it is.
        buyer_id: UserId,
        /// The order.
        order_id: OrderId,
    },
}

/// A message that asks for nothing this code knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a notification of a known kind and version")]
pub struct InvalidNotification;

impl Notification {
    /// The form of message that this code writes and reads.
    pub const VERSION: u8 = 1;
    /// How long a message waits that tells of something which may still fail, in seconds: longer than the function that
    /// sent it may run. After that it has happened or never will.
    pub const UNTIL_CERTAIN_SECONDS: i32 = 20;

    /// The notice of a new password for `account`, sent before the change.
    #[must_use]
    pub fn password_changed(account: &Account) -> Self {
        let (buyer_id, session_epoch) = (account.user.clone(), account.session_epoch.next().0);
        Self::PasswordChanged { version: Self::VERSION, buyer_id, session_epoch }
    }

    /// The notice that the delayed payment of `order` failed, sent before the order says so.
    #[must_use]
    pub fn payment_failed(order: &Order) -> Self {
        let (buyer_id, order_id) = (order.buyer.clone(), order.id.clone());
        Self::PaymentFailed {
            version: Self::VERSION,
            buyer_id,
            order_id,
            failure: order.payment_failures.saturating_add(1),
        }
    }

    /// Word that `shipment` of `order` is about to be recorded.
    #[must_use]
    pub fn shipped(order: &Order, shipment: &Shipment) -> Self {
        let (buyer_id, order_id) = (order.buyer.clone(), order.id.clone());
        Self::Shipped { version: Self::VERSION, buyer_id, order_id, shipment_id: shipment.id.clone() }
    }

    /// Word that an order was paid.
    #[must_use]
    pub fn order_paid(buyer: &UserId, order: &OrderId) -> Self {
        Self::OrderPaid { version: Self::VERSION, buyer_id: buyer.clone(), order_id: order.clone() }
    }

    /// Word that `refund` of `order` is about to be noted as given back.
    #[must_use]
    pub fn refunded(order: &Order, refund: &Refund) -> Self {
        let (buyer_id, order_id) = (order.buyer.clone(), order.id.clone());
        Self::Refunded { version: Self::VERSION, buyer_id, order_id, refund_id: refund.id.clone() }
    }

    /// Reads a message.
    pub fn parse(text: &str) -> Result<Self, InvalidNotification> {
        let message: Self = serde_json::from_str(text).map_err(|_| InvalidNotification)?;
        let (Self::SignUp { version, .. }
        | Self::PasswordReset { version, .. }
        | Self::PasswordChanged { version, .. }
        | Self::EmailChange { version, .. }
        | Self::EmailMoved { version, .. }
        | Self::PaymentFailed { version, .. }
        | Self::Shipped { version, .. }
        | Self::OrderPaid { version, .. }
        | Self::Refunded { version, .. }
        | Self::Receipt { version, .. }) = &message;
        if *version == Self::VERSION { Ok(message) } else { Err(InvalidNotification) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Digest;

    #[test]
    fn b104_b105_messages_of_another_form_are_refused() {
        let (buyer_id, order_id) =
            (UserId::from_digest(&Digest::of(&[b"b"])), OrderId::from_digest(&Digest::of(&[b"o"])));
        let good = Notification::Receipt { version: 1, buyer_id, order_id };
        let written = serde_json::to_string(&good).expect("JSON");
        assert_eq!(Notification::parse(&written), Ok(good));
        let (other_version, other_kind) = (written.replace(":1", ":2"), written.replace("receipt", "poem"));
        let no_identifier = written.replace("ord_", "order ");
        for text in ["", "null", "{}", &other_version, &other_kind, &no_identifier] {
            assert_eq!(Notification::parse(text), Err(InvalidNotification), "{text}");
        }
    }
}
