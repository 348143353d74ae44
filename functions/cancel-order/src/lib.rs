//! `POST /v1/orders/{id}/cancel`: the buyer gives an order up; its stock returns once no payment can happen any more.
//! `POST /v1/merchant/orders/{id}/cancel`: one of the staff does so.

use app_context::{AppContext, StartError};
use aws::{AuditRow, AuditTable, DeskTable};
use domain::{
    accounts::Permission,
    audit::{AuditAction, AuditChange, AuditEntry, AuditResource},
    desk::DeskEntry,
    kernel::Timestamp,
    orders::{CancelReason, Order, OrderView, State},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Request, Response, respond},
};
use serde::Serialize;
use serde_json::json;
use workflows::{PaymentService, PaymentServiceError, find_order};

/// The function.
#[derive(Debug)]
pub struct CancelOrder {
    payments: PaymentService,
    desk: DeskTable,
    audit: AuditTable,
    authenticator: Authenticator,
}

impl HttpFunction for CancelOrder {
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
            "POST /v1/merchant/orders/{id}/cancel" => self.cancel_for_merchant(&request).await,
            "POST /v1/orders/{id}/cancel" => self.cancel_for_buyer(&request).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl CancelOrder {
    async fn cancel_for_buyer(&self, request: &Request) -> Result<Response, Problem> {
        let buyer = self.authenticator.require_buyer(request)?.user;
        let now = self.authenticator.now();
        let id = request.path("id")?;
        let order = self.payments.orders.get(&buyer, &id).await?.ok_or_else(Problem::not_found)?;
        let order = self.give_up(order, None, now).await?;
        answer(&order, &OrderView::from(&order))
    }

    async fn cancel_for_merchant(&self, request: &Request) -> Result<Response, Problem> {
        let staff = self.authenticator.require(request, Permission::OrdersRefund)?;
        let now = self.authenticator.now();
        let id = request.path("id")?;
        let order = find_order(&self.desk, &self.payments.orders, &id).await?.ok_or_else(Problem::not_found)?;
        let change = AuditChange::between(&json!({ "state": order.state.as_str() }), &json!({ "state": "cancelling" }));
        let entry = AuditEntry::new(&staff, now, AuditAction::OrderCancelled, AuditResource::order(&order.id), change);
        let order = self.give_up(order, Some(&self.audit.row(&entry)?), now).await?;
        if matches!(order.state, State::Paid | State::Refunding) {
            let detail = "The order is paid and cannot be cancelled. Refund it: all that is left of it, where nothing is to be sent.";
            return Err(Problem::new(409, "refund_required", detail).with("state", order.state.as_str()));
        }
        answer(&order, &DeskEntry::of(&order, 0))
    }

    /// The order, given up as far as it can be now. Who of the staff does so is recorded with it.
    async fn give_up(&self, order: Order, record: Option<&AuditRow>, now: Timestamp) -> Result<Order, Problem> {
        let (buyer, id) = (order.buyer.clone(), order.id.clone());
        let given_up = match order.state {
            State::Pending => {
                Box::pin(self.payments.begin_cancellation(order, CancelReason::Cancelled, record, now)).await
            }
            State::Cancelling => Box::pin(self.payments.advance(order, now)).await,
            _ => Ok(order),
        };
        match given_up {
            Ok(order) => Ok(order),
            // The order is on its way to being cancelled, and the sweep will finish what the provider did not answer.
            Err(PaymentServiceError::Provider(_)) => {
                self.payments.orders.get(&buyer, &id).await?.ok_or_else(Problem::not_found)
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn answer(order: &Order, view: &impl Serialize) -> Result<Response, Problem> {
    match order.state {
        State::Cancelled => Ok(respond::ok(view)),
        State::Cancelling => Ok(respond::json(202, view)),
        state => {
            let detail = format!("The order is {} and cannot be cancelled.", state.as_str().replace('_', " "));
            Err(Problem::new(409, "order_not_cancellable", detail).with("state", state.as_str()))
        }
    }
}
