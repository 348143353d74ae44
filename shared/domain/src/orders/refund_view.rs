//! Refunds as buyers and merchants see them.

use serde::Serialize;

use super::{Order, Refund, RefundLine, RefundReason};
use crate::{
    kernel::{Currency, RefundId, Sku, Timestamp, UserId},
    payments::{ProviderRefundId, RefundStatus},
};

/// A refund in an answer.
#[derive(Debug, Serialize)]
pub struct RefundView<'a> {
    id: &'a RefundId,
    status: &'static str,
    currency: Currency,
    amount_minor: u64,
    lines: Vec<RefundLineView<'a>>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_at: Option<Timestamp>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    staff: Option<StaffView<'a>>,
}

/// What only merchants see.
#[derive(Debug, Serialize)]
struct StaffView<'a> {
    restock: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_refund: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct RefundLineView<'a> {
    sku: &'a Sku,
    quantity: u32,
    returned: bool,
}

impl<'a> From<&'a RefundLine> for RefundLineView<'a> {
    fn from(line: &'a RefundLine) -> Self {
        Self { sku: &line.sku, quantity: line.quantity.get(), returned: line.is_returned }
    }
}

impl<'a> RefundView<'a> {
    /// A refund of `order` as its buyer sees it.
    #[must_use]
    pub fn for_buyer(order: &Order, refund: &'a Refund) -> Self {
        Self {
            id: &refund.id,
            status: refund.status.as_str(),
            currency: order.total.currency,
            amount_minor: refund.amount_minor,
            lines: refund.lines.iter().map(RefundLineView::from).collect(),
            created_at: refund.created,
            settled_at: refund.settled,
            staff: None,
        }
    }

    /// The same as merchants see it: why, who asked, and what the provider calls it.
    #[must_use]
    pub fn for_merchant(order: &Order, refund: &'a Refund) -> Self {
        let staff = StaffView {
            restock: refund.restock,
            reason: refund.reason.map(RefundReason::as_str),
            by: refund.by.as_ref(),
            provider_refund: refund.provider_id.as_ref().map(ProviderRefundId::as_str),
        };
        Self { staff: Some(staff), ..Self::for_buyer(order, refund) }
    }

    /// The refunds of `order` that its buyer is shown: those that failed are between the shop and the provider.
    #[must_use]
    pub fn of_buyer(order: &'a Order) -> Vec<Self> {
        let shown = order.refunds.iter().filter(|refund| refund.status != RefundStatus::Failed);
        shown.map(|refund| Self::for_buyer(order, refund)).collect()
    }

    /// All refunds of `order`, as merchants see them.
    #[must_use]
    pub fn of_merchant(order: &'a Order) -> Vec<Self> {
        order.refunds.iter().map(|refund| Self::for_merchant(order, refund)).collect()
    }
}
