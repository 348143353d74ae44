//! Shipments: which units of a paid order were sent, and how a parcel is followed.

use super::{Fingerprint, MAX_LINES, Quantity};
use crate::kernel::{Digest, InvalidText, OrderId, ShipmentId, Sku, Text, Timestamp, UserId};

/// The most shipments of one order, voided ones included.
pub const MAX_SHIPMENTS: usize = 50;

/// So many units of one SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Units {
    /// The SKU.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
}

/// An address at which a parcel can be followed: `https` with a host, at most 500 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackingUrl(Text<500>);

impl TrackingUrl {
    /// Reads an address of printable ASCII characters. One that names a user before its host is refused: it shows another
    /// host than it leads to.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = Text::parse(text).ok()?;
        let (scheme, rest) = text.as_str().split_once("://")?;
        let host = rest.split(['/', '?', '#']).next()?;
        let is_host = host.starts_with(|c: char| c.is_ascii_alphanumeric())
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b));
        let is_plain = rest.bytes().all(|b| b.is_ascii_graphic());
        (scheme.eq_ignore_ascii_case("https") && is_host && is_plain).then_some(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// A shipment as somebody wrote it down, before any rule was applied.
#[derive(Clone, Debug)]
pub struct ShipmentDraft<'a> {
    /// What is sent.
    pub lines: Vec<Units>,
    /// Who carries it, in 1 to 60 characters.
    pub carrier: &'a str,
    /// The carrier's number for it, in 1 to 100 characters.
    pub tracking_number: Option<&'a str>,
    /// Where it can be followed.
    pub tracking_url: Option<&'a str>,
}

/// A shipment of units of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shipment {
    /// Which.
    pub id: ShipmentId,
    /// What was asked for, condensed: a repeat is recognised by it.
    pub fingerprint: Fingerprint,
    /// What was sent, one line a SKU.
    pub lines: Vec<Units>,
    /// Who carries it.
    pub carrier: Text<60>,
    /// The carrier's number for it.
    pub tracking_number: Option<Text<100>>,
    /// Where it can be followed.
    pub tracking_url: Option<TrackingUrl>,
    /// The merchant who sent it.
    pub by: UserId,
    /// When it was recorded.
    pub created: Timestamp,
    /// When it reached the buyer.
    pub delivered: Option<Timestamp>,
    /// When a merchant took it back: its units were not sent.
    pub voided: Option<Timestamp>,
    /// Whether the buyer was told by mail, or cannot be.
    pub is_told: bool,
}

/// Why a request is no shipment, before the order is looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("/{member} {rule}")]
pub struct InvalidShipment {
    /// The member of the request.
    pub member: &'static str,
    /// The rule that it breaks.
    pub rule: ShipmentRule,
}

/// A rule of shipments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShipmentRule {
    /// A text that is none.
    #[error(transparent)]
    Text(#[from] InvalidText),
    /// An address that is none, or not by TLS.
    #[error("must be an https address of at most 500 characters")]
    NotHttps,
    /// Nothing is sent.
    #[error("needs at least one line")]
    NoLines,
    /// More lines than an order has.
    #[error("may have at most {MAX_LINES} lines")]
    TooManyLines,
    /// One SKU, more of it than an order can have.
    #[error("has more than 99 of a SKU")]
    TooMany,
}

impl ShipmentDraft<'_> {
    /// Applies the rules, and puts lines of one SKU together. The shipment's identity follows from the order and the
    /// merchant's `key`.
    pub fn parse(self, order: &OrderId, key: &str, by: UserId, now: Timestamp) -> Result<Shipment, InvalidShipment> {
        let broken = |member, rule| InvalidShipment { member, rule };
        let carrier = Text::parse(self.carrier).map_err(|error| broken("carrier", error.into()))?;
        let tracking_number = self.tracking_number.map(Text::parse).transpose();
        let tracking_number = tracking_number.map_err(|error| broken("tracking_number", error.into()))?;
        let tracking_url = self
            .tracking_url
            .map(|text| TrackingUrl::parse(text).ok_or_else(|| broken("tracking_url", ShipmentRule::NotHttps)))
            .transpose()?;
        let lines = merge_units(self.lines).map_err(|rule| broken("lines", rule))?;
        let id = ShipmentId::from_digest(&Digest::of(&[b"shipment", order.as_str().as_bytes(), key.as_bytes()]));
        let mut shipment = Shipment {
            id,
            fingerprint: Fingerprint::of(&[]),
            lines,
            carrier,
            tracking_number,
            tracking_url,
            by,
            created: now,
            delivered: None,
            voided: None,
            is_told: false,
        };
        shipment.fingerprint = shipment.condensed();
        Ok(shipment)
    }
}

