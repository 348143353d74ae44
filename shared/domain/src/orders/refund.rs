//! Refunds: which money, and which units, of a paid order go back.

use std::str::FromStr;

use super::{Fingerprint, MAX_LINES, Quantity};
use crate::{
    kernel::{Digest, OrderId, RefundId, Sku, Timestamp, UserId},
    payments::{ProviderRefundId, RefundStatus},
};

/// The most refunds of one order that merchants may ask for, failed ones included.
pub const MAX_REFUNDS: usize = 20;

/// Why money goes back, in a merchant's words. Buyers are not shown it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundReason {
    /// The buyer wanted it so.
    RequestedByCustomer,
    /// The order was placed twice.
    Duplicate,
    /// The payment was not the card holder's.
    Fraudulent,
    /// The goods arrived damaged, or did not arrive.
    Damaged,
    /// Another one.
    Other,
}

/// A text that names no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such reason of a refund")]
pub struct InvalidRefundReason;

impl RefundReason {
    /// Every reason.
    pub const ALL: [Self; 5] =
        [Self::RequestedByCustomer, Self::Duplicate, Self::Fraudulent, Self::Damaged, Self::Other];

    /// The word for it in requests, answers and rows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RequestedByCustomer => "requested_by_customer",
            Self::Duplicate => "duplicate",
            Self::Fraudulent => "fraudulent",
            Self::Damaged => "damaged",
            Self::Other => "other",
        }
    }
}

impl FromStr for RefundReason {
    type Err = InvalidRefundReason;

    fn from_str(text: &str) -> Result<Self, InvalidRefundReason> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text).ok_or(InvalidRefundReason)
    }
}

/// So many units of one SKU that are given up by their buyer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundLine {
    /// The SKU.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
    /// Whether they had been sent and came back; otherwise they were never sent, and never will be.
    pub is_returned: bool,
}

/// What a merchant wants to give back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundScope {
    /// What these units were paid with.
    Lines(Vec<RefundLine>),
    /// So much money, in minor units, whatever it is for.
    Amount(u64),
    /// All that is left.
    Rest,
}

/// A merchant's request, before the order is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRequest {
    /// The refund that it asks for.
    pub id: RefundId,
    /// What is asked for, condensed: a repeat is recognised by it.
    pub fingerprint: Fingerprint,
    /// What is to be given back.
    pub scope: RefundScope,
    /// Why.
    pub reason: RefundReason,
    /// Whether the units of the refund go back into stock.
    pub restock: bool,
    /// The merchant.
    pub by: UserId,
    /// When it was asked for.
    pub at: Timestamp,
}

/// A rule of refunds, before the order is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefundRule {
    /// No unit is named.
    #[error("needs at least one line, where it is given")]
    NoLines,
    /// More lines than an order has.
    #[error("may have at most {MAX_LINES} lines")]
    TooManyLines,
    /// One SKU, more of it than an order can have.
    #[error("has more than 99 of a SKU")]
    TooMany,
}

impl RefundRequest {
    /// A request of the merchant `by` about `order`, from which and `key` the refund's identity follows. Lines of one kind are put
    /// together.
    pub fn new(
        (order, key): (&OrderId, &str),
        scope: RefundScope,
        (reason, restock): (RefundReason, bool),
        by: UserId,
        at: Timestamp,
    ) -> Result<Self, RefundRule> {
        let scope = match scope {
            RefundScope::Lines(lines) => RefundScope::Lines(merge(lines)?),
            scope => scope,
        };
        let id = RefundId::from_digest(&Digest::of(&[b"refund", order.as_str().as_bytes(), key.as_bytes()]));
        let fingerprint = condensed(&scope, reason, restock);
        Ok(Self { id, fingerprint, scope, reason, restock, by, at })
    }
}

/// One line for units of a SKU that were sent, one for those that were not, in the order of their first mention.
fn merge(lines: Vec<RefundLine>) -> Result<Vec<RefundLine>, RefundRule> {
    if lines.is_empty() {
        return Err(RefundRule::NoLines);
    }
    if lines.len() > MAX_LINES {
        return Err(RefundRule::TooManyLines);
    }
    let mut merged: Vec<RefundLine> = Vec::with_capacity(lines.len());
    for line in lines {
        match merged.iter_mut().find(|known| known.sku == line.sku && known.is_returned == line.is_returned) {
            Some(known) => known.quantity = known.quantity.plus(line.quantity).ok_or(RefundRule::TooMany)?,
            None => merged.push(line),
        }
    }
    Ok(merged)
}

fn condensed(scope: &RefundScope, reason: RefundReason, restock: bool) -> Fingerprint {
    let mut parts = vec![reason.as_str().to_owned(), restock.to_string()];
    match scope {
        RefundScope::Rest => parts.push("rest".to_owned()),
        RefundScope::Amount(minor) => parts.push(format!("amount {minor}")),
        RefundScope::Lines(lines) => {
            parts.extend(lines.iter().map(|line| format!("{}×{} {}", line.sku, line.quantity.get(), line.is_returned)));
        }
    }
    Fingerprint::of(&parts)
}

