//! Refusals of refunds.

use domain::orders::RefundRefusal;

use super::shipments::lines_refused;
use crate::http::{InvalidField, Problem};

impl From<RefundRefusal> for Problem {
    fn from(refusal: RefundRefusal) -> Self {
        match refusal {
            RefundRefusal::KeyReused => Self::new(
                422,
                "idempotency_key_reused",
                "This Idempotency-Key was used for another refund of the order. Use a new key for a new refund.",
            ),
            RefundRefusal::NotRefundable(state) => {
                let detail = format!("The order is {} and cannot be refunded.", state.as_str().replace('_', " "));
                Self::new(409, "order_not_refundable", detail).with("state", state.as_str())
            }
            RefundRefusal::Disputed => {
                let detail = "Money of the order was taken by a dispute. Wait until the bank has decided.";
                Self::new(409, "order_disputed", detail)
            }
            RefundRefusal::TooMany => {
                Self::new(409, "too_many_refunds", "The order has as many refunds as an order can have.")
            }
            RefundRefusal::Lines(lines) => {
                lines_refused(&lines, "Fewer units of the order are left to give up. Read it again.")
            }
            RefundRefusal::Exceeds(left_minor) => {
                let detail = "Less of the order's money is left to give back. Read it again.";
                Self::new(409, "exceeds_paid", detail).with("left_minor", left_minor)
            }
            RefundRefusal::NotAMultiple(step) => {
                let detail = format!("must be a multiple of {step} in the order's currency");
                InvalidField::new("/amount_minor", "not_a_multiple", detail).into()
            }
        }
    }
}
