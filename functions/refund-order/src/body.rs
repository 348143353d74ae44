//! The body of a refund, and what it asks for.

use domain::{
    kernel::{OrderId, Timestamp, UserId},
    orders::{MAX_LINES, RefundLine, RefundReason, RefundRequest, RefundRule, RefundScope},
};
use lambda::http::{Field, InvalidField, Problem, members};
use serde::Deserialize;
use serde_json::Number;

/// What the client sends: lines, or an amount, or neither for all that is left.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Body {
    lines: Field<Vec<LineBody>>,
    amount_minor: Field<Number>,
    reason: Field<String>,
    restock: Field<bool>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LineBody {
    sku: Field<String>,
    quantity: Field<Number>,
    returned: Field<bool>,
}

impl Body {
    /// The refund of `order` that the body asks for, or the first rule that it breaks.
    pub(crate) fn parse(
        self,
        order: &OrderId,
        key: &str,
        by: UserId,
        now: Timestamp,
    ) -> Result<RefundRequest, Problem> {
        let scope = match (self.lines.into_option(), self.amount_minor.into_option()) {
            (Some(_), Some(_)) => {
                let detail = "cannot be given together with lines: a refund is of units, or of an amount";
                return Err(InvalidField::new("/amount_minor", "lines_or_amount", detail).into());
            }
            (Some(lines), None) => RefundScope::Lines(read_lines(lines)?),
            (None, Some(amount)) => {
                let detail = "must be a whole number of minor units, at least 1";
                let amount = amount.as_u64().filter(|amount| *amount > 0);
                let amount = amount.ok_or_else(|| InvalidField::new("/amount_minor", "amount_minor", detail))?;
                RefundScope::Amount(amount)
            }
            (None, None) => RefundScope::Rest,
        };
        let reason: RefundReason = self.reason.required("/reason")?.parse().map_err(|_| {
            let words = RefundReason::ALL.map(RefundReason::as_str).join(", ");
            InvalidField::new("/reason", "reason", format!("must be one of these: {words}"))
        })?;
        let restock = self.restock.into_option().unwrap_or(true);
        let request = RefundRequest::new((order, key), scope, (reason, restock), by, now);
        Ok(request.map_err(broken)?)
    }
}

fn read_lines(lines: Vec<LineBody>) -> Result<Vec<RefundLine>, InvalidField> {
    // Before each line is looked at: a long list costs no more than a short one.
    if lines.len() > MAX_LINES {
        return Err(broken(RefundRule::TooManyLines));
    }
    lines.into_iter().enumerate().map(|(index, line)| line.parse(index)).collect()
}

fn broken(rule: RefundRule) -> InvalidField {
    let code = match rule {
        RefundRule::NoLines => "no_lines",
        RefundRule::TooManyLines => "too_many_lines",
        RefundRule::TooMany => "quantity",
    };
    InvalidField::new("/lines", code, rule.to_string())
}

impl LineBody {
    fn parse(self, index: usize) -> Result<RefundLine, InvalidField> {
        let at = |name: &str| format!("/lines/{index}/{name}");
        let sku = members::sku(self.sku, at("sku"))?;
        let quantity = members::quantity(self.quantity, at("quantity"))?;
        Ok(RefundLine { sku, quantity, is_returned: self.returned.into_option().unwrap_or(false) })
    }
}
