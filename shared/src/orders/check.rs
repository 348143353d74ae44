//! What an intent, and what was given back of it, means for its order.

use super::Order;
use crate::payments::{Intent, IntentStatus, Refunds};

/// What the provider's record means for the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntentCheck {
    /// The order is paid.
    Paid,
    /// The intent can never be paid.
    Canceled,
    /// Nothing final has happened.
    Open,
    /// The record is not this order's, or not for its amount: a person has to look.
    Mismatch,
}

/// Compares the provider's record with the order, then reads its status.
#[must_use]
pub fn check_intent(order: &Order, intent: &Intent) -> IntentCheck {
    let same = order.intent.as_ref() == Some(&intent.id)
        && intent.order.as_ref() == Some(&order.id)
        && intent.amount == order.total;
    match intent.status {
        _ if !same => IntentCheck::Mismatch,
        IntentStatus::Succeeded if intent.received_minor != order.total.amount_minor => IntentCheck::Mismatch,
        IntentStatus::Succeeded => IntentCheck::Paid,
        IntentStatus::Canceled => IntentCheck::Canceled,
        IntentStatus::RequiresPaymentMethod
        | IntentStatus::RequiresConfirmation
        | IntentStatus::RequiresAction
        | IntentStatus::Processing => IntentCheck::Open,
    }
}

/// What the provider's refunds mean for an order whose money is to be given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundCheck {
    /// All of it was given back.
    Refunded,
    /// All of it is given back or on its way: the provider will say later which way it went.
    Pending,
    /// It could not be given back: a person has to look.
    Failed,
    /// Nobody has asked for it yet, or for a part only.
    NotRequested,
}

/// Compares what was given back with what the order came to.
#[must_use]
pub const fn check_refunds(order: &Order, refunds: Refunds) -> RefundCheck {
    let total = order.total.amount_minor;
    if refunds.given_back_minor >= total {
        RefundCheck::Refunded
    } else if refunds.given_back_minor.saturating_add(refunds.pending_minor) >= total {
        RefundCheck::Pending
    } else if refunds.has_failed {
        RefundCheck::Failed
    } else {
        RefundCheck::NotRequested
    }
}
