//! Where an order goes.

use serde::Serialize;

use crate::kernel::Text;

/// A postal address. Lengths are what label printers and carriers take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Address {
    /// Who receives it.
    pub name: Text<100>,
    /// Street and number.
    pub line1: Text<200>,
    /// Flat, floor, building.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line2: Option<Text<200>>,
    /// Town.
    pub city: Text<100>,
    /// State, province, county.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Text<100>>,
    /// Postal code.
    pub postal_code: Text<20>,
    /// ISO 3166-1 alpha-2 country code.
    pub country: Text<2>,
}
