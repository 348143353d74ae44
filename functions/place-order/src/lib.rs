//! `POST /v1/orders`: takes the stock and writes the order, in one call.

mod body;

use app_context::{AppContext, StartError};
use aws::{OrdersTable, Placed};
use domain::{
    accounts::Role,
    kernel::Seconds,
    orders::{Order, placed},
    quotes::QuoteRefusal,
};
use lambda::{
    HttpFunction,
    http::{Authenticator, InvalidField, Problem, Request, Response, respond},
};

/// The function.
#[derive(Debug)]
pub struct PlaceOrder {
    orders: OrdersTable,
    authenticator: Authenticator,
    payment_window_seconds: Seconds,
    requires_quote: bool,
}

impl HttpFunction for PlaceOrder {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            orders: OrdersTable::with_stock(context)?,
            authenticator: Authenticator::new(context)?,
            payment_window_seconds: payment_window(context)?,
            requires_quote: requires_quote(context)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let buyer = self.authenticator.require_buyer(&request)?;
        let now = self.authenticator.now();
        let key = request.idempotency_key()?;
        let mut body = request.json::<body::Body>()?;
        let quote = match body.take_quote() {
            Some(token) => Some(self.authenticator.quote(&token)?),
            None if self.requires_quote => return Err(InvalidField::new("/quote", "required", "is required").into()),
            None => None,
        };
        let wanted = body.parse(buyer.role == Role::Guest, quote.as_ref())?;
        let order = Order::place(buyer.user, key, wanted, now, self.payment_window_seconds);
        let placed = if quote.is_some_and(|quote| quote.is_expired(now)) {
            // Its order may have been placed while it was good, and the answer lost.
            self.orders.placed_before(&order).await?.ok_or(QuoteRefusal::Expired)?
        } else {
            self.orders.place(order, now).await?
        };
        match placed {
            Placed::New(order) => Ok(created(&order)),
            Placed::Replayed(order) => Ok(respond::with_header(created(&order), "idempotency-replayed", "true")),
            Placed::Refused(refusal) => Err(refusal.into()),
        }
    }
}

fn created(order: &Order) -> Response {
    respond::created(&format!("/v1/orders/{}", order.id), &placed(order))
}

/// Whether each order needs a quote: without one it has neither shipping nor tax.
fn requires_quote(context: &AppContext) -> Result<bool, StartError> {
    const NAME: &str = "REQUIRE_QUOTES";
    let invalid = |_| StartError::Invalid { name: NAME.to_owned(), reason: "it must be true or false" };
    context.environment.required(NAME)?.parse().map_err(invalid)
}

/// How long stock is held for a buyer who has not paid: at least long enough to pay, at most a day.
fn payment_window(context: &AppContext) -> Result<Seconds, StartError> {
    const NAME: &str = "PAYMENT_WINDOW_SECONDS";
    let window = context.environment.required(NAME)?.parse().ok().filter(|seconds| (5..=86_400).contains(seconds));
    window.ok_or_else(|| StartError::Invalid {
        name: NAME.to_owned(),
        reason: "it must be a whole number of seconds, 5 to 86400",
    })
}
