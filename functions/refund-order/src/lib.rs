//! `POST /v1/orders/{id}/refund`: a merchant gives the money of a paid order back, all of it; then its stock returns.
//!
//! Goods that do not come back are booked out afterwards, by `adjust-stock`.

use backroom::{
    http::{Field, Gate, InvalidField, Problem, Request, Response, respond},
    kernel::BuyerId,
    lambda::HttpFunction,
    orders::{Order, OrderView, State},
    workflows::Cashier,
    world::{StartError, World},
};
use serde::Deserialize;

/// The function.
#[derive(Debug)]
pub struct RefundOrder {
    cashier: Cashier,
    gate: Gate,
}

/// An order is found under its buyer, whom the merchant is not.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Body {
    buyer_id: Field<String>,
}

impl HttpFunction for RefundOrder {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self { cashier: Cashier::new(world).await?, gate: Gate::new(world)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let (_, now) = self.gate.merchant(&request)?;
        let id = request.path("id")?;
        let buyer = buyer(&request)?;
        let order = self.cashier.orders.get(&buyer, &id).await?.ok_or_else(Problem::not_found)?;
        let order = match order.state {
            State::Paid => self.cashier.refund(order, now).await?,
            State::Refunding => self.cashier.resolve(order, now).await?,
            _ => order,
        };
        answer(&order)
    }
}

fn buyer(request: &Request) -> Result<BuyerId, Problem> {
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
