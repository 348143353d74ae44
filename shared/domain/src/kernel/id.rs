//! Identifiers. Each kind is a type of its own, and reads only what it could have written.

use std::{fmt, str::FromStr};

use super::Digest;

/// A text that cannot be an identifier of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid identifier")]
pub struct InvalidId;

/// Whether a text could be [`Digest::short`]'s.
pub(super) fn is_short_digest(text: &str) -> bool {
    text.len() == 26 && text.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b))
}

/// An identifier that is a text of its own type, read where `$reads` holds.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $reads:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let reads: fn(&str) -> bool = $reads;
                reads(text).then(|| Self(text.to_owned())).ok_or(InvalidId)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// An identifier that the shop makes: a prefix and a digest.
macro_rules! digest_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        id!($(#[$doc])* $name, |text| text.strip_prefix($prefix).is_some_and(is_short_digest));

        impl $name {
            /// The identifier that a digest makes: of a request for what is derived, of random bytes for what is new.
            #[must_use]
            pub fn from_digest(digest: &Digest) -> Self {
                Self(format!(concat!($prefix, "{}"), digest.short()))
            }
        }
    };
}

digest_id!(
    /// A person with an account: `usr_` and 26 letters and digits, from random bytes.
    UserId,
    "usr_"
);
digest_id!(
    /// An order: `ord_` and 26 letters and digits, derived from the buyer and the idempotency key.
    OrderId,
    "ord_"
);
digest_id!(
    /// A log-in on one device, and the family of refresh tokens that it leads to: `ses_` and 26 letters and digits.
    SessionId,
    "ses_"
);
digest_id!(
    /// A sign-up that waits for its code: `sup_` and 26 letters and digits, from random bytes, known to whoever signed up.
    SignUpId,
    "sup_"
);
digest_id!(
    /// A change of stock by the merchant: `adj_` and 26 letters and digits, derived from its idempotency key.
    AdjustmentId,
    "adj_"
);
digest_id!(
    /// A shipment of units of an order: `shp_` and 26 letters and digits, derived from the order and the idempotency key.
    ShipmentId,
    "shp_"
);
digest_id!(
    /// A refund of an order: `rfd_` and 26 letters and digits, derived from the order and the idempotency key, or from the
    /// provider's identifier of a refund that was made there.
    RefundId,
    "rfd_"
);

digest_id!(
    /// A record of the audit log: `aud_` and 26 letters and digits, from random bytes.
    AuditId,
    "aud_"
);

digest_id!(
    /// Something that happened: `evt_` and 26 letters and digits, derived from the row that changed and its version.
    EventId,
    "evt_"
);
digest_id!(
    /// An endpoint of webhooks: `whk_` and 26 letters and digits, derived from its address.
    EndpointId,
    "whk_"
);

digest_id!(
    /// An image of a product: `img_` and 26 letters and digits, from random bytes or, of an import, derived from its file.
    ImageId,
    "img_"
);
digest_id!(
    /// A picture, by the bytes that were uploaded: 26 letters and digits, the beginning of their digest.
    ImageDigest,
    ""
);

/// The most characters of an identifier that a merchant chooses. Those of other shops' exports fit: Shopify's handles and
/// `WooCommerce`'s SKUs.
const MAX_MERCHANTS_ID: usize = 128;

/// 1 to 128 letters, digits, `-`, `_` or `.`, not starting with a dot.
fn is_merchants_id(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    (1..=MAX_MERCHANTS_ID).contains(&text.len()) && plain && !text.starts_with('.')
}

id!(
    /// A product, by the identifier that the merchant gave it: 1 to 128 letters, digits, `-`, `_` or `.`, not starting with a
    /// dot.
    ProductId,
    is_merchants_id
);
id!(
    /// What is priced, stocked and ordered: one variant of a product, by the merchant's own number for it. 1 to 128 letters,
    /// digits, `-`, `_` or `.`, not starting with a dot. A SKU belongs to one product for ever.
    Sku,
    is_merchants_id
);

impl From<&ProductId> for Sku {
    /// The SKU of a product that has only one, unless the merchant says another.
    fn from(product: &ProductId) -> Self {
        Self(product.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_reads_what_it_wrote_and_nothing_else() {
        let id = OrderId::from_digest(&Digest::of(&[b"x"]));
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert_eq!(id.as_str().parse::<UserId>(), Err(InvalidId));
        for text in ["", "ord_", "ord_ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ord_../../../../../../../../a", "ord_😀"] {
            assert_eq!(text.parse::<OrderId>(), Err(InvalidId), "{text}");
        }
    }

    #[test]
    fn a_product_number_is_plain() {
        for text in ["825123", "tea-500g", "a.b_c", &"x".repeat(128)] {
            assert!(text.parse::<ProductId>().is_ok(), "{text}");
        }
        for text in ["", "..", "../x", "a b", "a/b", "😀", &"x".repeat(129)] {
            assert!(text.parse::<ProductId>().is_err(), "{text}");
        }
    }
}
