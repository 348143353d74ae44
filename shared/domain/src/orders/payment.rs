//! Why an order is not paid now.

use super::State;

/// Why there is no payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentRefusal {
    /// The order's time is over, or it was given up: the state it is in.
    NotPayable(State),
    /// The payment method was declined, with the provider's reason code; another may be tried.
    Declined(String),
    /// There is no such payment method.
    NoSuchMethod,
    /// The provider refuses the payment for good, or cannot be used: the state in which that leaves the order.
    Unavailable(State),
}
