//! The link to a guest's order: a capability that only the receipt's mail carries.
//!
//! It is too long to guess, so wrong ones are not counted. The order stores digests, and whoever removes them has revoked every link
//! that was mailed.

use std::{fmt, str::FromStr};

use data_encoding::BASE64URL_NOPAD;

use super::Order;
use crate::kernel::{Digest, InvalidId, OrderId, Random, UserId};

/// What begins a link's token: no access token begins so.
const PREFIX: &str = "link.";
/// Random bytes of a token: 256 bits.
const SECRET_BYTES: usize = 32;

/// The token of a link to an order: `link.`, the buyer, and 32 random bytes in base 64 for URLs. The buyer is part of the order's key.
#[derive(Clone, PartialEq, Eq)]
pub struct OrderLink {
    buyer: UserId,
    secret: [u8; SECRET_BYTES],
}

impl OrderLink {
    /// A fresh token for an order of `buyer`.
    #[must_use]
    pub fn fresh(buyer: &UserId, random: &Random) -> Self {
        Self { buyer: buyer.clone(), secret: random.bytes() }
    }

    /// Whose order it is for.
    #[must_use]
    pub fn buyer(&self) -> &UserId {
        &self.buyer
    }

    /// What is stored of it on the order. Reading the table does not reveal a token.
    #[must_use]
    pub fn digest(&self, order: &OrderId) -> String {
        Digest::of(&[b"order link", order.as_str().as_bytes(), &self.secret]).short()
    }

    /// The text, for the mail that carries it.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}.{}", self.buyer, BASE64URL_NOPAD.encode(&self.secret))
    }
}

impl FromStr for OrderLink {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let (buyer, secret) = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('.')).ok_or(InvalidId)?;
        // Its length first: nothing long is decoded.
        if secret.len() != BASE64URL_NOPAD.encode_len(SECRET_BYTES) {
            return Err(InvalidId);
        }
        let secret = BASE64URL_NOPAD.decode(secret.as_bytes()).map_err(|_| InvalidId)?;
        Ok(Self { buyer: buyer.parse()?, secret: secret.try_into().map_err(|_| InvalidId)? })
    }
}

impl fmt::Debug for OrderLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderLink(..)")
    }
}

impl Order {
    /// Whether `link` was mailed for this order, and not revoked since.
    #[must_use]
    pub fn is_opened_by(&self, link: &OrderLink) -> bool {
        self.buyer == link.buyer && self.links.contains(&link.digest(&self.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::fulfilment::tests::paid;

    fn link(buyer: &UserId, byte: u8) -> OrderLink {
        OrderLink::fresh(buyer, &Random::new(move |bytes| bytes.fill(byte)))
    }

    #[test]
    fn a_link_reads_what_it_wrote_and_shows_nothing() {
        let link = link(&paid().buyer, 1);
        assert_eq!(link.reveal().parse(), Ok(link.clone()));
        assert!(!format!("{link:?}").contains(&link.reveal()[40..]));
        for text in ["", "link.", "link.usr_a.b", &link.reveal()[5..], &format!("{}x", link.reveal())] {
            assert_eq!(text.parse::<OrderLink>(), Err(InvalidId), "{text}");
        }
    }

    #[test]
    fn a_link_opens_the_order_that_has_its_digest_and_no_other() {
        let order = paid();
        let (mailed, other) = (link(&order.buyer, 1), link(&order.buyer, 2));
        let linked = Order { links: vec![mailed.digest(&order.id)], ..order.clone() };
        assert!(linked.is_opened_by(&mailed) && !linked.is_opened_by(&other) && !order.is_opened_by(&mailed));
        let another = Order { id: OrderId::from_digest(&Digest::of(&[b"another"])), ..linked.clone() };
        assert!(!another.is_opened_by(&mailed));
        let stranger = UserId::from_digest(&Digest::of(&[b"stranger"]));
        assert!(!linked.is_opened_by(&link(&stranger, 1)));
    }
}
