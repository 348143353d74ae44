//! Why the catalogue refuses.

use crate::kernel::{InvalidText, Sku};

/// What the catalogue refuses to do, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// A member of what was sent breaks a rule.
    #[error("{member} {rule}")]
    Invalid {
        /// The member, as a path from the body's root: `name`, or `variants/0/sku`.
        member: String,
        /// The rule.
        rule: FieldRule,
    },
    /// There is no such product.
    #[error("there is no such product")]
    UnknownProduct,
    /// There is no such SKU.
    #[error("there is no such SKU")]
    UnknownSku,
    /// The SKU is another product's, now or at an earlier time.
    #[error("{0} is a SKU of another product")]
    SkuTaken(Sku),
    /// The change touches more stock rows than one transaction can write.
    #[error("too many prices change at once")]
    TooManyChanges,
    /// The product is in another version than the request's condition asks for, or does not exist, or exists already.
    #[error("the product is not in the version that the condition asks for")]
    VersionMismatch,
    /// The product has as many images as it may.
    #[error("the product has as many images as it may")]
    TooManyImages,
    /// The idempotency key already stands for another adjustment.
    #[error("the idempotency key was used for another adjustment")]
    KeyReused,
    /// Another number is available than was seen when the units were counted.
    #[error("{available} of {sku} are available, not as many as were seen")]
    StockMoved {
        /// The SKU.
        sku: Sku,
        /// How many units are available now.
        available: u64,
    },
    /// More was to be taken away than there is.
    #[error("only {available} of {sku} are there")]
    OutOfStock {
        /// The SKU.
        sku: Sku,
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
    /// A product's identifier.
    #[error("must be 1 to 128 letters, digits, '-', '_' or '.', not starting with a dot")]
    ProductId,
    /// A SKU.
    #[error("must be 1 to 128 letters, digits, '-', '_' or '.', not starting with a dot")]
    Sku,
    /// It must be there.
    #[error("is required")]
    Required,
    /// A list that is too long.
    #[error("may have at most {0} entries")]
    TooMany(usize),
    /// Entries of a list of which two are the same.
    #[error("must not have two entries for the same thing")]
    Unique,
    /// A variant's values.
    #[error("must have one value for each of the {0} options")]
    OnePerOption(usize),
    /// A price to compare with.
    #[error("must be higher than the price")]
    AbovePrice,
    /// One of a few words.
    #[error("must be draft, active or archived")]
    State,
    /// A part of an address.
    #[error("must be 1 to 100 lower-case letters, digits and dashes")]
    Slug,
    /// A name for a class.
    #[error("must be 1 to 40 lower-case letters, digits, '-' or '_'")]
    TaxClass,
    /// An image of the product.
    #[error("must be the id of an image of this product")]
    Image,
    /// A file's media type.
    #[error("must be image/jpeg, image/png or image/webp")]
    ImageType,
    /// A category's path.
    #[error("must be one to four names joined by ' > ', none of them empty")]
    Category,
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
            Self::Sku => "not_a_sku",
            Self::Required => "required",
            Self::TooMany(_) => "too_many",
            Self::Unique => "not_unique",
            Self::OnePerOption(_) => "one_value_per_option",
            Self::AbovePrice => "not_above_price",
            Self::State => "not_a_state",
            Self::Slug => "not_a_slug",
            Self::TaxClass => "not_a_tax_class",
            Self::Image => "not_an_image",
            Self::ImageType => "not_an_image_type",
            Self::Category => "not_a_category",
        }
    }
}

/// Reads `text` as the whole number called `member`, between `least` and `most`. Only digits and a leading minus count:
/// `1.0` and `1e3` are refused.
pub(super) fn whole_number(member: &str, text: &str, least: i64, most: i64) -> Result<i64, CatalogueError> {
    let number = text.parse().ok().filter(|number| !text.starts_with('+') && (least..=most).contains(number));
    let rule = FieldRule::WholeNumber { least, most };
    number.ok_or_else(|| CatalogueError::Invalid { member: member.to_owned(), rule })
}
