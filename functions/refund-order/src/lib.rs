//! `POST /v1/orders/{id}/refund`: one of the staff gives the money of a paid order back, all of it; then its stock returns.
//!
//! Goods that do not come back are booked out afterwards, by `manage-stock`.

use app_context::{AppContext, StartError};
use domain::{
    accounts::Permission,
    kernel::UserId,
    orders::{Order, OrderView, State},
};
use lambda::{
    HttpFunction,
    http::{Authenticator, Field, InvalidField, Problem, Request, Response, respond},
};
use serde::Deserialize;
use workflows::PaymentService;

/// The function.
#[derive(Debug)]
pub struct RefundOrder {
    payments: PaymentService,
    authenticator: Authenticator,
}

/// An order is found under its buyer, whom the staff are not.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Body {
    buyer_id: Field<String>,
}

impl HttpFunction for RefundOrder {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { payments: PaymentService::new(context).await?, authenticator: Authenticator::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let staff = self.authenticator.require(&request, Permission::OrdersRefund)?;
        let now = self.authenticator.now();
        let id = request.path("id")?;
        let buyer = buyer(&request)?;
        let order = self.payments.orders.get(&buyer, &id).await?.ok_or_else(Problem::not_found)?;
        let order = match order.state {
            State::Paid => self.payments.refund(order, Some(staff.user), now).await?,
            State::Refunding => self.payments.advance(order, now).await?,
            _ => order,
        };
        answer(&order)
    }
}

fn buyer(request: &Request) -> Result<UserId, Problem> {
    let text = request.json::<Body>()?.buyer_id.required("/buyer_id")?;
    text.parse().map_err(|_| InvalidField::new("/buyer_id", "buyer_id", "must be the identifier of a buyer").into())
}

fn answer(order: &Order) -> Result<Response, Problem> {
    match order.state {
        State::Refunded => Ok(respond::ok(&OrderView::from(order))),
        State::Refunding => Ok(respond::json(202, &OrderView::from(order))),
        state => {
            let detail = format!("The order is {} and cannot be refunded.", state.as_str().replace('_', " "));
            Err(Problem::new(409, "order_not_refundable", detail).with("state", state.as_str()))
        }
    }
}
