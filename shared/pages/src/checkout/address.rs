//! An address as people write it.

use serde_json::Value;

use super::countries::country_name;
use crate::Language;

/// The lines of an address of an order, top to bottom.
pub(crate) fn address_lines(address: &Value, language: &Language) -> Vec<String> {
    let of = |name: &str| address[name].as_str().unwrap_or_default().trim();
    let town =
        [of("postal_code"), of("city")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let lines = [of("name"), of("company"), of("line1"), of("line2"), &town, of("region")];
    let country = country_name(language, of("country"));
    lines.into_iter().chain([country]).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
