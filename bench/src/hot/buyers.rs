//! Buyers who want one product: each places one order after the other, through a place-order of its own.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use serde_json::Value;
use tests::{Answer, Call, Checkout, Registered, Scheduler, Shop, seeded};
use tokio::time::Instant;

use super::dynamodb_model::Physics;

/// What a crowd of buyers met.
#[derive(Debug, Default)]
pub(crate) struct Met {
    /// Of each order that was taken, from its first request to the answer.
    pub(crate) times: Vec<Duration>,
    /// Orders refused because there was too little.
    pub(crate) refused: u64,
    /// Requests answered 503, which were repeated.
    pub(crate) busy: u64,
    /// Transactions that were tried.
    pub(crate) transactions: u64,
    /// Write units that they took.
    pub(crate) units: f64,
    /// Orders taken while new ones were begun: what is left then, others do not wait for any more.
    pub(crate) in_time: u64,
    /// Until the last order was taken.
    pub(crate) took: Duration,
    /// Units that nobody has, while somebody who wanted one was refused; and units sold twice.
    pub(crate) unsold: u64,
    pub(crate) oversold: u64,
    pub(crate) conflicts: u64,
}

/// What they want.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rush {
    pub(crate) buyers: u32,
    pub(crate) shards: u8,
    pub(crate) stock: u64,
    /// When they stop; before that they stop at the first refusal.
    pub(crate) seconds: u64,
    /// One in so many orders is for the hot product, the others for one of many; 1 for all.
    pub(crate) one_in: u32,
    pub(crate) seed: u64,
}

/// Products beside the hot one, the first ones wanted most.
const OTHERS: u32 = 500;
const PLENTY: u64 = 1_000_000;

impl Rush {
    /// Lets it happen, in virtual time.
    pub(crate) async fn happen(self) -> Met {
        let shop = Shop::with_seed(self.seed);
        shop.stock("hot", self.stock);
        if self.one_in > 1 {
            (0..OTHERS).for_each(|number| shop.stock(&format!("other-{number}"), PLENTY));
        }
        if self.shards > 1 {
            shop.reshard("hot", self.shards).await;
        }
        shop.journal.take();
        let (shop, dynamodb_model) = (Arc::new(shop), Physics::new(seeded(self.seed ^ 0xB0D1)));
        let (refused, busy) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let start = Instant::now();
        let mut buyers = tokio::task::JoinSet::new();
        for number in 0..self.buyers {
            let (shop, dynamodb_model) = (Arc::clone(&shop), Arc::clone(&dynamodb_model));
            let (refused, busy) = (Arc::clone(&refused), Arc::clone(&busy));
            buyers.spawn(async move { self.buy(number, &shop, dynamodb_model, start, &refused, &busy).await });
        }
        let mut met = Met::default();
        while let Some(bought) = buyers.join_next().await {
            for (time, at) in bought.unwrap_or_default() {
                met.times.push(time);
                met.in_time += u64::from(at <= Duration::from_secs(self.seconds));
                met.took = met.took.max(at);
            }
        }
        (met.refused, met.busy, met.conflicts) = (refused.load(Relaxed), busy.load(Relaxed), dynamodb_model.met().0);
        let calls = shop.journal.take();
        let transactions = calls.iter().filter(|call| call.operation == "TransactWriteItems");
        met.transactions = transactions.count() as u64;
        met.units = calls.iter().map(|call| call.write_units).sum();
        self.count(&shop, &mut met);
        met
    }

    /// What one buyer does. Of each order taken, how long it took and when.
    async fn buy(
        self,
        number: u32,
        shop: &Shop,
        dynamodb_model: Arc<Physics>,
        start: Instant,
        refused: &AtomicU64,
        busy: &AtomicU64,
    ) -> Vec<(Duration, Duration)> {
        let context = shop.conducted("place-order", dynamodb_model as Arc<dyn Scheduler>, 0);
        let Ok(function) = Registered::named("place-order").start(context).await else { return Vec::new() };
        let dice = seeded(self.seed.wrapping_mul(1_000_003).wrapping_add(number.into()));
        let mut bought = Vec::new();
        for order in 0.. {
            if start.elapsed() >= Duration::from_secs(self.seconds) {
                break;
            }
            let product =
                if dice.below(self.one_in) == 0 { "hot".to_owned() } else { format!("other-{}", skewed(&dice)) };
            // Whoever has ordered ten times in a quarter of an hour has to wait: each order is another person's.
            let buyer = format!("buyer {number} {order}");
            let call =
                Call::post("/v1/orders").bearer(&shop.buyer(&buyer)).key("one").json(&Checkout::wish(&[(&product, 1)]));
            let begun = Instant::now();
            let status = loop {
                let event = call.event(shop.clock.now().millis());
                let status = function.invoke(event).await.map_or(500, |answer: Value| Answer::of_event(&answer).status);
                if status < 500 {
                    break status;
                }
                busy.fetch_add(1, Relaxed);
                tokio::time::sleep(Duration::from_secs(1)).await;
            };
            if status != 201 {
                refused.fetch_add(1, Relaxed);
                break;
            }
            bought.push((begun.elapsed(), start.elapsed()));
        }
        bought
    }

    /// Compares what was promised with what there was.
    fn count(self, shop: &Shop, met: &mut Met) {
        let rows = shop.tables.rows("stock");
        let hot = rows.iter().filter(|row| row["sku"] == "hot");
        let left: u64 = hot.filter_map(|row| row["available"].as_u64()).sum();
        let orders = shop.tables.rows("orders");
        let is_hot = |row: &&Value| row["lines"].as_array().is_some_and(|lines| lines[0]["sku"] == "hot");
        let sold = orders.iter().filter(is_hot).count() as u64;
        met.oversold = (sold + left).saturating_sub(self.stock);
        met.unsold = if met.refused > 0 { left } else { 0 };
    }
}

/// The others are wanted as Zipf has it: the second half as often as the first, the third a third as often.
fn skewed(dice: &domain::kernel::Random) -> u32 {
    let chance = f64::from(dice.below(1_000_000)) / 1e6;
    let rank = f64::from(OTHERS).powf(chance).floor();
    (1..OTHERS).find(|number| f64::from(*number) >= rank).unwrap_or(OTHERS) - 1
}
