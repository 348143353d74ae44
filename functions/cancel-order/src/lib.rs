//! `POST /v1/orders/{id}/cancel`: the buyer gives an order up; its stock returns once no payment can happen any more.

use app_context::{AppContext, StartError};
use domain::orders::{CancelReason, Order, OrderView, State};
use lambda::{
    HttpFunction,
    http::{Authenticator, Problem, Request, Response, respond},
};
use workflows::{PaymentService, PaymentServiceError};

/// The function.
#[derive(Debug)]
pub struct CancelOrder {
    payments: PaymentService,
    authenticator: Authenticator,
}

impl HttpFunction for CancelOrder {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { payments: PaymentService::new(context).await?, authenticator: Authenticator::new(context)? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let buyer = self.authenticator.require_user(&request)?;
        let now = self.authenticator.now();
        let id = request.path("id")?;
        let order = self.payments.orders.get(&buyer, &id).await?.ok_or_else(Problem::not_found)?;
        let given_up = match order.state {
            State::Pending => self.payments.begin_cancellation(order, CancelReason::Cancelled, now).await,
            State::Cancelling => self.payments.advance(order, now).await,
            _ => Ok(order),
        };
        match given_up {
            Ok(order) => answer(&order),
            // The order is on its way to being cancelled, and the sweep will finish what the provider did not answer.
            Err(PaymentServiceError::Provider(_)) => {
                let order = self.payments.orders.get(&buyer, &id).await?.ok_or_else(Problem::not_found)?;
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
