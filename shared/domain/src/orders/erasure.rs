//! Forgetting the person behind an order. The order itself stays: it is part of the shop's snapshot.

use super::{Address, Order, State};
use crate::kernel::{InvalidText, Text};

impl Order {
    /// Whether it has reached an end and nobody owes it anything: only then may its address go.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        matches!(self.state, State::Paid | State::Expired | State::Cancelled | State::Refunded) && self.due.is_none()
    }

    /// Whether the person behind it was forgotten.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        Address::erased().is_ok_and(|erased| self.address == erased)
    }
}

impl Address {
    /// What stands in the place of an address that was erased. No country has the code `ZZ` (ISO 3166-1 leaves it free).
    pub fn erased() -> Result<Self, InvalidText> {
        Ok(Self {
            name: Text::parse("erased")?,
            company: None,
            line1: Text::parse("erased")?,
            line2: None,
            city: Some(Text::parse("erased")?),
            region: None,
            postal_code: Some(Text::parse("erased")?),
            country: Text::parse("ZZ")?,
            phone: None,
        })
    }
}
