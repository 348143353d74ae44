//! Adjustments: stock that arrives, is found, breaks or is stolen.

use super::{
    error::{CatalogueError, FieldRule, whole_number},
    product::MAX_QUANTITY,
};
use crate::kernel::{AdjustmentId, Digest, Sku, Text, UserId};

/// An adjustment as somebody wrote it down, before any rule was applied.
#[derive(Clone, Copy, Debug)]
pub struct AdjustmentDraft<'a> {
    /// How many units more or, when negative, fewer: not 0, at most 1,000,000 either way.
    pub quantity: &'a str,
    /// Why, in 1 to 200 characters.
    pub reason: &'a str,
}

/// A change of a SKU's stock by a merchant.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// Which change.
    pub id: AdjustmentId,
    /// Of which SKU.
    pub sku: Sku,
    /// By how many units; never 0.
    pub quantity: i64,
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
        let reason = Text::parse(self.reason);
        let reason =
            reason.map_err(|broken| CatalogueError::Invalid { member: "reason".to_owned(), rule: broken.into() })?;
        let parts = [b"adjustment", by.as_str().as_bytes(), sku.as_str().as_bytes(), key.as_bytes()];
        Ok(Adjustment { id: AdjustmentId::from_digest(&Digest::of(&parts)), sku, quantity, reason, by })
    }
}

impl Adjustment {
    /// What tells this adjustment from another one under the same key.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        Digest::of(&[&self.quantity.to_be_bytes(), self.reason.as_str().as_bytes()]).short()
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