/// One line a SKU, in the order of their first mention.
pub(super) fn merge_units(lines: Vec<Units>) -> Result<Vec<Units>, ShipmentRule> {
    if lines.is_empty() {
        return Err(ShipmentRule::NoLines);
    }
    if lines.len() > MAX_LINES {
        return Err(ShipmentRule::TooManyLines);
    }
    let mut merged: Vec<Units> = Vec::with_capacity(lines.len());
    for line in lines {
        match merged.iter_mut().find(|known| known.sku == line.sku) {
            Some(known) => known.quantity = known.quantity.plus(line.quantity).ok_or(ShipmentRule::TooMany)?,
            None => merged.push(line),
        }
    }
    Ok(merged)
}

impl Shipment {
    /// Whether its units count as sent.
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.voided.is_none()
    }

    /// What tells it from another shipment under the same key.
    fn condensed(&self) -> Fingerprint {
        let lines = self.lines.iter().map(|line| format!("{}×{}", line.sku, line.quantity.get()));
        let mut parts: Vec<String> = vec![
            self.carrier.as_str().to_owned(),
            self.tracking_number.as_ref().map(|text| text.as_str().to_owned()).unwrap_or_default(),
            self.tracking_url.as_ref().map(|url| url.as_str().to_owned()).unwrap_or_default(),
        ];
        parts.extend(lines);
        Fingerprint::of(&parts)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::orders) fn units(sku: &str, quantity: u64) -> Units {
        Units { sku: sku.parse().expect("a SKU"), quantity: Quantity::new(quantity).expect("a quantity") }
    }

    pub(in crate::orders) fn shipment(lines: &[(&str, u64)], key: &str) -> Result<Shipment, InvalidShipment> {
        let (order, by) = (OrderId::from_digest(&Digest::of(&[b"o"])), UserId::from_digest(&Digest::of(&[b"m"])));
        let draft = ShipmentDraft {
            lines: lines.iter().map(|(sku, quantity)| units(sku, *quantity)).collect(),
            carrier: "Mill Mail",
            tracking_number: Some("MM 1"),
            tracking_url: Some("https://mail.example/MM1"),
        };
        draft.parse(&order, key, by, Timestamp::from_millis(1))
    }

    #[test]
    fn a_tracking_address_is_https_and_shows_the_host_that_it_leads_to() {
        for good in ["https://mail.example/t?n=1", "HTTPS://mail.example:8443/"] {
            assert!(TrackingUrl::parse(good).is_some(), "{good}");
        }
        let long = format!("https://mail.example/{}", "x".repeat(500));
        for bad in
            ["", "mail.example/1", "http://mail.example/", "https://", "https://bank.example@mail.example/", &long]
        {
            assert_eq!(TrackingUrl::parse(bad), None, "{bad}");
        }
        assert_eq!(TrackingUrl::parse("javascript:alert(1)"), None);
    }

    #[test]
    fn the_key_makes_the_identity_and_the_content_the_fingerprint() {
        let first = shipment(&[("tea", 1), ("jam", 1), ("tea", 1)], "monday").expect("a shipment");
        let same = shipment(&[("tea", 2), ("jam", 1)], "monday").expect("a shipment");
        let other = shipment(&[("tea", 1), ("jam", 1)], "monday").expect("a shipment");
        let later = shipment(&[("tea", 2), ("jam", 1)], "tuesday").expect("a shipment");
        assert_eq!((&first.id, &first.fingerprint, &first.lines), (&same.id, &same.fingerprint, &same.lines));
        assert_eq!(first.id, other.id);
        assert_ne!(first.fingerprint, other.fingerprint);
        assert_ne!(first.id, later.id);
    }

    #[test]
    fn a_shipment_has_1_to_98_lines_of_at_most_99_units() {
        let rule = |lines: &[(&str, u64)]| shipment(lines, "key").expect_err("a refusal").rule;
        assert_eq!(rule(&[]), ShipmentRule::NoLines);
        assert_eq!(rule(&[("tea", 99), ("tea", 1)]), ShipmentRule::TooMany);
        assert_eq!(rule(&[("tea", 1); 99]), ShipmentRule::TooManyLines);
    }
}
