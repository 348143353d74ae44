//! DynamoDB items: building attributes, and reading them back without panicking on a damaged row.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::AwsError;

/// A row.
pub type Item = HashMap<String, AttributeValue>;

/// A row that lacks an attribute, or holds another type there: damage, not bad input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored row has no valid {0}")]
pub struct CorruptItem(pub &'static str);

impl From<CorruptItem> for AwsError {
    fn from(error: CorruptItem) -> Self {
        Self::because("reading a row", error.to_string())
    }
}

/// A string attribute.
pub fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub fn number(value: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(format!("{value}"))
}

/// A boolean attribute.
#[must_use]
pub fn boolean(value: bool) -> AttributeValue {
    AttributeValue::Bool(value)
}

/// A list attribute.
pub fn list(values: impl IntoIterator<Item = AttributeValue>) -> AttributeValue {
    AttributeValue::L(values.into_iter().collect())
}

/// A map attribute.
pub fn map<const N: usize>(entries: [(&str, AttributeValue); N]) -> AttributeValue {
    AttributeValue::M(attributes(entries))
}

/// Attributes by name: a row, or the values of an expression.
pub(super) fn attributes<const N: usize>(entries: [(&str, AttributeValue); N]) -> Item {
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The number in an attribute, which belongs to the one called `name`.
pub(crate) fn read_number<T: std::str::FromStr>(value: &AttributeValue, name: &'static str) -> Result<T, CorruptItem> {
    value.as_n().ok().and_then(|digits| digits.parse().ok()).ok_or(CorruptItem(name))
}

/// Reading a row.
pub trait ItemExt {
    /// The string called `name`.
    fn text(&self, name: &'static str) -> Result<&str, CorruptItem>;
    /// The number called `name`, as any integer type that it fits.
    fn number<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, CorruptItem>;
    /// The boolean called `name`.
    fn boolean(&self, name: &'static str) -> Result<bool, CorruptItem>;
    /// The list called `name`.
    fn list(&self, name: &'static str) -> Result<&[AttributeValue], CorruptItem>;
    /// The list called `name`, each element of which is a map, read by `read`.
    fn maps<T>(
        &self,
        name: &'static str,
        read: impl Fn(&Item) -> Result<T, CorruptItem>,
    ) -> Result<Vec<T>, CorruptItem> {
        self.list(name)?.iter().map(|element| read(element.as_m().map_err(|_| CorruptItem(name))?)).collect()
    }
    /// The map called `name`.
    fn map(&self, name: &'static str) -> Result<&Item, CorruptItem>;
    /// The string called `name`, read as `T`: an identifier, say.
    fn parsed<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, CorruptItem> {
        self.text(name)?.parse().map_err(|_| CorruptItem(name))
    }
}

impl ItemExt for Item {
    fn text(&self, name: &'static str) -> Result<&str, CorruptItem> {
        self.get(name).and_then(|value| value.as_s().ok()).map(String::as_str).ok_or(CorruptItem(name))
    }

    fn number<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, CorruptItem> {
        read_number(self.get(name).ok_or(CorruptItem(name))?, name)
    }

    fn boolean(&self, name: &'static str) -> Result<bool, CorruptItem> {
        self.get(name).and_then(|value| value.as_bool().ok()).copied().ok_or(CorruptItem(name))
    }

    fn list(&self, name: &'static str) -> Result<&[AttributeValue], CorruptItem> {
        self.get(name).and_then(|value| value.as_l().ok()).map(Vec::as_slice).ok_or(CorruptItem(name))
    }

    fn map(&self, name: &'static str) -> Result<&Item, CorruptItem> {
        self.get(name).and_then(|value| value.as_m().ok()).ok_or(CorruptItem(name))
    }
}