/// A refund of an order. Its amount and lines never change; its status does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Which.
    pub id: RefundId,
    /// What was asked for, condensed.
    pub fingerprint: Fingerprint,
    /// How much, in minor units of the order's currency.
    pub amount_minor: u64,
    /// Which units their buyer gives up with it; none where it is about money alone.
    pub lines: Vec<RefundLine>,
    /// Whether these go back into stock once the money was given back.
    pub restock: bool,
    /// Why; none where it was made at the provider.
    pub reason: Option<RefundReason>,
    /// The merchant who asked for it; none where it was made at the provider.
    pub by: Option<UserId>,
    /// When it was recorded, or made at the provider.
    pub created: Timestamp,
    /// The provider's identifier, once it is known.
    pub provider_id: Option<ProviderRefundId>,
    /// How far it has come.
    pub status: RefundStatus,
    /// When it succeeded, or failed.
    pub settled: Option<Timestamp>,
    /// Whether its units went back into stock.
    pub is_restocked: bool,
    /// Whether the buyer was told by mail, or cannot be.
    pub is_told: bool,
}

impl Refund {
    /// Whether its money counts as given back, or as on its way.
    #[must_use]
    pub fn holds_money(&self) -> bool {
        self.status != RefundStatus::Failed
    }

    /// Whether its units are given up. Those that are back in stock stay so, even where a bank sends the money back later.
    #[must_use]
    pub fn holds_units(&self) -> bool {
        self.holds_money() || self.is_restocked
    }

    /// Whether a merchant asked the shop for it.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        self.by.is_some()
    }

    /// The refund once it has succeeded or failed at `now`. Success brings its units back into stock, if they shall go there.
    #[must_use]
    pub fn settled(&self, end: RefundStatus, provider_id: Option<&ProviderRefundId>, now: Timestamp) -> Self {
        let goes_back = end == RefundStatus::Succeeded && self.restock && !self.lines.is_empty();
        Self {
            status: end,
            provider_id: provider_id.cloned().or_else(|| self.provider_id.clone()),
            settled: Some(now),
            is_restocked: self.is_restocked || goes_back,
            ..self.clone()
        }
    }
}

#[cfg(test)]
pub(in crate::orders) mod tests {
    use super::*;

    pub(in crate::orders) fn line(sku: &str, quantity: u64, is_returned: bool) -> RefundLine {
        RefundLine {
            sku: sku.parse().expect("a SKU"),
            quantity: Quantity::new(quantity).expect("a quantity"),
            is_returned,
        }
    }

    pub(in crate::orders) fn request(scope: RefundScope, key: &str) -> Result<RefundRequest, RefundRule> {
        let (order, by) = (OrderId::from_digest(&Digest::of(&[b"o"])), UserId::from_digest(&Digest::of(&[b"m"])));
        RefundRequest::new((&order, key), scope, (RefundReason::Damaged, true), by, Timestamp::from_millis(1))
    }

    #[test]
    fn every_reason_is_read_back_from_its_word() {
        for reason in RefundReason::ALL {
            assert_eq!(reason.as_str().parse(), Ok(reason));
        }
        assert_eq!("whim".parse::<RefundReason>(), Err(InvalidRefundReason));
    }

    #[test]
    fn the_key_makes_the_identity_and_the_content_the_fingerprint() {
        let asked = |scope, key| request(scope, key).expect("a request");
        let lines = |lines: &[(&str, u64, bool)]| {
            RefundScope::Lines(lines.iter().map(|(sku, units, back)| line(sku, *units, *back)).collect())
        };
        let first = asked(lines(&[("tea", 1, false), ("tea", 2, true), ("tea", 1, false)]), "monday");
        let same = asked(lines(&[("tea", 2, false), ("tea", 2, true)]), "monday");
        assert_eq!(first, same);
        for other in [
            lines(&[("tea", 2, false), ("tea", 1, true)]),
            lines(&[("tea", 4, false)]),
            RefundScope::Amount(4),
            RefundScope::Rest,
        ] {
            let other = asked(other, "monday");
            assert_eq!(first.id, other.id);
            assert_ne!(first.fingerprint, other.fingerprint);
        }
        assert_ne!(first.id, asked(RefundScope::Rest, "tuesday").id);
    }

    #[test]
    fn a_refund_of_lines_has_1_to_98_of_at_most_99_units() {
        let rule = |lines: Vec<RefundLine>| request(RefundScope::Lines(lines), "key").expect_err("a refusal");
        assert_eq!(rule(vec![]), RefundRule::NoLines);
        assert_eq!(rule(vec![line("tea", 99, false), line("tea", 1, false)]), RefundRule::TooMany);
        assert_eq!(rule(vec![line("tea", 1, false); 99]), RefundRule::TooManyLines);
        assert!(
            request(RefundScope::Lines(vec![line("tea", 99, false), line("tea", 1, true)]), "key").is_ok(),
            "units that were sent are apart from those that were not"
        );
    }
}
