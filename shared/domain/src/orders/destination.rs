//! As much of an address as shipping and tax depend on.

use super::{Address, AddressRule, InvalidAddress, country};
use crate::kernel::Text;

/// Where a basket goes: as much of the address as a price can depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// ISO 3166-1 alpha-2 country code.
    pub country: Text<2>,
    /// Postal code.
    pub postal_code: Option<Text<20>>,
    /// State, province, county.
    pub region: Option<Text<100>>,
}

impl Destination {
    /// Reads what a client sent: a country's code in upper case, a postal code of up to 20 characters, a region of up to 100. The error
    /// lists every member that breaks a rule.
    pub fn parse(country: &str, postal_code: Option<&str>, region: Option<&str>) -> Result<Self, Vec<InvalidAddress>> {
        let mut broken = Vec::new();
        let mut note = |member, rule| broken.push(InvalidAddress { member, rule });
        let known = country::parse(country);
        if known.is_none() {
            note("country", AddressRule::Country);
        }
        let postal_code = postal_code.map(Text::parse).transpose();
        let postal_code = postal_code.map_err(|rule| note("postal_code", rule.into())).ok().flatten();
        let region = region.map(Text::parse).transpose().map_err(|rule| note("region", rule.into())).ok().flatten();
        match known {
            Some(country) if broken.is_empty() => Ok(Self { country, postal_code, region }),
            _ => Err(broken),
        }
    }

    /// The postal code as it is compared: upper case, without spaces and hyphens.
    #[must_use]
    pub fn plain_postal_code(&self) -> Option<String> {
        self.postal_code.as_ref().map(|code| plain(code.as_str()))
    }

    /// The region as it is compared: upper case.
    #[must_use]
    pub fn plain_region(&self) -> Option<String> {
        self.region.as_ref().map(|region| region.as_str().to_uppercase())
    }

    /// Whether both are the same place, however their parts are spelled.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.country == other.country
            && self.plain_postal_code() == other.plain_postal_code()
            && self.plain_region() == other.plain_region()
    }
}

/// A postal code in upper case, without spaces and hyphens.
pub(crate) fn plain(code: &str) -> String {
    code.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').flat_map(char::to_uppercase).collect()
}

impl From<&Address> for Destination {
    fn from(address: &Address) -> Self {
        let Address { country, postal_code, region, .. } = address.clone();
        Self { country, postal_code, region }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn destination(country: &str, postal_code: Option<&str>, region: Option<&str>) -> Destination {
        Destination {
            country: Text::parse(country).expect("a country"),
            postal_code: postal_code.map(|code| Text::parse(code).expect("a code")),
            region: region.map(|region| Text::parse(region).expect("a region")),
        }
    }

    #[test]
    fn spelling_makes_no_other_place_and_anything_else_does() {
        let leeds = destination("GB", Some("LS1 1AA"), None);
        assert!(leeds.is_same(&destination("GB", Some("ls11aa"), None)));
        for other in [
            destination("GB", Some("LS1 1AB"), None),
            destination("GB", None, None),
            destination("IE", Some("LS1 1AA"), None),
            destination("GB", Some("LS1 1AA"), Some("Yorkshire")),
        ] {
            assert!(!leeds.is_same(&other), "{other:?}");
        }
    }
}
