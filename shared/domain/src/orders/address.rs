//! Where an order goes.

use serde::Serialize;

use super::country;
use crate::kernel::{InvalidText, Text};

/// A postal address. Lengths are what label printers and carriers take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Address {
    /// Who receives it.
    pub name: Text<100>,
    /// The firm at which they receive it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<Text<100>>,
    /// Street and number.
    pub line1: Text<200>,
    /// Flat, floor, building.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line2: Option<Text<200>>,
    /// Town. Singapore and a few other countries have none, and in some a region stands in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<Text<100>>,
    /// State, province, county, emirate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Text<100>>,
    /// Postal code. Hong Kong and many other countries have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<Text<20>>,
    /// ISO 3166-1 alpha-2 country code.
    pub country: Text<2>,
    /// The number that the carrier calls: `+` and digits, or digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Text<16>>,
}

/// An address as a buyer wrote it, before any rule was applied.
#[derive(Clone, Copy, Debug, Default)]
pub struct AddressDraft<'a> {
    /// Who receives it, 1 to 100 characters.
    pub name: &'a str,
    /// The firm, 1 to 100 characters.
    pub company: Option<&'a str>,
    /// Street and number, 1 to 200 characters.
    pub line1: &'a str,
    /// Flat, floor, building, 1 to 200 characters.
    pub line2: Option<&'a str>,
    /// Town, 1 to 100 characters.
    pub city: Option<&'a str>,
    /// State, province, county, 1 to 100 characters.
    pub region: Option<&'a str>,
    /// Postal code, 1 to 20 characters.
    pub postal_code: Option<&'a str>,
    /// Two upper-case letters.
    pub country: &'a str,
    /// A telephone number of 5 to 15 digits, with or without a country's `+`.
    pub phone: Option<&'a str>,
}

/// A member of an address that breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{member} {rule}")]
pub struct InvalidAddress {
    /// The member's name.
    pub member: &'static str,
    /// The rule.
    pub rule: AddressRule,
}

/// A rule for a member of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressRule {
    /// Text: length and characters.
    #[error(transparent)]
    Text(#[from] InvalidText),
    /// The country needs it.
    #[error("is required in this country")]
    Required,
    /// A country's code.
    #[error("must be a two-letter ISO 3166-1 code in upper case")]
    Country,
    /// A telephone number.
    #[error("must be a telephone number of 5 to 15 digits")]
    Phone,
}

impl AddressDraft<'_> {
    /// Applies the rules: those of each member, and those of the country. The error lists every member that breaks one.
    pub fn parse(&self) -> Result<Address, Vec<InvalidAddress>> {
        let mut broken = Vec::new();
        let country = country::parse(self.country).ok_or(InvalidAddress::new("country", AddressRule::Country));
        let country = take(&mut broken, country);
        let name = take(&mut broken, text("name", self.name));
        let company = take(&mut broken, optional("company", self.company)).flatten();
        let line1 = take(&mut broken, text("line1", self.line1));
        let line2 = take(&mut broken, optional("line2", self.line2)).flatten();
        let city = take(&mut broken, optional("city", self.city)).flatten();
        let region = take(&mut broken, optional("region", self.region)).flatten();
        let postal_code = take(&mut broken, optional("postal_code", self.postal_code)).flatten();
        let phone = self.phone.map(|phone| parse_phone(phone).ok_or(InvalidAddress::new("phone", AddressRule::Phone)));
        let phone = take(&mut broken, phone.transpose()).flatten();
        broken.extend(country.as_ref().into_iter().flat_map(|country| self.lacking(country.as_str())));
        match (country, name, line1) {
            (Some(country), Some(name), Some(line1)) if broken.is_empty() => {
                Ok(Address { name, company, line1, line2, city, region, postal_code, country, phone })
            }
            _ => Err(broken),
        }
    }

    /// What an address in `country` needs and this one has not.
    fn lacking(&self, country: &str) -> Vec<InvalidAddress> {
        let lacks_postal_code = self.postal_code.is_none() && country::needs_postal_code(country);
        let lacks_city = self.city.is_none() && country::needs_town(country, self.region.is_some());
        let members = [("postal_code", lacks_postal_code), ("city", lacks_city)];
        let lacking = members.into_iter().filter(|(_, is_lacking)| *is_lacking);
        lacking.map(|(member, _)| InvalidAddress::new(member, AddressRule::Required)).collect()
    }
}

impl InvalidAddress {
    const fn new(member: &'static str, rule: AddressRule) -> Self {
        Self { member, rule }
    }
}

/// The value; or nothing, and the broken rule is added to `broken`.
fn take<T>(broken: &mut Vec<InvalidAddress>, member: Result<T, InvalidAddress>) -> Option<T> {
    member.map_err(|error| broken.push(error)).ok()
}

fn text<const MAX: usize>(member: &'static str, text: &str) -> Result<Text<MAX>, InvalidAddress> {
    Text::parse(text).map_err(|broken| InvalidAddress { member, rule: broken.into() })
}

