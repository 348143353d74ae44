//! `POST /v1/orders/{id}/cancel`: the buyer gives an order up; its stock returns once no payment can happen any more.

use backroom::{
    http::{Gate, Problem, Request, Response, respond},
    lambda::HttpFunction,
    orders::{End, Order, OrderView, State},
    workflows::{Cashier, CashierError},
    world::{StartError, World},
};

/// The function.
#[derive(Debug)]
pub struct CancelOrder {
    cashier: Cashier,
    gate: Gate,
}

impl HttpFunction for CancelOrder {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self { cashier: Cashier::new(world).await?, gate: Gate::new(world)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let (buyer, now) = self.gate.buyer(&request)?;
        let id = request.path("id")?;
        let order = self.cashier.orders.get(&buyer, &id).await?.ok_or_else(Problem::not_found)?;
        let given_up = match order.state {
            State::Pending => self.cashier.give_up(order, End::Cancelled, now).await,
            State::Cancelling => self.cashier.resolve(order, now).await,
            _ => Ok(order),
        };
        match given_up {
            Ok(order) => answer(&order),
            // The order is on its way to being cancelled, and the sweep will finish what the provider did not answer.
            Err(CashierError::Provider(_)) => {
                let order = self.cashier.orders.get(&buyer, &id).await?.ok_or_else(Problem::not_found)?;
                answer(&order)
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn answer(order: &Order) -> Result<Response, Problem> {
    match order.state {
        State::Cancelled => Ok(respond::ok(&OrderView::from(order))),
        State::Cancelling => Ok(respond::json(202, &OrderView::from(order))),
        state => {
            let detail = format!("The order is {} and cannot be cancelled.", state.as_str().replace('_', " "));
            Err(Problem::new(409, "order_not_cancellable", detail).with("state", state.as_str()))
        }
    }
}
