//! Shipments as merchants and buyers see them.

use serde::Serialize;

use super::{Shipment, TrackingUrl, Units};
use crate::kernel::{ShipmentId, Sku, Text, Timestamp};

/// A shipment in an answer.
#[derive(Debug, Serialize)]
pub struct ShipmentView<'a> {
    id: &'a ShipmentId,
    lines: Vec<UnitsView<'a>>,
    carrier: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking_url: Option<&'a str>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voided_at: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
struct UnitsView<'a> {
    sku: &'a Sku,
    quantity: u32,
}

impl<'a> From<&'a Units> for UnitsView<'a> {
    fn from(units: &'a Units) -> Self {
        Self { sku: &units.sku, quantity: units.quantity.get() }
    }
}

impl<'a> From<&'a Shipment> for ShipmentView<'a> {
    fn from(shipment: &'a Shipment) -> Self {
        Self {
            id: &shipment.id,
            lines: shipment.lines.iter().map(UnitsView::from).collect(),
            carrier: shipment.carrier.as_str(),
            tracking_number: shipment.tracking_number.as_ref().map(Text::as_str),
            tracking_url: shipment.tracking_url.as_ref().map(TrackingUrl::as_str),
            created_at: shipment.created,
            delivered_at: shipment.delivered,
            voided_at: shipment.voided,
        }
    }
}

impl<'a> ShipmentView<'a> {
    /// The answer to recording `shipment`. It tells the moment of recording, so every repeat of the request gets the same
    /// bytes, whatever has become of the shipment since.
    #[must_use]
    pub fn recorded(shipment: &'a Shipment) -> Self {
        Self { delivered_at: None, voided_at: None, ..Self::from(shipment) }
    }
}