fn optional<const MAX: usize>(member: &'static str, value: Option<&str>) -> Result<Option<Text<MAX>>, InvalidAddress> {
    value.map(|value| text(member, value)).transpose()
}

/// The digits of a telephone number, with its `+` if it has one; what people write between the digits goes. E.164 allows 15
/// digits; no network has subscribers with fewer than 5.
fn parse_phone(text: &str) -> Option<Text<16>> {
    /// Longer texts are not looked at: 15 digits, each with a space.
    const MAX_LENGTH: usize = 32;
    let text = text.trim();
    let (plus, rest) = text.strip_prefix('+').map_or(("", text), |rest| ("+", rest));
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let plain = rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '/'));
    let good = plain && text.len() <= MAX_LENGTH && (5..=15).contains(&digits.len());
    good.then(|| Text::parse(&format!("{plus}{digits}")).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEEDS: AddressDraft<'_> = AddressDraft {
        name: "Ada",
        company: None,
        line1: "1 Mill Lane",
        line2: None,
        city: Some("Leeds"),
        region: None,
        postal_code: Some("LS1 4AP"),
        country: "GB",
        phone: None,
    };

    fn broken(draft: AddressDraft<'_>) -> Option<(&'static str, AddressRule)> {
        let broken = draft.parse().err()?;
        assert_eq!(broken.len(), 1, "{broken:?}");
        broken.first().map(|error| (error.member, error.rule))
    }

    #[test]
    fn only_countries_of_the_standard_are_taken() {
        for country in ["GB", "HK", "XK", "SS", "BQ", "ZW", "AD"] {
            assert_eq!(broken(AddressDraft { country, ..LEEDS }), None, "{country}");
        }
        for country in ["UK", "ZZ", "EU", "XX", "AN", "gb", "GBR", "G", "", "DA", "ÄT"] {
            assert_eq!(broken(AddressDraft { country, ..LEEDS }), Some(("country", AddressRule::Country)), "{country}");
        }
    }

    #[test]
    fn a_country_says_whether_it_has_postal_codes_and_towns() {
        let bare = |country| AddressDraft { country, city: None, postal_code: None, ..LEEDS };
        let town = |country| AddressDraft { postal_code: None, ..AddressDraft { country, ..LEEDS } };
        for country in ["HK", "AE", "IE", "QA", "PA", "AO"] {
            assert_eq!(broken(town(country)), None, "{country}");
        }
        for country in ["GB", "US", "DE", "JP", "BR", "IN", "SG", "FR"] {
            assert_eq!(broken(town(country)), Some(("postal_code", AddressRule::Required)), "{country}");
        }
        for country in ["MO", "GI"] {
            assert_eq!(broken(bare(country)), None, "{country}");
        }
        assert_eq!(broken(bare("IE")), Some(("city", AddressRule::Required)));
        assert_eq!(broken(bare("HK")), Some(("city", AddressRule::Required)));
        assert_eq!(broken(AddressDraft { region: Some("Kowloon"), ..bare("HK") }), None);
        assert_eq!(broken(AddressDraft { postal_code: Some("018956"), ..bare("SG") }), None);
    }

    #[test]
    fn every_member_that_breaks_a_rule_is_told() {
        let draft = AddressDraft { name: "", city: None, phone: Some("x"), ..LEEDS };
        let members = |draft: AddressDraft<'_>| {
            draft.parse().map_err(|broken| broken.into_iter().map(|error| error.member).collect::<Vec<_>>())
        };
        assert_eq!(members(draft), Err(vec!["name", "phone", "city"]));
        assert_eq!(
            members(AddressDraft { country: "UK", line1: "", ..draft }),
            Err(vec!["country", "name", "line1", "phone"])
        );
    }

    #[test]
    fn a_telephone_number_is_kept_as_its_digits() {
        let phone = |phone| AddressDraft { phone: Some(phone), ..LEEDS }.parse().map(|address| address.phone);
        let kept = |text| Ok(Some(Text::parse(text).expect("a text")));
        assert_eq!(phone("+44 (0)113 496-0000"), kept("+4401134960000"));
        assert_eq!(phone("0113.496.0000"), kept("01134960000"));
        for bad in [
            "",
            "+",
            "1234",
            "+1234567890123456",
            "call me",
            "+44 113 x",
            "++44113496",
            "１２３４５６",
            &"1 ".repeat(20),
        ] {
            assert_eq!(phone(bad), Err(vec![InvalidAddress::new("phone", AddressRule::Phone)]), "{bad:?}");
        }
    }

    #[test]
    fn a_firm_is_part_of_an_address() {
        let address = AddressDraft { company: Some(" Mill & Sons "), ..LEEDS }.parse().expect("an address");
        assert_eq!(serde_json::to_value(address).expect("JSON")["company"], "Mill & Sons");
        assert_eq!(serde_json::to_value(LEEDS.parse().expect("an address")).expect("JSON").get("company"), None);
    }
}
