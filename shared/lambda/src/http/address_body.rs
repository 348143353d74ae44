//! An address in a body.

use domain::orders::{Address, AddressDraft, InvalidAddress};
use serde::Deserialize;

use super::{Field, FieldErrors, InvalidField, problems::address_rule};

/// An address, as an order and the address book take it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AddressBody {
    name: Field<String>,
    company: Field<Option<String>>,
    line1: Field<String>,
    line2: Field<Option<String>>,
    city: Field<Option<String>>,
    region: Field<Option<String>>,
    postal_code: Field<Option<String>>,
    country: Field<String>,
    phone: Field<Option<String>>,
}

impl AddressBody {
    /// The address at `pointer` of the body; or nothing, and every rule that it breaks is kept in `errors`.
    pub fn parse(self, pointer: &str, errors: &mut FieldErrors) -> Option<Address> {
        let optional = |field: Field<Option<String>>| field.into_option().flatten();
        let (company, line2, city) = (optional(self.company), optional(self.line2), optional(self.city));
        let (region, postal_code, phone) = (optional(self.region), optional(self.postal_code), optional(self.phone));
        let country = errors.take(self.country.required(format!("{pointer}/country")));
        let name = errors.take(self.name.required(format!("{pointer}/name")));
        let line1 = errors.take(self.line1.required(format!("{pointer}/line1")));
        let draft = AddressDraft {
            country: &country?,
            name: &name?,
            company: company.as_deref(),
            line1: &line1?,
            line2: line2.as_deref(),
            city: city.as_deref(),
            region: region.as_deref(),
            postal_code: postal_code.as_deref(),
            phone: phone.as_deref(),
        };
        errors.take_all(draft.parse().map_err(|broken| invalid_address(pointer, broken)))
    }
}

/// The members of the address at `pointer` that break rules.
#[must_use]
pub fn invalid_address(pointer: &str, broken: Vec<InvalidAddress>) -> Vec<InvalidField> {
    let field = |InvalidAddress { member, rule }: InvalidAddress| InvalidField {
        pointer: format!("{pointer}/{member}"),
        code: address_rule(rule),
        detail: rule.to_string(),
    };
    broken.into_iter().map(field).collect()
}
