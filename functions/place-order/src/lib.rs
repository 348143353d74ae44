//! `POST /v1/orders`: takes the stock and writes the order, in one call.

mod body;

use backroom::{
    aws::{OrdersTable, Placed},
    http::{Gate, Problem, Request, Response, respond},
    kernel::{BuyerId, Seconds, Timestamp},
    lambda::HttpFunction,
    orders::{NewOrder, Order, State, order_id, placed},
    world::{StartError, World},
};

/// The function.
#[derive(Debug)]
pub struct PlaceOrder {
    orders: OrdersTable,
    gate: Gate,
    payment_window_seconds: Seconds,
}

impl HttpFunction for PlaceOrder {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self {
            orders: OrdersTable::with_stock(world)?,
            gate: Gate::new(world)?,
            payment_window_seconds: payment_window(world)?,
        })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let (buyer, now) = self.gate.buyer(&request)?;
        let key = request.idempotency_key()?;
        let wanted = request.json::<body::Body>()?.parse()?;
        let order = self.order(buyer, key, wanted, now);
        match self.orders.place(order, now).await? {
            Placed::New(order) => Ok(created(&order)),
            Placed::Before(order) => Ok(respond::with_header(created(&order), "idempotency-replayed", "true")),
            Placed::Refused(refusal) => Err(refusal.into()),
        }
    }
}

impl PlaceOrder {
    fn order(&self, buyer: BuyerId, key: &str, wanted: NewOrder, now: Timestamp) -> Order {
        let expires = now.plus_seconds(self.payment_window_seconds);
        Order {
            id: order_id(&buyer, key),
            fingerprint: wanted.fingerprint(),
            buyer,
            lines: wanted.lines,
            total: wanted.total,
            address: wanted.address,
            created: now,
            expires,
            state: State::Pending,
            intent: None,
            receipt: None,
            due: Some(expires),
        }
    }
}

fn created(order: &Order) -> Response {
    respond::created(&format!("/v1/orders/{}", order.id), &placed(order))
}

/// How long stock is held for a buyer who has not paid: at least long enough to pay, at most a day.
fn payment_window(world: &World) -> Result<Seconds, StartError> {
    const NAME: &str = "PAYMENT_WINDOW_SECONDS";
    let window = world.environment.required(NAME)?.parse().ok().filter(|seconds| (5..=86_400).contains(seconds));
    window.ok_or_else(|| StartError::Invalid {
        name: NAME.to_owned(),
        reason: "it must be a whole number of seconds, 5 to 86400",
    })
}
