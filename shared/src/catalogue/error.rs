//! Why the catalogue refuses.

use crate::kernel::{InvalidText, ProductId};

/// What the catalogue refuses to do, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// A member of what was sent breaks a rule.
    #[error("{member} {rule}")]
    Invalid {
        /// The member's name.
        member: &'static str,
        /// The rule.
        rule: FieldRule,
    },
    /// There is no such product.
    #[error("there is no such product")]
    UnknownProduct,
    /// The product is in another version than the request's condition asks for, or does not exist, or exists already.
    #[error("the product is not in the version that the condition asks for")]
    VersionMismatch,
    /// The idempotency key already stands for another adjustment.
    #[error("the idempotency key was used for another adjustment")]
    KeyReused,
    /// More was to be taken away than there is.
    #[error("only {available} of {product} are there")]
    OutOfStock {
        /// The product.
        product: ProductId,
        /// How much of it is left to take away.
        available: u64,
    },
}

/// A rule for one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldRule {
    /// Text: length and characters.
    #[error(transparent)]
    Text(#[from] InvalidText),
    /// A whole number between two others.
    #[error("must be a whole number from {least} to {most}")]
    WholeNumber {
        /// The smallest that will do.
        least: i64,
        /// The largest that will do.
        most: i64,
    },
    /// An amount of a currency whose last digits are always 0.
    #[error("must be a multiple of {0} in this currency")]
    MultipleOf(u64),
    /// An adjustment by nothing is none.
    #[error("must not be 0")]
    NotZero,
    /// A currency's code.
    #[error("must be the ISO 4217 code of a currency that can be charged")]
    Currency,
    /// Yes or no.
    #[error("must be true or false")]
    TrueOrFalse,
    /// A product's number.
    #[error("must be 1 to 128 letters, digits, '-', '_' or '.', not starting with a dot")]
    ProductId,
}

impl FieldRule {
    /// The stable code that clients may switch on.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Text(InvalidText::Empty) => "empty",
            Self::Text(InvalidText::TooLong(_)) => "too_long",
            Self::Text(InvalidText::Control) => "control_characters",
            Self::WholeNumber { .. } | Self::NotZero => "out_of_range",
            Self::MultipleOf(_) => "not_a_multiple",
            Self::Currency => "not_a_currency",
            Self::TrueOrFalse => "not_a_boolean",
            Self::ProductId => "not_a_product_id",
        }
    }
}

/// Reads `text` as the whole number called `member`, between `least` and `most`. Only digits and a leading minus count:
/// `1.0` and `1e3` are refused.
pub(super) fn whole_number(member: &'static str, text: &str, least: i64, most: i64) -> Result<i64, CatalogueError> {
    let number = text.parse().ok().filter(|number| !text.starts_with('+') && (least..=most).contains(number));
    number.ok_or(CatalogueError::Invalid { member, rule: FieldRule::WholeNumber { least, most } })
}
