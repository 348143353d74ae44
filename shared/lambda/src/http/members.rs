//! Members that several bodies have, each with its rule. `pointer` is a JSON pointer such as `/lines/0/sku`.

use domain::{
    accounts::AccountError,
    kernel::{Currency, Email, Sku},
    orders::Quantity,
};
use serde_json::Number;

use super::{Field, InvalidField, Problem};

/// The SKU of a line.
pub fn sku(member: Field<String>, pointer: String) -> Result<Sku, InvalidField> {
    let detail = "must be 1 to 128 letters, digits, dashes, underscores or dots";
    let text = member.required(pointer.as_str())?;
    text.parse().map_err(|_| InvalidField::new(pointer, "sku", detail))
}

/// The quantity of a line.
pub fn quantity(member: Field<Number>, pointer: String) -> Result<Quantity, InvalidField> {
    let detail = "must be a whole number from 1 to 99";
    let number = member.required(pointer.as_str())?;
    let quantity = number.as_u64().and_then(Quantity::new);
    quantity.ok_or_else(|| InvalidField::new(pointer, "quantity", detail))
}

/// The currency with this code, in the member `currency`.
pub fn currency(code: &str) -> Result<Currency, InvalidField> {
    let detail = "must be the ISO 4217 code of a currency that can be charged";
    Currency::parse(code).ok_or_else(|| InvalidField::new("/currency", "currency", detail))
}

/// The address in the member `email`.
pub fn email(member: Field<String>) -> Result<Email, Problem> {
    Ok(Email::parse(&member.required("/email")?).map_err(AccountError::from)?)
}
