//! Queue `settlements`: asks the provider for the truth about an order's payment, then settles the order.

use backroom::{
    aws::Queue,
    kernel::{BuyerId, OrderId},
    lambda::{QueueFunction, WorkError},
    orders::{Order, State},
    payments::{IntentId, ParkedEvent, ProviderError, Settle},
    workflows::Cashier,
    world::{Clock, StartError, World},
};

/// The function.
#[derive(Debug)]
pub struct SettlePayment {
    cashier: Cashier,
    parked: Queue,
    clock: Clock,
}

impl QueueFunction for SettlePayment {
    async fn start(world: &World) -> Result<Self, StartError> {
        Ok(Self {
            cashier: Cashier::new(world).await?,
            parked: Queue::named_by(world, "PARKED_QUEUE_URL")?,
            clock: world.clock.clone(),
        })
    }

    async fn handle(&self, body: &str) -> Result<(), WorkError> {
        let (buyer, id, intent, event) = read(body)?;
        let Some(order) = self.cashier.orders.get(&buyer, &id).await? else {
            return self.park("unknown_order", intent, event).await;
        };
        if order.intent.as_ref() != Some(&intent) {
            return self.settle_stranger(order, intent, event).await;
        }
        if order.state == State::Refunded {
            return Ok(self.cashier.check_refunded(&order, &intent).await?);
        }
        let now = self.clock.now();
        match self.cashier.provider.look_up(&intent).await {
            Ok(truth) => self.cashier.settle(order, &truth, now).await?,
            // The deadline carries the order on: no message is worn out by an outage.
            Err(ProviderError::Silent(_)) => self.cashier.try_later(&order, now).await?,
            Err(_) => self.cashier.put_aside(order, "the provider knows no such intent").await?,
        };
        Ok(())
    }
}

impl SettlePayment {
    /// An intent that names the order, but is not the one linked to it. Unpaid, it is an orphan and no matter; paid, it
    /// is money that nobody was asked for, and a person has to look.
    async fn settle_stranger(&self, order: Order, intent: IntentId, event: Option<String>) -> Result<(), WorkError> {
        match self.cashier.provider.look_up(&intent).await {
            Ok(truth) if truth.received_minor == 0 => Ok(()),
            Ok(_) => {
                self.cashier.put_aside(order, "another intent than the linked one was paid").await?;
                self.park("other_intent", intent, event).await
            }
            Err(ProviderError::Silent(reason)) => Err(WorkError(reason)),
            Err(_) => self.park("unknown_intent", intent, event).await,
        }
    }

    async fn park(&self, reason: &str, intent: IntentId, event: Option<String>) -> Result<(), WorkError> {
        tracing::error!(intent = intent.as_str(), reason, "an event was parked for a person");
        Ok(self.parked.send(&ParkedEvent::new(reason, event, Some(intent.to_string()))).await?)
    }
}

type Wanted = (BuyerId, OrderId, IntentId, Option<String>);

fn read(body: &str) -> Result<Wanted, WorkError> {
    let bad = |reason: &str| WorkError(format!("not a settlement message: {reason}"));
    let message: Settle = serde_json::from_str(body).map_err(|_| bad("it is not the JSON expected"))?;
    if message.version != Settle::VERSION {
        return Err(bad("its version is unknown"));
    }
    let buyer = message.buyer_id.parse().map_err(|_| bad("buyer_id"))?;
    let order = message.order_id.parse().map_err(|_| bad("order_id"))?;
    let intent = message.payment_intent.parse().map_err(|_| bad("payment_intent"))?;
    Ok((buyer, order, intent, message.event))
}
