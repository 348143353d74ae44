//! The address book of an account: where its orders go, under names that the client chooses.

use std::{collections::BTreeMap, str::FromStr};

use serde::Serialize;

use super::Address;
use crate::kernel::InvalidId;

/// The most addresses of one account.
pub const MAX_ADDRESSES: usize = 20;

/// What an address is called in its account's book: 1 to 32 letters, digits, dashes and underscores, chosen by the client.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AddressName(String);

impl AddressName {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AddressName {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let is_name = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        is_name.then(|| Self(text.to_owned())).ok_or(InvalidId)
    }
}

/// An account's addresses, of which one is the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressBook {
    addresses: BTreeMap<AddressName, Address>,
    chosen: Option<AddressName>,
}

impl AddressBook {
    /// The book with these addresses, and the one that was chosen as the default, if it is still there.
    #[must_use]
    pub fn new(addresses: BTreeMap<AddressName, Address>, chosen: Option<AddressName>) -> Self {
        Self { addresses, chosen }
    }

    /// The name of the default: the one that was chosen, else the first; none of an empty book.
    #[must_use]
    pub fn default_name(&self) -> Option<&AddressName> {
        let chosen = self.chosen.as_ref().filter(|chosen| self.addresses.contains_key(*chosen));
        chosen.or_else(|| self.addresses.keys().next())
    }
}

impl Serialize for AddressBook {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Entry<'a> {
            name: &'a AddressName,
            is_default: bool,
            address: &'a Address,
        }
        let default = self.default_name();
        let entry = |(name, address)| Entry { name, is_default: default == Some(name), address };
        serializer.collect_seq(self.addresses.iter().map(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::AddressDraft;

    fn book(names: &[&str], chosen: Option<&str>) -> AddressBook {
        let draft = AddressDraft { name: "Ada", line1: "1 Mill Lane", country: "GB", ..AddressDraft::default() };
        let draft = AddressDraft { city: Some("Leeds"), postal_code: Some("LS1"), ..draft };
        let name = |text: &str| text.parse::<AddressName>().expect("a name");
        let address = |text: &&str| (name(text), draft.parse().expect("an address"));
        AddressBook::new(names.iter().map(address).collect(), chosen.map(name))
    }

    #[test]
    fn a_book_that_is_not_empty_has_one_default() {
        let default = |book: &AddressBook| book.default_name().map(|name| name.as_str().to_owned());
        assert_eq!(default(&book(&["home", "work"], Some("work"))), Some("work".to_owned()));
        assert_eq!(default(&book(&["home", "work"], Some("gone"))), Some("home".to_owned()));
        assert_eq!(default(&book(&["home", "work"], None)), Some("home".to_owned()));
        assert_eq!(default(&book(&[], Some("gone"))), None);
        let shown = serde_json::to_value(book(&["home", "work"], Some("work"))).expect("JSON");
        assert_eq!((&shown[0]["name"], &shown[0]["is_default"]), (&"home".into(), &false.into()));
        assert_eq!((&shown[1]["is_default"], &shown[1]["address"]["city"]), (&true.into(), &"Leeds".into()));
    }

    #[test]
    fn a_name_is_short_and_plain() {
        for name in ["home", "a", "my_2-nd", &"x".repeat(32)] {
            assert_eq!(name.parse::<AddressName>().map(|name| name.as_str().to_owned()), Ok(name.to_owned()));
        }
        for name in ["", "a b", "ä", "a/b", "a.b", &"x".repeat(33)] {
            assert!(name.parse::<AddressName>().is_err(), "{name}");
        }
    }
}
