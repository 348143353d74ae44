//! The body of a shipment, and the shipment that it asks for.

use domain::{
    kernel::{OrderId, Timestamp, UserId},
    orders::{MAX_LINES, Shipment, ShipmentDraft, ShipmentRule, Units},
};
use lambda::http::{Field, FieldErrors, InvalidField, Problem, members};
use serde::Deserialize;
use serde_json::Number;

/// What the client sends.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Body {
    lines: Field<Vec<LineBody>>,
    carrier: Field<String>,
    tracking_number: Field<Option<String>>,
    tracking_url: Field<Option<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LineBody {
    sku: Field<String>,
    quantity: Field<Number>,
}

impl Body {
    /// The shipment of `order` that the body asks for, or the rules that it breaks.
    pub(crate) fn parse(self, order: &OrderId, key: &str, by: UserId, now: Timestamp) -> Result<Shipment, Problem> {
        let mut errors = FieldErrors::default();
        let lines = errors.take(self.lines.required("/lines")).unwrap_or_default();
        // Before each line is looked at: a long list costs no more than a short one.
        if lines.len() > MAX_LINES {
            let rule = ShipmentRule::TooManyLines;
            return Err(InvalidField::new("/lines", "too_many_lines", rule.to_string()).into());
        }
        let lines = lines.into_iter().enumerate().filter_map(|(at, line)| line.parse(at, &mut errors)).collect();
        let carrier = errors.take(self.carrier.required("/carrier")).unwrap_or_default();
        errors.none()?;
        let (number, url) = (self.tracking_number.into_option().flatten(), self.tracking_url.into_option().flatten());
        let draft = ShipmentDraft {
            lines,
            carrier: &carrier,
            tracking_number: number.as_deref(),
            tracking_url: url.as_deref(),
        };
        Ok(draft.parse(order, key, by, now)?)
    }
}

impl LineBody {
    fn parse(self, index: usize, errors: &mut FieldErrors) -> Option<Units> {
        let at = |name: &str| format!("/lines/{index}/{name}");
        let sku = errors.take(members::sku(self.sku, at("sku")));
        let quantity = errors.take(members::quantity(self.quantity, at("quantity")));
        Some(Units { sku: sku?, quantity: quantity? })
    }
}
