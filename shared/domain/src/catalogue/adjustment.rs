//! Adjustments: stock that arrives, breaks, is stolen, or is counted; and the records of them.

use serde::Serialize;

use super::{
    error::{CatalogueError, FieldRule, whole_number},
    product::MAX_QUANTITY,
};
use crate::kernel::{AdjustmentId, Digest, Sku, Text, Timestamp, UserId};

/// An adjustment as somebody wrote it down, before any rule was applied.
#[derive(Clone, Copy, Debug)]
pub struct AdjustmentDraft<'a> {
    /// How many units more or, when negative, fewer: not 0, at most 1,000,000 either way.
    pub quantity: &'a str,
    /// Why, in 1 to 200 characters.
    pub reason: &'a str,
}

/// A count of what is on the shelf, as somebody wrote it down, before any rule was applied.
#[derive(Clone, Copy, Debug)]
pub struct CountDraft<'a> {
    /// How many units were counted: 0 to 1,000,000.
    pub counted: &'a str,
    /// How many units the shop said were available when they were counted.
    pub seen: &'a str,
    /// Why, in 1 to 200 characters.
    pub reason: &'a str,
}

/// A record of a change of stock, as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// Which change.
    pub id: AdjustmentId,
    /// By how many units.
    pub quantity: i64,
    /// How many units were counted, if it was a count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<u64>,
    /// Why.
    pub reason: String,
    /// The merchant, or `import` for an opening stock.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The place in a SKU's movements after which the next page starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovementPosition {
    /// The last movement of the page before.
    pub id: AdjustmentId,
    /// When it was made.
    pub at: Timestamp,
}

/// A change of a SKU's stock by a merchant.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// Which change.
    pub id: AdjustmentId,
    /// Of which SKU.
    pub sku: Sku,
    /// By how many units; 0 only for a count that agrees.
    pub quantity: i64,
    /// How many units must be available for the change to be made, if it is a count.
    pub seen: Option<u64>,
    /// Why.
    pub reason: Text<200>,
    /// The merchant.
    pub by: UserId,
}

/// Whether an adjustment was made now, or had been made before under the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// Now.
    Now,
    /// Before; nothing changed this time.
    Replayed,
}

impl AdjustmentDraft<'_> {
    /// Applies the rules. The adjustment's identity follows from the merchant, the SKU and the merchant's `key`.
    pub fn parse(&self, sku: Sku, by: UserId, key: &str) -> Result<Adjustment, CatalogueError> {
        let quantity = whole_number("quantity", self.quantity, -MAX_QUANTITY, MAX_QUANTITY)?;
        if quantity == 0 {
            return Err(CatalogueError::Invalid { member: "quantity".to_owned(), rule: FieldRule::NotZero });
        }
        let reason = reason(self.reason)?;
        Ok(Adjustment { id: identity(&sku, &by, key), sku, quantity, seen: None, reason, by })
    }
}

impl CountDraft<'_> {
    /// Applies the rules. A count is the adjustment by what was found more or less than seen, and is made only while exactly that
    /// much is available.
    pub fn parse(&self, sku: Sku, by: UserId, key: &str) -> Result<Adjustment, CatalogueError> {
        let counted = whole_number("counted", self.counted, 0, MAX_QUANTITY)?;
        let seen = whole_number("seen", self.seen, 0, i64::MAX)?;
        let (quantity, reason) = (counted - seen, reason(self.reason)?);
        let seen = Some(seen.unsigned_abs());
        Ok(Adjustment { id: identity(&sku, &by, key), sku, quantity, seen, reason, by })
    }
}

/// The identity of an adjustment follows from the merchant, the SKU and the merchant's key.
fn identity(sku: &Sku, by: &UserId, key: &str) -> AdjustmentId {
    let parts = [b"adjustment", by.as_str().as_bytes(), sku.as_str().as_bytes(), key.as_bytes()];
    AdjustmentId::from_digest(&Digest::of(&parts))
}

fn reason(text: &str) -> Result<Text<200>, CatalogueError> {
    Text::parse(text).map_err(|broken| CatalogueError::Invalid { member: "reason".to_owned(), rule: broken.into() })
}

impl Adjustment {
    /// What tells this adjustment from another one under the same key.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let seen = self.seen.map_or_else(String::new, |seen| seen.to_string());
        Digest::of(&[&self.quantity.to_be_bytes(), self.reason.as_str().as_bytes(), seen.as_bytes()]).short()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adjustment(quantity: &str, reason: &str, key: &str) -> Result<Adjustment, CatalogueError> {
        let merchant = UserId::from_digest(&Digest::of(&[b"merchant"]));
        AdjustmentDraft { quantity, reason }.parse("tea".parse().expect("an id"), merchant, key)
    }

    #[test]
    fn an_adjustment_moves_1_to_a_million_units_either_way() {
        for quantity in ["1", "-1", "1000000", "-1000000"] {
            assert!(adjustment(quantity, "counted", "k").is_ok(), "{quantity}");
        }
        for quantity in ["0", "-0", "1.5", "1000001", "-1000001", "1e300"] {
            let error = adjustment(quantity, "counted", "k").expect_err(quantity);
            assert!(matches!(error, CatalogueError::Invalid { member, .. } if member == "quantity"), "{quantity}");
        }
    }

    #[test]
    fn a_count_is_the_difference_to_what_was_seen() {
        let merchant = || UserId::from_digest(&Digest::of(&[b"merchant"]));
        let count = |counted, seen| {
            let draft = CountDraft { counted, seen, reason: "inventory" };
            draft.parse("tea".parse().expect("a SKU"), merchant(), "k").map(|count| (count.quantity, count.seen))
        };
        assert_eq!(count("40", "42"), Ok((-2, Some(42))));
        assert_eq!(count("42", "42"), Ok((0, Some(42))));
        for (counted, seen) in [("-1", "0"), ("1000001", "0"), ("1", "-1"), ("1", ""), ("", "1"), ("1.5", "1")] {
            assert!(count(counted, seen).is_err(), "{counted} {seen}");
        }
    }

    #[test]
    fn the_key_makes_the_identity_and_the_content_the_fingerprint() {
        let first = adjustment("5", "delivery", "monday").expect("an adjustment");
        let again = adjustment("5", " delivery ", "monday").expect("an adjustment");
        let other = adjustment("6", "delivery", "monday").expect("an adjustment");
        let later = adjustment("5", "delivery", "tuesday").expect("an adjustment");
        assert_eq!((&first.id, first.fingerprint()), (&again.id, again.fingerprint()));
        assert_eq!(first.id, other.id);
        assert_ne!(first.fingerprint(), other.fingerprint());
        assert_ne!(first.id, later.id);
    }
}
