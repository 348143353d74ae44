//! What a signed quote promises, and what an order must be to have it.

use crate::{
    kernel::{Currency, Seconds, Sku, Timestamp},
    orders::{Address, Destination, InvalidOrder, Line, NewOrder, Quantity, Quoted},
};

/// How long a quote is good for: long enough to fill a checkout in.
pub const QUOTE_LIFETIME_SECONDS: Seconds = 30 * 60;

/// A line of a quote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct QuotedLine {
    /// The SKU.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
    /// What one unit costs, in minor units.
    pub unit_price_minor: u64,
}

/// What the shop promises for a basket that goes somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The currency of all amounts.
    pub currency: Currency,
    /// Where it goes.
    pub destination: Destination,
    /// The lines, one a SKU.
    pub lines: Vec<QuotedLine>,
    /// What the order keeps.
    pub quoted: Quoted,
    /// Until when it is good.
    pub expires: Timestamp,
}

/// Why a quote is none for an order. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuoteRefusal {
    /// The shop never signed it: it was changed, or is of another shop.
    #[error("the quote is not one that this shop gave")]
    Invalid,
    /// It is too old.
    #[error("the quote has expired")]
    Expired,
    /// The order has other lines: another SKU, quantity, price or currency.
    #[error("the quote is for other lines than the order's")]
    OtherLines,
    /// The order goes somewhere else.
    #[error("the quote is for another address than the order's")]
    OtherAddress,
}

impl Quote {
    /// Whether it is good for no order any more.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires
    }

    /// The order that it is for, with these lines to this address; what it says is added to the total.
    pub fn order(
        &self,
        currency: Currency,
        address: Address,
        lines: Vec<Line>,
    ) -> Result<Result<NewOrder, QuoteRefusal>, InvalidOrder> {
        let wanted = NewOrder::with_quoted(currency, address, lines, self.quoted.clone())?;
        Ok(self.check(currency, &wanted.lines, &wanted.address).map(|()| wanted))
    }

    /// Refuses an order of other lines, in whatever sequence, or to another place. The lines are one a SKU.
    pub fn check(&self, currency: Currency, lines: &[Line], address: &Address) -> Result<(), QuoteRefusal> {
        let line = |line: &Line| QuotedLine {
            sku: line.sku.clone(),
            quantity: line.quantity,
            unit_price_minor: line.unit_price.amount_minor,
        };
        let (mut ordered, mut quoted) = (lines.iter().map(line).collect::<Vec<_>>(), self.lines.clone());
        ordered.sort();
        quoted.sort();
        if currency != self.currency || ordered != quoted {
            return Err(QuoteRefusal::OtherLines);
        }
        if self.destination.is_same(&address.into()) { Ok(()) } else { Err(QuoteRefusal::OtherAddress) }
    }
}
