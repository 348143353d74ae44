//! Members of a JSON body that may be absent.

use serde::{Deserialize, Deserializer};

use super::InvalidField;

/// A member of a JSON object. An absent one breaks a rule of the shop (422); one of another type is no sense (400).
#[derive(Clone, Debug, Default)]
pub enum Field<T> {
    /// The member is there.
    Given(T),
    /// It is not.
    #[default]
    Missing,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Given)
    }
}

impl<T> Field<T> {
    /// The value, or the refusal of a request that lacks it. `pointer` is a JSON pointer such as `/email`.
    pub fn required(self, pointer: impl Into<String>) -> Result<T, InvalidField> {
        match self {
            Self::Given(value) => Ok(value),
            Self::Missing => Err(InvalidField::new(pointer, "required", "is required")),
        }
    }

    /// The value, if it is there.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Missing => None,
        }
    }
}
