//! `POST /v1/merchant/orders/{id}/refunds`: one of the staff gives money of a paid order back, for units of it, or an amount, or all
//! that is left; once for each idempotency key.
//! `POST /v1/merchant/orders/{id}/decide`: one of the staff decides about an order in review; once for each order.

mod body;
mod decision;

use app_context::{AppContext, StartError};
use aws::{AuditTable, DeskTable};
use domain::{
    accounts::{Identity, Permission},
    audit::{AuditAction, AuditChange, AuditEntry, AuditResource},
    desk::DeskEntry,
    kernel::OrderId,
    orders::{DecisionRequest, Order, RefundRequest, RefundView},
    payments::RefundStatus,
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Request, Response, respond},
};
use serde_json::json;
use workflows::{PaymentService, RefundAnswer, find_order};

/// The function.
#[derive(Debug)]
pub struct RefundOrder {
    payments: PaymentService,
    desk: DeskTable,
    audit: AuditTable,
    authenticator: Authenticator,
}

impl HttpFunction for RefundOrder {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            payments: PaymentService::new(context).await?,
            desk: DeskTable::new(context)?,
            audit: AuditTable::new(context)?,
            authenticator: Authenticator::new(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        match request.route() {
            "POST /v1/merchant/orders/{id}/refunds" => Box::pin(self.refund(&request)).await,
            "POST /v1/merchant/orders/{id}/decide" => self.decide(&request).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl RefundOrder {
    async fn refund(&self, request: &Request) -> Result<Response, Problem> {
        let staff = self.authenticator.require(request, Permission::OrdersRefund)?;
        let now = self.authenticator.now();
        let (id, key) = (request.path("id")?, request.idempotency_key()?);
        let wanted = request.json::<body::Body>()?.parse(&id, key, staff.user.clone(), now)?;
        let order = find_order(&self.desk, &self.payments.orders, &id).await?.ok_or_else(Problem::not_found)?;
        let record = self.audit.row(&entry(&id, &wanted, &staff))?;
        let answer = self.payments.refund(order, &wanted, &record, now).await??;
        let response = respond::json(status(&answer)?, &RefundView::for_merchant(&answer.order, &answer.refund));
        Ok(if answer.is_replay { respond::with_header(response, "idempotency-replayed", "true") } else { response })
    }

    async fn decide(&self, request: &Request) -> Result<Response, Problem> {
        let staff = self.authenticator.require(request, Permission::OrdersRefund)?;
        let now = self.authenticator.now();
        let id = request.path("id")?;
        let wanted = request.json::<decision::Body>()?.parse(staff.user.clone(), now)?;
        let order = find_order(&self.desk, &self.payments.orders, &id).await?.ok_or_else(Problem::not_found)?;
        let record = self.audit.row(&decision_entry(&order, &wanted, &staff))?;
        let answer = self.payments.decide(order, &wanted, &record, now).await??;
        let response = respond::ok(&DeskEntry::of(&answer.order, 0));
        Ok(if answer.is_replay { respond::with_header(response, "idempotency-replayed", "true") } else { response })
    }
}

/// The record of who asks for it; the refund says what became of it.
fn entry(order: &OrderId, wanted: &RefundRequest, by: &Identity) -> AuditEntry {
    let change = AuditChange::made(&json!({ "refund": wanted.id, "reason": wanted.reason.as_str() }));
    AuditEntry::new(by, wanted.at, AuditAction::RefundRequested, AuditResource::order(order), change)
}

/// The record of who decides.
fn decision_entry(order: &Order, wanted: &DecisionRequest, by: &Identity) -> AuditEntry {
    AuditEntry::new(
        by,
        wanted.decision.at,
        AuditAction::OrderDecided,
        AuditResource::order(&order.id),
        order.decision_change(wanted),
    )
}

/// Recorded and done, or recorded and under way. One that failed stays on the order: another one has to be asked for.
fn status(answer: &RefundAnswer) -> Result<u16, Problem> {
    match answer.refund.status {
        RefundStatus::Succeeded => Ok(201),
        RefundStatus::Pending => Ok(202),
        RefundStatus::Failed => {
            let detail = "The payment provider could not give this money back. The refund stays on the order as failed; \
                          ask for another one under a new key.";
            Err(Problem::new(409, "refund_failed", detail))
        }
    }
}
